#pragma once

#include "gateway/storage/event_log.h"

#include <QSqlQuery>

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

/// The claims of a transaction for one caller.
QJsonObject claimsOf(const Caller &caller);

/// The claims of a transaction that is about some tenants as a whole.
QJsonObject claimsFor(const QStringList &tenants);

} // namespace timesheet::gateway
