#pragma once

#include "gateway/sqlite_log/sqlite_tenants.h"

namespace timesheet::gateway {

/// What users have read.
class SqliteMarks
{
public:
    SqliteMarks(SqliteStatements &statements, SqliteTenants &tenants);

    /// Remembers that the caller has read these, as of a time in milliseconds since 1970. Whether
    /// anything of that is new. In a transaction. Errors also: UnknownCursor.
    tl::expected<bool, LogError> add(const Caller &caller, const SqliteTenant &tenant,
                                     const wire::ReadMark &mark, qint64 stamp);

    /// Says which of a page's events the caller has read.
    tl::expected<void, LogError> addTo(LogPage &page, const Caller &caller,
                                       const SqliteTenant &tenant);

    /// As EventLog::marksSince().
    tl::expected<LogMarks, LogError> since(const Caller &caller, const Cursor &after, int limit);

private:
    tl::expected<bool, LogError> addThrough(const Caller &caller, const SqliteTenant &tenant,
                                            const Cursor &through, qint64 stamp);

    SqliteStatements &m_statements;
    SqliteTenants &m_tenants;
};

} // namespace timesheet::gateway
