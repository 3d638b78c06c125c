#pragma once

#include <QDateTime>
#include <QString>
#include <QUrl>

#include <chrono>
#include <optional>

namespace timesheet {

/// How the desktop stands to its server.
enum class ConnectionState {
    SignedOut,    ///< no token
    Connecting,   ///< first attempt: the socket is on its way, or open and not yet accepted
    Connected,    ///< the server accepted us: hello, a pong or an event came
    Reconnecting, ///< waiting for, or in, attempt 1 to maxAttempts after a loss
    Polling,      ///< attempts used up; news come over HTTP; the socket is tried slowly
    Offline,      ///< neither socket nor HTTP answers; both are tried slowly
    Unauthorized, ///< the server refused the token, or it expired; nothing is tried
};

/// "signed-out", "connecting", "connected", "reconnecting", "polling", "offline", "unauthorized".
QString connectionStateName(ConnectionState state);

/// What tray and status bar show: the connection, or that the user has paused the toasts.
enum class TrayState {
    Live,
    Connecting,
    Polling,
    Offline,
    SignInNeeded,
    Paused,
};

TrayState trayStateOf(ConnectionState state);

/// What the status indicator shows. A value: each change is a new one.
struct ConnectionStatus {
    ConnectionState state = ConnectionState::SignedOut;
    QString detail;  ///< the cause, in technical words; never a token, never a message's content
    int attempt = 0; ///< 1 to maxAttempts while Reconnecting, else 0
    int maxAttempts = 0;
    std::optional<QDateTime> nextAttempt; ///< UTC: of the next attempt, while one is waited for
    std::optional<std::chrono::milliseconds> pollInterval; ///< while Polling; absent: long polling
    std::optional<std::chrono::milliseconds> roundTrip;    ///< of the last ping
    QUrl server;                                           ///< without query
    QString serverName; ///< as its `hello` says; empty where it sent none
    QDateTime since;    ///< UTC: when this state began

    friend bool operator==(const ConnectionStatus &, const ConnectionStatus &) = default;
};

} // namespace timesheet
