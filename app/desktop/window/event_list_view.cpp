#include "desktop/window/event_list_view.h"

#include "desktop/window/event_delegate.h"

#include <QScopedValueRollback>

using namespace std::chrono_literals;

namespace timesheet {

EventListView::EventListView(const Clock &now, std::chrono::milliseconds readAfter, QWidget *parent)
    : QListView(parent)
    , m_words(now)
{
    setAccessibleName(tr("Events"));
    setFrameShape(QFrame::NoFrame);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setEditTriggers(NoEditTriggers);
    setItemDelegate(new EventDelegate(m_words, now, this));
    setModel(&m_words);

    m_readTimer.setSingleShot(true);
    m_readTimer.setInterval(readAfter);
    connect(&m_readTimer, &QTimer::timeout, this, &EventListView::markCurrentRead);
    // In a turn of its own: while rows are inserted none can be removed.
    m_releaseTimer.setSingleShot(true);
    m_releaseTimer.setInterval(0ms);
    connect(&m_releaseTimer, &QTimer::timeout, this, &EventListView::releaseRows);
    connect(&m_words, &QAbstractItemModel::rowsInserted, &m_releaseTimer,
            qOverload<>(&QTimer::start));
    m_minute.setInterval(1min);
    m_minute.setTimerType(Qt::VeryCoarseTimer);
    connect(&m_minute, &QTimer::timeout, this, [this] { viewport()->update(); });

    // The day's name stands above the day's first event. Another event can become that: then rows
    // change their height.
    connect(this, &EventListView::rowsChanged, this, &EventListView::scheduleDelayedItemsLayout);
    connect(&m_words, &QAbstractItemModel::rowsInserted, this, &EventListView::rowsChanged);
    connect(&m_words, &QAbstractItemModel::rowsRemoved, this, &EventListView::rowsChanged);
    connect(&m_words, &QAbstractItemModel::modelReset, this, [this] {
        restoreSelection();
        emit rowsChanged();
    });
    connect(&m_words, &QAbstractItemModel::dataChanged, this, &EventListView::onDataChanged);
    connect(this, &QListView::activated, this, [this] {
        if (const auto event = currentEvent())
            emit opened(*event);
    });
}

void EventListView::setEvents(EventListModel *events, const UserId &reader)
{
    m_readTimer.stop();
    m_current = {};
    m_events = events;
    m_words.setReader(reader);
    m_words.setSourceModel(events);
    emit currentEventChanged();
}

std::optional<StoredEvent> EventListView::currentEvent() const
{
    const QModelIndex index = currentIndex();
    return index.isValid() ? std::optional(m_words.eventAt(index)) : std::nullopt;
}

bool EventListView::select(const EventId &id)
{
    if (!m_events)
        return false;
    const QModelIndex index = m_words.mapFromSource(m_events->indexOf(id));
    if (!index.isValid())
        return false;
    setCurrentIndex(index);
    scrollTo(index);
    return true;
}

void EventListView::restoreSelection()
{
    if (m_current.isEmpty())
        return;
    // The same event as before: neither news for the details nor a reason to mark it as read.
    const QScopedValueRollback restoring(m_restoring, true);
    select(m_current);
}

void EventListView::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QListView::currentChanged(current, previous);
    if (m_restoring || !current.isValid())
        return;
    const StoredEvent event = m_words.eventAt(current);
    if (event.event.id == m_current)
        return;
    m_current = event.event.id;
    if (event.read)
        m_readTimer.stop();
    else
        m_readTimer.start();
    emit currentEventChanged();
}

/// The current event is let go with its row. Not QListView's way, which makes a neighbour the
/// current one: nobody has chosen that, and it would count as read.
void EventListView::rowsAboutToBeRemoved(const QModelIndex &parent, int first, int last)
{
    const int row = currentIndex().row();
    if (row >= first && row <= last) {
        m_readTimer.stop();
        m_current = {};
        selectionModel()->clear();
    }
    QListView::rowsAboutToBeRemoved(parent, first, last);
}

/// What is far below what is seen need not be known: a window that is left open must not grow.
void EventListView::releaseRows()
{
    if (!m_events)
        return;
    const QModelIndex lowest = indexAt(viewport()->rect().bottomLeft());
    if (lowest.isValid()) // else there is room for more
        m_events->releaseBelow(lowest.row());
}

void EventListView::onDataChanged(const QModelIndex &topLeft, const QModelIndex &bottomRight)
{
    const int row = currentIndex().row();
    if (row >= topLeft.row() && row <= bottomRight.row())
        emit currentEventChanged();
}

void EventListView::markCurrentRead()
{
    const auto event = currentEvent();
    if (event && !event->read && isVisible())
        emit readRequested(event->event.id);
}

// Not QListView's: that makes the first event the current one, without a trace in the list, and it
// would count as read by nobody having looked at it.
void EventListView::focusInEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusInEvent(event); // NOLINT(bugprone-parent-virtual-call): see above
    viewport()->update();
}

void EventListView::showEvent(QShowEvent *event)
{
    QListView::showEvent(event);
    m_minute.start();
}

void EventListView::hideEvent(QHideEvent *event)
{
    QListView::hideEvent(event);
    m_minute.stop();
    m_readTimer.stop();
}

} // namespace timesheet
