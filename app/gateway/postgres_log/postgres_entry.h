#pragma once

#include "gateway/postgres/postgres_claims.h"
#include "gateway/storage/event_log.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QSqlQuery>

#include <map>

/// Entries of the log, and what goes with them, as PostgreSQL has them.
namespace timesheet::gateway {

/// What entryFrom() reads, of a row of events that is called `e`.
inline constexpr char16_t entryColumns[] =
    u"e.seq, e.id, e.type, e.payload::text AS payload, "
    "round(extract(epoch FROM e.\"timestamp\") * 1000)::bigint AS stamped, e.recipient_id";

/// The entry in the first columns of a row.
LogEntry entryFrom(const QSqlQuery &row, const TenantId &tenant, const QString &epoch);

/// PostgreSQL's texts have no U+0000; U+FFFD stands in for it.
QString storable(QString text);

/// Whether PostgreSQL can hold a name as it is. Where it cannot, nothing may stand in for it: that
/// could be another's name.
bool isStorable(const QString &name);

/// The error where it cannot.
LogError unstorableName();

/// New entries on their way through the schema's function timesheet_append(), in one call for all
/// tenants.
class PostgresBatch
{
public:
    /// Errors: unstorableName().
    static tl::expected<PostgresBatch, LogError> of(const QList<NewLogEntry> &entries);

    /// As timesheet_append() takes it.
    QString text() const;

    /// What became of the entries, in their order, from the rows that timesheet_append() answers.
    tl::expected<QList<Appended>, LogError> readAnswer(QSqlQuery &rows, const QString &epoch) &&;

private:
    /// One tenant's part, which the answer counts from 1 on.
    struct Part {
        QJsonArray rows;
        QList<qsizetype> positions; ///< of the same in m_all
    };

    QList<Appended> m_all; ///< as they will be where they are new
    std::map<QString, Part> m_parts;
};

} // namespace timesheet::gateway
