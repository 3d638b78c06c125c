#include "gateway/postgres_log/postgres_event_log.h"

#include "domain/instant.h"
#include "gateway/postgres_log/postgres_entry.h"
#include "gateway/postgres_log/postgres_follower.h"
#include "gateway/postgres_log/postgres_presence.h"
#include "gateway/postgres_log/postgres_reader.h"
#include "gateway/postgres_log/postgres_writer.h"
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
    PostgresEventLog(std::shared_ptr<PostgresSession> session, const PostgresUrl &url,
                     const std::function<void()> &onHint)
        : m_url(url)
        , m_session(std::move(session))
        , m_interest(std::make_shared<PostgresInterest>())
        , m_reader(m_session, m_interest)
        , m_writer(m_session)
        , m_name(QUuid::createUuid().toString(QUuid::WithoutBraces))
        , m_follower(*m_session, *m_interest, m_name)
        , m_presence(*m_session, m_name)
        , m_onHint(onHint)
        , m_listener(url, onHint)
    {
    }

    tl::expected<QList<Appended>, LogError> append(const QList<NewLogEntry> &entries) override;
    tl::expected<LogPage, LogError> readAfter(const Caller &caller, const Cursor &after,
                                              PageLimit limit) override
    {
        return m_reader.readAfter(caller, after, limit);
    }
    tl::expected<LogPage, LogError> readNewest(const Caller &caller, PageLimit limit) override
    {
        return m_reader.readNewest(caller, limit);
    }
    tl::expected<LogHead, LogError> head(const TenantId &tenant) override
    {
        return m_reader.head(tenant);
    }
    tl::expected<void, LogError> markRead(const Caller &caller, const wire::ReadMark &mark,
                                          OriginId origin) override;
    tl::expected<LogMarks, LogError> marksSince(const Caller &caller, const Cursor &after,
                                                int limit) override
    {
        return m_reader.marksSince(caller, after, limit);
    }
    tl::expected<PresenceReceipt, LogError>
    reportPresence(const QList<PresenceReport> &reports, PresenceScope scope,
                   std::chrono::milliseconds lease) override;
    tl::expected<QList<wire::UserPresence>, LogError> presentUsers(const Caller &caller,
                                                                   int limit) override
    {
        return m_presence.presentUsers(caller, limit);
    }
    void setPatience(Patience patience) override { m_writer.setPatience(patience); }
    tl::expected<int, LogError> prune(const QDateTime &before, int limit) override;
    void follow(const TenantId &tenant) override
    {
        if (isStorable(tenant.value())) // else it has no news
            m_interest->follow(tenant);
    }
    void unfollow(const TenantId &tenant) override { m_interest->unfollow(tenant); }
    tl::expected<LogNews, LogError> news() override;
    std::chrono::milliseconds pollInterval() const override
    {
        return PostgresFollower::pollInterval;
    }
    LogFactory<LogReader> readerFactory() const override;
    LogFactory<LogWriter> writerFactory() const override;
    void appendsElsewhere(const TenantId &tenant) override { m_follower.waitFor(tenant); }
    void appendedElsewhere(const TenantId &tenant, const QList<Appended> &appended) override
    {
        m_follower.waitNoLongerFor(tenant);
        m_follower.appended(appended);
    }

private:
    tl::expected<bool, LogError> mark(PostgresTransaction &transaction, const Caller &caller,
                                      const wire::ReadMark &mark);
    static tl::expected<bool, LogError> markIds(PostgresTransaction &transaction,
                                                const Caller &caller, const QString &ids);
    tl::expected<bool, LogError> markThrough(PostgresTransaction &transaction, const Caller &caller,
                                             const Cursor &through);

    PostgresUrl m_url;
    std::shared_ptr<PostgresSession> m_session;   ///< the reader's and writer's, too
    std::shared_ptr<PostgresInterest> m_interest; ///< that of readers on other threads, too
    PostgresReader m_reader;
    PostgresWriter m_writer;
    QString m_name; ///< what signals call this gateway
    PostgresFollower m_follower;
    PostgresPresence m_presence;
    std::function<void()> m_onHint;
    PostgresListener m_listener;
};

