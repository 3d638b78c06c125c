#include "feed/event_list_model.h"

#include "feed/feed_log.h"

#include <QSet>

#include <algorithm>
#include <functional>
#include <iterator>

namespace timesheet {

namespace {

constexpr qsizetype pageSize = 200;
/// The most events that are held: some screens full.
constexpr qsizetype mostHeld = 200;
/// Where an event is read, so are this many before and after it; all of them can be held at once.
constexpr int readAround = 50;
static_assert(2 * readAround + 1 <= mostHeld);

ListPosition after(ListPosition position)
{
    return ListPosition{static_cast<qint64>(position) + 1};
}

} // namespace

EventListModel::EventListModel(EventStore &store, EventFeed &feed, QObject *parent)
    : QAbstractListModel(parent)
    , m_store(store)
    , m_held(mostHeld)
{
    connect(&feed, &EventFeed::listed, this, &EventListModel::insert);
    connect(&feed, &EventFeed::readChanged, this, &EventListModel::updateRead);
    connect(&feed, &EventFeed::forgotten, this, &EventListModel::load);
    load();
}

void EventListModel::setFilter(EventFilter filter)
{
    m_query.filter = filter; // also where it is the same: Unread drops what has been read
    load();
}

void EventListModel::setSearch(const QString &text)
{
    if (m_query.search == text)
        return;
    m_query.search = text;
    load();
}

QModelIndex EventListModel::indexOf(const EventId &id)
{
    const auto found = m_store.find(id);
    if (!found || !*found)
        return {};
    const ListPosition position = (*found)->position;
    if (const int row = rowOf(position); row >= 0)
        return index(row);
    if (shown({**found}).isEmpty())
        return {};
    while (!m_atEnd && (m_rows.isEmpty() || m_rows.constLast() > position))
        fetchMore({});
    const int row = rowOf(position);
    return row >= 0 ? index(row) : QModelIndex();
}

void EventListModel::releaseBelow(int row)
{
    const qsizetype kept = row + 1 + pageSize;
    if (m_rows.size() < kept + pageSize)
        return;     // not a few rows at a time
    m_atEnd = true; // nobody fetches meanwhile
    beginRemoveRows({}, static_cast<int>(kept), rowCount() - 1);
    m_rows.resize(kept);
    m_rows.squeeze();
    endRemoveRows();
    m_atEnd = false;
}

EventExport *EventListModel::exportTo(const QString &file, EventExport::Format format)
{
    return new EventExport(m_store, m_query, file, format, this);
}

int EventListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant EventListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    switch (role) {
    case EventRole:
        return QVariant::fromValue(eventAt(index.row()));
    case IdRole:
        return eventAt(index.row()).event.id.value();
    case ReadRole:
        return eventAt(index.row()).read;
    case TimestampRole:
        return instantOf(m_rows.at(index.row()));
    default:
        return {};
    }
}

QHash<int, QByteArray> EventListModel::roleNames() const
{
    return {{EventRole, "event"}, {IdRole, "id"}, {ReadRole, "read"}, {TimestampRole, "timestamp"}};
}

bool EventListModel::canFetchMore(const QModelIndex &parent) const
{
    return !parent.isValid() && !m_atEnd;
}

void EventListModel::fetchMore(const QModelIndex &parent)
{
    if (!canFetchMore(parent))
        return;
    const QList<ListPosition> page = nextPage();
    if (page.isEmpty())
        return;
    const int first = rowCount();
    beginInsertRows({}, first, first + static_cast<int>(page.size()) - 1);
    m_rows.append(page);
    endInsertRows();
}

void EventListModel::load()
{
    beginResetModel();
    m_rows.clear();
    m_held.clear();
    m_atEnd = false;
    m_rows = nextPage();
    endResetModel();
}

QList<ListPosition> EventListModel::nextPage()
{
    PositionRange range;
    if (!m_rows.isEmpty())
        range.below = m_rows.constLast();
    const auto page = m_store.positions(m_query, range, pageSize);
    if (!page)
        qCWarning(feedLog) << "the cache cannot be read:" << page.error().detail;
    const QList<ListPosition> positions = page.value_or(QList<ListPosition>());
    m_atEnd = positions.size() < pageSize;
    return positions;
}

