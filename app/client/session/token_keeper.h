#pragma once

#include "connection/backoff.h"
#include "connection/sign_in/token_source.h"
#include "connection/timing.h"
#include "domain/clock.h"
#include "domain/time_source.h"

#include <QDateTime>
#include <QObject>

#include <chrono>
#include <memory>
#include <optional>

namespace timesheet {

/// Renews an account's tokens before they expire, one question at a time.
class TokenKeeper : public QObject
{
    Q_OBJECT

public:
    /// `now`: the server's clock where that is known. `source` and `time` outlive it.
    TokenKeeper(TokenSource &source, Clock now, TimeSource &time, const ConnectionTiming &timing,
                RandomSource random, QObject *parent = nullptr);

    /// Keeps these fresh from now on, in place of those before; nothing where they have no refresh
    /// token.
    void keep(const TokenGrant &grant);
    /// Nothing is renewed any more; an answer that is under way is not waited for.
    void forget();

    bool isKeeping() const { return m_grant.has_value(); }
    /// Empty where nothing is kept.
    Token refreshToken() const { return m_grant ? m_grant->refreshToken : Token(); }

    /// Whether it is time for fresh ones; to be called also where the clock may have jumped.
    void check();
    /// The server takes the token in use.
    void noteAccepted() { m_isProven = true; }
    /// Asks for fresh tokens, since the server does not take the one in use. False where no better
    /// one can be had: this one is new, and no server has taken it.
    bool replaceRefused();

signals:
    void refreshed(const timesheet::TokenGrant &grant);
    /// The refresh token is of no use any more, and nothing is kept.
    void refused(const timesheet::TokenFailure &failure);

private:
    void plan(std::chrono::milliseconds least);
    bool isDue() const;
    void ask();
    void take(const tl::expected<TokenGrant, TokenFailure> &answer);
    void tryLater(const TokenFailure &failure);

    TokenSource &m_source;
    Clock m_now;
    TimeSource &m_time;
    std::chrono::milliseconds m_slowRetry;
    RandomSource m_random;
    Backoff m_backoff;
    std::unique_ptr<Timer> m_timer; ///< until the next look at the clocks
    std::unique_ptr<Timer> m_pause; ///< after a question that was in vain

    std::optional<TokenGrant> m_grant;
    std::unique_ptr<Request> m_request;
    // Two clocks, since the one steps where it is set, and the other stands still in a sleep.
    std::optional<QDateTime> m_dueAt; ///< nothing: the token never expires
    std::chrono::steady_clock::time_point m_dueAfter;
    bool m_isRefused = false;
    bool m_mayBeOfOld = false; ///< the next refusal may still be of the token before
    bool m_isProven = false;   ///< a server has taken the token, or it is from another run
};

} // namespace timesheet
