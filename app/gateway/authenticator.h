#pragma once

#include "gateway/caller.h"

#include <QByteArray>
#include <QByteArrayView>

#include <tl/expected.hpp>

namespace timesheet::gateway {

/// Why a token was refused. For logs and tests: a client is told no more than "Unauthorized".
enum class TokenFault {
    Malformed, ///< not three parts of strict base64url, or parts that are not JSON objects
    WrongAlgorithm,
    BadSignature,
    BadClaim, ///< `sub`, `tenant_id`, `role`, `exp` or `nbf` missing or of a wrong type
    Expired,
    NotYetValid,
};

/// "malformed", "wrong-algorithm", "bad-signature", "bad-claim", "expired", "not-yet-valid".
QString tokenFaultName(TokenFault fault);

/// How far the clocks of issuer and server may differ.
inline constexpr std::chrono::seconds tokenLeeway{60};

/// Verifies JWTs (RFC 7519) that are signed with HS256 (RFC 7518, section 3.2).
/// The token's own `alg` never chooses: it must be what the server is configured for.
class Authenticator
{
public:
    explicit Authenticator(QByteArray secret);

    /// Errors: any TokenFault.
    tl::expected<Caller, TokenFault> verify(QByteArrayView token, WallClock::time_point now) const;

private:
    QByteArray m_secret;
};

/// HMAC-SHA-256 (RFC 2104) of `text`: 32 bytes.
QByteArray hmacSha256(const QByteArray &secret, QByteArrayView text);

} // namespace timesheet::gateway
