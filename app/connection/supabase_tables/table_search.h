#pragma once

#include "connection/supabase_rest/postgrest_client.h"
#include "connection/supabase_tables/table_query.h"

#include <QList>
#include <QStringList>

#include <tl/expected.hpp>

namespace timesheet {

/// Which of the tables a project has.
struct FoundTables {
    QList<ReadableTable> tables;
    QStringList problems; ///< a sentence for each other one; never anything of a row

    friend bool operator==(const FoundTables &, const FoundTables &) = default;
};

/// What is to be asked for tablesIn(). A table whose rows do not say when they were changed may say
/// when they were made: then its new rows are found, but no changes of them.
QList<PostgrestRequest> probesOf(const TableScope &scope);

/// What the answers to those say. Errors: one of them says nothing of its table.
tl::expected<FoundTables, RequestFailure> tablesIn(const QList<PostgrestAnswer> &probes,
                                                   const TableNames &names);

/// What an error's code says of a table; empty where it says nothing of it.
QString tableProblem(const QString &code, Table table, const TableNames &names);

} // namespace timesheet
