#pragma once

#include "domain/clock.h"
#include "domain/event.h"

#include <QIdentityProxyModel>

namespace timesheet {

/// The cache's events with words for people: what a screen reader says of a row, and its tooltip.
class EventWordsModel : public QIdentityProxyModel
{
    Q_OBJECT

public:
    explicit EventWordsModel(Clock now, QObject *parent = nullptr);

    void setReader(const UserId &reader);
    const UserId &reader() const { return m_reader; }

    StoredEvent eventAt(const QModelIndex &index) const;
    /// Whether the event above is of another day, in local time. Asked for every row at each
    /// layout.
    bool beginsDay(int row) const;
    QVariant data(const QModelIndex &index, int role) const override;

private:
    qint64 dayOf(int row) const;

    Clock m_now;
    UserId m_reader;
    mutable QList<qint64> m_days; ///< Julian days of the rows as far as they were asked for
};

} // namespace timesheet
