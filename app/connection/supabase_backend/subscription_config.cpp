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

std::optional<QString> tenantFilter(const TenantId &tenant)
{
    const QString &name = tenant.value();
    const bool isSayable = !name.isEmpty() && name.size() <= longestInFilter &&
                           std::all_of(name.begin(), name.end(), isPlain);
    return isSayable ? std::optional(u"tenant_id=eq."_s + name) : std::nullopt;
}

QJsonObject subscriptionConfig(const TenantId &tenant)
{
    QJsonObject changes{
        {u"event"_s, u"INSERT"_s}, {u"schema"_s, u"public"_s}, {u"table"_s, u"events"_s}};
    if (const auto filter = tenantFilter(tenant))
        changes.insert("filter"_L1, *filter);
    return {{u"broadcast"_s, QJsonObject{{u"ack"_s, false}, {u"self"_s, false}}},
            {u"presence"_s, QJsonObject{{u"key"_s, QString()}, {u"enabled"_s, false}}},
            {u"private"_s, false},
            {u"postgres_changes"_s, QJsonArray{changes}}};
}

} // namespace timesheet
