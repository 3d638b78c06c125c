#include "connection/supabase_backend/subscription_config.h"

#include <QJsonArray>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace timesheet {

namespace {

/// In a filter nothing can be quoted, so that only what never means anything is said in one.
bool isPlain(QChar character)
{
    return (character >= u'a' && character <= u'z') || (character >= u'A' && character <= u'Z') ||
           (character >= u'0' && character <= u'9') || character == u'-' || character == u'_';
}

constexpr qsizetype longestInFilter = 100;

} // namespace

std::optional<QString> tenantFilter(const QString &column, const TenantId &tenant)
{
    const QString &name = tenant.value();
    const bool isSayable = !name.isEmpty() && name.size() <= longestInFilter &&
                           std::all_of(name.begin(), name.end(), isPlain);
    return isSayable ? std::optional(u"%1=eq.%2"_s.arg(column, name)) : std::nullopt;
}

QJsonObject subscriptionConfig(const QList<WatchedChanges> &watched, const TenantId &tenant)
{
    QJsonArray changes;
    for (const WatchedChanges &one : watched) {
        QJsonObject asked{
            {u"event"_s, one.event}, {u"schema"_s, one.schema}, {u"table"_s, one.table}};
        if (const auto filter = tenantFilter(one.tenantColumn, tenant))
            asked.insert("filter"_L1, *filter);
        changes.append(asked);
    }
    return {{u"broadcast"_s, QJsonObject{{u"ack"_s, false}, {u"self"_s, false}}},
            {u"presence"_s, QJsonObject{{u"key"_s, QString()}, {u"enabled"_s, false}}},
            {u"private"_s, false},
            {u"postgres_changes"_s, changes}};
}

} // namespace timesheet
