#pragma once

#include "gateway/storage/event_log.h"
#include "sqlite/database.h"

namespace timesheet::gateway {

/// A page of what one kind of caller may see, in either order. Looks at no more events than it
/// gives.
struct PageStatements {
    QSqlQuery oldestFirst;
    QSqlQuery newestFirst;
};

/// What SqliteEventLog says to the database, prepared once. The columns of findEvent and of both
/// readers are those that entryFrom() reads. Payloads go in and out as bytes: the driver would turn
/// texts into UTF-16, and SQLite would turn that back.
struct SqliteStatements {
    explicit SqliteStatements(Database &database);

    QSqlQuery findTenant;
    QSqlQuery addTenant;
    QSqlQuery setLast;
    QSqlQuery insert;
    QSqlQuery findEvent;
    QSqlQuery oldest;
    QSqlQuery occupant;
    PageStatements readOwn;   ///< tenant, after, again both, user, limit
    PageStatements readWhole; ///< tenant, after, limit
    QSqlQuery markOne;
    QSqlQuery markThrough;
    QSqlQuery dropMarked;
    QSqlQuery readThrough;
    QSqlQuery readMarks;
    QSqlQuery marksSince;
    QSqlQuery pruneMarks;
    QSqlQuery pruneEvents;
};

/// Binds by position and runs. The statement must be finished before the next use.
template <class... Values>
[[nodiscard]] bool execute(QSqlQuery &query, const Values &...values)
{
    int position = 0;
    (query.bindValue(position++, values), ...);
    return query.exec();
}

/// Why a statement failed.
LogError failureOf(const QSqlQuery &query);

} // namespace timesheet::gateway
