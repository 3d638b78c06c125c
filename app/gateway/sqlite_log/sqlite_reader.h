#pragma once

#include "gateway/sqlite_log/sqlite_file.h"

namespace timesheet::gateway {

/// Reads the log's file, each answer from one state of it. In WAL, nobody who writes is waited for.
class SqliteReader : public LogReader
{
public:
    /// The file is also the log's own, or this one's alone: then it is a connection of its own.
    explicit SqliteReader(std::shared_ptr<SqliteFile> file);

    tl::expected<LogPage, LogError> readAfter(const Caller &caller, const Cursor &after,
                                              PageLimit limit) override;
    tl::expected<LogPage, LogError> readNewest(const Caller &caller, PageLimit limit) override;
    tl::expected<LogHead, LogError> head(const TenantId &tenant) override;
    tl::expected<LogMarks, LogError> marksSince(const Caller &caller, const Cursor &after,
                                                int limit) override;

private:
    struct PageStart {
        qint64 tenant = 0; ///< its key
        qint64 after = 0;  ///< a sequence
    };

    template <class Result>
    tl::expected<Result, LogError>
    seeing(const std::function<tl::expected<Result, LogError>()> &work);
    tl::expected<LogPage, LogError> pageAfter(const Caller &caller, const Cursor &after,
                                              PageLimit limit);
    tl::expected<LogPage, LogError> newestPage(const Caller &caller, PageLimit limit);
    tl::expected<LogPage, LogError> readPage(QSqlQuery PageStatements::*order, const Caller &caller,
                                             PageStart start, PageLimit limit);
    tl::expected<LogPage, LogError> finishPage(LogPage page, const Caller &caller,
                                               const SqliteTenant &tenant);

    std::shared_ptr<SqliteFile> m_file;
};

} // namespace timesheet::gateway
