#include "feed/event_list_model.h"

#include "feed/feed_log.h"

#include <algorithm>

namespace timesheet {

namespace {

constexpr qsizetype pageSize = 200;

bool isNewer(const ListedEvent &a, const ListedEvent &b)
{
    return a.position > b.position;
}

ListPosition after(ListPosition position)
{
    return ListPosition{static_cast<qint64>(position) + 1};
}

} // namespace

EventListModel::EventListModel(EventStore &store, EventFeed &feed, QObject *parent)
    : QAbstractListModel(parent)
    , m_store(store)
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
    if (const int row = rowOf(id); row >= 0)
        return index(row);
    const auto found = m_store.find(id);
    if (!found || !*found || shown({**found}).isEmpty())
        return {};
    const ListPosition position = (*found)->position;
    while (!m_atEnd && (m_rows.isEmpty() || m_rows.constLast().position > position))
        fetchMore({});
    const int row = rowOf(id);
    return row >= 0 ? index(row) : QModelIndex();
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
    const StoredEvent &stored = m_rows.at(index.row()).stored;
    switch (role) {
    case EventRole:
        return QVariant::fromValue(stored);
    case IdRole:
        return stored.event.id.value();
    case ReadRole:
        return stored.read;
    case TimestampRole:
        return stored.event.timestamp;
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
    const QList<ListedEvent> page = nextPage();
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
    m_atEnd = false;
    m_rows = nextPage();
    endResetModel();
}

QList<ListedEvent> EventListModel::nextPage()
{
    PositionRange range;
    if (!m_rows.isEmpty())
        range.below = m_rows.constLast().position;
    const auto page = m_store.page(m_query, range, pageSize);
    if (!page)
        qCWarning(feedLog) << "the cache cannot be read:" << page.error().detail;
    const QList<ListedEvent> events = page.value_or(QList<ListedEvent>());
    m_atEnd = events.size() < pageSize;
    return events;
}

/// Inserts what has just been stored. What comes between the same two rows is one insertion.
void EventListModel::insert(const QList<ListedEvent> &events)
{
    QList<ListedEvent> fresh = shown(events);
    std::sort(fresh.begin(), fresh.end(), isNewer);
    auto next = fresh.cbegin();
    while (next != fresh.cend()) {
        const auto before = std::lower_bound(m_rows.cbegin(), m_rows.cend(), *next, isNewer);
        if (before == m_rows.cend() && !m_atEnd)
            return; // below what has been fetched; fetchMore() finds it
        const auto row = before - m_rows.cbegin();
        const auto end = before == m_rows.cend()
                             ? fresh.cend()
                             : std::lower_bound(next, fresh.cend(), *before, isNewer);
        const auto count = end - next;
        beginInsertRows({}, static_cast<int>(row), static_cast<int>(row + count - 1));
        m_rows.insert(row, count, {});
        std::copy(next, end, m_rows.begin() + row);
        endInsertRows();
        next = end;
    }
}

/// Those of the stored events that the filter and the search show.
QList<ListedEvent> EventListModel::shown(const QList<ListedEvent> &events)
{
    if (m_query == EventQuery() || events.isEmpty())
        return events;
    const auto [lowest, highest] = std::minmax_element(
        events.begin(), events.end(),
        [](const ListedEvent &a, const ListedEvent &b) { return a.position < b.position; });
    QList<ListedEvent> matching;
    PositionRange range{lowest->position, after(highest->position)};
    // The range may hold older events between these: go on until it is used up.
    while (true) {
        const auto positions = m_store.positions(m_query, range, pageSize);
        if (!positions)
            return {};
        for (const ListPosition position : *positions) {
            const auto match =
                std::find_if(events.begin(), events.end(), [position](const ListedEvent &event) {
                    return event.position == position;
                });
            if (match != events.end())
                matching.append(*match);
        }
        if (positions->size() < pageSize)
            return matching;
        range.below = positions->constLast();
    }
}

void EventListModel::updateRead(const QList<EventId> &ids, bool read)
{
    const QSet<EventId> changed(ids.begin(), ids.end());
    int first = -1;
    int last = -1;
    for (int row = 0; row < rowCount(); ++row) {
        StoredEvent &stored = m_rows[row].stored;
        if (!changed.contains(stored.event.id))
            continue;
        stored.read = read;
        first = first < 0 ? row : first;
        last = row;
    }
    if (first >= 0)
        emit dataChanged(index(first), index(last), {EventRole, ReadRole});
}

int EventListModel::rowOf(const EventId &id) const
{
    const auto found = std::find_if(m_rows.begin(), m_rows.end(), [&id](const ListedEvent &row) {
        return row.stored.event.id == id;
    });
    return found == m_rows.end() ? -1 : static_cast<int>(found - m_rows.begin());
}

} // namespace timesheet
