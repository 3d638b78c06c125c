#include "gateway/postgres_log/postgres_reader.h"

#include "gateway/postgres_log/postgres_entry.h"
#include "gateway/storage/cursor_codec.h"

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

using Mode = PostgresSession::Mode;

PostgresReader::PostgresReader(std::shared_ptr<PostgresSession> session,
                               std::shared_ptr<PostgresInterest> interest)
    : m_session(std::move(session))
    , m_interest(std::move(interest))
{
}

tl::expected<PostgresView, LogError> PostgresReader::look(PostgresTransaction &transaction,
                                                          const TenantId &tenant,
                                                          const std::optional<Cursor> &cursor)
{
    auto view = lookAt(transaction, m_session->epoch(), tenant, cursor);
    if (view)
        m_interest->sawHead(tenant, view->head, m_session->epoch());
    return view;
}

tl::expected<LogPage, LogError> PostgresReader::readAfter(const Caller &caller, const Cursor &after,
                                                          PageLimit limit)
{
    return m_session->transact(Mode::Read, [&](PostgresTransaction &transaction) {
        return look(transaction, caller.tenant, after).and_then([&](const PostgresView &view) {
            return readPage(transaction, caller, view, PageOrder::OldestFirst, limit)
                .map([&](LogPage page) {
                    page.complete = view.asked && *view.asked >= view.prunedUpTo;
                    return page;
                });
        });
    });
}

tl::expected<LogPage, LogError> PostgresReader::readNewest(const Caller &caller, PageLimit limit)
{
    return m_session->transact(Mode::Read, [&](PostgresTransaction &transaction) {
        return look(transaction, caller.tenant, std::nullopt)
            .and_then([&](const PostgresView &view) {
                return readPage(transaction, caller, view, PageOrder::NewestFirst, limit);
            });
    });
}

/// Which events the page holds is row-level security's to say, by the caller's claims.
tl::expected<LogPage, LogError> PostgresReader::readPage(PostgresTransaction &transaction,
                                                         const Caller &caller,
                                                         const PostgresView &view, PageOrder order,
                                                         PageLimit limit)
{
    const bool isForward = order == PageOrder::OldestFirst;
    const PageSight sight = caller.seesWholeTenant() ? PageSight::WholeTenant : PageSight::Own;
    const auto rows = transaction.run(PostgresClaims::ofCaller(caller), pageSql(order, sight),
                                      pageValues(caller, view.asked.value_or(0), limit, sight));
    if (!rows)
        return tl::unexpected(rows.error());

    LogPage page;
    qint64 found = 0;
    for (QSqlQuery &row = **rows; row.next();) {
        page.entries.append(entryFrom(row, caller.tenant, m_session->epoch()));
        if (row.value(6).toBool())
            page.read.append(page.entries.last().event.id);
        found = row.value(7).toLongLong();
    }
    page.atEnd = !isForward || (found == page.entries.size() && found < limit.events);
    page.sequence = page.atEnd ? view.head.sequence : page.entries.last().sequence;
    page.cursor = page.atEnd ? view.newest : *page.entries.last().event.cursor;
    return page;
}

tl::expected<LogHead, LogError> PostgresReader::head(const TenantId &tenant)
{
    return m_session->transact(Mode::Read, [&](PostgresTransaction &transaction) {
        return look(transaction, tenant, std::nullopt).map([](const PostgresView &view) {
            return LogHead{view.newest, view.head.sequence};
        });
    });
}

tl::expected<LogMarks, LogError> PostgresReader::marksSince(const Caller &caller,
                                                            const Cursor &after, int limit)
{
    return m_session->transact(Mode::Read, [&](PostgresTransaction &transaction) {
        return look(transaction, caller.tenant, after).and_then([&](const PostgresView &view) {
            return readMarks(transaction, caller, view, limit);
        });
    });
}

tl::expected<LogMarks, LogError> PostgresReader::readMarks(PostgresTransaction &transaction,
                                                           const Caller &caller,
                                                           const PostgresView &view, int limit)
{
    const QString &tenant = caller.tenant.value();
    const QString &user = caller.user.value();
    const qint64 asked = view.asked.value_or(0);
    const QString since = view.asked ? view.acceptedAt : u"-infinity"_s;
    const auto claims = PostgresClaims::ofCaller(caller);

    LogMarks found;
    const auto marks =
        transaction.run(claims, marksSinceSql(), {tenant, user, since, asked, limit});
    if (!marks)
        return tl::unexpected(marks.error());
    while ((*marks)->next())
        found.ids.append(EventId((*marks)->value(0).toString()));

    const auto through = transaction.run(claims, throughSinceSql(), {asked, tenant, user, since});
    if (!through)
        return tl::unexpected(through.error());
    const qint64 readUpTo = (*through)->next() ? (*through)->value(0).toLongLong() : 0;
    if (readUpTo == 0)
        return found;
    return cursorAt(transaction, caller.tenant, readUpTo).map([&found](const Cursor &cursor) {
        found.through = cursor;
        return found;
    });
}

tl::expected<Cursor, LogError> PostgresReader::cursorAt(PostgresTransaction &transaction,
                                                        const TenantId &tenant, qint64 sequence)
{
    const QString &epoch = m_session->epoch();
    return look(transaction, tenant, makeCursor(epoch, {sequence, 0}))
        .map([&](const PostgresView &view) {
            return makeCursor(epoch, {sequence, view.occupant ? checkOf(*view.occupant) : 0});
        });
}

} // namespace timesheet::gateway
