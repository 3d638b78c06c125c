#include "gateway/postgres_log/postgres_event_log.h"

#include "domain/instant.h"
#include "gateway/postgres_log/postgres_entry.h"
#include "gateway/postgres_log/postgres_follower.h"
#include "gateway/postgres_log/postgres_presence.h"
#include "gateway/postgres_log/postgres_statements.h"
#include "gateway/storage/cursor_codec.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QUuid>

#include <algorithm>
#include <map>

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

namespace {

using Mode = PostgresSession::Mode;

constexpr qint64 pruneLock = 0x54734778; ///< an advisory lock: one gateway prunes at a time
constexpr std::chrono::seconds signalsLast{3600};

QString textOf(const QJsonDocument &json)
{
    return QString::fromUtf8(json.toJson(QJsonDocument::Compact));
}

LogError badName()
{
    return {LogError::Kind::Storage, u"PostgreSQL cannot hold a name with U+0000"_s};
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
    /// What is where a cursor points, and at the end.
    struct Place {
        PostgresHead head;
        qint64 pruned = 0; ///< up to here events are gone
        Cursor newest;
        std::optional<qint64> asked; ///< nothing: the cursor cannot be from here
        std::optional<EventId> there;
        QString acceptedAt = u"-infinity"_s; ///< of what is there
    };
    tl::expected<Place, LogError> look(const TenantId &tenant, const std::optional<Cursor> &cursor);
    tl::expected<Cursor, LogError> cursorAt(const TenantId &tenant, qint64 sequence);
    tl::expected<LogPage, LogError> readPage(const Caller &caller, const Place &place,
                                             PageOrder order, PageLimit limit);
    tl::expected<QList<Appended>, LogError> appendBatch(const QList<NewLogEntry> &entries);
    tl::expected<void, LogError> mark(const Caller &caller, const wire::ReadMark &mark);
    tl::expected<void, LogError> markThrough(const Caller &caller, const Cursor &through);
    tl::expected<LogMarks, LogError> readMarks(const Caller &caller, const Place &place, int limit);
    tl::expected<int, LogError> removeOld(const QDateTime &before, int limit);

    std::unique_ptr<PostgresSession> m_session;
    QString m_name; ///< in signals
    PostgresFollower m_follower;
    PostgresPresence m_presence;
    std::function<void()> m_onHint;
    PostgresListener m_listener;
};

tl::expected<QList<Appended>, LogError> PostgresEventLog::append(const QList<NewLogEntry> &entries)
{
    if (entries.isEmpty())
        return {};
    auto appended = m_session->transact(Mode::Statement, [&] { return appendBatch(entries); });
    if (appended)
        m_follower.appended(*appended);
    return appended;
}

/// One statement for all tenants, one round trip.
tl::expected<QList<Appended>, LogError>
PostgresEventLog::appendBatch(const QList<NewLogEntry> &entries)
{
    QList<Appended> all;
    all.reserve(entries.size());
    std::map<QString, std::pair<QJsonArray, QList<qsizetype>>> tenants;
    for (const NewLogEntry &entry : entries) {
        if (!isStorable(entry.event.tenant.value()) ||
            (entry.recipient && !isStorable(entry.recipient->value())))
            return tl::unexpected(badName());
        LogEntry stored{entry.event, 0, entry.recipient};
        stored.event.id = EventId(storable(entry.event.id.value()));
        stored.event.typeName = storable(entry.event.typeName);
        QJsonObject row{
            {u"id"_s, stored.event.id.value()},
            {u"type"_s, stored.event.typeName},
            {u"payload"_s, QString::fromUtf8(entry.event.payload)},
            {u"timestamp"_s, formatInstant(entry.event.timestamp)},
        };
        if (entry.recipient)
            row.insert(u"recipient"_s, entry.recipient->value());
        auto &[rows, positions] = tenants[entry.event.tenant.value()];
        rows.append(row);
        positions.append(all.size());
        all.append({stored, true});
    }
    QJsonArray batch;
    for (const auto &[name, part] : tenants)
        batch.append(QJsonObject{{u"tenant"_s, name}, {u"entries"_s, part.first}});

    const auto rows = m_session->run(appendSql(), {textOf(QJsonDocument(batch))});
    if (!rows)
        return tl::unexpected(rows.error());
    qsizetype count = 0;
    for (QSqlQuery &row = **rows; row.next(); ++count) {
        const auto &positions = tenants.at(row.value(6).toString()).second;
        Appended &one = all[positions.at(row.value(7).toLongLong() - 1)];
        one.isNew = row.value(8).toBool();
        LogEntry &entry = one.entry;
        if (!one.isNew)
            entry = entryFrom(row, entry.event.tenant, m_session->epoch());
        entry.sequence = row.value(0).toLongLong();
        entry.event.cursor =
            makeCursor(m_session->epoch(), {entry.sequence, checkOf(entry.event.id)});
    }
    if (count != all.size())
        return tl::unexpected(
            LogError{LogError::Kind::Storage, u"the database did not answer for each event"_s});
    return all;
}

/// In a transaction. Row-level security shows the whole tenant meanwhile: claim what the caller
/// may see before reading for the caller.
tl::expected<PostgresEventLog::Place, LogError>
PostgresEventLog::look(const TenantId &tenant, const std::optional<Cursor> &cursor)
{
    const QString &epoch = m_session->epoch();
    const QString &name = tenant.value();
    if (!isStorable(name))
        return tl::unexpected(badName());
    const CursorPlace nowhere{-1, 0};
    const CursorPlace asked = cursor ? placeOf(*cursor, epoch).value_or(nowhere) : nowhere;
    if (const auto claimed = m_session->claim(claimsFor({name})); !claimed)
        return tl::unexpected(claimed.error());
    const auto rows = m_session->run(placeSql(), {asked.sequence, name});
    if (!rows)
        return tl::unexpected(rows.error());

    Place place;
    quint32 newestCheck = 0;
    if (QSqlQuery &row = **rows; row.next()) {
        place.head = {row.value(0).toLongLong(), row.value(1).toLongLong()};
        place.pruned = row.value(2).toLongLong();
        if (!row.isNull(3))
            newestCheck = checkOf(EventId(row.value(3).toString()));
        if (!row.isNull(4)) {
            place.there = EventId(row.value(4).toString());
            place.acceptedAt = row.value(5).toString();
        }
    }
    place.newest = makeCursor(epoch, {place.head.sequence, newestCheck});
    // Not from here: another epoch, beyond the end, or another event stands there, as after a
    // restored backup.
    const bool differs = place.there && asked.check != 0 && asked.check != checkOf(*place.there);
    if (asked.sequence >= 0 && asked.sequence <= place.head.sequence && !differs)
        place.asked = asked.sequence;
    m_follower.sawHead(tenant, place.head);
    return place;
}

tl::expected<LogPage, LogError> PostgresEventLog::readAfter(const Caller &caller,
                                                            const Cursor &after, PageLimit limit)
{
    return m_session->transact(Mode::Read, [&] {
        return look(caller.tenant, after).and_then([&](const Place &place) {
            return readPage(caller, place, PageOrder::OldestFirst, limit).map([&](LogPage page) {
                page.complete = place.asked && *place.asked >= place.pruned;
                return page;
            });
        });
    });
}

tl::expected<LogPage, LogError> PostgresEventLog::readNewest(const Caller &caller, PageLimit limit)
{
    return m_session->transact(Mode::Read, [&] {
        return look(caller.tenant, std::nullopt).and_then([&](const Place &place) {
            return readPage(caller, place, PageOrder::NewestFirst, limit);
        });
    });
}

/// In look()'s transaction. What the page holds is row-level security's to say.
tl::expected<LogPage, LogError> PostgresEventLog::readPage(const Caller &caller, const Place &place,
                                                           PageOrder order, PageLimit limit)
{
    const QString &user = caller.user.value();
    const bool isForward = order == PageOrder::OldestFirst;
    if (const auto claimed = m_session->claim(claimsOf(caller)); !claimed)
        return tl::unexpected(claimed.error());
    const auto rows =
        m_session->run(pageSql(order), {user, user, caller.tenant.value(), place.asked.value_or(0),
                                        limit.events, limit.bytes});
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
    page.sequence = page.atEnd ? place.head.sequence : page.entries.last().sequence;
    page.cursor = page.atEnd ? place.newest : *page.entries.last().event.cursor;
    return page;
}

tl::expected<LogHead, LogError> PostgresEventLog::head(const TenantId &tenant)
{
    return m_session->transact(Mode::Read, [&] {
        return look(tenant, std::nullopt).map([](const Place &place) {
            return LogHead{place.newest, place.head.sequence};
        });
    });
}

tl::expected<void, LogError> PostgresEventLog::markRead(const Caller &caller,
                                                        const wire::ReadMark &mark, OriginId origin)
{
    const auto marked = m_session->transact(Mode::Write, [&] { return this->mark(caller, mark); });
    if (marked)
        m_follower.marked({caller.tenant, caller.user, mark, origin});
    return marked;
}

tl::expected<void, LogError> PostgresEventLog::mark(const Caller &caller,
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
        marked = markThrough(caller, *mark.through);
    } else {
        marked = m_session->claim(claimsOf(caller)).and_then([&] {
            return m_session->run(markIdsSql(), {user, tenant, textOf(QJsonDocument(ids))})
                .map([](QSqlQuery * /*marked*/) {});
        });
    }
    if (!marked)
        return marked;
    return m_session
        ->run(u"SELECT public.timesheet_signal(?, ?, 'read', ?)"_s,
              {tenant, m_name, textOf(QJsonDocument(said))})
        .map([](QSqlQuery * /*said*/) {});
}

