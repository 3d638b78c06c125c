#include "gateway/postgres_log/postgres_entry.h"

#include "gateway/storage/cursor_codec.h"

#include <QJsonArray>
#include <QVariant>

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

LogEntry entryFrom(const QSqlQuery &row, const TenantId &tenant, const QString &epoch)
{
    LogEntry entry;
    entry.sequence = row.value(0).toLongLong();
    entry.event.id = EventId(row.value(1).toString());
    entry.event.typeName = row.value(2).toString();
    entry.event.payload = row.value(3).toString().toUtf8();
    entry.event.timestamp = QDateTime::fromMSecsSinceEpoch(row.value(4).toLongLong(), Qt::UTC);
    entry.event.tenant = tenant;
    entry.event.cursor = makeCursor(epoch, {entry.sequence, checkOf(entry.event.id)});
    if (!row.isNull(5))
        entry.recipient = UserId(row.value(5).toString());
    return entry;
}

QString storable(QString text)
{
    return text.replace(QChar::Null, QChar::ReplacementCharacter);
}

bool isStorable(const QString &name)
{
    return !name.contains(QChar::Null);
}

QJsonObject claimsOf(const Caller &caller)
{
    return {{u"tenant_id"_s, caller.tenant.value()},
            {u"sub"_s, caller.user.value()},
            {u"role"_s, caller.role}};
}

QJsonObject claimsFor(const QStringList &tenants)
{
    return {{u"tenant_ids"_s, QJsonArray::fromStringList(tenants)}};
}

} // namespace timesheet::gateway
