#pragma once

#include "domain/ids.h"
#include "tables/row_state.h"
#include "tables/table_names.h"
#include "wire/messages.h"

#include <QJsonObject>
#include <QJsonValue>
#include <QString>

#include <tl/expected.hpp>

#include <array>
#include <initializer_list>

namespace timesheet {

/// The tables that events are read from. Rows of one instant follow each other in this order.
enum class Table {
    Timesheets,
    Annotations,
    Notifications,
};

inline constexpr std::array allTables{Table::Timesheets, Table::Annotations, Table::Notifications};

/// "timesheets", "annotations", "notifications": ours, whatever the project's is.
QString tableWord(Table table);

/// What the project calls it.
QString tableName(Table table, const TableNames &names);

/// A row as it was read.
struct TableRow {
    Table table = Table::Timesheets;
    QString id;
    PreciseInstant changedAt;
    QJsonObject columns;

    friend bool operator==(const TableRow &, const TableRow &) = default;
};

/// Reads a row of PostgREST. `changedAt`: the column that says when it was changed.
/// Errors: NotAnObject, WrongTenant, BadTimestamp, BadMember (no id, or a longer one than events
/// can be called after).
tl::expected<TableRow, wire::DropReason> readRow(const QJsonValue &value, Table table,
                                                 const TableNames &names, const QString &changedAt,
                                                 const TenantId &tenant);

/// A text or a whole number as a text, as ids are in one table the one and in another the other;
/// empty where it is neither.
QString textOf(const QJsonValue &value);

/// The first of these columns with a text; empty where there is none.
QString firstTextOf(const QJsonObject &columns, std::initializer_list<QString> names);

} // namespace timesheet
