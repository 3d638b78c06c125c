#pragma once

#include "connection/supabase_rest/event_source.h"
#include "domain/ids.h"

#include <QJsonObject>
#include <QString>

#include <optional>

namespace timesheet {

/// The filter that leaves other tenants' rows out; nothing for a tenant whose name means something
/// in a filter.
std::optional<QString> tenantFilter(const QString &column, const TenantId &tenant);

/// The `config` of a join that hears of these changes. Whose rows those may be is decided by the
/// tables' policies, with the filter or without.
QJsonObject subscriptionConfig(const QList<WatchedChanges> &watched, const TenantId &tenant);

} // namespace timesheet
