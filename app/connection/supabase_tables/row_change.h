#pragma once

#include "connection/supabase_tables/table_row.h"
#include "domain/account.h"
#include "domain/event.h"
#include "tables/row_state.h"
#include "tables/table_names.h"

#include <optional>

namespace timesheet {

/// What a row's state before this look is taken to be.
enum class Sight {
    Learning,  ///< nothing is news: it is only learnt how rows are
    News,      ///< the state that is kept was told of; a row that is seen for the first time is new
    Unsettled, ///< as News, but it is not certain that the state that is kept was told of
};

/// The row's state from now on, `known` being the one so far. A row that has not changed since
/// keeps its own, so that looking again gives the same event again.
RowState stateAfter(const TableRow &row, const std::optional<RowState> &known, Sight sight,
                    const TableNames &names);

/// The event that led to this state, if one did, for this user of a tenant. `owner`: whom the row
/// is about where it does not say that itself. Its id is made of table, row, time and state: the
/// same change is the same event, however often it is read.
std::optional<Event> eventOf(const TableRow &row, const RowState &state, const QString &owner,
                             const TableNames &names, const Identity &reader);

/// The id of the notification that an event was made of; nothing where it was another row, or the
/// event is not one of tables.
std::optional<QString> notificationOf(const EventId &id);

/// Whom the row is about; empty where it does not say.
QString ownerOf(const TableRow &row, const TableNames &names);

/// The timesheet that an annotation is about.
QString timesheetOf(const TableRow &annotation);

} // namespace timesheet
