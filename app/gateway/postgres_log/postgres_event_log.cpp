#include "gateway/postgres_log/postgres_event_log.h"

#include "domain/instant.h"
#include "gateway/postgres_log/postgres_entry.h"
#include "gateway/postgres_log/postgres_follower.h"
#include "gateway/postgres_log/postgres_presence.h"
#include "gateway/postgres_log/postgres_statements.h"
#include "gateway/storage/cursor_codec.h"

#include <QUuid>

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

namespace {

using Mode = PostgresSession::Mode;

constexpr qint64 pruneLock = 0x54734778; ///< an advisory lock: one gateway prunes at a time
constexpr std::chrono::seconds signalsLast{3600};

/// In all tenants; how many events.
tl::expected<int, LogError> removeOld(PostgresTransaction &transaction, const QDateTime &before,
                                      int limit)
{
    const QString instant = formatInstant(before);
    const QString oldSignals =
        formatInstant(QDateTime::currentDateTimeUtc().addSecs(-qint64{signalsLast.count()}));
    const auto lock = transaction.call(u"SELECT pg_try_advisory_xact_lock(?)"_s, {pruneLock});
    if (!lock)
        return tl::unexpected(lock.error());
    if (!(*lock)->next() || !(*lock)->value(0).toBool())
        return 0; // another gateway is at it
    const auto claims = PostgresClaims::forPruning(instant, oldSignals);
    return transaction
        .run(claims, u"DELETE FROM public.signals WHERE created_at < ?::timestamptz"_s,
             {oldSignals})
        .and_then([&](QSqlQuery * /*removed*/) {
            return transaction.run(claims, pruneEventsSql(), {instant, limit});
        })
        .map([](QSqlQuery *removed) { return removed->numRowsAffected(); });
}

class PostgresEventLog : public EventLog
{
public:
    PostgresEventLog(std::unique_ptr<PostgresSession> session, PostgresUrl url,
                     const std::function<void()> &onHint)
        : m_session(std::move(session))
        , m_name(QUuid::createUuid().toString(QUuid::WithoutBraces))
        , m_follower(*m_session, m_name)
        , m_presence(*m_session, m_name)
        , m_onHint(onHint)
        , m_listener(std::move(url), onHint)
    {
    }

    tl::expected<QList<Appended>, LogError> append(const QList<NewLogEntry> &entries) override;
    tl::expected<LogPage, LogError> readAfter(const Caller &caller, const Cursor &after,
                                              PageLimit limit) override;
    tl::expected<LogPage, LogError> readNewest(const Caller &caller, PageLimit limit) override;
    tl::expected<LogHead, LogError> head(const TenantId &tenant) override;
    tl::expected<void, LogError> markRead(const Caller &caller, const wire::ReadMark &mark,
                                          OriginId origin) override;
    tl::expected<LogMarks, LogError> marksSince(const Caller &caller, const Cursor &after,
                                                int limit) override;
    tl::expected<PresenceLease, LogError> reportPresence(const QList<PresenceReport> &reports,
                                                         PresenceScope scope,
                                                         std::chrono::milliseconds lease) override;
    tl::expected<QList<wire::UserPresence>, LogError> presentUsers(const Caller &caller,
                                                                   int limit) override
    {
        return m_presence.presentUsers(caller, limit);
    }
    tl::expected<int, LogError> prune(const QDateTime &before, int limit) override;
    void follow(const TenantId &tenant) override { m_follower.follow(tenant); }
    void unfollow(const TenantId &tenant) override { m_follower.unfollow(tenant); }
    tl::expected<LogNews, LogError> news() override;
    std::chrono::milliseconds pollInterval() const override
    {
        return PostgresFollower::pollInterval;
    }

private:
    /// A tenant's log as one transaction sees it.
    struct View {
        PostgresHead head;
        qint64 prunedUpTo = 0; ///< events up to this sequence are gone
        Cursor newest;
        std::optional<qint64> asked;         ///< nothing: the cursor cannot be from this log
        std::optional<EventId> occupant;     ///< the event at `asked`, unless it is gone
        QString acceptedAt = u"-infinity"_s; ///< of that event
    };
    tl::expected<View, LogError> look(PostgresTransaction &transaction, const TenantId &tenant,
                                      const std::optional<Cursor> &cursor);
    tl::expected<Cursor, LogError> cursorAt(PostgresTransaction &transaction,
                                            const TenantId &tenant, qint64 sequence);
    tl::expected<LogPage, LogError> readPage(PostgresTransaction &transaction, const Caller &caller,
                                             const View &view, PageOrder order, PageLimit limit);
    tl::expected<void, LogError> mark(PostgresTransaction &transaction, const Caller &caller,
                                      const wire::ReadMark &mark);
    tl::expected<void, LogError> markThrough(PostgresTransaction &transaction, const Caller &caller,
                                             const Cursor &through);
    tl::expected<LogMarks, LogError> readMarks(PostgresTransaction &transaction,
                                               const Caller &caller, const View &view, int limit);

