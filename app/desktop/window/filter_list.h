#pragma once

#include "domain/event.h"

#include <QListWidget>
#include <QMap>

namespace timesheet {

/// The filters, each with its count, at the side of the list of events.
class FilterList : public QListWidget
{
    Q_OBJECT

public:
    explicit FilterList(QWidget *parent = nullptr);

    EventFilter filter() const;
    void setFilter(EventFilter filter);
    void setCounts(const QMap<EventFilter, int> &counts);

    static QString nameOf(EventFilter filter);

signals:
    void filterChanged(timesheet::EventFilter filter);

protected:
    void changeEvent(QEvent *event) override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {sizeHint().width(), 0}; }

private:
    void refreshIcons();

    QMap<EventFilter, int> m_counts;
};

} // namespace timesheet
