#include "sqlite/sqlite_error.h"

namespace timesheet {

SqliteError sqliteError(const QSqlError &error)
{
    // https://www.sqlite.org/rescode.html; the low byte is the primary result code.
    constexpr int corrupt = 11;
    constexpr int full = 13;
    constexpr int cannotOpen = 14;
    constexpr int notADatabase = 26;
    switch (error.nativeErrorCode().toInt() & 0xff) {
    case corrupt:
    case notADatabase:
        return {SqliteError::Kind::Damaged, error.text()};
    case full:
        return {SqliteError::Kind::Full, error.text()};
    case cannotOpen:
        return {SqliteError::Kind::Open, error.text()};
    default:
        return {SqliteError::Kind::Io, error.text()};
    }
}

} // namespace timesheet
