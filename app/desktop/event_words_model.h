#pragma once

#include "desktop/clock.h"
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
    QVariant data(const QModelIndex &index, int role) const override;

private:
    Clock m_now;
    UserId m_reader;
};

} // namespace timesheet
