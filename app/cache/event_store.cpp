#include "cache/event_store.h"

#include "cache/cache_file.h"
#include "cache/cache_log.h"
#include "cache/event_rows.h"
#include "cache/search_text.h"
#include "domain/gap.h"

#include <QFileInfo>
#include <QJsonDocument>

#include <utility>

using namespace Qt::StringLiterals;

namespace timesheet {

namespace {

/// A file up to this size is checked as a whole when it was not closed; see README.md.
constexpr qint64 largestChecked = qint64{32} * 1024 * 1024;

SqliteProfile profileWith(const StatementFault &fault, std::function<void()> foundDamaged)
{
    return {
        .applicationId = 0x54535443, // "TSTC"
        .migrations = u":/cache/migrations"_s,
        .durability = SqliteProfile::Durability::Process, // see README.md
        // It blocks the event loop, so it is short; what fails is tried again by the feed.
        .patience = std::chrono::milliseconds(250),
        .fault = fault,
        .foundDamaged = std::move(foundDamaged),
    };
}

ListPosition firstPositionOf(const QDateTime &timestamp)
{
    // Years 0 to 9999, which is all that RFC 3339 can say, are well within.
    constexpr qint64 limit = (qint64{1} << 48) - 1;
    return ListPosition{std::clamp(timestamp.toMSecsSinceEpoch(), -limit, limit) *
                        positionsPerMillisecond};
}

tl::expected<void, StoreError> checkIntegrity(Database &database)
{
    const auto verdict = database.ask(u"PRAGMA integrity_check(1)"_s);
    if (!verdict)
        return tl::unexpected(verdict.error());
    if (verdict->toString() != u"ok")
        return tl::unexpected(StoreError{StoreError::Kind::Damaged, verdict->toString()});
    return {};
}

} // namespace

EventStore::EventStore(QString file, const StatementFault &fault)
    : m_file(std::move(file))
    , m_database(m_file, profileWith(fault, [this] {
                     if (m_damageHandler)
                         m_damageHandler();
                 }))
{
}

EventStore::~EventStore() = default;

void EventStore::onDamage(std::function<void()> handler)
{
    m_damageHandler = std::move(handler);
}

tl::expected<OpenedStore, StoreError> EventStore::open(const QString &file,
                                                       const StatementFault &fault)
{
    std::unique_ptr<EventStore> store(new EventStore(file, fault));
    const bool leftOpen = wasLeftOpen(file);
    const bool isModest = QFileInfo(file).size() <= largestChecked;
    auto opened = store->m_database.open();
    if (opened && leftOpen && isModest)
        opened = checkIntegrity(store->m_database);
    if (opened)
        return OpenedStore{std::move(store), std::nullopt};
    if (opened.error().kind != StoreError::Kind::Damaged)
        return tl::unexpected(opened.error());

    const auto aside = store->beginAnew();
    if (!aside)
        return tl::unexpected(aside.error());
    return OpenedStore{std::move(store), *aside};
}

tl::expected<QString, StoreError> EventStore::beginAnew()
{
    m_database.close();
    const auto aside = setAside(m_file, QDateTime::currentDateTimeUtc());
    if (!aside)
        return aside;
    qCWarning(cacheLog) << "the cache is damaged; set aside as" << QFileInfo(*aside).fileName();
    return m_database.open().map([&aside] { return *aside; });
}

tl::expected<void, StoreError> EventStore::erase()
{
    m_database.close();
    const auto removed = removeFile(m_file);
    const auto opened = m_database.open();
    return removed ? opened : removed;
}

tl::expected<QList<ListedEvent>, StoreError> EventStore::commit(const QList<ReceivedEvent> &events,
                                                                const std::optional<Cursor> &cursor,
                                                                const QDateTime &receivedAt)
{
    Transaction transaction(m_database);
    if (const auto begun = transaction.begin(); !begun)
        return tl::unexpected(begun.error());
    QList<ListedEvent> fresh;
    for (const ReceivedEvent &event : events) {
        const auto inserted = insert(event, receivedAt);
        if (!inserted)
            return tl::unexpected(inserted.error());
        if (*inserted)
            fresh.append(**inserted);
    }
    if (cursor) {
        const auto stored =
            m_database.write(u"INSERT INTO stream (only, cursor) VALUES (1, ?) "
                             "ON CONFLICT (only) DO UPDATE SET cursor = excluded.cursor"_s,
                             {cursor->value().isNull() ? u""_s : cursor->value()});
        if (!stored)
            return tl::unexpected(stored.error());
    }
    return transaction.commit().map([&fresh] { return fresh; });
}

/// Stores an event, and plans its reminders. Nothing where its id is known.
tl::expected<std::optional<ListedEvent>, StoreError>
EventStore::insert(const ReceivedEvent &received, const QDateTime &receivedAt)
{
    const Event &event = received.event;
    const auto known = m_database.ask(u"SELECT 1 FROM events WHERE id = ?"_s,
                                      {event.id.value().isNull() ? u""_s : event.id.value()});
    if (!known)
        return tl::unexpected(known.error());
    if (known->isValid())
        return updateKnown(received);
    const auto position = freePosition(event.timestamp);
    if (!position)
        return tl::unexpected(position.error());
    const auto last = lastArrival();
    if (!last)
        return tl::unexpected(last.error());
    const Arrival arrival{static_cast<qint64>(last->value_or(Arrival{0})) + 1};

    const ListedEvent listed{*position, {event, received.via, false, receivedAt}};
    return m_database.write(eventInsertion(), eventValues(*position, arrival, received, receivedAt))
        .and_then([&] {
            return m_database.write(
                u"INSERT INTO event_text (rowid, words) VALUES (?, ?)"_s,
                {static_cast<qint64>(*position), searchableText(event.payload)});
        })
        .and_then([&] { return planReminders(listed); })
        .map([&] { return std::optional(listed); });
}

tl::expected<std::optional<ListedEvent>, StoreError>
EventStore::updateKnown(const ReceivedEvent &received)
{
    const Event &event = received.event;
    if (received.via != Via::Local || !gapOf(event))
        return std::nullopt;
    const QByteArray payload = QJsonDocument(event.payload).toJson(QJsonDocument::Compact);
    return m_database
        .write(u"UPDATE events SET payload = ? WHERE id = ?"_s,
               {QString::fromUtf8(payload), event.id.value()})
        .map([] { return std::optional<ListedEvent>(); });
}

tl::expected<ListPosition, StoreError> EventStore::freePosition(const QDateTime &timestamp)
{
    auto first = static_cast<qint64>(firstPositionOf(timestamp));
    while (true) {
        const qint64 next = first + positionsPerMillisecond;
        const auto taken = m_database.ask(
            u"SELECT max(place) FROM events WHERE place >= ? AND place < ?"_s, {first, next});
        if (!taken)
            return tl::unexpected(taken.error());
        if (taken->isNull())
            return ListPosition{first};
        if (taken->toLongLong() + 1 < next)
            return ListPosition{taken->toLongLong() + 1};
        first = next;
    }
}

tl::expected<std::optional<Cursor>, StoreError> EventStore::cursor()
{
    return m_database.ask(u"SELECT cursor FROM stream"_s).map([](const QVariant &cursor) {
        return cursor.isNull() ? std::nullopt : std::optional(Cursor(cursor.toString()));
    });
}

tl::expected<std::optional<QDateTime>, StoreError> EventStore::syncedAt()
{
    return m_database.ask(u"SELECT at FROM synced"_s).map([](const QVariant &at) {
        return at.isNull() ? std::nullopt : std::optional(instantIn(at));
    });
}

tl::expected<void, StoreError> EventStore::markSynced(const QDateTime &at)
{
    return m_database.write(u"INSERT INTO synced (only, at) VALUES (1, ?) "
                            "ON CONFLICT (only) DO UPDATE SET at = excluded.at"_s,
                            {at.toMSecsSinceEpoch()});
}

tl::expected<QList<ListedEvent>, StoreError> EventStore::list(const QString &sql,
                                                              const QVariantList &values)
{
    QList<ListedEvent> events;
    return m_database
        .read(sql, values, [&events](const QSqlQuery &row) { events.append(listedEvent(row)); })
        .map([&events] { return events; });
}

tl::expected<QList<ListedEvent>, StoreError> EventStore::page(const EventQuery &query,
                                                              PositionRange range, qsizetype limit)
{
    const Selection selection = selectEvents(eventColumns(), query, range, limit);
    return list(selection.sql, selection.values);
}

tl::expected<QList<ListPosition>, StoreError>
EventStore::positions(const EventQuery &query, PositionRange range, qsizetype limit)
{
    const Selection selection = selectEvents(u"events.place"_s, query, range, limit);
    QList<ListPosition> found;
    return m_database
        .read(selection.sql, selection.values,
              [&found](const QSqlQuery &row) {
                  found.append(ListPosition{row.value(0).toLongLong()});
              })
        .map([&found] { return found; });
}

tl::expected<QList<ListedEvent>, StoreError> EventStore::at(const QList<ListPosition> &positions)
{
    const QString sql = u"SELECT %1 FROM events WHERE place = ?"_s.arg(eventColumns());
    QList<ListedEvent> events;
    for (const ListPosition position : positions) {
        const auto found = list(sql, {static_cast<qint64>(position)});
        if (!found)
            return found;
        events += *found;
    }
    return events;
}

tl::expected<QList<ListedEvent>, StoreError> EventStore::newest(qsizetype count)
{
    return page({}, {}, count);
}

tl::expected<std::optional<ListedEvent>, StoreError> EventStore::find(const EventId &id)
{
    return list(u"SELECT %1 FROM events WHERE id = ?"_s.arg(eventColumns()), {id.value()})
        .map([](const QList<ListedEvent> &events) {
            return events.isEmpty() ? std::nullopt : std::optional(events.first());
        });
}

tl::expected<QMap<EventFilter, int>, StoreError> EventStore::counts()
{
    QMap<QString, std::pair<int, int>> categories;
    const auto read = m_database.read(
        u"SELECT name, total, unread FROM categories"_s, {}, [&categories](const QSqlQuery &row) {
            categories.insert(row.value(0).toString(),
                              {row.value(1).toInt(), row.value(2).toInt()});
        });
    if (!read)
        return tl::unexpected(read.error());
    QMap<EventFilter, int> counts;
    for (const EventFilter filter : eventFilters) {
        if (filter == EventFilter::All || filter == EventFilter::Unread)
            continue; // these two are sums of the others
        const auto [total, unread] = categories.value(eventFilterName(filter));
        counts[filter] = total;
        counts[EventFilter::All] += total;
        counts[EventFilter::Unread] += unread;
    }
    return counts;
}

tl::expected<int, StoreError> EventStore::prune(const QDateTime &before, qsizetype limit)
{
    // Asked first, because mostly nothing is that old, and the DELETE below costs 170 KB of memory.
    const auto oldest = m_database.ask(u"SELECT min(place) FROM events"_s);
    if (!oldest)
        return tl::unexpected(oldest.error());
    if (oldest->isNull() || ListPosition{oldest->toLongLong()} >= firstPositionOf(before))
        return 0;
    int pruned = 0;
    return m_database
        .read(u"DELETE FROM events WHERE place IN "
              "(SELECT place FROM events WHERE place < ? ORDER BY place LIMIT ?) RETURNING 1"_s,
              {static_cast<qint64>(firstPositionOf(before)), limit},
              [&pruned](const QSqlQuery & /*row*/) { ++pruned; })
        .map([&pruned] { return pruned; });
}

} // namespace timesheet
