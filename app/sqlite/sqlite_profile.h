#pragma once

#include "sqlite/sqlite_error.h"

#include <QString>

#include <chrono>
#include <functional>
#include <optional>

namespace timesheet {

/// Asked before each statement with its SQL; an error makes the statement fail with it.
using StatementFault = std::function<std::optional<SqliteError>(const QString &sql)>;

/// Whose file it is, and how it is kept.
struct SqliteProfile {
    /// What a commit survives: the end of the process, or a power cut, too.
    enum class Durability { Process, Power };
    /// A connection that only reads: another one keeps the file, and its schema.
    enum class Access { Write, Read };

    qint32 applicationId = 0; ///< in the file's head (PRAGMA application_id)
    QString migrations;       ///< the folder of the numbered scripts
    Durability durability = Durability::Power;
    /// How long a call waits for another process that holds the file, such as a backup.
    std::chrono::milliseconds patience{5000};
    StatementFault fault;
    /// Told by each statement that finds the file damaged, before it returns with that error.
    std::function<void()> foundDamaged = {};
    Access access = Access::Write;
};

} // namespace timesheet
