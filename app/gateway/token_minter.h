#pragma once

#include "gateway/caller.h"

#include <QByteArray>

namespace timesheet::gateway {

/// What a token is to say.
struct TokenRequest {
    TenantId tenant;
    UserId user;
    QString role; ///< empty: none
    QString name; ///< empty: none
    std::chrono::seconds lifetime{0};
};

/// A JWT in compact form, signed with HS256, issued `now`.
QByteArray mintToken(const TokenRequest &request, const QByteArray &secret,
                     WallClock::time_point now);

} // namespace timesheet::gateway
