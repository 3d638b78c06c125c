#include "gateway/postgres_log/postgres_writer.h"

#include "gateway/postgres_log/postgres_entry.h"
#include "gateway/postgres_log/postgres_statements.h"

namespace timesheet::gateway {

PostgresWriter::PostgresWriter(std::shared_ptr<PostgresSession> session)
    : m_session(std::move(session))
{
}

tl::expected<QList<Appended>, LogError> PostgresWriter::append(const QList<NewLogEntry> &entries)
{
    if (entries.isEmpty())
        return {};
    auto batch = PostgresBatch::of(entries);
    if (!batch)
        return tl::unexpected(batch.error());
    return m_session->call(appendSql(), {batch->text()}).and_then([&](QSqlQuery *rows) {
        return std::move(*batch).readAnswer(*rows, m_session->epoch());
    });
}

} // namespace timesheet::gateway
