#pragma once

#include <QLoggingCategory>
#include <QString>

#include <initializer_list>
#include <utility>

namespace timesheet::gateway {

Q_DECLARE_LOGGING_CATEGORY(gatewayLog)

/// "event=listening address=127.0.0.1:3001", or the members of a JSON object. Values are quoted and
/// escaped where they need it, so that nothing from outside can begin a line or a field of its own.
QString logLine(const QString &event,
                std::initializer_list<std::pair<const char *, QString>> fields = {});

enum class LogFormat { Logfmt, Json };

/// Sends what Qt's logging says to stderr, one line each, with time and level. Before logLine() is
/// used: lines have the form that was chosen here, or else logfmt.
void installLogHandler(LogFormat format);

} // namespace timesheet::gateway
