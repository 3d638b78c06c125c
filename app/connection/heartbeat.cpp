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
    m_deadline->stop();
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
    m_deadline->stop(); // its time may have passed while the machine slept
    ping();
}

void Heartbeat::noteTraffic()
{
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
    if (!m_deadline->isActive()) {
        m_pingedAt = m_time.now();
        m_deadline->start(m_pongTimeout);
    }
    emit pingDue();
}

} // namespace timesheet
