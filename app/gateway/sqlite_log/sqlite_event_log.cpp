#include "gateway/sqlite_log/sqlite_event_log.h"

#include "domain/instant.h"
#include "gateway/storage/cursor_codec.h"

#include <QDir>
#include <QFileInfo>
#include <QSqlError>

#include <algorithm>
#include <map>

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

SqliteEventLog::SqliteEventLog(std::unique_ptr<QLockFile> lock, QString name,
                               std::shared_ptr<SqliteFile> file, qint64 lastStamp)
    : m_lock(std::move(lock))
    , m_name(std::move(name))
    , m_file(std::move(file))
    , m_reader(m_file)
    , m_lastStamp(lastStamp)
{
}

SqliteEventLog::~SqliteEventLog() = default;

tl::expected<std::unique_ptr<SqliteEventLog>, QString> SqliteEventLog::open(const QString &file)
{
    const QString folder = QFileInfo(file).absolutePath();
    if (!QDir().mkpath(folder))
        return tl::unexpected(u"cannot create the folder %1"_s.arg(folder));

    auto lock = std::make_unique<QLockFile>(file + u".lock"_s);
    lock->setStaleLockTime(0); // stale is a lock whose process is gone, at whatever age
    if (!lock->tryLock())
        return tl::unexpected(lock->error() == QLockFile::LockFailedError
                                  ? u"another gateway uses the file"_s
                                  : u"no permission to write beside the file"_s);
    auto opened = SqliteFile::open(file, SqliteProfile::Access::Write);
    if (!opened)
        return tl::unexpected(opened.error());
    const auto newest = (*opened)->database->ask(u"SELECT max(accepted_at) FROM events"_s);
    if (!newest)
        return tl::unexpected(newest.error().detail);
    return std::unique_ptr<SqliteEventLog>(
        new SqliteEventLog(std::move(lock), file, *std::move(opened), newest->toLongLong()));
}

LogFactory<LogReader> SqliteEventLog::readerFactory() const
{
    return [name = m_name]() -> tl::expected<std::unique_ptr<LogReader>, QString> {
        return SqliteFile::open(name, SqliteProfile::Access::Read).map([](auto file) {
            return std::unique_ptr<LogReader>(
                std::make_unique<SqliteReader>(std::shared_ptr<SqliteFile>(std::move(file))));
        });
    };
}

/// Now, and never less than before: pruning by time must not leave holes in a tenant's order.
qint64 SqliteEventLog::stamp()
{
    m_lastStamp = std::max(m_lastStamp, QDateTime::currentMSecsSinceEpoch());
    return m_lastStamp;
}

tl::expected<QList<Appended>, LogError> SqliteEventLog::append(const QList<NewLogEntry> &entries)
{
    Transaction transaction(*m_file->database);
    if (const auto begun = transaction.begin(); !begun)
        return tl::unexpected(failureOf(begun.error()));
    auto appended = insertAll(entries);
    if (!appended)
        return appended;
    if (const auto committed = transaction.commit(); !committed)
        return tl::unexpected(failureOf(committed.error()));
    for (const Appended &one : std::as_const(*appended)) {
        if (one.isNew && isFollowed(one.entry.event.tenant))
            m_news.entries.append(one.entry);
    }
    return appended;
}

tl::expected<QList<Appended>, LogError> SqliteEventLog::insertAll(const QList<NewLogEntry> &entries)
{
    std::map<TenantId, SqliteTenant> tenants;
    QList<Appended> all;
    all.reserve(entries.size());
    for (const NewLogEntry &entry : entries) {
        auto tenant = tenants.find(entry.event.tenant);
        if (tenant == tenants.end()) {
            const auto found = m_file->tenants.ensure(entry.event.tenant);
            if (!found)
                return tl::unexpected(found.error());
            tenant = tenants.emplace(entry.event.tenant, *found).first;
        }
        const auto appended = insert(entry, tenant->second);
        if (!appended)
            return tl::unexpected(appended.error());
        all.append(*appended);
    }
    for (const auto &[name, tenant] : tenants) {
        if (!execute(m_file->statements.setLast, tenant.last, tenant.key))
            return tl::unexpected(failureOf(m_file->statements.setLast));
    }
    return all;
}

