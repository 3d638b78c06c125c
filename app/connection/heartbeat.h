#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <chrono>

namespace timesheet {

/// Keeps a connection alive and notices when it is dead: asks for pings at an interval and
/// reports a ping that nothing answered in time.
class Heartbeat : public QObject
{
    Q_OBJECT

public:
    Heartbeat(std::chrono::milliseconds interval, std::chrono::milliseconds pongTimeout,
              QObject *parent = nullptr);

    /// Asks for a first ping at once.
    void start();
    void stop();
    void setInterval(std::chrono::milliseconds interval);

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

    QTimer m_interval;
    QTimer m_deadline;
    QElapsedTimer m_sincePing;
};

} // namespace timesheet
