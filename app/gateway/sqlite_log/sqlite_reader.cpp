#include "gateway/sqlite_log/sqlite_reader.h"

#include <QSqlError>

#include <algorithm>

namespace timesheet::gateway {

SqliteReader::SqliteReader(std::shared_ptr<SqliteFile> file)
    : m_file(std::move(file))
{
}

/// All of the work sees the same state of the file, whatever is written meanwhile.
template <class Result>
tl::expected<Result, LogError>
SqliteReader::seeing(const std::function<tl::expected<Result, LogError>()> &work)
{
    Transaction transaction(*m_file->database, Transaction::Kind::Read);
    if (const auto begun = transaction.begin(); !begun)
        return tl::unexpected(failureOf(begun.error()));
    auto result = work();
    if (const auto ended = transaction.commit(); !ended)
        return tl::unexpected(failureOf(ended.error()));
    return result;
}

tl::expected<LogPage, LogError> SqliteReader::readAfter(const Caller &caller, const Cursor &after,
                                                        PageLimit limit)
{
    return seeing<LogPage>([&] { return pageAfter(caller, after, limit); });
}

tl::expected<LogPage, LogError> SqliteReader::readNewest(const Caller &caller, PageLimit limit)
{
    return seeing<LogPage>([&] { return newestPage(caller, limit); });
}

tl::expected<LogHead, LogError> SqliteReader::head(const TenantId &tenant)
{
    return seeing<LogHead>([&] {
        return m_file->tenants.find(tenant).and_then([this](const SqliteTenant &found) {
            return m_file->tenants.cursorAt(found, found.last).map([&found](const Cursor &cursor) {
                return LogHead{cursor, found.last};
            });
        });
    });
}

tl::expected<LogMarks, LogError> SqliteReader::marksSince(const Caller &caller, const Cursor &after,
                                                          int limit)
{
    return seeing<LogMarks>([&] { return m_file->marks.since(caller, after, limit); });
}

tl::expected<LogPage, LogError> SqliteReader::pageAfter(const Caller &caller, const Cursor &after,
                                                        PageLimit limit)
{
    const auto tenant = m_file->tenants.find(caller.tenant);
    if (!tenant)
        return tl::unexpected(tenant.error());
    const auto oldest = m_file->tenants.oldestSequence(*tenant);
    if (!oldest)
        return tl::unexpected(oldest.error());

    const auto asked = m_file->tenants.sequenceOf(*tenant, after);
    if (!asked)
        return tl::unexpected(asked.error());
    auto page =
        readPage(&PageStatements::oldestFirst, caller, {tenant->key, asked->value_or(0)}, limit);
    if (!page)
        return page;

    page->complete = *asked && **asked + 1 >= *oldest;
    page->sequence = page->atEnd ? tenant->last : page->entries.last().sequence;
    return finishPage(*page, caller, *tenant);
}

tl::expected<LogPage, LogError> SqliteReader::newestPage(const Caller &caller, PageLimit limit)
{
    const auto tenant = m_file->tenants.find(caller.tenant);
    if (!tenant)
        return tl::unexpected(tenant.error());
    auto page = readPage(&PageStatements::newestFirst, caller, {tenant->key, 0}, limit);
    if (!page)
        return page;

    std::reverse(page->entries.begin(), page->entries.end());
    page->atEnd = true;
    page->sequence = tenant->last;
    return finishPage(*page, caller, *tenant);
}

tl::expected<LogPage, LogError> SqliteReader::finishPage(LogPage page, const Caller &caller,
                                                         const SqliteTenant &tenant)
{
    const auto cursor = m_file->tenants.cursorAt(tenant, page.sequence);
    if (!cursor)
        return tl::unexpected(cursor.error());
    page.cursor = *cursor;
    return m_file->marks.addTo(page, caller, tenant).map([&page] { return page; });
}

/// The rows of a reader, up to the limit. `atEnd` says whether the limit did not bite.
tl::expected<LogPage, LogError> SqliteReader::readPage(QSqlQuery PageStatements::*order,
                                                       const Caller &caller, PageStart start,
                                                       PageLimit limit)
{
    const bool seesAll = caller.seesWholeTenant();
    QSqlQuery &query = (seesAll ? m_file->statements.readWhole : m_file->statements.readOwn).*order;
    const bool isRun = seesAll ? execute(query, start.tenant, start.after, limit.events)
                               : execute(query, start.tenant, start.after, start.tenant,
                                         start.after, caller.user.value(), limit.events);
    if (!isRun)
        return tl::unexpected(failureOf(query));
    LogPage page;
    qint64 bytes = 0;
    while (query.next()) {
        const LogEntry entry = m_file->entryFrom(query, caller.tenant);
        bytes += entry.event.payload.size();
        if (bytes > limit.bytes && !page.entries.isEmpty()) {
            page.atEnd = false;
            break;
        }
        page.entries.append(entry);
    }
    const bool failed = query.lastError().isValid();
    const LogError error = failureOf(query);
    query.finish();
    if (failed)
        return tl::unexpected(error);
    page.atEnd = page.atEnd && page.entries.size() < limit.events;
    return page;
}

} // namespace timesheet::gateway
