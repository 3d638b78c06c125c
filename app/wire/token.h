#pragma once

#include "domain/account.h"

#include <QByteArray>
#include <QByteArrayView>

#include <tl/expected.hpp>

#include <optional>

namespace timesheet::wire {

/// Why a token cannot work, as far as one can tell without the key.
enum class TokenProblem {
    NotAJwt, ///< not three base64url parts of JSON, or with a character that no token has
    NoTenant,
    NoSubject,
};

/// Reads the claims of a JWT (RFC 7519) in compact form without verifying it: `tenant_id`, `sub`,
/// `name`, `role`, `exp`. Whether it has expired is the caller's to judge, who knows the time.
tl::expected<Identity, TokenProblem> readToken(QByteArrayView token);

/// The problem in technical English, one line, for logs and the command line.
QString describe(TokenProblem problem);

/// Decodes base64url without padding (RFC 4648, section 5) strictly: what would not come out the
/// same when encoded again is refused.
std::optional<QByteArray> decodeBase64Url(QByteArrayView text);

} // namespace timesheet::wire
