#pragma once

#include "gateway/tokens/caller.h"
#include "gateway/tokens/key_set.h"

#include <tl/expected.hpp>

namespace timesheet::gateway {

/// Why a token was refused. For logs and tests: a client is told no more than "Unauthorized".
enum class TokenFault {
    Malformed, ///< not three parts of strict base64url, or parts that are not JSON objects
    WrongAlgorithm,
    UnknownKey, ///< its `kid` is of no key, or it has none and there are several
    BadSignature,
    BadClaim, ///< `sub`, `tenant_id`, `role`, `exp`, `nbf` or `iat` missing or of a wrong type, or
              ///< where they are asked for `iss` or `aud`
    WrongIssuer,
    WrongAudience,
    Expired,
    NotYetValid,
};

/// As above, in small letters: "malformed", "wrong-algorithm", …
QString tokenFaultName(TokenFault fault);

/// How far the clocks of issuer and server may differ.
inline constexpr std::chrono::seconds tokenLeeway{60};

/// What a token must be to count.
struct TokenRules {
    KeySet keys;
    QString issuer;   ///< that `iss` must be; empty: anything
    QString audience; ///< that `aud` must be or contain; empty: anything
};

/// Verifies JWTs (RFC 7519). The token's own `alg` never chooses: it must be what the server is
/// configured for. Cheap to copy, and copies may be used in different threads.
class Authenticator
{
public:
    Authenticator() = default;                        ///< refuses everything
    explicit Authenticator(const QByteArray &secret); ///< for HS256
    explicit Authenticator(std::shared_ptr<const TokenRules> rules);

    /// Errors: any TokenFault.
    tl::expected<Caller, TokenFault> verify(QByteArrayView token, WallClock::time_point now) const;

    /// Whether it still has the key that has vouched for a caller.
    bool vouchesFor(const Caller &caller) const;

    /// What it goes by; null where it refuses everything.
    const TokenRules *rules() const { return m_rules.get(); }

private:
    std::shared_ptr<const TokenRules> m_rules; ///< shared by the copies, which all only read it
};

} // namespace timesheet::gateway
