#include "client/frontends/kept_tokens.h"

namespace timesheet {

Token keptTokens(const TokenGrant &grant)
{
    const Token &token = grant.credentials.token;
    if (grant.refreshToken.isEmpty())
        return token;
    return Token(token.bytes() + '\n' + grant.refreshToken.bytes());
}

tl::expected<TokenGrant, wire::TokenProblem> readKeptTokens(const Token &entry)
{
    const QByteArray &bytes = entry.bytes();
    const qsizetype end = bytes.indexOf('\n');
    const Token refreshToken(end < 0 ? QByteArray() : bytes.sliced(end + 1));
    return wire::readCredentials(bytes.first(end < 0 ? bytes.size() : end))
        .map([&](const Credentials &credentials) {
            return TokenGrant{credentials, refreshToken, {}, {}};
        });
}

} // namespace timesheet
