#include "desktop/accessible_group.h"

#include <QAccessibleWidget>
#include <QWidget>

namespace timesheet {

namespace {

constexpr char Mark[] = "accessibleGroup";

QAccessibleInterface *groupOf(const QString &, QObject *object)
{
    auto *widget = qobject_cast<QWidget *>(object);
    const bool isGroup = widget && widget->property(Mark).toBool();
    return isGroup ? new QAccessibleWidget(widget, QAccessible::Grouping) : nullptr;
}

} // namespace

void makeAccessibleGroup(QWidget *widget)
{
    QAccessible::installFactory(&groupOf); // which Qt does once
    widget->setProperty(Mark, true);
}

} // namespace timesheet
