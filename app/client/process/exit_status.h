#pragma once

#include <QString>

#include <cstdio>

namespace timesheet::exit_status {

// What the process ends with. A contract: others script against it.

inline constexpr int done = 0;
inline constexpr int failed = 1;
inline constexpr int wrongUse = 2;
inline constexpr int tokenRefused = 3; ///< with --headless

/// Says in one line on stderr why the process ends so. Returns `status`.
inline int complain(const QString &message, int status)
{
    std::fprintf(stderr, "timesheet-tray: %s\n", qPrintable(message));
    return status;
}

} // namespace timesheet::exit_status
