#include "client/session/token_watch.h"

#include <algorithm>
#include <utility>

using namespace std::chrono_literals;

namespace timesheet {

namespace {

constexpr auto warning = 10min;
/// Timers stand still while the machine sleeps, and do not know when the clock is set.
constexpr auto longestWait = 15min;

} // namespace

TokenWatch::TokenWatch(Clock now, QObject *parent)
    : QObject(parent)
    , m_now(std::move(now))
{
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::VeryCoarseTimer);
    connect(&m_timer, &QTimer::timeout, this, &TokenWatch::check);
}

void TokenWatch::setExpiry(const std::optional<QDateTime> &expiresAt)
{
    m_expiresAt = expiresAt;
    check();
}

void TokenWatch::check()
{
    m_timer.stop();
    if (!m_expiresAt)
        return;
    const std::chrono::milliseconds left(m_now().msecsTo(*m_expiresAt));
    if (left > warning) {
        m_timer.start(std::min<std::chrono::milliseconds>(left - warning, longestWait));
        return;
    }
    const QDateTime expiresAt = *std::exchange(m_expiresAt, std::nullopt);
    if (left > 0ms) // once it has expired, the server says so by refusing it
        emit expiresSoon(expiresAt);
}

} // namespace timesheet
