#include "gateway/net/buffer_budget.h"

#include <utility>

namespace timesheet::gateway {

BufferBudget::Share::Share(Share &&other) noexcept
{
    *this = std::move(other);
}

BufferBudget::Share &BufferBudget::Share::operator=(Share &&other) noexcept
{
    std::swap(m_budget, other.m_budget);
    std::swap(m_tenant, other.m_tenant);
    std::swap(m_user, other.m_user);
    std::swap(m_bytes, other.m_bytes);
    return *this;
}

BufferBudget::Share::~Share()
{
    if (m_budget != nullptr)
        m_budget->close(*this);
}

bool BufferBudget::Share::resize(qint64 bytes)
{
    return m_budget != nullptr && m_budget->change(*this, bytes);
}

bool BufferBudget::Share::hasRoomAgain() const
{
    return m_budget != nullptr && m_budget->hasRoomAgain(*this);
}

BufferBudget::BufferBudget(qint64 limit)
    : m_limit(limit)
{
}

BufferBudget::Share BufferBudget::open(const QString &tenant, const QString &user)
{
    const std::scoped_lock lock(m_mutex);
    Share share;
    share.m_budget = this;
    share.m_tenant = &*m_tenants.try_emplace(tenant).first;
    share.m_user = &*share.m_tenant->second.users.try_emplace(user).first;
    ++share.m_tenant->second.shares;
    ++share.m_user->second.shares;
    return share;
}

qint64 BufferBudget::used() const
{
    const std::scoped_lock lock(m_mutex);
    return m_used;
}

bool BufferBudget::change(Share &share, qint64 bytes)
{
    const std::scoped_lock lock(m_mutex);
    const qint64 more = bytes - share.m_bytes;
    Holder &tenant = share.m_tenant->second;
    Holder &user = share.m_user->second;
    if (more > 0 && !hasRoom(share, more)) {
        user.refused = more;
        return false;
    }
    if (more >= user.refused)
        user.refused = 0;
    m_used += more;
    tenant.bytes += more;
    user.bytes += more;
    share.m_bytes = bytes;
    return true;
}

bool BufferBudget::hasRoom(const Share &share, qint64 more) const
{
    const qint64 freeForOthers = m_limit - m_used - more;
    const qint64 freeInTenant = freeForOthers - share.m_tenant->second.bytes - more;
    return freeInTenant >= 0 && share.m_user->second.bytes + more <= freeInTenant;
}

bool BufferBudget::hasRoomAgain(const Share &share) const
{
    const std::scoped_lock lock(m_mutex);
    return hasRoom(share, share.m_user->second.refused);
}

void BufferBudget::close(Share &share)
{
    static_cast<void>(change(share, 0)); // which needs no room
    const std::scoped_lock lock(m_mutex);
    Tenant &tenant = share.m_tenant->second;
    if (--share.m_user->second.shares == 0)
        tenant.users.erase(
            tenant.users.find(share.m_user->first)); // not by the key, which is in it
    if (--tenant.shares == 0)
        m_tenants.erase(m_tenants.find(share.m_tenant->first));
}

} // namespace timesheet::gateway
