#pragma once

#include "gateway/storage/event_log.h"

#include <QString>
#include <QVariant>

/// What PostgresEventLog says to the database. Each comment names the values to bind, in their
/// order, and the columns of the answer. Who may see what is nowhere in here: that is for row-level
/// security.
namespace timesheet::gateway {

/// In which order events fill a page that cannot hold all.
enum class PageOrder { OldestFirst, NewestFirst };

/// Value: the batch (PostgresBatch). Columns: those of entryFrom(), filled where the event was
/// there before; the tenant; which of the tenant's entries in the batch it is, from 1 on; whether
/// it is new.
QString appendSql();

/// Sequence, tenant. Columns: the newest sequence and signal, up to which sequence events are gone,
/// the newest event's id, id and time of acceptance of the event with the sequence.
QString viewSql();

/// Which events a page looks at: none that the caller could not see anyway, by section 3.7 of the
/// protocol. It is how a page is found, and no more: what may be seen, row-level security says.
enum class PageSight {
    WholeTenant,
    Own, ///< what is for everybody and for the caller
};

/// pageValues(). Rows, oldest first: those of entryFrom(), whether the user has read it, how many
/// there were without the bound on bytes.
QString pageSql(PageOrder order, PageSight sight);
QVariantList pageValues(const Caller &caller, qint64 after, PageLimit limit, PageSight sight);

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
