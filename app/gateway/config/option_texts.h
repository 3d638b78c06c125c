#pragma once

#include <QHash>
#include <QString>

namespace timesheet::gateway {

/// The values that were given, by the names of their options; the others have their defaults.
using OptionTexts = QHash<QString, QString>;

} // namespace timesheet::gateway
