#pragma once

#include <QString>

#include <chrono>
#include <optional>

namespace timesheet::gateway {

/// "90s", "15m", "8h", "30d", or seconds alone. Nothing where it is none of these, zero, or more
/// than 3650 days.
std::optional<std::chrono::seconds> parseDuration(const QString &text);

} // namespace timesheet::gateway
