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

LogError failureOf(const QSqlQuery &query)
{
    return {LogError::Kind::Storage, query.lastError().text()};
}

/// Binds by position and runs. The statement must be finished before the next use.
template <class... Values>
bool execute(QSqlQuery &query, const Values &...values)
{
    int position = 0;
    (query.bindValue(position++, values), ...);
    return query.exec();
}

} // namespace

/// Prepared once. The columns of both readers are those that entryFrom() reads. Payloads go in and
/// out as bytes: the driver would turn texts into UTF-16 and SQLite turn that back.
struct SqliteEventLog::Statements {
    explicit Statements(Database &database)
        : findTenant(database.prepare(u"SELECT id, last_sequence FROM tenants WHERE name = ?"_s))
        , addTenant(database.prepare(u"INSERT INTO tenants (name) VALUES (?)"_s))
        , setLast(database.prepare(u"UPDATE tenants SET last_sequence = ? WHERE id = ?"_s))
        , insert(database.prepare(
              u"INSERT INTO events "
              "(tenant, sequence, id, type, payload, timestamp, recipient, accepted_at) "
              "VALUES (?, ?, ?, ?, CAST(? AS TEXT), ?, ?, ?) ON CONFLICT (tenant, id) DO NOTHING"_s))
        , findEvent(database.prepare(
              u"SELECT sequence, id, type, CAST(payload AS BLOB), timestamp, recipient FROM events "
              "WHERE tenant = ? AND id = ?"_s))
        , oldest(database.prepare(u"SELECT min(sequence) FROM events WHERE tenant = ?"_s))
        , occupant(database.prepare(
              u"SELECT id, accepted_at FROM events WHERE tenant = ? AND sequence = ?"_s))
        , readAfter(database.prepare(
              u"SELECT sequence, id, type, CAST(payload AS BLOB), timestamp, recipient FROM events "
              "WHERE tenant = ? AND sequence > ? AND (recipient IS NULL OR recipient = ? OR ?) "
              "ORDER BY sequence LIMIT ?"_s))
        , readNewest(database.prepare(
              u"SELECT sequence, id, type, CAST(payload AS BLOB), timestamp, recipient FROM events "
              "WHERE tenant = ? AND (recipient IS NULL OR recipient = ? OR ?) "
              "ORDER BY sequence DESC LIMIT ?"_s))
        , markOne(database.prepare(
              u"INSERT OR IGNORE INTO read_events (tenant, user, sequence, marked_at) "
              "SELECT tenant, ?, sequence, ? FROM events "
              "WHERE tenant = ? AND id = ? AND (recipient IS NULL OR recipient = ? OR ?)"_s))
        , markThrough(database.prepare(
              u"INSERT INTO read_through (tenant, user, sequence, marked_at) VALUES (?, ?, ?, ?) "
              "ON CONFLICT (tenant, user) DO UPDATE SET sequence = excluded.sequence, "
              "marked_at = excluded.marked_at WHERE excluded.sequence > sequence"_s))
        , dropMarked(database.prepare(
              u"DELETE FROM read_events WHERE tenant = ? AND user = ? AND sequence <= ?"_s))
        , readThrough(database.prepare(
              u"SELECT sequence, marked_at FROM read_through WHERE tenant = ? AND user = ?"_s))
        , readMarks(database.prepare(u"SELECT sequence FROM read_events WHERE tenant = ? "
                                     "AND user = ? AND sequence BETWEEN ? AND ?"_s))
        , marksSince(database.prepare(
              u"SELECT events.id FROM read_events JOIN events USING (tenant, sequence) "
              "WHERE tenant = ? AND user = ? AND marked_at >= ? AND sequence <= ? "
              "ORDER BY marked_at DESC LIMIT ?"_s))
        , pruneMarks(database.prepare(
              u"DELETE FROM read_events WHERE (tenant, sequence) IN (SELECT tenant, sequence "
              "FROM events WHERE accepted_at < ? ORDER BY accepted_at, rowid LIMIT ?)"_s))
        , pruneEvents(database.prepare(
              u"DELETE FROM events WHERE rowid IN (SELECT rowid "
              "FROM events WHERE accepted_at < ? ORDER BY accepted_at, rowid LIMIT ?)"_s))
    {
    }

