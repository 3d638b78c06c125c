#pragma once

#include "connection/supabase_tables/table_row.h"
#include "domain/ids.h"

#include <QString>
#include <QUrl>

#include <optional>

namespace timesheet {

/// Where a row stands among those of all tables: by time, then by table, then in the order of its
/// table's ids, which only the server knows.
struct RowPosition {
    PreciseInstant at;
    Table table = Table::Timesheets;
    QString id;

    friend bool operator==(const RowPosition &, const RowPosition &) = default;
};

RowPosition positionOf(const TableRow &row);

/// Whether `a` comes before `b`, as far as that shows without the order of ids.
bool isBefore(const RowPosition &a, const RowPosition &b);

/// Up to where the tables were read, as a cursor that is a gateway's in no case.
struct TablePlace {
    PreciseInstant upTo; ///< what was changed until then was read, but for what was committed late
    RowPosition
        position; ///< the last row that was read; reading what came late it lies before that
    /// Another one in each look that begins behind a place: what it reads first may end at the same
    /// row, and a place that did not move would look like the end.
    bool isOdd = false;

    friend bool operator==(const TablePlace &, const TablePlace &) = default;
};

/// What tells a project's cursors from those of others, whose times are no places here.
QString tagOf(const QUrl &server);

Cursor cursorOf(const TablePlace &place, const QString &project);

/// Whether the cursor is of this kind, whatever its place is.
bool isTableCursor(const Cursor &cursor);

/// Nothing where the cursor is another server's, or makes no sense.
std::optional<TablePlace> placeIn(const Cursor &cursor, const QString &project);

} // namespace timesheet
