#include "gateway/postgres/postgres_claims.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

PostgresClaims PostgresClaims::ofCaller(const Caller &caller)
{
    return PostgresClaims(jsonText(QJsonObject{{u"tenant_id"_s, caller.tenant.value()},
                                               {u"sub"_s, caller.user.value()},
                                               {u"role"_s, caller.role}}));
}

PostgresClaims PostgresClaims::aboutTenants(const QStringList &tenants)
{
    return PostgresClaims(
        jsonText(QJsonObject{{u"tenant_ids"_s, QJsonArray::fromStringList(tenants)}}));
}

PostgresClaims PostgresClaims::forPruning(const QString &eventsBefore, const QString &signalsBefore)
{
    return PostgresClaims(jsonText(QJsonObject{{u"prune_before"_s, eventsBefore},
                                               {u"prune_signals_before"_s, signalsBefore}}));
}

PostgresClaims PostgresClaims::forIdentity()
{
    return PostgresClaims(jsonText(QJsonObject{{u"role"_s, u"service"_s}}));
}

PostgresClaims PostgresClaims::forMigration()
{
    return PostgresClaims(jsonText(QJsonObject{{u"role"_s, u"migration"_s}}));
}

QString jsonText(const QJsonObject &object)
{
    return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

QString jsonText(const QJsonArray &array)
{
    return QString::fromUtf8(QJsonDocument(array).toJson(QJsonDocument::Compact));
}

} // namespace timesheet::gateway