    std::unique_ptr<PostgresSession> m_session;
    QString m_name; ///< what signals call this gateway
    PostgresFollower m_follower;
    PostgresPresence m_presence;
    std::function<void()> m_onHint;
    PostgresListener m_listener;
};

/// One statement for all tenants, one round trip.
tl::expected<QList<Appended>, LogError> PostgresEventLog::append(const QList<NewLogEntry> &entries)
{
    if (entries.isEmpty())
        return {};
    auto batch = PostgresBatch::of(entries);
    if (!batch)
        return tl::unexpected(batch.error());
    auto appended = m_session->call(appendSql(), {batch->text()}).and_then([&](QSqlQuery *rows) {
        return std::move(*batch).readAnswer(*rows, m_session->epoch());
    });
    if (appended)
        m_follower.appended(*appended);
    return appended;
}

/// Looks with claims about the whole tenant: who may see which of its events is not asked here.
tl::expected<PostgresEventLog::View, LogError>
PostgresEventLog::look(PostgresTransaction &transaction, const TenantId &tenant,
                       const std::optional<Cursor> &cursor)
{
    const QString &epoch = m_session->epoch();
    const QString &name = tenant.value();
    if (!isStorable(name))
        return tl::unexpected(unstorableName());
    const CursorParts nowhere{-1, 0};
    const CursorParts asked = cursor ? partsOf(*cursor, epoch).value_or(nowhere) : nowhere;
    const auto rows =
        transaction.run(PostgresClaims::aboutTenants({name}), viewSql(), {asked.sequence, name});
    if (!rows)
        return tl::unexpected(rows.error());

    View view;
    quint32 newestCheck = 0;
    if (QSqlQuery &row = **rows; row.next()) {
        view.head = {row.value(0).toLongLong(), row.value(1).toLongLong()};
        view.prunedUpTo = row.value(2).toLongLong();
        if (!row.isNull(3))
            newestCheck = checkOf(EventId(row.value(3).toString()));
        if (!row.isNull(4)) {
            view.occupant = EventId(row.value(4).toString());
            view.acceptedAt = row.value(5).toString();
        }
    }
    view.newest = makeCursor(epoch, {view.head.sequence, newestCheck});
    // Not from here: another epoch, beyond the end, or another event stands there, as after a
    // restored backup.
    const bool differs =
        view.occupant && asked.check != 0 && asked.check != checkOf(*view.occupant);
    if (asked.sequence >= 0 && asked.sequence <= view.head.sequence && !differs)
        view.asked = asked.sequence;
    m_follower.sawHead(tenant, view.head);
    return view;
}

tl::expected<LogPage, LogError> PostgresEventLog::readAfter(const Caller &caller,
                                                            const Cursor &after, PageLimit limit)
{
    return m_session->transact(Mode::Read, [&](PostgresTransaction &transaction) {
        return look(transaction, caller.tenant, after).and_then([&](const View &view) {
            return readPage(transaction, caller, view, PageOrder::OldestFirst, limit)
                .map([&](LogPage page) {
                    page.complete = view.asked && *view.asked >= view.prunedUpTo;
                    return page;
                });
        });
    });
}

tl::expected<LogPage, LogError> PostgresEventLog::readNewest(const Caller &caller, PageLimit limit)
{
    return m_session->transact(Mode::Read, [&](PostgresTransaction &transaction) {
        return look(transaction, caller.tenant, std::nullopt).and_then([&](const View &view) {
            return readPage(transaction, caller, view, PageOrder::NewestFirst, limit);
        });
    });
}

/// Which events the page holds is row-level security's to say, by the caller's claims.
tl::expected<LogPage, LogError> PostgresEventLog::readPage(PostgresTransaction &transaction,
                                                           const Caller &caller, const View &view,
                                                           PageOrder order, PageLimit limit)
{
    const QString &user = caller.user.value();
    const bool isForward = order == PageOrder::OldestFirst;
    const auto rows = transaction.run(
        PostgresClaims::ofCaller(caller), pageSql(order),
        {user, user, caller.tenant.value(), view.asked.value_or(0), limit.events, limit.bytes});
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

tl::expected<LogHead, LogError> PostgresEventLog::head(const TenantId &tenant)
{
    return m_session->transact(Mode::Read, [&](PostgresTransaction &transaction) {
        return look(transaction, tenant, std::nullopt).map([](const View &view) {
            return LogHead{view.newest, view.head.sequence};
        });
    });
}

tl::expected<void, LogError> PostgresEventLog::markRead(const Caller &caller,
                                                        const wire::ReadMark &mark, OriginId origin)
{
    const auto marked = m_session->transact(Mode::Write, [&](PostgresTransaction &transaction) {
        return this->mark(transaction, caller, mark);
    });
    if (marked)
        m_follower.marked({caller.tenant, caller.user, mark, origin});
    return marked;
}

tl::expected<void, LogError> PostgresEventLog::mark(PostgresTransaction &transaction,
                                                    const Caller &caller,
                                                    const wire::ReadMark &mark)
{
    const QString &tenant = caller.tenant.value();
    const QString &user = caller.user.value();
    QJsonArray ids;
    for (const EventId &id : mark.ids)
        ids.append(storable(id.value()));
    QJsonObject said{{u"user"_s, user}, {u"ids"_s, ids}};
    tl::expected<void, LogError> marked;
    if (mark.through) {
        said.insert(u"through"_s, mark.through->value());
        marked = markThrough(transaction, caller, *mark.through);
    } else {
        marked =
            transaction
                .run(PostgresClaims::ofCaller(caller), markIdsSql(), {user, tenant, jsonText(ids)})
                .map([](QSqlQuery * /*marked*/) {});
    }
    if (!marked)
        return marked;
    return transaction
        .call(u"SELECT public.timesheet_signal(?, ?, 'read', ?)"_s,
              {tenant, m_name, jsonText(said)})
        .map([](QSqlQuery * /*said*/) {});
}

tl::expected<void, LogError> PostgresEventLog::markThrough(PostgresTransaction &transaction,
                                                           const Caller &caller,
                                                           const Cursor &through)
{
    const auto view = look(transaction, caller.tenant, through);
    if (!view)
        return tl::unexpected(view.error());
    if (!view->asked)
        return tl::unexpected(LogError{LogError::Kind::UnknownCursor, {}});
    if (*view->asked == 0)
        return {};
    const QString &tenant = caller.tenant.value();
    const QString &user = caller.user.value();
    const auto claims = PostgresClaims::ofCaller(caller);
    return transaction.run(claims, markThroughSql(), {user, *view->asked, tenant})
        .and_then([&](QSqlQuery * /*marked*/) {
            return transaction.run(claims, dropMarkedSql(), {tenant, user, *view->asked});
        })
        .map([](QSqlQuery * /*dropped*/) {});
}

tl::expected<LogMarks, LogError> PostgresEventLog::marksSince(const Caller &caller,
                                                              const Cursor &after, int limit)
{
    return m_session->transact(Mode::Read, [&](PostgresTransaction &transaction) {
        return look(transaction, caller.tenant, after).and_then([&](const View &view) {
            return readMarks(transaction, caller, view, limit);
        });
    });
}

tl::expected<LogMarks, LogError> PostgresEventLog::readMarks(PostgresTransaction &transaction,
                                                             const Caller &caller, const View &view,
                                                             int limit)
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

tl::expected<Cursor, LogError> PostgresEventLog::cursorAt(PostgresTransaction &transaction,
                                                          const TenantId &tenant, qint64 sequence)
{
    const QString &epoch = m_session->epoch();
    return look(transaction, tenant, makeCursor(epoch, {sequence, 0})).map([&](const View &view) {
        return makeCursor(epoch, {sequence, view.occupant ? checkOf(*view.occupant) : 0});
    });
}

tl::expected<PresenceLease, LogError>
PostgresEventLog::reportPresence(const QList<PresenceReport> &reports, PresenceScope scope,
                                 std::chrono::milliseconds lease)
{
    const auto reported = m_presence.report(reports, scope, lease);
    // What it has changed is in the signals, and needs no notification to be looked for.
    for (const PresenceReport &one : reports)
        m_follower.reported(one.tenant);
    return reported;
}

tl::expected<int, LogError> PostgresEventLog::prune(const QDateTime &before, int limit)
{
    return m_session->transact(Mode::Write, [&](PostgresTransaction &transaction) {
        return removeOld(transaction, before, limit);
    });
}

tl::expected<LogNews, LogError> PostgresEventLog::news()
{
    auto news = m_follower.news(m_listener.takeHints());
    if (m_follower.hasMore() && m_onHint)
        m_onHint();
    return news;
}

} // namespace

tl::expected<std::unique_ptr<EventLog>, QString>
openPostgresEventLog(const QString &url, const std::function<void()> &onHint)
{
    const auto parsed = parsePostgresUrl(url);
    if (!parsed)
        return tl::unexpected(parsed.error());
    auto session = PostgresSession::open(*parsed);
    if (!session)
        return tl::unexpected(session.error());
    return std::make_unique<PostgresEventLog>(*std::move(session), *parsed, onHint);
}

} // namespace timesheet::gateway
