#pragma once

#include "connection/connection_manager.h"
#include "connection/gateway_backend/gateway_backend.h"
#include "support/credentials.h"
#include "support/servers/scripted_server.h"

#include <QStringList>

#include <chrono>
#include <memory>
#include <optional>

namespace timesheet::test {

/// Times of a connection that are over at once, but those that a test must not reach.
inline ConnectionTiming quickTiming()
{
    using namespace std::chrono_literals;
    ConnectionTiming timing;
    timing.handshakeTimeout = 2s;
    timing.closeTimeout = 50ms;
    timing.heartbeat = 20ms;
    timing.pongTimeout = 5s;
    timing.backoff = {2ms, 2ms, 2ms, 2ms, 2ms};
    timing.afterGoodbye = 2ms;
    timing.steady = 0ms;
    timing.slowRetry = 40ms;
    timing.pollInterval = 20ms;
    timing.transferTimeout = 5s;
    return timing;
}

/// What is kept of one message, in bytes, where nobody has chosen.
inline constexpr qsizetype usualLargestMessage = qsizetype{1024} * 1024;

/// A manager that speaks to a scripted server over real sockets, and what it has told.
class ManagerOverSockets
{
public:
    explicit ManagerOverSockets(const ConnectionTiming &timing = quickTiming())
        : backend(*Endpoint::create(server.url(), {}), usualLargestMessage, timing, m_time)
        , manager(
              backend, timing, m_time, systemClock, [] { return 0.5; }, [this] { return cursor; })
    {
        QObject::connect(&manager, &ConnectionManager::statusChanged, &manager,
                         [this](const ConnectionStatus &status) {
                             if (states.isEmpty() || states.constLast() != status.state)
                                 states.append(status.state);
                         });
        QObject::connect(&manager, &ConnectionManager::eventReceived, &manager,
                         [this](const ReceivedEvent &received) {
                             events.append(received.event.id.value());
                             if (received.event.cursor)
                                 cursor = received.event.cursor;
                         });
        QObject::connect(&manager, &ConnectionManager::cursorAdvanced, &manager,
                         [this](const Cursor &place) { cursor = place; });
        QObject::connect(&manager, &ConnectionManager::gapFound, &manager, [this] { ++gaps; });
    }

    void signIn() { manager.connectTo(credentials); }
    ConnectionState state() const { return manager.status().state; }
    /// So many requests for an upgrade came.
    qsizetype attempts() const { return server.upgradeHeads.size(); }

    ScriptedServer server;
    Credentials credentials =
        credentialsFor(QStringLiteral("tenant-123"), QStringLiteral("user-1"));
    std::optional<Cursor> cursor; ///< as if what is told were stored at once

private:
    SystemTimeSource m_time;

public:
    GatewayBackend backend;
    ConnectionManager manager;
    QList<ConnectionState> states;
    QStringList events; ///< ids
    int gaps = 0;
};

/// A server's first message to a client of section 2.
inline QString helloText(const QString &cursor = QStringLiteral("9"))
{
    return QStringLiteral(R"({"type":"hello","protocol":1,"server":"scripted/1","cursor":"%1",)"
                          R"("heartbeat_s":30,"limits":{},"features":["resume"]} )")
        .arg(cursor);
}

/// An event as a server of section 2 sends it: its cursor is its id.
inline QString eventText(const QString &id, const QString &title = {})
{
    return QStringLiteral(R"({"type":"notification:new","payload":{"title":"%2"},)"
                          R"("timestamp":"2026-11-23T08:15:30.123Z","tenant_id":"tenant-123",)"
                          R"("id":"%1","cursor":"%1"} )")
        .arg(id, title);
}

} // namespace timesheet::test
