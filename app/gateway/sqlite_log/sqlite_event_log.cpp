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

namespace {

LogError failure(const SqliteError &error)
{
    return {LogError::Kind::Storage, error.detail};
}

} // namespace

SqliteEventLog::SqliteEventLog(std::unique_ptr<QLockFile> lock, std::unique_ptr<Database> database,
                               const Identity &identity)
    : m_lock(std::move(lock))
    , m_database(std::move(database))
    , m_statements(*m_database)
    , m_epoch(identity.epoch)
    , m_lastStamp(identity.lastStamp)
    , m_tenants(m_statements, m_epoch)
    , m_marks(m_statements, m_tenants)
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
    auto database = std::make_unique<Database>(
        file, SqliteProfile{.applicationId = 0x54734777, // "TsGw"
                            .migrations = u":/gateway/migrations"_s,
                            .durability = SqliteProfile::Durability::Power,
                            .fault = {}});
    if (const auto opened = database->open(); !opened)
        return tl::unexpected(opened.error().detail);
    const auto identity = readIdentity(*database);
    if (!identity)
        return tl::unexpected(identity.error().detail);
    return std::unique_ptr<SqliteEventLog>(
        new SqliteEventLog(std::move(lock), std::move(database), *identity));
}

tl::expected<SqliteEventLog::Identity, LogError> SqliteEventLog::readIdentity(Database &database)
{
    QSqlQuery query = database.prepare(u"SELECT epoch FROM log_identity"_s);
    if (!query.exec() || !query.next())
        return tl::unexpected(failureOf(query));
    QSqlQuery newest = database.prepare(u"SELECT max(accepted_at) FROM events"_s);
    if (!newest.exec() || !newest.next())
        return tl::unexpected(failureOf(newest));
    return Identity{query.value(0).toString(), newest.value(0).toLongLong()};
}

/// Now, and never less than before: pruning by time must not leave holes in a tenant's order.
qint64 SqliteEventLog::stamp()
{
    m_lastStamp = std::max(m_lastStamp, QDateTime::currentMSecsSinceEpoch());
    return m_lastStamp;
}

tl::expected<QList<Appended>, LogError> SqliteEventLog::append(const QList<NewLogEntry> &entries)
{
    Transaction transaction(*m_database);
    if (const auto begun = transaction.begin(); !begun)
        return tl::unexpected(failure(begun.error()));
    auto appended = insertAll(entries);
    if (!appended)
        return appended;
    if (const auto committed = transaction.commit(); !committed)
        return tl::unexpected(failure(committed.error()));
    for (const Appended &one : std::as_const(*appended)) {
        if (one.isNew && m_followed.contains(one.entry.event.tenant))
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
            const auto found = m_tenants.ensure(entry.event.tenant);
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
        if (!execute(m_statements.setLast, tenant.last, tenant.key))
            return tl::unexpected(failureOf(m_statements.setLast));
    }
    return all;
}

tl::expected<Appended, LogError> SqliteEventLog::insert(const NewLogEntry &entry,
                                                        SqliteTenant &tenant)
{
    const wire::PackedEvent &event = entry.event;
    QSqlQuery &query = m_statements.insert;
    const QVariant recipient = entry.recipient ? QVariant(entry.recipient->value())
                                               : QVariant(QMetaType::fromType<QString>());
    if (!execute(query, tenant.key, tenant.last + 1, event.id.value(), event.typeName,
                 event.payload, formatInstant(event.timestamp), recipient, stamp()))
        return tl::unexpected(failureOf(query));
    if (query.numRowsAffected() > 0) {
        LogEntry stored{event, ++tenant.last, entry.recipient};
        stored.event.cursor = makeCursor(m_epoch, {stored.sequence, checkOf(event.id)});
        return Appended{stored, true};
    }

    QSqlQuery &existing = m_statements.findEvent;
    if (!execute(existing, tenant.key, event.id.value()) || !existing.next())
        return tl::unexpected(failureOf(existing));
    const LogEntry stored = entryFrom(existing, event.tenant);
    existing.finish();
    return Appended{stored, false};
}

tl::expected<LogPage, LogError> SqliteEventLog::readAfter(const Caller &caller, const Cursor &after,
                                                          PageLimit limit)
{
    const auto tenant = m_tenants.find(caller.tenant);
    if (!tenant)
        return tl::unexpected(tenant.error());
    const auto oldest = m_tenants.oldestSequence(*tenant);
    if (!oldest)
        return tl::unexpected(oldest.error());

    const auto asked = m_tenants.sequenceOf(*tenant, after);
    if (!asked)
        return tl::unexpected(asked.error());
    QSqlQuery &query = m_statements.readAfter;
    if (!execute(query, tenant->key, asked->value_or(0), caller.user.value(),
                 caller.seesWholeTenant(), limit.events))
        return tl::unexpected(failureOf(query));
    auto page = readPage(query, caller, limit);
    if (!page)
        return page;

    page->complete = *asked && **asked + 1 >= *oldest;
    page->sequence = page->atEnd ? tenant->last : page->entries.last().sequence;
    return finishPage(*page, caller, *tenant);
}