tl::expected<QList<Appended>, LogError> PostgresEventLog::append(const QList<NewLogEntry> &entries)
{
    auto appended = m_writer.append(entries);
    if (appended)
        m_follower.appended(*appended);
    return appended;
}

tl::expected<void, LogError> PostgresEventLog::markRead(const Caller &caller,
                                                        const wire::ReadMark &mark, OriginId origin)
{
    const auto isNew = m_session->transact(Mode::Write, [&](PostgresTransaction &transaction) {
        return this->mark(transaction, caller, mark);
    });
    if (!isNew)
        return tl::unexpected(isNew.error());
    if (*isNew)
        m_follower.marked({caller.tenant, caller.user, mark, origin});
    return {};
}

/// Whether anything of it is new, and so a signal.
tl::expected<bool, LogError> PostgresEventLog::mark(PostgresTransaction &transaction,
                                                    const Caller &caller,
                                                    const wire::ReadMark &mark)
{
    const QString &tenant = caller.tenant.value();
    const QString &user = caller.user.value();
    QJsonArray ids;
    for (const EventId &id : mark.ids)
        ids.append(storable(id.value()));
    QJsonObject said{{u"user"_s, user}, {u"ids"_s, ids}};
    if (mark.through)
        said.insert(u"through"_s, mark.through->value());
    const auto isNew = mark.through ? markThrough(transaction, caller, *mark.through)
                                    : markIds(transaction, caller, jsonText(ids));
    if (!isNew || !*isNew)
        return isNew;
    return transaction
        .call(u"SELECT public.timesheet_signal(?, ?, 'read', ?)"_s,
              {tenant, m_name, jsonText(said)})
        .map([](QSqlQuery * /*said*/) { return true; });
}

tl::expected<bool, LogError> PostgresEventLog::markIds(PostgresTransaction &transaction,
                                                       const Caller &caller, const QString &ids)
{
    return transaction
        .run(PostgresClaims::ofCaller(caller), markIdsSql(),
             {caller.user.value(), caller.tenant.value(), ids})
        .map([](QSqlQuery *marked) { return marked->numRowsAffected() > 0; });
}

tl::expected<bool, LogError> PostgresEventLog::markThrough(PostgresTransaction &transaction,
                                                           const Caller &caller,
                                                           const Cursor &through)
{
    const auto view = lookAt(transaction, m_session->epoch(), caller.tenant, through);
    if (!view)
        return tl::unexpected(view.error());
    if (!view->asked)
        return tl::unexpected(LogError{LogError::Kind::UnknownCursor, {}});
    if (*view->asked == 0)
        return false;
    const QString &tenant = caller.tenant.value();
    const QString &user = caller.user.value();
    const auto claims = PostgresClaims::ofCaller(caller);
    const auto marked = transaction.run(claims, markThroughSql(), {user, *view->asked, tenant});
    if (!marked)
        return tl::unexpected(marked.error());
    if ((*marked)->numRowsAffected() == 0)
        return false;
    return transaction.run(claims, dropMarkedSql(), {tenant, user, *view->asked})
        .map([](QSqlQuery * /*dropped*/) { return true; });
}

tl::expected<PresenceReceipt, LogError>
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

/// A session of its own: a row that somebody has locked, which writers wait for, is nothing to it.
LogFactory<LogReader> PostgresEventLog::readerFactory() const
{
    return [url = m_url,
            interest = m_interest]() -> tl::expected<std::unique_ptr<LogReader>, QString> {
        return PostgresSession::open(url).map(
            [&interest](std::unique_ptr<PostgresSession> session) {
                return std::make_unique<PostgresReader>(std::move(session), interest);
            });
    };
}

LogFactory<LogWriter> PostgresEventLog::writerFactory() const
{
    return [url = m_url]() -> tl::expected<std::unique_ptr<LogWriter>, QString> {
        return PostgresSession::open(url).map([](std::unique_ptr<PostgresSession> session) {
            return std::make_unique<PostgresWriter>(std::move(session));
        });
    };
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
