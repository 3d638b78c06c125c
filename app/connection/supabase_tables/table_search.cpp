#include "connection/supabase_tables/table_search.h"

#include <array>

using namespace Qt::StringLiterals;

namespace timesheet {

namespace {

/// For what is only ever added to, many tables have no other.
constexpr auto madeAt = "created_at"_L1;

std::array<QString, 2> timesOf(const TableNames &names)
{
    return {names.changedAt, QString(madeAt)};
}

} // namespace

QList<PostgrestRequest> probesOf(const TableScope &scope)
{
    QList<PostgrestRequest> probes;
    for (const Table table : allTables) {
        for (const QString &time : timesOf(scope.names))
            probes.append(probeRequest({table, time}, scope));
    }
    return probes;
}

tl::expected<FoundTables, RequestFailure> tablesIn(const QList<PostgrestAnswer> &probes,
                                                   const TableNames &names)
{
    FoundTables found;
    auto probe = probes.begin();
    for (const Table table : allTables) {
        QString problem;
        bool isFound = false;
        for (const QString &time : timesOf(names)) {
            const PostgrestAnswer &answer = *probe++;
            if (isFound)
                continue;
            isFound = answer.body.has_value();
            if (isFound) {
                found.tables.append({table, time});
                continue;
            }
            problem = tableProblem(answer.code, table, names);
            if (problem.isEmpty())
                return tl::unexpected(answer.body.error());
        }
        if (!isFound)
            found.problems.append(problem);
    }
    return found;
}

QString tableProblem(const QString &code, Table table, const TableNames &names)
{
    const QString name = names.schema + u'.' + tableName(table, names);
    if (code == u"PGRST205" || code == u"42P01")
        return u"the project has no table %1"_s.arg(name);
    if (code == u"PGRST106")
        return u"the project does not offer its schema %1"_s.arg(names.schema);
    if (code == u"42501")
        return u"the project does not let its users read %1"_s.arg(name);
    if (code != u"42703")
        return {};
    const QString status = table == Table::Timesheets ? u" and "_s + names.status : QString();
    return u"%1 lacks a column: it needs %2, %3, %4 (or %5)%6"_s.arg(
        name, names.id, names.tenant, names.changedAt, madeAt, status);
}

} // namespace timesheet
