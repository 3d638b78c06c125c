#pragma once

#include "connection/sign_in/token_source.h"
#include "domain/credentials.h"
#include "wire/token.h"

#include <tl/expected.hpp>

namespace timesheet {

/// An account's tokens as one entry of the keychain: the access token, and after a line feed the
/// refresh token where there is one. Without one it is what earlier versions keep and read.
Token keptTokens(const TokenGrant &grant);

/// Reads such an entry. Errors: the access token is none.
tl::expected<TokenGrant, wire::TokenProblem> readKeptTokens(const Token &entry);

} // namespace timesheet
