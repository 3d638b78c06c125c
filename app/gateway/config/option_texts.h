#pragma once

#include <QHash>
#include <QString>

namespace timesheet::gateway {

/// What was said, by the settings' names; the rest is left to defaults.
using OptionTexts = QHash<QString, QString>;

} // namespace timesheet::gateway
