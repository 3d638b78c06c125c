#pragma once

#include "desktop/window/event_words_model.h"
#include "domain/clock.h"
#include "domain/event.h"
#include "feed/event_list_model.h"

#include <QListView>
#include <QPointer>
#include <QTimer>

#include <chrono>
#include <optional>

namespace timesheet {

/// The list of events. It keeps the selection over filters and searches, and has an event
/// marked as read once it was selected for a moment, as mail programs do.
class EventListView : public QListView
{
    Q_OBJECT

public:
    /// `readAfter`: how long an event is selected until it counts as read.
    EventListView(const Clock &now, std::chrono::milliseconds readAfter, QWidget *parent = nullptr);

    /// Null: nobody's events. The model must live until the next call, or until it says that it
    /// is destroyed.
    void setEvents(EventListModel *events, const UserId &reader);
    EventListModel *events() const { return m_events.data(); }

    std::optional<StoredEvent> currentEvent() const;
    /// False where filter or search hide it.
    bool select(const EventId &id);

signals:
    void currentEventChanged();
    void rowsChanged(); ///< there are more or fewer events than before
    void opened(const timesheet::StoredEvent &event); ///< Enter or double click
    void readRequested(const timesheet::EventId &id);

protected:
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void rowsAboutToBeRemoved(const QModelIndex &parent, int first, int last) override;
    void focusInEvent(QFocusEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void restoreSelection();
    void onDataChanged(const QModelIndex &topLeft, const QModelIndex &bottomRight);
    void markCurrentRead();
    void releaseRows();

    EventWordsModel m_words;
    QPointer<EventListModel> m_events;
    EventId m_current; ///< also while filter or search hide it
    QTimer m_readTimer;
    QTimer m_releaseTimer;
    QTimer m_minute; ///< the relative times' clock; runs only while they are seen
    bool m_restoring = false;
};

} // namespace timesheet