tl::expected<void, LogError> PostgresEventLog::markThrough(const Caller &caller,
                                                           const Cursor &through)
{
    const auto place = look(caller.tenant, through);
    if (!place)
        return tl::unexpected(place.error());
    if (!place->asked)
        return tl::unexpected(LogError{LogError::Kind::UnknownCursor, {}});
    if (*place->asked == 0)
        return {};
    const QString &tenant = caller.tenant.value();
    const QString &user = caller.user.value();
    return m_session->claim(claimsOf(caller))
        .and_then([&] {
            return m_session->run(markThroughSql(), {user, *place->asked, tenant});
        })
        .and_then([&](QSqlQuery * /*marked*/) {
            return m_session->run(dropMarkedSql(), {tenant, user, *place->asked});
        })
        .map([](QSqlQuery * /*dropped*/) {});
}

tl::expected<LogMarks, LogError> PostgresEventLog::marksSince(const Caller &caller,
                                                              const Cursor &after, int limit)
{
    return m_session->transact(Mode::Read, [&] {
        return look(caller.tenant, after).and_then([&](const Place &place) {
            return readMarks(caller, place, limit);
        });
    });
}

tl::expected<LogMarks, LogError> PostgresEventLog::readMarks(const Caller &caller,
                                                             const Place &place, int limit)
{
    const QString &tenant = caller.tenant.value();
    const QString &user = caller.user.value();
    const qint64 asked = place.asked.value_or(0);
    const QString since = place.asked ? place.acceptedAt : u"-infinity"_s;
    if (const auto claimed = m_session->claim(claimsOf(caller)); !claimed)
        return tl::unexpected(claimed.error());

    LogMarks found;
    const auto marks = m_session->run(marksSinceSql(), {tenant, user, since, asked, limit});
    if (!marks)
        return tl::unexpected(marks.error());
    while ((*marks)->next())
        found.ids.append(EventId((*marks)->value(0).toString()));

    const auto through = m_session->run(throughSinceSql(), {asked, tenant, user, since});
    if (!through)
        return tl::unexpected(through.error());
    const qint64 readUpTo = (*through)->next() ? (*through)->value(0).toLongLong() : 0;
    if (readUpTo == 0)
        return found;
    return cursorAt(caller.tenant, readUpTo).map([&found](const Cursor &cursor) {
        found.through = cursor;
        return found;
    });
}