tl::expected<Appended, LogError> SqliteEventLog::insert(const NewLogEntry &entry,
                                                        SqliteTenant &tenant)
{
    const wire::PackedEvent &event = entry.event;
    QSqlQuery &query = m_file->statements.insert;
    const QVariant recipient = entry.recipient ? QVariant(entry.recipient->value())
                                               : QVariant(QMetaType::fromType<QString>());
    if (!execute(query, tenant.key, tenant.last + 1, event.id.value(), event.typeName,
                 event.payload, formatInstant(event.timestamp), recipient, stamp()))
        return tl::unexpected(failureOf(query));
    if (query.numRowsAffected() > 0) {
        LogEntry stored{event, ++tenant.last, entry.recipient};
        stored.event.cursor = makeCursor(m_file->epoch, {stored.sequence, checkOf(event.id)});
        return Appended{stored, true};
    }

    QSqlQuery &existing = m_file->statements.findEvent;
    if (!execute(existing, tenant.key, event.id.value()) || !existing.next())
        return tl::unexpected(failureOf(existing));
    const LogEntry stored = m_file->entryFrom(existing, event.tenant);
    existing.finish();
    return Appended{stored, false};
}

tl::expected<void, LogError> SqliteEventLog::markRead(const Caller &caller,
                                                      const wire::ReadMark &mark, OriginId origin)
{
    const auto tenant = m_file->tenants.find(caller.tenant);
    if (!tenant)
        return tl::unexpected(tenant.error());
    Transaction transaction(*m_file->database);
    if (const auto begun = transaction.begin(); !begun)
        return tl::unexpected(failureOf(begun.error()));
    const auto isNew = m_file->marks.add(caller, *tenant, mark, stamp());
    if (!isNew)
        return tl::unexpected(isNew.error());
    if (const auto committed = transaction.commit(); !committed)
        return tl::unexpected(failureOf(committed.error()));
    if (*isNew && isFollowed(caller.tenant))
        m_news.reads.append({caller.tenant, caller.user, mark, origin});
    return {};
}

tl::expected<PresenceReceipt, LogError>
SqliteEventLog::reportPresence(const QList<PresenceReport> &reports, PresenceScope scope,
                               std::chrono::milliseconds /*lease*/)
{
    const QList<PresenceNotice> changes = m_presence.report(reports, scope);
    for (const PresenceNotice &change : changes) {
        if (isFollowed(change.tenant))
            m_news.presences.append(change);
    }
    return PresenceReceipt{}; // nobody else could have taken anything back
}

tl::expected<QList<wire::UserPresence>, LogError> SqliteEventLog::presentUsers(const Caller &caller,
                                                                               int limit)
{
    return m_presence.presentUsers(caller.tenant, limit);
}

tl::expected<int, LogError> SqliteEventLog::prune(const QDateTime &before, int limit)
{
    const qint64 instant = before.toMSecsSinceEpoch();
    Transaction transaction(*m_file->database);
    if (const auto begun = transaction.begin(); !begun)
        return tl::unexpected(failureOf(begun.error()));
    if (!execute(m_file->statements.pruneMarks, instant, limit))
        return tl::unexpected(failureOf(m_file->statements.pruneMarks));
    if (!execute(m_file->statements.pruneEvents, instant, limit))
        return tl::unexpected(failureOf(m_file->statements.pruneEvents));
    const int pruned = m_file->statements.pruneEvents.numRowsAffected();
    return transaction.commit()
        .map([pruned] { return pruned; })
        .map_error([](const SqliteError &error) { return failureOf(error); });
}

void SqliteEventLog::follow(const TenantId &tenant)
{
    const std::scoped_lock lock(m_followMutex);
    m_followed.insert(tenant);
}

void SqliteEventLog::unfollow(const TenantId &tenant)
{
    const std::scoped_lock lock(m_followMutex);
    m_followed.remove(tenant);
}

/// To be asked after the commit: who follows a tenant and then does not see in the log what is
/// being committed must be told of it.
bool SqliteEventLog::isFollowed(const TenantId &tenant) const
{
    const std::scoped_lock lock(m_followMutex);
    return m_followed.contains(tenant);
}

tl::expected<LogNews, LogError> SqliteEventLog::news()
{
    return std::exchange(m_news, {});
}

} // namespace timesheet::gateway
