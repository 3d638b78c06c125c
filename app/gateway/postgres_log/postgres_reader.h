#pragma once

#include "gateway/postgres_log/postgres_statements.h"
#include "gateway/postgres_log/postgres_view.h"

#include <memory>

namespace timesheet::gateway {

/// Reads the log in PostgreSQL, and says in `interest` what it has seen of its ends.
class PostgresReader : public LogReader
{
public:
    /// The session is also the log's, or this one's alone; `interest` is all readers' and the
    /// log's.
    PostgresReader(std::shared_ptr<PostgresSession> session,
                   std::shared_ptr<PostgresInterest> interest);

    tl::expected<LogPage, LogError> readAfter(const Caller &caller, const Cursor &after,
                                              PageLimit limit) override;
    tl::expected<LogPage, LogError> readNewest(const Caller &caller, PageLimit limit) override;
    tl::expected<LogHead, LogError> head(const TenantId &tenant) override;
    tl::expected<LogMarks, LogError> marksSince(const Caller &caller, const Cursor &after,
                                                int limit) override;

private:
    tl::expected<PostgresView, LogError> look(PostgresTransaction &transaction,
                                              const TenantId &tenant,
                                              const std::optional<Cursor> &cursor);
    tl::expected<LogPage, LogError> readPage(PostgresTransaction &transaction, const Caller &caller,
                                             const PostgresView &view, PageOrder order,
                                             PageLimit limit);
    tl::expected<LogMarks, LogError> readMarks(PostgresTransaction &transaction,
                                               const Caller &caller, const PostgresView &view,
                                               int limit);
    tl::expected<Cursor, LogError> cursorAt(PostgresTransaction &transaction,
                                            const TenantId &tenant, qint64 sequence);

    std::shared_ptr<PostgresSession> m_session;
    std::shared_ptr<PostgresInterest> m_interest;
};

} // namespace timesheet::gateway