/// In a transaction.
tl::expected<Cursor, LogError> PostgresEventLog::cursorAt(const TenantId &tenant, qint64 sequence)
{
    const QString &epoch = m_session->epoch();
    return look(tenant, makeCursor(epoch, {sequence, 0})).map([&](const Place &place) {
        return makeCursor(epoch, {sequence, place.there ? checkOf(*place.there) : 0});
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
    return m_session->transact(Mode::Write, [&] { return removeOld(before, limit); });
}

tl::expected<int, LogError> PostgresEventLog::removeOld(const QDateTime &before, int limit)
{
    const QString instant = formatInstant(before);
    const QString oldSignals =
        formatInstant(QDateTime::currentDateTimeUtc().addSecs(-qint64{signalsLast.count()}));
    const auto lock = m_session->run(u"SELECT pg_try_advisory_xact_lock(?)"_s, {pruneLock});
    if (!lock)
        return tl::unexpected(lock.error());
    if (!(*lock)->next() || !(*lock)->value(0).toBool())
        return 0; // another gateway is at it
    return m_session->claim({{u"prune_before"_s, instant}, {u"prune_signals_before"_s, oldSignals}})
        .and_then([&] {
            return m_session->run(u"DELETE FROM public.signals WHERE created_at < ?::timestamptz"_s,
                                  {oldSignals});
        })
        .and_then([&](QSqlQuery * /*removed*/) {
            return m_session->run(pruneEventsSql(), {instant, limit});
        })
        .map([](QSqlQuery *removed) { return removed->numRowsAffected(); });
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
