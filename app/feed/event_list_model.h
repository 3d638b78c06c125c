#pragma once

#include "cache/event_query.h"
#include "feed/event_export.h"
#include "feed/event_feed.h"

#include <QAbstractListModel>
#include <QCache>

namespace timesheet {

/// The cached events that a filter and a search show, newest first. It knows the positions of what
/// has been scrolled to: views ask for more with fetchMore(), and give back what they are far from
/// with releaseBelow(). Of the events themselves it holds the few that were looked at last, and
/// reads the others from the cache.
///
/// An event that is marked as read stays in the Unread filter until the filter is set again, so
/// that it does not vanish while it is being read.
class EventListModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role {
        EventRole = Qt::UserRole + 1, ///< StoredEvent
        IdRole,                       ///< QString
        ReadRole,                     ///< bool
        TimestampRole,                ///< QDateTime, UTC; no event is read for it
    };

    EventListModel(EventStore &store, EventFeed &feed, QObject *parent = nullptr);

    void setFilter(EventFilter filter);
    EventFilter filter() const { return m_query.filter; }
    /// Words that must all be in the event, the last of them as far as it is typed.
    void setSearch(const QString &text);
    QString search() const { return m_query.search; }

    /// Where the event is; fetches as far as needed. Invalid where the filter or the search hides
    /// it.
    QModelIndex indexOf(const EventId &id);

    /// Nobody looks below this row: those that are more than a page below it go. fetchMore() finds
    /// them again.
    void releaseBelow(int row);

    /// Writes what the filter and the search show into a file. To be started; it ends with this
    /// model at the latest.
    EventExport *exportTo(const QString &file, EventExport::Format format);

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;
    bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;

private:
    void load();
    QList<ListPosition> nextPage();
    void insert(const QList<ListedEvent> &events);
    QList<ListPosition> shown(const QList<ListedEvent> &events);
    void updateRead(const QList<EventId> &ids, bool read);
    int rowOf(ListPosition position) const;
    StoredEvent eventAt(int row) const;
    void hold(int row) const;

    EventStore &m_store;
    EventQuery m_query;
    QList<ListPosition> m_rows; ///< the highest first
    bool m_atEnd = false;
    mutable QCache<ListPosition, StoredEvent> m_held; ///< what was looked at last
};

} // namespace timesheet
