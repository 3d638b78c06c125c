#pragma once

#include <QString>

namespace timesheet::gateway {

/// A setting as it may be shown: of a URL or of a connection string (libpq has both) the
/// passwords are "***".
QString withoutPasswords(const QString &text);

} // namespace timesheet::gateway
