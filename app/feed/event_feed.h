#pragma once

#include "cache/event_store.h"
#include "domain/clock.h"
#include "domain/event.h"
#include "domain/gap.h"

#include <QDateTime>
#include <QElapsedTimer>
#include <QList>
#include <QMap>
#include <QObject>
#include <QTimer>

#include <chrono>
#include <optional>

namespace timesheet {

/// What happens to an event on its way to the user: one that is not known yet is committed to the
/// cache, and only then told. Whatever way it came, it is told once.
class EventFeed : public QObject
{
    Q_OBJECT

public:
    EventFeed(EventStore &store, Clock now, QObject *parent = nullptr);
    ~EventFeed() override;

    /// Up to where everything is committed; nothing before the first event with a cursor.
    std::optional<Cursor> cursor() const;
    int unreadCount() const { return m_counts.value(EventFilter::Unread); }
    /// How many events each filter shows.
    const QMap<EventFilter, int> &counts() const { return m_counts; }
    QList<StoredEvent> newest(int count) const;
    std::optional<StoredEvent> find(const EventId &id) const;
    /// Committed and not yet marked as toasted: the program ended in between, nobody could show
    /// them, or they are on their way.
    QList<StoredEvent> awaitingToast() const;

    /// Marks of this user that the server has not confirmed, at most `limit`.
    QList<EventId> marksToReport(qsizetype limit) const;

    /// Commits what is pending, for the end of the program. What fails stays with the server.
    void flush();

public slots:
    /// What comes within one turn of the event loop is one transaction.
    void receive(const timesheet::ReceivedEvent &event);
    /// A place in the stream that was reached without an event.
    void advance(const timesheet::Cursor &cursor);
    /// Whether everything that the server has is here, but for what is on its way right now.
    void setInSync(bool inSync);
    /// Everything that the server had at that time has been received: UTC by this computer's clock.
    void noteSynced(const QDateTime &through);
    /// What came since this feed was last in sync, and before `until`, cannot be recovered: an
    /// entry says so. Nothing where it never was in sync: then nothing is missed.
    void addGap(const timesheet::TenantId &tenant, const QDateTime &until);
    /// Read by this user, here.
    void markRead(const QList<timesheet::EventId> &ids);
    void markUnread(const timesheet::EventId &id);
    void markAllRead();
    /// Read by this user, on another device.
    void applyReadMark(const QList<timesheet::EventId> &ids,
                       const std::optional<timesheet::Cursor> &through);
    void markToasted(const QList<timesheet::EventId> &ids);
    /// The server has confirmed these marks. marksDue() follows where there are more.
    void noteMarksReported(const QList<timesheet::EventId> &ids);
    /// Deletes events when they are older than this, and takes none that a server tells afterwards;
    /// nothing: keeps them all.
    void keepFor(const std::optional<std::chrono::days> &age);
    /// Forgets all events and the place in the stream.
    void forget();

signals:
    /// After their commit: the events that are new, in order of arrival.
    void committed(const QList<timesheet::StoredEvent> &events);
    /// The same events with their positions, for lists.
    void listed(const QList<timesheet::ListedEvent> &events);
    void readChanged(const QList<timesheet::EventId> &ids, bool read);
    /// There are marks to report to the server.
    void marksDue();
    void unreadChanged(int unread);
    void countsChanged();
    void forgotten(); ///< all events, or old ones; or a gap has become longer: lists begin anew
    /// Whether more may come: not while so much waits for the cache that it would be too much.
    void keepsUpChanged(bool keepsUp);
    /// Something was left to the server while the cache could not be written, or was lost with a
    /// damaged one; now it can be stored.
    void refetchNeeded();
    /// The cache was damaged; a new one was begun, and that one lies in this file.
    void setAside(const QString &file);
    /// Once until the cache works again. Nothing is lost: what waits is tried again, and the
    /// cursor stays behind what is not committed.
    void storeFailed(const timesheet::StoreError &error);

private:
    /// An event, or a place without one.
    struct Arrived {
        std::optional<ReceivedEvent> event;
        std::optional<Cursor> cursor;
    };

    void enqueue(Arrived arrived);
    void noteWaiting();
    void commitSome();
    bool commitBatch();
    void beginReading(Arrival last, Mark mark);
    void continueReading();
    void tellRead(const QList<EventId> &ids, bool read);
    bool syncNoteIsDue() const;
    void keepSync();
    void prune();
    void refreshCounts();
    void retryLater(QTimer &timer);
    void noteFailure(const StoreError &error);
    void beginAnew();
    bool isTooOld(const ReceivedEvent &received) const;
    void noteSuccess();

    EventStore &m_store;
    Clock m_now;
    QList<Arrived> m_pending;
    QTimer m_commitTimer;
    QTimer m_readTimer;
    QTimer m_pruneTimer;
    QTimer m_damageTimer;
    std::optional<std::chrono::days> m_keptFor;
    /// Up to which arrival events are still to be marked so, some in each turn. One of each kind is
    /// all that can wait: what reaches further covers what reaches less far.
    QMap<Mark, Arrival> m_readings;
    QMap<EventFilter, int> m_counts;
    std::optional<Gap> m_lastGap;
    QDateTime m_syncedThrough; ///< once all that waits is committed; invalid: not known
    std::chrono::milliseconds m_retryPause;
    QElapsedTimer m_sinceSyncNoted;
    bool m_hasPruned = false; ///< some, since the last time that nothing old was left
    bool m_keepsUp = true;
    bool m_gapHasGrown = false; ///< since the last commit
    bool m_inSync = false;
    bool m_isFailing = false;
    bool m_hasDropped = false;   ///< something, behind all that waits now: nothing more is taken
    bool m_hasBegunAnew = false; ///< and the cache has not worked since
    bool m_cursorIsHeld = false; ///< a damaged cache had what lies before: nothing passes that
};

} // namespace timesheet
