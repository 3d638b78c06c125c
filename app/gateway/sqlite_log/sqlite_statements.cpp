#include "gateway/sqlite_log/sqlite_statements.h"

#include <QSqlError>

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

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

LogError failureOf(const QSqlQuery &query)
{
    return {LogError::Kind::Storage, query.lastError().text()};
}

} // namespace timesheet::gateway
