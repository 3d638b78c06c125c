#pragma once

class QLayout;
class QWidget;

namespace timesheet {

/// Has screen readers take the widget for a group with a name. To them a QWidget or a QScrollArea
/// by itself is filler, which they pass over also where it has the focus. To be called first: a
/// name already makes Qt choose.
void makeAccessibleGroup(QWidget *widget);

/// Has screen readers walk through the layout's widgets in its order, and not in the order in
/// which they were made. To be called again when there are new ones.
void readInOrder(const QLayout &layout);

} // namespace timesheet
