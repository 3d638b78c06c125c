#include "gateway/sqlite_log/sqlite_statements.h"

#include <QSqlError>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

namespace {

/// Of the marks since some time, the newest; some may be on events beyond the asked place.
constexpr int mostMarksLookedAt = 10'000;

/// What is for everybody and what is for the user, each found by the index of recipients and merged
/// row by row: what is for others is never looked at.
QString ownPageSql(const QString &order)
{
    const QString part = u"SELECT sequence, id, type, CAST(payload AS BLOB), timestamp, recipient "
                         "FROM events WHERE tenant = ? AND sequence > ? AND recipient "_s;
    return part + u"IS NULL UNION ALL "_s + part + u"= ? ORDER BY sequence %1 LIMIT ?"_s.arg(order);
}

QString wholePageSql(const QString &order)
{
    return u"SELECT sequence, id, type, CAST(payload AS BLOB), timestamp, recipient FROM events "
           "WHERE tenant = ? AND sequence > ? ORDER BY sequence %1 LIMIT ?"_s.arg(order);
}

} // namespace

SqliteStatements::SqliteStatements(Database &database)
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
    , readOwn{database.prepare(ownPageSql(u"ASC"_s)), database.prepare(ownPageSql(u"DESC"_s))}
    , readWhole{database.prepare(wholePageSql(u"ASC"_s)), database.prepare(wholePageSql(u"DESC"_s))}
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
          u"SELECT events.id FROM (SELECT tenant, sequence, marked_at FROM read_events "
          "WHERE tenant = ? AND user = ? AND marked_at >= ? ORDER BY marked_at DESC LIMIT %1) "
          "JOIN events USING (tenant, sequence) WHERE sequence <= ? "
          "ORDER BY marked_at DESC LIMIT ?"_s.arg(mostMarksLookedAt)))
    , pruneMarks(database.prepare(
          u"DELETE FROM read_events WHERE (tenant, sequence) IN (SELECT tenant, sequence "
          "FROM events WHERE accepted_at < ? ORDER BY accepted_at, rowid LIMIT ?)"_s))
    , pruneEvents(database.prepare(
          u"DELETE FROM events WHERE rowid IN (SELECT rowid "
          "FROM events WHERE accepted_at < ? ORDER BY accepted_at, rowid LIMIT ?)"_s))
{
}

LogError failureOf(const QSqlQuery &query)
{
    // https://www.sqlite.org/rescode.html; the low byte is the primary result code.
    constexpr std::array ofTheData{18 /*too big*/, 19 /*constraint*/, 20 /*mismatch*/};
    const QSqlError error = query.lastError();
    const int code = error.nativeErrorCode().toInt() & 0xff;
    const bool isOfTheData = std::find(ofTheData.begin(), ofTheData.end(), code) != ofTheData.end();
    return {isOfTheData ? LogError::Kind::Refused : LogError::Kind::Storage, error.text()};
}

} // namespace timesheet::gateway
