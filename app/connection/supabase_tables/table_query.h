#pragma once

#include "connection/supabase_rest/postgrest_client.h"
#include "connection/supabase_tables/table_place.h"
#include "connection/supabase_tables/table_row.h"
#include "domain/ids.h"
#include "tables/table_names.h"

namespace timesheet {

/// A table that the project has.
struct ReadableTable {
    Table table = Table::Timesheets;
    QString changedAt; ///< the column that says when a row was last changed

    friend bool operator==(const ReadableTable &, const ReadableTable &) = default;
};

/// What the requests of one project have in common.
struct TableScope {
    TableNames names;
    TenantId tenant;
};

/// Whether the table is there, with the columns that are needed.
PostgrestRequest probeRequest(const ReadableTable &table, const TableScope &scope);

/// The rows that were changed at that time or later, the oldest first.
PostgrestRequest rowsSince(const ReadableTable &table, const TableScope &scope,
                           PreciseInstant since, int most);
/// The rows behind that position, of this table or another, the oldest first.
PostgrestRequest rowsAfter(const ReadableTable &table, const TableScope &scope,
                           const RowPosition &position, int most);
/// The rows before that position of this table, the newest first; without one, the newest.
PostgrestRequest rowsBefore(const ReadableTable &table, const TableScope &scope,
                            const std::optional<RowPosition> &position, int most);

/// Marks these notifications as read at that time, as far as they are not.
PostgrestRequest markRequest(const QStringList &notifications, const TableScope &scope,
                             PreciseInstant readAt);

} // namespace timesheet
