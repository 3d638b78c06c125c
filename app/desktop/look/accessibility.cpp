#include "desktop/look/accessibility.h"

#include <QAccessibleWidget>
#include <QLayout>
#include <QWidget>

namespace timesheet {

namespace {

constexpr char groupProperty[] = "accessibleGroup";

QAccessibleInterface *groupOf(const QString &, QObject *object)
{
    auto *widget = qobject_cast<QWidget *>(object);
    const bool isGroup = widget && widget->property(groupProperty).toBool();
    return isGroup ? new QAccessibleWidget(widget, QAccessible::Grouping) : nullptr;
}

} // namespace

void makeAccessibleGroup(QWidget *widget)
{
    QAccessible::installFactory(&groupOf); // Qt keeps it once, however often it is installed
    widget->setProperty(groupProperty, true);
}

void readInOrder(const QLayout &layout)
{
    for (int i = 0; i < layout.count(); ++i) {
        QLayoutItem *item = layout.itemAt(i);
        if (const QLayout *inner = item->layout())
            readInOrder(*inner);
        else if (QWidget *widget = item->widget())
            widget->raise();
    }
}

} // namespace timesheet
