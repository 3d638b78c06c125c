#pragma once

#include "gateway/sqlite_log/sqlite_marks.h"

#include <memory>

namespace timesheet::gateway {

/// One connection to the log's file, with what it takes to speak of what is in it. Belongs to the
/// thread that made it.
struct SqliteFile {
    /// Errors: a sentence for the administrator.
    static tl::expected<std::unique_ptr<SqliteFile>, QString> open(const QString &name,
                                                                   SqliteProfile::Access access);

    SqliteFile(std::unique_ptr<Database> opened, QString epochOfLog);
    ~SqliteFile() = default;
    Q_DISABLE_COPY_MOVE(SqliteFile)

    /// An event, from the columns of findEvent and of the pages.
    LogEntry entryFrom(const QSqlQuery &query, const TenantId &tenant) const;

    std::unique_ptr<Database> database;
    QString epoch; ///< which log this is
    SqliteStatements statements;
    SqliteTenants tenants;
    SqliteMarks marks;
};

/// What went wrong with the file itself.
LogError failureOf(const SqliteError &error);

} // namespace timesheet::gateway
