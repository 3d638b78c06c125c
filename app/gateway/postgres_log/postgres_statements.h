#pragma once

#include <QString>

/// What PostgresEventLog says to the database. Each comment names the values and the columns. Who
/// may see what is nowhere in here: that is row-level security's.
namespace timesheet::gateway {

/// In which order events fill a page that cannot hold all.
enum class PageOrder { OldestFirst, NewestFirst };

/// Batch, as timesheet_append() takes it. Columns: those of entryFrom(), where the event was there
/// before; tenant, place in the tenant's part of the batch from 1 on, whether it is new.
QString appendSql();

/// Sequence, tenant. Columns: the newest sequence and signal, up to where events are gone, the id
/// at the newest place, id and time of acceptance at the sequence.
QString placeSql();

/// User, user, tenant, after which sequence, how many events, how many bytes. Rows, oldest first:
/// those of entryFrom(), whether the user has read it, how many there were without the bound on
/// bytes.
QString pageSql(PageOrder order);

/// User, tenant, ids as a JSON array.
QString markIdsSql();

/// User, sequence, tenant.
QString markThroughSql();

/// Tenant, user, sequence: drops what is marked by `through` now.
QString dropMarkedSql();

/// Tenant, user, since when, up to which sequence, how many. Column: id.
QString marksSinceSql();

/// Up to which sequence, tenant, user, since when. Column: read through here.
QString throughSinceSql();

/// Accepted before, how many.
QString pruneEventsSql();

} // namespace timesheet::gateway
