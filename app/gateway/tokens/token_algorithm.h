#pragma once

#include <QString>

#include <optional>

namespace timesheet::gateway {

/// How tokens are signed (RFC 7518, section 3.1). Chosen by configuration, never by a token.
enum class TokenAlgorithm {
    Hs256, ///< HMAC with SHA-256: whoever verifies can sign, too
    Rs256, ///< RSASSA-PKCS1-v1_5 with SHA-256
    Es256, ///< ECDSA on P-256 with SHA-256
};

/// As in a token's `alg`: "HS256", "RS256", "ES256".
QString tokenAlgorithmName(TokenAlgorithm algorithm);

std::optional<TokenAlgorithm> tokenAlgorithmOf(const QString &name);

} // namespace timesheet::gateway
