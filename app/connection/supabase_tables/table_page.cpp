#include "connection/supabase_tables/table_page.h"

#include "wire/json_text.h"

#include <QJsonArray>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace timesheet {

namespace {

bool comesBefore(const TableRow &a, const TableRow &b)
{
    return isBefore(positionOf(a), positionOf(b));
}

} // namespace

tl::expected<TablePart, RequestFailure> readPart(QByteArrayView body, const ReadableTable &table,
                                                 const TableScope &scope, int most)
{
    using Cause = RequestFailure::Cause;
    const QString name = tableName(table.table, scope.names);
    const auto document = wire::parseJson(body);
    if (!document || !document->isArray())
        return tl::unexpected(RequestFailure{
            Cause::Unsupported, u"the answer was no list of rows of %1"_s.arg(name), 0ms});
    const QJsonArray values = document->array();
    TablePart part;
    for (const QJsonValue &value : values) {
        const auto row = readRow(value, table.table, scope.names, table.changedAt, scope.tenant);
        if (row)
            part.rows.append(*row);
        else
            part.dropped.append(row.error());
    }
    part.size = static_cast<int>(values.size());
    part.isFull = part.size >= most;
    if (part.isFull && part.rows.isEmpty())
        return tl::unexpected(
            RequestFailure{Cause::Unsupported, u"no row of %1 can be read"_s.arg(name), 0ms});
    return part;
}

TablePage merged(const QList<TablePart> &parts)
{
    TablePage page;
    std::optional<RowPosition> end;
    for (const TablePart &part : parts) {
        page.rows += part.rows;
        if (!part.isFull)
            continue;
        page.isLast = false;
        const RowPosition last = positionOf(part.rows.constLast());
        if (!end || isBefore(last, *end))
            end = last;
    }
    std::stable_sort(page.rows.begin(), page.rows.end(), comesBefore);
    if (end) {
        const auto behind =
            std::find_if(page.rows.cbegin(), page.rows.cend(),
                         [&end](const TableRow &row) { return isBefore(*end, positionOf(row)); });
        page.rows.erase(behind, page.rows.cend());
    }
    return page;
}

} // namespace timesheet
