#pragma once

class QWidget;

namespace timesheet {

/// Has screen readers take the widget for a group with a name. To them a QWidget or a QScrollArea
/// by itself is filler, which they pass over also where it has the focus. To be called first: a name already makes Qt
/// choose.
void makeAccessibleGroup(QWidget *widget);

} // namespace timesheet
