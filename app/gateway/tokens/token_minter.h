#pragma once

#include "gateway/tokens/caller.h"
#include "gateway/tokens/signing_key.h"

#include <QByteArray>

namespace timesheet::gateway {

/// What a token is to say.
struct TokenRequest {
    TenantId tenant;
    UserId user;
    QString role; ///< empty: none
    QString name; ///< empty: none
    std::chrono::seconds lifetime{0};
    QString issuer{};   ///< empty: none
    QString audience{}; ///< empty: none
    QString keyId{};    ///< empty: none
};

/// A JWT in compact form, issued `now`.
QByteArray mintToken(const TokenRequest &request, const SigningKey &key, WallClock::time_point now);

/// The same, signed with HS256.
QByteArray mintToken(const TokenRequest &request, const QByteArray &secret,
                     WallClock::time_point now);

} // namespace timesheet::gateway