    QSqlQuery findTenant;
    QSqlQuery addTenant;
    QSqlQuery setLast;
    QSqlQuery insert;
    QSqlQuery findEvent;
    QSqlQuery oldest;
    QSqlQuery occupant;
    QSqlQuery readAfter;
    QSqlQuery readNewest;
    QSqlQuery markOne;
    QSqlQuery markThrough;
    QSqlQuery dropMarked;
    QSqlQuery readThrough;
    QSqlQuery readMarks;
    QSqlQuery marksSince;
    QSqlQuery pruneMarks;
    QSqlQuery pruneEvents;
};

SqliteEventLog::SqliteEventLog(std::unique_ptr<QLockFile> lock, std::unique_ptr<Database> database)
    : m_lock(std::move(lock))
    , m_database(std::move(database))
    , m_statements(std::make_unique<Statements>(*m_database))
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
    std::unique_ptr<SqliteEventLog> log(new SqliteEventLog(std::move(lock), std::move(database)));
    if (const auto loaded = log->loadIdentity(); !loaded)
        return tl::unexpected(loaded.error().detail);
    return log;
}

tl::expected<void, LogError> SqliteEventLog::loadIdentity()
{
    QSqlQuery query = m_database->prepare(u"SELECT epoch FROM log_identity"_s);
    if (!query.exec() || !query.next())
        return tl::unexpected(failureOf(query));
    m_epoch = query.value(0).toString();
    QSqlQuery newest = m_database->prepare(u"SELECT max(accepted_at) FROM events"_s);
    if (!newest.exec() || !newest.next())
        return tl::unexpected(failureOf(newest));
    m_lastStamp = newest.value(0).toLongLong();
    return {};
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
    std::map<TenantId, Tenant> tenants;
    QList<Appended> all;
    all.reserve(entries.size());
    for (const NewLogEntry &entry : entries) {
        auto tenant = tenants.find(entry.event.tenant);
        if (tenant == tenants.end()) {
            const auto found = ensureTenant(entry.event.tenant);
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
        if (!execute(m_statements->setLast, tenant.last, tenant.key))
            return tl::unexpected(failureOf(m_statements->setLast));
    }
    return all;
}

tl::expected<Appended, LogError> SqliteEventLog::insert(const NewLogEntry &entry, Tenant &tenant)
{
    const wire::PackedEvent &event = entry.event;
    QSqlQuery &query = m_statements->insert;
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

    QSqlQuery &existing = m_statements->findEvent;
    if (!execute(existing, tenant.key, event.id.value()) || !existing.next())
        return tl::unexpected(failureOf(existing));
    const LogEntry stored = entryFrom(existing, event.tenant);
    existing.finish();
    return Appended{stored, false};
}

tl::expected<LogPage, LogError> SqliteEventLog::readAfter(const Caller &caller, const Cursor &after,
                                                          PageLimit limit)
{
    const auto tenant = findTenant(caller.tenant);
    if (!tenant)
        return tl::unexpected(tenant.error());
    const auto oldest = oldestSequence(*tenant);
    if (!oldest)
        return tl::unexpected(oldest.error());

    const auto asked = knownPlace(*tenant, after);
    if (!asked)
        return tl::unexpected(asked.error());
    QSqlQuery &query = m_statements->readAfter;
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
    const auto tenant = findTenant(caller.tenant);
    if (!tenant)
        return tl::unexpected(tenant.error());
    QSqlQuery &query = m_statements->readNewest;
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
                                                           const Tenant &tenant)
{
    const auto cursor = cursorAt(tenant, page.sequence);
    if (!cursor)
        return tl::unexpected(cursor.error());
    page.cursor = *cursor;
    return addReadMarks(page, caller, tenant).map([&page] { return page; });
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

tl::expected<void, LogError> SqliteEventLog::addReadMarks(LogPage &page, const Caller &caller,
                                                          const Tenant &tenant)
{
    if (page.entries.isEmpty())
        return {};
    QSqlQuery &through = m_statements->readThrough;
    if (!execute(through, tenant.key, caller.user.value()))
        return tl::unexpected(failureOf(through));
    const qint64 readUpTo = through.next() ? through.value(0).toLongLong() : 0;
    through.finish();

    QSqlQuery &marks = m_statements->readMarks;
    if (!execute(marks, tenant.key, caller.user.value(), page.entries.first().sequence,
                 page.entries.last().sequence))
        return tl::unexpected(failureOf(marks));
    QSet<qint64> marked;
    while (marks.next())
        marked.insert(marks.value(0).toLongLong());
    marks.finish();

    for (const LogEntry &entry : std::as_const(page.entries)) {
        if (entry.sequence <= readUpTo || marked.contains(entry.sequence))
            page.read.append(entry.event.id);
    }
    return {};
}

tl::expected<LogHead, LogError> SqliteEventLog::head(const TenantId &tenant)
{
    return findTenant(tenant).and_then([this](const Tenant &found) {
        return cursorAt(found, found.last).map([&found](const Cursor &cursor) {
            return LogHead{cursor, found.last};
        });
    });
}

tl::expected<void, LogError> SqliteEventLog::markRead(const Caller &caller,
                                                      const wire::ReadMark &mark, OriginId origin)
{
    const auto tenant = findTenant(caller.tenant);
    if (!tenant)
        return tl::unexpected(tenant.error());
    Transaction transaction(*m_database);
    if (const auto begun = transaction.begin(); !begun)
        return tl::unexpected(failure(begun.error()));
    if (const auto marked = markAll(caller, *tenant, mark); !marked)
        return marked;
    if (const auto committed = transaction.commit(); !committed)
        return tl::unexpected(failure(committed.error()));
    if (m_followed.contains(caller.tenant))
        m_news.reads.append({caller.tenant, caller.user, mark, origin});
    return {};
}

tl::expected<void, LogError> SqliteEventLog::markAll(const Caller &caller, const Tenant &tenant,
                                                     const wire::ReadMark &mark)
{
    const QString &user = caller.user.value();
    if (mark.through) {
        const auto known = knownPlace(tenant, *mark.through);
        if (!known)
            return tl::unexpected(known.error());
        const auto sequence = *known;
        if (!sequence)
            return tl::unexpected(LogError{LogError::Kind::UnknownCursor, {}});
        if (*sequence == 0)
            return {};
        if (!execute(m_statements->markThrough, tenant.key, user, *sequence, stamp()))
            return tl::unexpected(failureOf(m_statements->markThrough));
        if (!execute(m_statements->dropMarked, tenant.key, user, *sequence))
            return tl::unexpected(failureOf(m_statements->dropMarked));
        return {};
    }
    for (const EventId &id : mark.ids) {
        if (!execute(m_statements->markOne, user, stamp(), tenant.key, id.value(), user,
                     caller.seesWholeTenant()))
            return tl::unexpected(failureOf(m_statements->markOne));
    }
    return {};
}

tl::expected<LogMarks, LogError> SqliteEventLog::marksSince(const Caller &caller,
                                                            const Cursor &after, int limit)
{
    const auto tenant = findTenant(caller.tenant);
    if (!tenant)
        return tl::unexpected(tenant.error());
    const auto known = knownPlace(*tenant, after);
    if (!known)
        return tl::unexpected(known.error());
    const qint64 asked = known->value_or(0);
    const auto occupant = occupantOf(*tenant, asked);
    if (!occupant)
        return tl::unexpected(occupant.error());

    LogMarks found;
    QSqlQuery &marks = m_statements->marksSince;
    if (!execute(marks, tenant->key, caller.user.value(), occupant->acceptedAt, asked, limit))
        return tl::unexpected(failureOf(marks));
    while (marks.next())
        found.ids.append(EventId(marks.value(0).toString()));
    marks.finish();

    QSqlQuery &through = m_statements->readThrough;
    if (!execute(through, tenant->key, caller.user.value()))
        return tl::unexpected(failureOf(through));
    const bool isNews = through.next() && through.value(1).toLongLong() >= occupant->acceptedAt;
    const qint64 readUpTo = isNews ? std::min(through.value(0).toLongLong(), asked) : 0;
    through.finish();
    if (readUpTo == 0)
        return found;
    return cursorAt(*tenant, readUpTo).map([&found](const Cursor &cursor) {
        found.through = cursor;
        return found;
    });
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
    if (!execute(m_statements->pruneMarks, instant, limit))
        return tl::unexpected(failureOf(m_statements->pruneMarks));
    if (!execute(m_statements->pruneEvents, instant, limit))
        return tl::unexpected(failureOf(m_statements->pruneEvents));
    const int pruned = m_statements->pruneEvents.numRowsAffected();
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

tl::expected<SqliteEventLog::Occupant, LogError> SqliteEventLog::occupantOf(const Tenant &tenant,
                                                                            qint64 sequence)
{
    QSqlQuery &query = m_statements->occupant;
    if (!execute(query, tenant.key, sequence))
        return tl::unexpected(failureOf(query));
    Occupant occupant;
    if (query.next())
        occupant = {EventId(query.value(0).toString()), query.value(1).toLongLong()};
    query.finish();
    return occupant;
}

tl::expected<Cursor, LogError> SqliteEventLog::cursorAt(const Tenant &tenant, qint64 sequence)
{
    return occupantOf(tenant, sequence).map([this, sequence](const Occupant &occupant) {
        return makeCursor(m_epoch, {sequence, occupant.id ? checkOf(*occupant.id) : 0});
    });
}

/// The place of a cursor that this log gave out; nothing where it cannot be from here: another
/// epoch, beyond the end, or another event stands there, as after a restored backup.
tl::expected<std::optional<qint64>, LogError> SqliteEventLog::knownPlace(const Tenant &tenant,
                                                                         const Cursor &cursor)
{
    const auto place = placeOf(cursor, m_epoch);
    if (!place || place->sequence > tenant.last)
        return std::nullopt;
    return occupantOf(tenant, place->sequence)
        .map([&place](const Occupant &occupant) -> std::optional<qint64> {
            const bool differs =
                occupant.id && place->check != 0 && place->check != checkOf(*occupant.id);
            return differs ? std::nullopt : std::optional(place->sequence);
        });
}

tl::expected<SqliteEventLog::Tenant, LogError> SqliteEventLog::findTenant(const TenantId &tenant)
{
    QSqlQuery &query = m_statements->findTenant;
    if (!execute(query, tenant.value()))
        return tl::unexpected(failureOf(query));
    Tenant found;
    if (query.next())
        found = {query.value(0).toLongLong(), query.value(1).toLongLong()};
    query.finish();
    return found;
}

tl::expected<SqliteEventLog::Tenant, LogError> SqliteEventLog::ensureTenant(const TenantId &tenant)
{
    auto found = findTenant(tenant);
    if (!found || found->key != 0)
        return found;
    QSqlQuery &query = m_statements->addTenant;
    if (!execute(query, tenant.value()))
        return tl::unexpected(failureOf(query));
    return Tenant{query.lastInsertId().toLongLong(), 0};
}

/// Where nothing is left, the place after the newest.
tl::expected<qint64, LogError> SqliteEventLog::oldestSequence(const Tenant &tenant)
{
    QSqlQuery &query = m_statements->oldest;
    if (!execute(query, tenant.key) || !query.next())
        return tl::unexpected(failureOf(query));
    const QVariant oldest = query.value(0);
    query.finish();
    return oldest.isNull() ? tenant.last + 1 : oldest.toLongLong();
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
