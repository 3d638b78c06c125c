#include "connection/heartbeat.h"

#include <utility>

namespace timesheet {

Heartbeat::Heartbeat(std::chrono::milliseconds interval, std::chrono::milliseconds pongTimeout,
                     TimeSource &time, QObject *parent)
    : QObject(parent)
    , m_time(time)
    , m_interval(interval)
    , m_pongTimeout(pongTimeout)
    , m_nextPing(time.timer([this] { ping(); }))
    , m_deadline(time.timer([this] {
        stop();
        emit lost();
    }))
{
}

void Heartbeat::start()
{
    ping();
}

void Heartbeat::stop()
{
    m_nextPing->stop();
    noteTraffic();
    m_pingedAt.reset();
}

void Heartbeat::setInterval(std::chrono::milliseconds interval)
{
    const bool isNew = std::exchange(m_interval, interval) != interval;
    if (isNew && m_nextPing->isActive())
        m_nextPing->start(interval);
}

void Heartbeat::probe()
{
    if (!m_nextPing->isActive())
        return;
    noteTraffic(); // its time may have passed while the machine slept
    ping();
}

void Heartbeat::setListening(bool listening)
{
    if (std::exchange(m_isListening, listening) == listening)
        return;
    m_deadline->stop();
    if (m_isUnanswered)
        startDeadline();
}

void Heartbeat::noteTraffic()
{
    m_isUnanswered = false;
    m_deadline->stop();
}

void Heartbeat::notePong()
{
    noteTraffic();
    const auto pingedAt = std::exchange(m_pingedAt, std::nullopt);
    if (pingedAt)
        emit roundTripMeasured(
            std::chrono::duration_cast<std::chrono::milliseconds>(m_time.now() - *pingedAt));
}

void Heartbeat::ping()
{
    m_nextPing->start(m_interval);
    // A ping that still waits keeps its time, however short the interval is.
    if (!std::exchange(m_isUnanswered, true)) {
        m_pingedAt = m_time.now();
        startDeadline();
    }
    emit pingDue();
}

void Heartbeat::startDeadline()
{
    if (m_isListening)
        m_deadline->start(m_pongTimeout);
}

} // namespace timesheet
