#pragma once

#include <QStringList>

class QWidget;

namespace timesheet::samples {

/// What of a window's text cannot be read as it is laid out now: labels, buttons, fields and tabs
/// that have less room than their text needs, or that lie over each other. One line each; empty
/// where all is well.
QStringList cutTexts(const QWidget &window);

} // namespace timesheet::samples
