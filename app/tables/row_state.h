#pragma once

#include <QString>

#include <chrono>
#include <optional>

namespace timesheet {

/// An instant of PostgreSQL, which counts microseconds.
using PreciseInstant = std::chrono::sys_time<std::chrono::microseconds>;

/// What is known of a row of a table that a server keeps without telling what has changed in it:
/// how it was when it was last looked at, and how before that.
struct RowState {
    QString table;
    QString id; ///< unique in its table
    PreciseInstant changedAt;
    QString state; ///< what counts of the row, as one word
    /// The state before that; nothing: the row was new. The same as `state`: no news.
    std::optional<QString> before;
    QString owner; ///< whom the row is about; empty where nobody knows

    friend bool operator==(const RowState &, const RowState &) = default;
};

} // namespace timesheet
