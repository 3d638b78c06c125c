#include "gateway/postgres_log/postgres_interest.h"

namespace timesheet::gateway {

void PostgresInterest::follow(const TenantId &tenant)
{
    const std::scoped_lock lock(m_mutex);
    if (m_tenants.try_emplace(tenant, Followed{m_lastNumber + 1, {}, {}}).second) {
        ++m_lastNumber;
        m_changed.insert(tenant);
    }
}

void PostgresInterest::unfollow(const TenantId &tenant)
{
    const std::scoped_lock lock(m_mutex);
    if (m_tenants.erase(tenant) > 0)
        m_changed.insert(tenant);
}

void PostgresInterest::sawHead(const TenantId &tenant, const PostgresHead &head,
                               const QString &epoch)
{
    const std::scoped_lock lock(m_mutex);
    const auto followed = m_tenants.find(tenant);
    if (followed == m_tenants.end() || followed->second.start)
        return;
    followed->second.start = head;
    followed->second.epoch = epoch;
    m_changed.insert(tenant);
}

std::map<TenantId, std::optional<PostgresInterest::Followed>> PostgresInterest::takeChanges()
{
    const std::scoped_lock lock(m_mutex);
    std::map<TenantId, std::optional<Followed>> changes;
    for (const TenantId &tenant : m_changed) {
        const auto followed = m_tenants.find(tenant);
        changes.emplace(tenant, followed != m_tenants.end() ? std::optional(followed->second)
                                                            : std::nullopt);
    }
    m_changed.clear();
    return changes;
}

} // namespace timesheet::gateway
