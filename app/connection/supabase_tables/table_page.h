#pragma once

#include "connection/supabase_rest/postgrest_answer.h"
#include "connection/supabase_tables/table_place.h"
#include "connection/supabase_tables/table_query.h"
#include "connection/supabase_tables/table_row.h"

#include <QList>

#include <tl/expected.hpp>

#include <optional>

namespace timesheet {

/// The rows of one table's answer, in its order.
struct TablePart {
    QList<TableRow> rows;
    QList<wire::DropReason> dropped; ///< of rows that cannot be read
    bool isFull = false;             ///< as many as wanted: there may be more behind them
    int size = 0;                    ///< rows and dropped ones

    friend bool operator==(const TablePart &, const TablePart &) = default;
};

/// Reads an answer to a request for `most` rows.
/// Errors: Unsupported (no list of rows, or a full one without a row that can be read).
tl::expected<TablePart, RequestFailure> readPart(QByteArrayView body, const ReadableTable &table,
                                                 const TableScope &scope, int most);

/// The rows of several tables as one sequence.
struct TablePage {
    QList<TableRow> rows; ///< by time, table, and the order in which they came
    bool isLast = true;   ///< nothing is behind them

    friend bool operator==(const TablePage &, const TablePage &) = default;
};

/// Joins them, no further than the place up to which each table was read: what follows there will
/// be read again. The parts are in the order of their tables.
TablePage merged(const QList<TablePart> &parts);

} // namespace timesheet
