#include "connection/supabase_tables/table_query.h"

#include "tables/precise_instant.h"
#include "wire/json_text.h"

#include <QStringList>

using namespace Qt::StringLiterals;

namespace timesheet {

namespace {

PostgrestRequest request(const QByteArray &method, Table table, const TableScope &scope)
{
    return {method, tableName(table, scope.names), {}, {}, scope.names.schema.toUtf8()};
}

void add(PostgrestRequest &to, const QString &name, const QString &value)
{
    to.query.addQueryItem(name, encodedQueryValue(value));
}

/// A value inside of a list or of a group of conditions, where commas and brackets mean something.
QString quoted(QString value)
{
    value.replace(u"\\"_s, u"\\\\"_s).replace(u"\""_s, u"\\\""_s);
    return u'"' + value + u'"';
}

/// The tenant's rows in the order of their changes, `direction` being asc or desc.
PostgrestRequest rows(const ReadableTable &table, const TableScope &scope, const QString &direction,
                      int most)
{
    PostgrestRequest asked = request("GET", table.table, scope);
    add(asked, u"select"_s, u"*"_s);
    add(asked, scope.names.tenant, u"eq."_s + scope.tenant.value());
    add(asked, u"order"_s,
        u"%1.%3.nullslast,%2.%3"_s.arg(table.changedAt, scope.names.id, direction));
    add(asked, u"limit"_s, QString::number(most));
    return asked;
}

/// Behind a row in an order of time and id, `comparison` being gt or lt.
QString beyond(const QString &comparison, const ReadableTable &table, const TableScope &scope,
               const RowPosition &position)
{
    const QString at = quoted(formatPreciseInstant(position.at));
    return u"(%1.%2.%3,and(%1.eq.%3,%4.%2.%5))"_s.arg(table.changedAt, comparison, at,
                                                      scope.names.id, quoted(position.id));
}

} // namespace

PostgrestRequest probeRequest(const ReadableTable &table, const TableScope &scope)
{
    const TableNames &names = scope.names;
    QStringList columns{names.id, names.tenant, table.changedAt};
    if (table.table == Table::Timesheets)
        columns.append(names.status);
    PostgrestRequest asked = request("GET", table.table, scope);
    add(asked, u"select"_s, columns.join(u','));
    add(asked, u"limit"_s, u"1"_s);
    return asked;
}

PostgrestRequest rowsSince(const ReadableTable &table, const TableScope &scope,
                           PreciseInstant since, int most)
{
    PostgrestRequest asked = rows(table, scope, u"asc"_s, most);
    add(asked, table.changedAt, u"gte."_s + formatPreciseInstant(since));
    return asked;
}

PostgrestRequest rowsAfter(const ReadableTable &table, const TableScope &scope,
                           const RowPosition &position, int most)
{
    if (table.table > position.table)
        return rowsSince(table, scope, position.at, most);
    PostgrestRequest asked = rows(table, scope, u"asc"_s, most);
    if (table.table == position.table)
        add(asked, u"or"_s, beyond(u"gt"_s, table, scope, position));
    else
        add(asked, table.changedAt, u"gt."_s + formatPreciseInstant(position.at));
    return asked;
}

PostgrestRequest rowsBefore(const ReadableTable &table, const TableScope &scope,
                            const std::optional<RowPosition> &position, int most)
{
    PostgrestRequest asked = rows(table, scope, u"desc"_s, most);
    if (position)
        add(asked, u"or"_s, beyond(u"lt"_s, table, scope, *position));
    return asked;
}

PostgrestRequest markRequest(const QStringList &notifications, const TableScope &scope,
                             PreciseInstant readAt)
{
    QStringList ids;
    for (const QString &id : notifications)
        ids.append(quoted(id));
    PostgrestRequest asked = request("PATCH", Table::Notifications, scope);
    add(asked, scope.names.id, u"in.(%1)"_s.arg(ids.join(u',')));
    add(asked, u"read_at"_s, u"is.null"_s);
    add(asked, u"select"_s, scope.names.id);
    asked.body = wire::compactJson({{u"read_at"_s, formatPreciseInstant(readAt)}});
    return asked;
}

} // namespace timesheet
