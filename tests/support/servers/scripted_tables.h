#pragma once

#include "support/servers/scripted_server.h"

#include <QJsonObject>
#include <QList>
#include <QMap>
#include <QString>
#include <QStringList>
#include <QUrlQuery>

#include <chrono>
#include <functional>
#include <optional>

namespace timesheet::test {

/// The tables of a Timesheet Manager behind PostgREST, as a client sees them: filters by time and
/// id, order and limit. Ids are ordered as texts. There is no function of our schema.
class ScriptedTables
{
public:
    explicit ScriptedTables(ScriptedServer &server);

    /// Sets a row of tenant-123, new or changed, at so many microseconds since the beginning.
    void put(const QString &table, const QString &id, qint64 microseconds, QJsonObject columns);

    /// Answers in place of the project, where it gives something.
    std::function<std::optional<HttpAnswer>(const HttpRequest &)> instead;

    std::size_t mostRowsAtOnce = 1000; ///< the project's own limit, which no answer tells
    QMap<QString, QMap<QString, QJsonObject>> tables; ///< rows by table and id
    QList<HttpRequest> requests;

    /// Those of the requests that were for rows, by path and query, decoded.
    QStringList asked() const;

private:
    HttpAnswer answer(const HttpRequest &request);
    HttpAnswer select(const QString &table, const QUrlQuery &query) const;
    HttpAnswer mark(const QString &table, const QUrlQuery &query, const QByteArray &body);
};

/// The text of an instant, so many microseconds since the beginning of the tests' time.
QString timeOf(qint64 microseconds);

} // namespace timesheet::test
