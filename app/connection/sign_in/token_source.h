#pragma once

#include "connection/backend.h"
#include "domain/credentials.h"

#include <QDateTime>
#include <QString>

#include <tl/expected.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

namespace timesheet {

/// What a server of accounts gives to who signs in, and again for each refresh token.
struct TokenGrant {
    Credentials credentials;
    Token refreshToken; ///< good once; empty where the credentials cannot be renewed
    std::optional<std::chrono::seconds> lifetime; ///< of the credentials, from the answer on
    std::optional<QDateTime> serverTime;          ///< UTC by the server's clock, where it says that

    friend bool operator==(const TokenGrant &, const TokenGrant &) = default;
};

/// Why there are no tokens.
struct TokenFailure {
    enum class Cause {
        WrongPassword, ///< or an address that nobody has signed up with
        NotConfirmed,  ///< the address
        TooManyTries,
        KeyNotTaken,   ///< the project's
        NoSuchProject, ///< somebody answers who knows nothing of signing in
        Unreachable,
        Failed,  ///< the server's own trouble: worth another try
        Refused, ///< the server knows why, and would say so again
        NoUse,   ///< there is a token, of which nothing can be made here
        GivenUp, ///< by us: something else was done meanwhile
    };

    Cause cause = Cause::Failed;
    QString detail;                          ///< a few technical words; never a secret
    std::chrono::milliseconds retryAfter{0}; ///< for how long the server wants to be left alone

    friend bool operator==(const TokenFailure &, const TokenFailure &) = default;
};

/// Whether who is asked has refused, for good. What stands before it, a web filter for one, has
/// nothing to refuse.
bool isFinal(TokenFailure::Cause cause);

/// The failure as one sentence in plain English, for logs and the command line.
QString describe(const TokenFailure &failure);

/// A server of accounts, as it is asked for fresh tokens. When it is asked is decided above.
/// The handlers are called once, never before the function has returned, and may destroy their
/// request. A source outlives its requests.
class TokenSource
{
public:
    using GrantHandler = std::function<void(const tl::expected<TokenGrant, TokenFailure> &)>;

    TokenSource() = default;
    virtual ~TokenSource() = default;
    TokenSource(const TokenSource &) = delete;
    TokenSource &operator=(const TokenSource &) = delete;

    /// Reaches the same server in another way from now on: another proxy, other certificates.
    virtual void setEndpoint(const Endpoint &endpoint) = 0;

    /// Asks for fresh tokens. The refresh token is used up by that, whether or not the answer
    /// arrives.
    virtual std::unique_ptr<Request> refresh(const Token &refreshToken, GrantHandler handler) = 0;

    /// Ends the session that `token` belongs to, so that its refresh token is of no use any more.
    /// `handler` hears when that was tried.
    virtual std::unique_ptr<Request> revoke(const Token &token, std::function<void()> handler) = 0;
};

} // namespace timesheet
