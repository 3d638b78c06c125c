#include "support/servers/scripted_tables.h"

#include "tables/precise_instant.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>

#include <algorithm>
#include <tuple>
#include <vector>

using namespace Qt::StringLiterals;

namespace timesheet::test {

namespace {

using Key = std::pair<QString, QString>; // time, id

QString timeIn(const QJsonObject &row)
{
    return row.value("updated_at"_L1).toString();
}

Key keyOf(const QJsonObject &row)
{
    return {timeIn(row), row.value("id"_L1).toString()};
}

QString valueOf(const QUrlQuery &query, const QString &name)
{
    return query.queryItemValue(name, QUrl::FullyDecoded);
}

/// The row behind or before which `or` asks for others; and whether behind.
std::optional<std::pair<Key, bool>> boundIn(const QString &condition)
{
    static const QRegularExpression pattern(
        uR"re(^\(updated_at\.(gt|lt)\."([^"]*)",and\(updated_at\.eq\."([^"]*)",id\.(gt|lt)\."([^"]*)"\)\)$)re"_s);
    const auto match = pattern.match(condition);
    if (!match.hasMatch() || match.captured(2) != match.captured(3) ||
        match.captured(1) != match.captured(4))
        return std::nullopt;
    return std::pair(Key(match.captured(2), match.captured(5)), match.captured(1) == u"gt");
}

HttpAnswer failure(int status, const QString &code)
{
    return {status, QJsonDocument(QJsonObject{{u"code"_s, code}}).toJson(), {}};
}

HttpAnswer rowsAnswer(const QJsonArray &rows)
{
    return {200, QJsonDocument(rows).toJson(QJsonDocument::Compact), {}};
}

} // namespace

QString timeOf(qint64 microseconds)
{
    constexpr PreciseInstant beginning{std::chrono::microseconds(1'764'547'200'000'000)};
    return formatPreciseInstant(beginning + std::chrono::microseconds(microseconds));
}

ScriptedTables::ScriptedTables(ScriptedServer &server)
{
    for (const QString &name : {u"timesheets"_s, u"annotations"_s, u"notifications"_s})
        tables.insert(name, {});
    server.http = [this](const HttpRequest &request) {
        requests.append(request);
        if (instead) {
            if (const auto other = instead(request))
                return *other;
        }
        return answer(request);
    };
}

void ScriptedTables::put(const QString &table, const QString &id, qint64 microseconds,
                         QJsonObject columns)
{
    columns.insert("id"_L1, id);
    columns.insert("tenant_id"_L1, u"tenant-123"_s);
    columns.insert("updated_at"_L1, timeOf(microseconds));
    tables[table].insert(id, columns);
}

QStringList ScriptedTables::asked() const
{
    QStringList asked;
    for (const HttpRequest &request : requests) {
        const QString target = QString::fromLatin1(request.target);
        if (!target.contains(u"/rpc/"_s) && !target.contains(u"limit=1&"_s) &&
            !target.endsWith(u"limit=1"_s))
            asked.append(QUrl::fromPercentEncoding(request.target));
    }
    return asked;
}

HttpAnswer ScriptedTables::answer(const HttpRequest &request)
{
    const QUrl url = QUrl::fromEncoded(request.target);
    const QString table = url.path().section(u'/', -1);
    if (url.path().contains(u"/rpc/"_s))
        return failure(404, u"PGRST202"_s);
    if (!tables.contains(table))
        return failure(404, u"PGRST205"_s);
    const QUrlQuery query(url);
    return request.head.startsWith("PATCH ") ? mark(table, query, request.body)
                                             : select(table, query);
}

HttpAnswer ScriptedTables::select(const QString &table, const QUrlQuery &query) const
{
    if (valueOf(query, u"select"_s).contains(u"created_at"_s))
        return failure(400, u"42703"_s);
    const QString since = valueOf(query, u"updated_at"_s);
    const auto bound = boundIn(valueOf(query, u"or"_s));
    if (query.hasQueryItem(u"or"_s) && !bound)
        return failure(400, u"PGRST100"_s);
    std::vector<QJsonObject> rows;
    const auto all = tables.value(table);
    for (const QJsonObject &row : all) {
        const QString at = timeIn(row);
        const bool isSince = since.isEmpty() || (since.startsWith(u"gte.") && at >= since.mid(4)) ||
                             (since.startsWith(u"gt.") && at > since.mid(3));
        const bool isInBound =
            !bound || (bound->second ? keyOf(row) > bound->first : keyOf(row) < bound->first);
        if (isSince && isInBound)
            rows.push_back(row);
    }
    const bool isBackwards = valueOf(query, u"order"_s).contains(u".desc"_s);
    std::sort(rows.begin(), rows.end(), [isBackwards](const auto &a, const auto &b) {
        return isBackwards ? keyOf(a) > keyOf(b) : keyOf(a) < keyOf(b);
    });
    QJsonArray answered;
    const auto most =
        std::min<std::size_t>(valueOf(query, u"limit"_s).toULongLong(), mostRowsAtOnce);
    for (std::size_t i = 0; i < std::min<std::size_t>(rows.size(), most); ++i)
        answered.append(rows.at(i));
    return rowsAnswer(answered);
}

HttpAnswer ScriptedTables::mark(const QString &table, const QUrlQuery &query,
                                const QByteArray &body)
{
    const QString chosen = valueOf(query, u"id"_s);
    QJsonArray answered;
    for (QJsonObject &row : tables[table]) {
        const QString id = row.value("id"_L1).toString();
        const bool isChosen = chosen.startsWith(u"in.(") && chosen.contains(u'"' + id + u'"');
        const bool isUnread = row.value("read_at"_L1).isNull() || !row.contains("read_at"_L1);
        if (!isChosen || !isUnread || valueOf(query, u"read_at"_s) != u"is.null")
            continue;
        row.insert("read_at"_L1, QJsonDocument::fromJson(body).object().value("read_at"_L1));
        answered.append(QJsonObject{{u"id"_s, id}});
    }
    return rowsAnswer(answered);
}

} // namespace timesheet::test
