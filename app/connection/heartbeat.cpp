#include "connection/heartbeat.h"

namespace timesheet {

Heartbeat::Heartbeat(std::chrono::milliseconds interval, std::chrono::milliseconds pongTimeout,
                     QObject *parent)
    : QObject(parent)
{
    m_interval.setInterval(interval);
    m_deadline.setInterval(pongTimeout);
    m_deadline.setSingleShot(true);
    connect(&m_interval, &QTimer::timeout, this, &Heartbeat::ping);
    connect(&m_deadline, &QTimer::timeout, this, [this] {
        stop();
        emit lost();
    });
}

void Heartbeat::start()
{
    m_interval.start();
    ping();
}

void Heartbeat::stop()
{
    m_interval.stop();
    m_deadline.stop();
    m_sincePing.invalidate();
}

void Heartbeat::setInterval(std::chrono::milliseconds interval)
{
    if (m_interval.intervalAsDuration() != interval)
        m_interval.setInterval(interval);
}

void Heartbeat::probe()
{
    if (!m_interval.isActive())
        return;
    m_deadline.stop(); // its time may have passed while the machine slept
    start();
}

void Heartbeat::noteTraffic()
{
    m_deadline.stop();
}

void Heartbeat::notePong()
{
    noteTraffic();
    if (!m_sincePing.isValid())
        return;
    const std::chrono::milliseconds roundTrip(m_sincePing.elapsed());
    m_sincePing.invalidate();
    emit roundTripMeasured(roundTrip);
}

void Heartbeat::ping()
{
    // A ping that still waits keeps its time, however short the interval is.
    if (!m_deadline.isActive()) {
        m_sincePing.start();
        m_deadline.start();
    }
    emit pingDue();
}

} // namespace timesheet