/// Inserts what has just been stored. What comes between the same two rows is one insertion.
void EventListModel::insert(const QList<ListedEvent> &events)
{
    QList<ListPosition> fresh = shown(events);
    std::sort(fresh.begin(), fresh.end(), std::greater<>());
    auto next = fresh.cbegin();
    while (next != fresh.cend()) {
        const auto before =
            std::lower_bound(m_rows.cbegin(), m_rows.cend(), *next, std::greater<>());
        if (before == m_rows.cend() && !m_atEnd)
            return; // below what has been fetched; fetchMore() finds it
        const auto row = before - m_rows.cbegin();
        const auto end = before == m_rows.cend()
                             ? fresh.cend()
                             : std::lower_bound(next, fresh.cend(), *before, std::greater<>());
        const auto count = end - next;
        beginInsertRows({}, static_cast<int>(row), static_cast<int>(row + count - 1));
        m_rows.insert(row, count, {});
        std::copy(next, end, m_rows.begin() + row);
        endInsertRows();
        next = end;
    }
}

/// Where those of the stored events are that the filter and the search show.
QList<ListPosition> EventListModel::shown(const QList<ListedEvent> &events)
{
    QList<ListPosition> asked;
    for (const ListedEvent &event : events)
        asked.append(event.position);
    if (m_query == EventQuery() || asked.isEmpty())
        return asked;
    std::sort(asked.begin(), asked.end());
    QList<ListPosition> matching;
    PositionRange range{asked.constFirst(), after(asked.constLast())};
    // The range may hold older events between these: go on until it is used up.
    while (true) {
        const auto positions = m_store.positions(m_query, range, pageSize);
        if (!positions)
            return {};
        std::copy_if(positions->begin(), positions->end(), std::back_inserter(matching),
                     [&asked](ListPosition position) {
                         return std::binary_search(asked.begin(), asked.end(), position);
                     });
        if (positions->size() < pageSize)
            return matching;
        range.below = positions->constLast();
    }
}

/// Which rows they are is not looked up: views ask again for what they show, and that is held.
void EventListModel::updateRead(const QList<EventId> &ids, bool read)
{
    const QSet<EventId> changed(ids.begin(), ids.end());
    for (const ListPosition position : m_held.keys()) {
        if (StoredEvent *event = m_held.object(position); changed.contains(event->event.id))
            event->read = read;
    }
    if (!m_rows.isEmpty())
        emit dataChanged(index(0), index(rowCount() - 1), {EventRole, ReadRole});
}

int EventListModel::rowOf(ListPosition position) const
{
    const auto found = std::lower_bound(m_rows.begin(), m_rows.end(), position, std::greater<>());
    return found == m_rows.end() || *found != position ? -1
                                                       : static_cast<int>(found - m_rows.begin());
}

/// An event without anything where it has gone meanwhile, or cannot be read.
StoredEvent EventListModel::eventAt(int row) const
{
    const ListPosition position = m_rows.at(row);
    if (!m_held.contains(position))
        hold(row);
    const StoredEvent *event = m_held.object(position);
    return event ? *event : StoredEvent();
}

/// Reads an event from the cache, and its neighbours, which a view will ask for next.
void EventListModel::hold(int row) const
{
    QList<ListPosition> missing;
    const int end = std::min(row + readAround + 1, rowCount());
    for (int neighbour = std::max(0, row - readAround); neighbour < end; ++neighbour) {
        if (!m_held.contains(m_rows.at(neighbour)))
            missing.append(m_rows.at(neighbour));
    }
    const auto events = m_store.at(missing);
    if (!events) {
        qCWarning(feedLog) << "the cache cannot be read:" << events.error().detail;
        return;
    }
    for (const ListedEvent &listed : *events)
        m_held.insert(listed.position, new StoredEvent(listed.stored));
}

} // namespace timesheet
