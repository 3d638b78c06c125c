#include "client/session/token_keeper.h"

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace timesheet {

namespace {

/// So long before its end a token is renewed at the earliest; the half of that at the latest.
constexpr std::chrono::milliseconds longestMargin = 10min;
/// A server whose tokens have expired when they arrive is not asked without end.
constexpr std::chrono::milliseconds leastLifetime = 1s;
/// Timers stand still while the machine sleeps, and do not know when the clock is set.
constexpr std::chrono::milliseconds longestWait = 5min;

bool isSameUser(const TokenGrant &a, const TokenGrant &b)
{
    const Identity &one = a.credentials.identity;
    const Identity &other = b.credentials.identity;
    return one.tenant == other.tenant && one.user == other.user;
}

} // namespace

TokenKeeper::TokenKeeper(TokenSource &source, Clock now, TimeSource &time,
                         const ConnectionTiming &timing, RandomSource random, QObject *parent)
    : QObject(parent)
    , m_source(source)
    , m_now(std::move(now))
    , m_time(time)
    , m_slowRetry(timing.slowRetry)
    , m_random(random)
    , m_backoff(timing.backoff, std::move(random))
    , m_timer(time.timer([this] { check(); }))
    , m_pause(time.timer([this] { check(); }))
{
}

void TokenKeeper::keep(const TokenGrant &grant)
{
    forget();
    if (grant.refreshToken.isEmpty())
        return;
    m_grant = grant;
    m_isProven = !grant.lifetime;
    m_mayBeOfOld = false;
    plan(0ms);
    check();
}

void TokenKeeper::forget()
{
    m_request.reset();
    m_grant.reset();
    m_timer->stop();
    m_pause->stop();
    m_backoff.reset();
    m_isRefused = false;
}

void TokenKeeper::plan(std::chrono::milliseconds least)
{
    m_dueAt.reset();
    const auto &expiresAt = m_grant->credentials.identity.expiresAt;
    std::chrono::milliseconds left{0};
    if (m_grant->lifetime)
        left = *m_grant->lifetime; // whatever the clocks show
    else if (expiresAt)
        left = std::chrono::milliseconds(m_now().msecsTo(*expiresAt));
    else
        return;
    const auto half = std::min(longestMargin, std::max(left / 2, 0ms)) / 2;
    const auto wait = std::max(left - half - drawn(half, m_random), least);
    m_dueAt = m_now().addMSecs(wait.count());
    m_dueAfter = m_time.now() + wait;
}

bool TokenKeeper::isDue() const
{
    return m_isRefused || (m_dueAt && (m_now() >= *m_dueAt || m_time.now() >= m_dueAfter));
}

void TokenKeeper::check()
{
    if (!m_grant || m_request || m_pause->isActive())
        return;
    if (isDue()) {
        ask();
    } else if (m_dueAt) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(m_dueAfter - m_time.now());
        m_timer->start(std::min(left, longestWait));
    }
}

bool TokenKeeper::replaceRefused()
{
    if (!m_grant)
        return false;
    if (!m_isProven && !isDue()) // with the fresh one the same question may be answered
        return std::exchange(m_mayBeOfOld, false);
    m_isRefused = true;
    check();
    return true;
}

void TokenKeeper::ask()
{
    m_timer->stop();
    m_request =
        m_source.refresh(m_grant->refreshToken, [this](const auto &answer) { take(answer); });
}

void TokenKeeper::take(const tl::expected<TokenGrant, TokenFailure> &answer)
{
    m_request.reset();
    if (!answer) {
        tryLater(answer.error());
        return;
    }
    if (!isSameUser(*answer, *m_grant)) {
        tryLater({TokenFailure::Cause::NoUse, u"it is another user's"_s, 0ms});
        return;
    }
    m_isRefused = false;
    m_isProven = false;
    m_mayBeOfOld = true;
    m_backoff.reset();
    m_grant = *answer;
    plan(leastLifetime);
    if (answer->refreshToken.isEmpty())
        forget();
    check();
    emit refreshed(*answer);
}

void TokenKeeper::tryLater(const TokenFailure &failure)
{
    if (isFinal(failure.cause)) {
        forget();
        emit refused(failure);
        return;
    }
    const auto pause = m_backoff.next(failure.retryAfter);
    m_pause->start(pause ? *pause : std::max(jittered(m_slowRetry, m_random), failure.retryAfter));
}

} // namespace timesheet
