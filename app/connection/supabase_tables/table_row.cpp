#include "connection/supabase_tables/table_row.h"

#include "tables/precise_instant.h"

using namespace Qt::StringLiterals;

namespace timesheet {

namespace {

/// So that an event's id, which holds it, stays below the 128 characters of the protocol.
constexpr qsizetype longestId = 64;

} // namespace

QString tableWord(Table table)
{
    return tableName(table, TableNames());
}

QString tableName(Table table, const TableNames &names)
{
    switch (table) {
    case Table::Timesheets:
        return names.timesheets;
    case Table::Annotations:
        return names.annotations;
    case Table::Notifications:
        break;
    }
    return names.notifications;
}

tl::expected<TableRow, wire::DropReason> readRow(const QJsonValue &value, Table table,
                                                 const TableNames &names, const QString &changedAt,
                                                 const TenantId &tenant)
{
    using wire::DropReason;
    if (!value.isObject())
        return tl::unexpected(DropReason::NotAnObject);
    TableRow row{table, {}, {}, value.toObject()};
    if (textOf(row.columns.value(names.tenant)) != tenant.value())
        return tl::unexpected(DropReason::WrongTenant);
    const auto at = parsePreciseInstant(row.columns.value(changedAt).toString());
    if (!at)
        return tl::unexpected(DropReason::BadTimestamp);
    row.changedAt = *at;
    row.id = textOf(row.columns.value(names.id));
    if (row.id.isEmpty() || row.id.size() > longestId || row.id.contains(QChar::Null))
        return tl::unexpected(DropReason::BadMember);
    return row;
}

QString textOf(const QJsonValue &value)
{
    if (value.isString())
        return value.toString();
    if (!value.isDouble())
        return {};
    // Whole numbers of 64 bits are kept as such; of any other, each of these is what it is given.
    const qint64 whole = value.toInteger(0);
    return whole == value.toInteger(1) ? QString::number(whole) : QString();
}

QString firstTextOf(const QJsonObject &columns, std::initializer_list<QString> names)
{
    for (const QString &name : names) {
        const QString text = textOf(columns.value(name));
        if (!text.isEmpty())
            return text;
    }
    return {};
}

} // namespace timesheet
