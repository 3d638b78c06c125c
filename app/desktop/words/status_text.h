#pragma once

#include "domain/connection_status.h"

#include <QDateTime>
#include <QList>
#include <QLocale>
#include <QString>

#include <utility>

namespace timesheet {

/// What a button beside the status can do about it.
enum class StatusRemedy {
    None,
    RetryNow,
    SignIn,
};

StatusRemedy remedyOf(ConnectionState state);

/// "Live, 12 ms", "Connecting…", "Retrying (2 of 5) in 8 s", "Checking every 30 s, next try in
/// 0:12", "Offline", "Sign-in needed".
QString statusLine(const ConnectionStatus &status, const QDateTime &now);

/// One word for the tooltip: "connected", "connecting", "checking now and then", …
QString statusWord(TrayState state);

/// "Timesheet Tray: connected, 3 unread".
QString trayTooltip(TrayState state, int unread);

/// Name and value of everything worth knowing about the connection, in the user's words.
QList<std::pair<QString, QString>> connectionFacts(const ConnectionStatus &status,
                                                   const std::optional<QDateTime> &lastEvent,
                                                   const QDateTime &now, const QLocale &locale);

/// The same for a bug report: English, ISO 8601, the server without user, password and query.
QString connectionDiagnostics(const ConnectionStatus &status,
                              const std::optional<QDateTime> &lastEvent, const QDateTime &now);

} // namespace timesheet
