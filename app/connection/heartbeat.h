#pragma once

#include "domain/time_source.h"

#include <QObject>

#include <chrono>
#include <memory>
#include <optional>

namespace timesheet {

/// Keeps a connection alive and notices when it is dead: asks for pings at an interval and
/// reports a ping that nothing answered in time.
class Heartbeat : public QObject
{
    Q_OBJECT

public:
    Heartbeat(std::chrono::milliseconds interval, std::chrono::milliseconds pongTimeout,
              TimeSource &time, QObject *parent = nullptr);

    /// Asks for a first ping at once.
    void start();
    void stop();
    void setInterval(std::chrono::milliseconds interval);
    /// While nobody listens no answer can come, and the time for one does not pass.
    void setListening(bool listening);

    /// Asks for a ping now, which must be answered in time whatever waits already.
    void probe();

    /// Anything that came proves that the connection lives.
    void noteTraffic();
    void notePong();

signals:
    void pingDue();
    void roundTripMeasured(std::chrono::milliseconds roundTrip);
    void lost();

private:
    void ping();
    void startDeadline();

    TimeSource &m_time;
    std::chrono::milliseconds m_interval;
    std::chrono::milliseconds m_pongTimeout;
    std::unique_ptr<Timer> m_nextPing;
    std::unique_ptr<Timer> m_deadline;
    std::optional<std::chrono::steady_clock::time_point> m_pingedAt;
    bool m_isListening = true;
    bool m_isUnanswered = false; ///< a ping waits for any answer
};

} // namespace timesheet
