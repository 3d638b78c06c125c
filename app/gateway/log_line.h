#pragma once

#include <QLoggingCategory>
#include <QString>

#include <initializer_list>
#include <utility>

namespace timesheet::gateway {

Q_DECLARE_LOGGING_CATEGORY(lcGateway)

/// "event=listening address=127.0.0.1:3001": logfmt. Values are quoted and escaped where they
/// need it, so that nothing from outside can begin a line or a field of its own.
QString logLine(const QString &event,
                std::initializer_list<std::pair<const char *, QString>> fields = {});

/// Sends what Qt's logging says to stderr, one logfmt line each, with time and level.
void installLogfmtHandler();

} // namespace timesheet::gateway
