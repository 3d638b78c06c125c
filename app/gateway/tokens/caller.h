#pragma once

#include "domain/ids.h"

#include <chrono>
#include <optional>

namespace timesheet::gateway {

using WallClock = std::chrono::system_clock;

/// Who is at the other end, as a verified token says.
struct Caller {
    TenantId tenant;
    UserId user;
    QString role;
    std::optional<WallClock::time_point> expiresAt;
    quint64 key = 0; ///< the fingerprint of the key that has vouched for all this

    /// Whether events addressed to others of the tenant are for this caller, too.
    bool seesWholeTenant() const { return role == u"manager" || role == u"admin"; }

    /// Who sees what: resources/protocol, section 3.7. The event must be of the caller's tenant.
    bool maySee(const std::optional<UserId> &recipient) const
    {
        return !recipient || *recipient == user || seesWholeTenant();
    }

    bool mayPublish() const { return role == u"service"; }

    friend bool operator==(const Caller &, const Caller &) = default;
};

} // namespace timesheet::gateway
