#pragma once

#include "domain/credentials.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QStringView>

#include <tl/expected.hpp>

#include <optional>

namespace timesheet::wire {

/// Why a token cannot work, as far as one can tell without the key.
enum class TokenProblem {
    TooLong, ///< for servers, whatever it says
    NotAJwt, ///< not three base64url parts of JSON, or with a character that no token has
    NoTenant,
    NoSubject,
};

/// The way in for tokens: takes a JWT (RFC 7519) in compact form and reads its claims without
/// verifying it: `tenant_id`, `sub`, `name`, `role`, `exp`. Of a token of Supabase's GoTrue,
/// `tenant_id` may stand in `app_metadata`, and `user_role` there or at the top is the role.
/// Whether it has expired is the caller's to judge, who knows the time.
tl::expected<Credentials, TokenProblem> readCredentials(QByteArrayView token);

/// The same for a token as people paste it: with white space, quotation marks and "Bearer" around
/// it.
tl::expected<Credentials, TokenProblem> readPastedCredentials(QStringView text);

/// The problem in technical English, one line, for logs and the command line.
QString describe(TokenProblem problem);

/// Decodes base64url without padding (RFC 4648, section 5) strictly: what would not come out the
/// same when encoded again is refused.
std::optional<QByteArray> decodeBase64Url(QByteArrayView text);

} // namespace timesheet::wire
