#pragma once

#include "connection/sign_in/token_source.h"

#include <QByteArrayView>
#include <QString>

#include <tl/expected.hpp>

namespace timesheet {

/// A finished answer of GoTrue, or of what stands before it.
struct GotrueAnswer {
    int status = 0;       ///< 0: there was none
    QByteArrayView body;  ///< of a size that the caller bounds
    QString networkError; ///< where there was none
    std::chrono::milliseconds retryAfter{0};
};

/// The tokens of an answer to POST /token (https://supabase.com/docs/guides/auth/sessions), or why
/// there are none, by status and code
/// (https://supabase.com/docs/guides/auth/debugging/error-codes). Errors that older servers say as
/// `error` of OAuth 2.0 (RFC 6749, 5.2) are understood, too.
tl::expected<TokenGrant, TokenFailure> readGrant(const GotrueAnswer &answer);

} // namespace timesheet
