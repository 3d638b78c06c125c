#pragma once

#include "cache/event_query.h"
#include "cache/store_error.h"
#include "domain/event.h"
#include "sqlite/database.h"
#include "tables/row_state.h"

#include <QList>
#include <QMap>

#include <tl/expected.hpp>

#include <functional>
#include <memory>
#include <optional>

namespace timesheet {

struct OpenedStore;

/// How an event is marked.
enum class Mark {
    Unread,
    Read,     ///< on another device of this user
    ReadHere, ///< on this one: to be reported to the server
};

/// One account's events, read marks and place in the stream, in one SQLite file. Each call is one
/// transaction: it happens as a whole or, where it returns an error, not at all.
class EventStore
{
public:
    /// Opens the file, or begins it where there is none. A damaged file is set aside and begun
    /// anew. Errors: Newer and Open (another program's file) leave the file untouched.
    static tl::expected<OpenedStore, StoreError> open(const QString &file,
                                                      const StatementFault &fault = {});

    /// Tells whoever keeps the store in order when a call finds the file damaged, whichever it is;
    /// beginAnew() is due then, when the call has returned.
    void onDamage(std::function<void()> handler);

    ~EventStore();
    Q_DISABLE_COPY_MOVE(EventStore)

    /// Stores events and the cursor that they lead to, both or neither. An event whose id is known
    /// changes nothing, but that a gap is as long as it was last said to be. The new ones, in order
    /// of arrival.
    [[nodiscard]] tl::expected<QList<ListedEvent>, StoreError>
    commit(const QList<ReceivedEvent> &events, const std::optional<Cursor> &cursor,
           const QDateTime &receivedAt);

    /// The cursor last committed.
    [[nodiscard]] tl::expected<std::optional<Cursor>, StoreError> cursor();
    /// When the store was last known to hold everything, UTC; nothing before the first time.
    [[nodiscard]] tl::expected<std::optional<QDateTime>, StoreError> syncedAt();
    [[nodiscard]] tl::expected<void, StoreError> markSynced(const QDateTime &at);

    /// What a query shows in a range, newest first, at most `limit`.
    [[nodiscard]] tl::expected<QList<ListedEvent>, StoreError>
    page(const EventQuery &query, PositionRange range, qsizetype limit);
    [[nodiscard]] tl::expected<QList<ListPosition>, StoreError>
    positions(const EventQuery &query, PositionRange range, qsizetype limit);
    /// The events at these positions, but for those that are gone.
    [[nodiscard]] tl::expected<QList<ListedEvent>, StoreError>
    at(const QList<ListPosition> &positions);
    [[nodiscard]] tl::expected<QList<ListedEvent>, StoreError> newest(qsizetype count);
    [[nodiscard]] tl::expected<std::optional<ListedEvent>, StoreError> find(const EventId &id);
    /// How many events each filter shows. The cost does not depend on how many there are.
    [[nodiscard]] tl::expected<QMap<EventFilter, int>, StoreError> counts();

    /// Marks these events. The ones among them that were not marked so before.
    [[nodiscard]] tl::expected<QList<EventId>, StoreError> markRead(const QList<EventId> &ids,
                                                                    Mark mark);
    /// Marks as read what arrived up to `last`, at most `limit` at a time; which ones.
    [[nodiscard]] tl::expected<QList<EventId>, StoreError>
    markReadThrough(Arrival last, qsizetype limit, Mark mark);
    /// Events marked as ReadHere that the server has not confirmed, at most `limit`. The schema
    /// calls them `marks_to_tell`.
    [[nodiscard]] tl::expected<QList<EventId>, StoreError> marksToReport(qsizetype limit);
    [[nodiscard]] tl::expected<void, StoreError> forgetMarksToReport(const QList<EventId> &ids);
    /// The newest arrival; nothing while the store is empty.
    [[nodiscard]] tl::expected<std::optional<Arrival>, StoreError> lastArrival();
    /// The arrival of the event with this cursor, where there is one.
    [[nodiscard]] tl::expected<std::optional<Arrival>, StoreError> arrivalOf(const Cursor &cursor);

    /// These have been shown as toasts, or need none; also their reminders that were due `at`
    /// that time.
    [[nodiscard]] tl::expected<void, StoreError> markToasted(const QList<EventId> &ids,
                                                             const QDateTime &at);
    /// The last `limit` events that were stored and not yet marked as toasted, in order of
    /// arrival. Older ones are no news any more, and are marked without a toast.
    [[nodiscard]] tl::expected<QList<StoredEvent>, StoreError> awaitingToast(qsizetype limit);

    /// Has an event told again. Nothing where it is unknown. Deadlines have reminders by
    /// themselves, see reminderTimes(), until their timesheet is approved or has another deadline.
    [[nodiscard]] tl::expected<void, StoreError> remindAt(const EventId &id, const QDateTime &at);
    /// When the first reminder after `now` is due.
    [[nodiscard]] tl::expected<std::optional<QDateTime>, StoreError>
    nextReminder(const QDateTime &now);
    /// The events whose reminders are due, the oldest first, at most `limit`.
    [[nodiscard]] tl::expected<QList<StoredEvent>, StoreError> dueReminders(const QDateTime &now,
                                                                            qsizetype limit);

    /// The states of these rows of a table, as far as they are known.
    [[nodiscard]] tl::expected<QList<RowState>, StoreError> rowStates(const QString &table,
                                                                      const QStringList &ids);
    /// Keeps these in place of what was known of the same rows. Some of those that have not changed
    /// since `forgotten` go.
    [[nodiscard]] tl::expected<void, StoreError>
    keepRowStates(const QList<RowState> &states, const std::optional<QDateTime> &forgotten);

    /// Deletes events that are older than an instant, at most `limit` at a time; how many.
    [[nodiscard]] tl::expected<int, StoreError> prune(const QDateTime &before, qsizetype limit);
    /// Forgets everything, so that nothing of it is left in the file.
    [[nodiscard]] tl::expected<void, StoreError> erase();
    /// After an error of kind Damaged: sets the file aside and begins it anew. Its new name.
    [[nodiscard]] tl::expected<QString, StoreError> beginAnew();

private:
    EventStore(QString file, const StatementFault &fault);

    tl::expected<std::optional<ListedEvent>, StoreError> insert(const ReceivedEvent &received,
                                                                const QDateTime &receivedAt);
    tl::expected<std::optional<ListedEvent>, StoreError> updateKnown(const ReceivedEvent &received);
    tl::expected<ListPosition, StoreError> freePosition(const QDateTime &timestamp);
    tl::expected<void, StoreError> planReminders(const ListedEvent &listed);
    tl::expected<void, StoreError> addReminder(const ListedEvent &listed, const QDateTime &at);
    tl::expected<void, StoreError> noteMarks(const QList<EventId> &changed, Mark mark);
    tl::expected<QList<ListedEvent>, StoreError> list(const QString &sql,
                                                      const QVariantList &values);

    std::function<void()> m_damageHandler;
    QString m_file;
    Database m_database;
};

/// A store that was opened, and what had to make way for it.
struct OpenedStore {
    std::unique_ptr<EventStore> store;
    std::optional<QString> setAside; ///< where the damaged file is that was there before
};

} // namespace timesheet