tl::expected<LogPage, LogError> SqliteEventLog::readNewest(const Caller &caller, PageLimit limit)
{
    const auto tenant = m_tenants.find(caller.tenant);
    if (!tenant)
        return tl::unexpected(tenant.error());
    QSqlQuery &query = m_statements.readNewest;
    if (!execute(query, tenant->key, caller.user.value(), caller.seesWholeTenant(), limit.events))
        return tl::unexpected(failureOf(query));
    auto page = readPage(query, caller, limit);
    if (!page)
        return page;

    std::reverse(page->entries.begin(), page->entries.end());
    page->atEnd = true;
    page->sequence = tenant->last;
    return finishPage(*page, caller, *tenant);
}

tl::expected<LogPage, LogError> SqliteEventLog::finishPage(LogPage page, const Caller &caller,
                                                           const SqliteTenant &tenant)
{
    const auto cursor = m_tenants.cursorAt(tenant, page.sequence);
    if (!cursor)
        return tl::unexpected(cursor.error());
    page.cursor = *cursor;
    return m_marks.addTo(page, caller, tenant).map([&page] { return page; });
}

/// The rows of a reader, up to the limit. `atEnd` says whether the limit did not bite.
tl::expected<LogPage, LogError> SqliteEventLog::readPage(QSqlQuery &query, const Caller &caller,
                                                         PageLimit limit)
{
    LogPage page;
    qint64 bytes = 0;
    while (query.next()) {
        const LogEntry entry = entryFrom(query, caller.tenant);
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

tl::expected<LogHead, LogError> SqliteEventLog::head(const TenantId &tenant)
{
    return m_tenants.find(tenant).and_then([this](const SqliteTenant &found) {
        return m_tenants.cursorAt(found, found.last).map([&found](const Cursor &cursor) {
            return LogHead{cursor, found.last};
        });
    });
}

tl::expected<void, LogError> SqliteEventLog::markRead(const Caller &caller,
                                                      const wire::ReadMark &mark, OriginId origin)
{
    const auto tenant = m_tenants.find(caller.tenant);
    if (!tenant)
        return tl::unexpected(tenant.error());
    Transaction transaction(*m_database);
    if (const auto begun = transaction.begin(); !begun)
        return tl::unexpected(failure(begun.error()));
    if (const auto marked = m_marks.add(caller, *tenant, mark, stamp()); !marked)
        return marked;
    if (const auto committed = transaction.commit(); !committed)
        return tl::unexpected(failure(committed.error()));
    if (m_followed.contains(caller.tenant))
        m_news.reads.append({caller.tenant, caller.user, mark, origin});
    return {};
}

tl::expected<PresenceLease, LogError>
SqliteEventLog::reportPresence(const QList<PresenceReport> &reports, PresenceScope scope,
                               std::chrono::milliseconds /*lease*/)
{
    const QList<PresenceNotice> changes = m_presence.report(reports, scope);
    for (const PresenceNotice &change : changes) {
        if (m_followed.contains(change.tenant))
            m_news.presences.append(change);
    }
    return PresenceLease::Renewed; // nobody else could have taken anything back
}

tl::expected<QList<wire::UserPresence>, LogError> SqliteEventLog::presentUsers(const Caller &caller,
                                                                               int limit)
{
    return m_presence.presentUsers(caller.tenant, limit);
}

tl::expected<int, LogError> SqliteEventLog::prune(const QDateTime &before, int limit)
{
    const qint64 instant = before.toMSecsSinceEpoch();
    Transaction transaction(*m_database);
    if (const auto begun = transaction.begin(); !begun)
        return tl::unexpected(failure(begun.error()));
    if (!execute(m_statements.pruneMarks, instant, limit))
        return tl::unexpected(failureOf(m_statements.pruneMarks));
    if (!execute(m_statements.pruneEvents, instant, limit))
        return tl::unexpected(failureOf(m_statements.pruneEvents));
    const int pruned = m_statements.pruneEvents.numRowsAffected();
    return transaction.commit().map([pruned] { return pruned; }).map_error(failure);
}

void SqliteEventLog::follow(const TenantId &tenant)
{
    m_followed.insert(tenant);
}

void SqliteEventLog::unfollow(const TenantId &tenant)
{
    m_followed.remove(tenant);
}

tl::expected<LogNews, LogError> SqliteEventLog::news()
{
    return std::exchange(m_news, {});
}

LogEntry SqliteEventLog::entryFrom(const QSqlQuery &query, const TenantId &tenant) const
{
    LogEntry entry;
    entry.sequence = query.value(0).toLongLong();
    entry.event.id = EventId(query.value(1).toString());
    entry.event.typeName = query.value(2).toString();
    entry.event.payload = query.value(3).toByteArray();
    entry.event.timestamp = parseInstant(query.value(4).toString()).value_or(QDateTime());
    entry.event.tenant = tenant;
    entry.event.cursor = makeCursor(m_epoch, {entry.sequence, checkOf(entry.event.id)});
    if (!query.isNull(5))
        entry.recipient = UserId(query.value(5).toString());
    return entry;
}

} // namespace timesheet::gateway
