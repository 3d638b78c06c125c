#include "gateway/sqlite_log/local_presence.h"

#include <set>

namespace timesheet::gateway {

using wire::PresenceState;

QList<PresenceNotice> LocalPresence::report(const QList<PresenceReport> &reports,
                                            PresenceScope scope)
{
    QList<PresenceReport> all = reports;
    if (scope == PresenceScope::Everything)
        all.append(missing(reports));
    const QDateTime now = QDateTime::currentDateTimeUtc();
    QList<PresenceNotice> changes;
    for (const PresenceReport &one : all) {
        Users &users = m_tenants[one.tenant];
        Present &known = users[one.user];
        if (known.state != one.state) {
            known = {one.state, now};
            changes.append({one.tenant, {one.user, one.state, now}});
        }
        if (known.state == PresenceState::Offline)
            users.erase(one.user);
        if (users.empty())
            m_tenants.erase(one.tenant);
    }
    return changes;
}

/// Those that are known and not reported, as offline.
QList<PresenceReport> LocalPresence::missing(const QList<PresenceReport> &reports) const
{
    std::set<std::pair<TenantId, UserId>> reported;
    for (const PresenceReport &one : reports)
        reported.emplace(one.tenant, one.user);
    QList<PresenceReport> gone;
    for (const auto &[tenant, users] : m_tenants) {
        for (const auto &[user, present] : users) {
            if (!reported.contains({tenant, user}))
                gone.append({tenant, user, PresenceState::Offline});
        }
    }
    return gone;
}

QList<wire::UserPresence> LocalPresence::presentUsers(const TenantId &tenant, int limit) const
{
    QList<wire::UserPresence> found;
    const auto users = m_tenants.find(tenant);
    if (users == m_tenants.end())
        return found;
    for (const auto &[user, present] : users->second) {
        if (found.size() == limit)
            break;
        found.append({user, present.state, present.since});
    }
    return found;
}

} // namespace timesheet::gateway
