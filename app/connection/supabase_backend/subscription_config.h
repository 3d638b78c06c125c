#pragma once

#include "domain/ids.h"

#include <QJsonObject>
#include <QString>

#include <optional>

namespace timesheet {

/// The filter that leaves other tenants' events out; nothing for a tenant whose name means
/// something in a filter.
std::optional<QString> tenantFilter(const TenantId &tenant);

/// The `config` of a join that hears of each new row of public.events. Whose rows those may be is
/// decided by the table's policies, with the filter or without.
QJsonObject subscriptionConfig(const TenantId &tenant);

} // namespace timesheet
