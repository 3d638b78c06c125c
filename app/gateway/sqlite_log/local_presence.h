#pragma once

#include "gateway/storage/event_log.h"

#include <map>

namespace timesheet::gateway {

/// Who is present where there is one gateway: in its memory, for with its end everyone is gone.
class LocalPresence
{
public:
    /// What the reports change.
    QList<PresenceNotice> report(const QList<PresenceReport> &reports, PresenceScope scope);

    /// Who of a tenant is online or away, the first `limit` in the order of their ids.
    QList<wire::UserPresence> presentUsers(const TenantId &tenant, int limit) const;

private:
    struct Present {
        wire::PresenceState state = wire::PresenceState::Offline;
        QDateTime since;
    };
    using Users = std::map<UserId, Present>;

    QList<PresenceReport> missing(const QList<PresenceReport> &reports) const;

    std::map<TenantId, Users> m_tenants;
};

} // namespace timesheet::gateway
