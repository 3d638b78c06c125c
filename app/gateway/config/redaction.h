#pragma once

#include <QString>

namespace timesheet::gateway {

/// An option's value as it may be shown, with "***" for each password in it. PostgreSQL's client
/// library takes URLs and connection strings, so both are looked through.
QString withoutPasswords(const QString &text);

} // namespace timesheet::gateway
