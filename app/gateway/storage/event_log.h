#pragma once

#include "gateway/tokens/caller.h"
#include "wire/messages.h"
#include "wire/packed_event.h"

#include <tl/expected.hpp>

#include <optional>

namespace timesheet::gateway {

/// An event on its way into the log.
struct NewLogEntry {
    wire::PackedEvent event; ///< without cursor
    std::optional<UserId> recipient;
};

/// An event as the log holds it.
struct LogEntry {
    wire::PackedEvent event; ///< with cursor
    qint64 sequence = 0;     ///< its place among its tenant's events; what the cursor stands for
    std::optional<UserId> recipient;
};

/// What became of a NewLogEntry.
struct Appended {
    LogEntry entry;
    bool isNew = true; ///< false: an event of this id was there before, and nothing was stored
};

/// A tenant's newest place.
struct LogHead {
    Cursor cursor;
    qint64 sequence = 0; ///< 0 while the tenant has no events
};

/// A part of the log, oldest first, with what one caller may see of it.
struct LogPage {
    QList<LogEntry> entries;
    Cursor cursor;        ///< where to go on
    qint64 sequence = 0;  ///< what `cursor` stands for
    bool atEnd = true;    ///< there was nothing more behind `cursor`
    bool complete = true; ///< false: something between the asked cursor and the page is gone
    QList<EventId> read;  ///< those of `entries` that the caller has marked as read
};

/// What a user has read, as far as one of their devices may not know it.
struct LogMarks {
    QList<EventId> ids;
    std::optional<Cursor> through; ///< everything up to here
};

/// Which connection said something, so that it is not told what it knows; 0 is none.
using OriginId = quint64;

/// A user has read these.
struct ReadNotice {
    TenantId tenant;
    UserId user;
    wire::ReadMark mark;
    OriginId origin = 0; ///< one of this program's connections, or 0
};

/// How present this program's connections make a user; Offline: none of them is that user's.
struct PresenceReport {
    TenantId tenant;
    UserId user;
    wire::PresenceState state = wire::PresenceState::Offline;
};

/// Whether reports are all that there is: then who is in none of them is offline.
enum class PresenceScope { Changes, Everything };

/// Whether what was reported before still holds.
enum class PresenceLease { Renewed, New };

/// A user is present in another way than before, on all devices together.
struct PresenceNotice {
    TenantId tenant;
    wire::UserPresence presence;
};

/// What has come into the log.
struct LogNews {
    QList<LogEntry> entries; ///< each tenant's in their order, without a hole
    QList<ReadNotice> reads = {};
    QList<PresenceNotice> presences = {}; ///< each tenant's in their order

    bool isEmpty() const { return entries.isEmpty() && reads.isEmpty() && presences.isEmpty(); }
};

/// How much a page may hold. At least one event comes, however large.
struct PageLimit {
    int events = 0;
    qint64 bytes = 0;
};

/// What went wrong with the storage. `detail` is for the log.
struct LogError {
    enum class Kind {
        Storage,
        UnknownCursor,
        Overloaded, ///< too much is waiting already
    };

    Kind kind = Kind::Storage;
    QString detail;
};

/// The durable events of all tenants. Each tenant's events have an order of their own, which
/// cursors name. Not thread-safe, and each call may block: it lives on a thread of its own.
///
/// A log may have other writers than this program. Whatever one of its reads, head() included, has
/// given as a tenant's newest place is where that tenant's news go on, or earlier: who follows a
/// tenant first and reads then misses nothing, and passes over news of places that it has read.
class EventLog
{
public:
    EventLog() = default;
    virtual ~EventLog() = default;
    Q_DISABLE_COPY_MOVE(EventLog)

    /// Stores all or nothing; when it returns, what it stored survives a power cut.
    /// The result has the order of `entries`.
    virtual tl::expected<QList<Appended>, LogError> append(const QList<NewLogEntry> &entries) = 0;

    /// What came after a cursor. A cursor that this log does not know means: from the beginning,
    /// and not complete.
    virtual tl::expected<LogPage, LogError> readAfter(const Caller &caller, const Cursor &after,
                                                      PageLimit limit) = 0;

    /// The newest events.
    virtual tl::expected<LogPage, LogError> readNewest(const Caller &caller, PageLimit limit) = 0;

    virtual tl::expected<LogHead, LogError> head(const TenantId &tenant) = 0;

    /// Remembers that the caller has read these. Ids that the caller cannot see are passed over.
    /// Errors also: UnknownCursor.
    virtual tl::expected<void, LogError> markRead(const Caller &caller, const wire::ReadMark &mark,
                                                  OriginId origin) = 0;

    /// What the caller has read of the events up to a cursor since the event there was accepted,
    /// the newest `limit` of it. A device that has come to that cursor and was away since has not
    /// heard of these; of some it may have, which is no harm.
    virtual tl::expected<LogMarks, LogError> marksSince(const Caller &caller, const Cursor &after,
                                                        int limit) = 0;

    /// Says how present this program's own connections make users. What that and the reports of
    /// other programs come to for a user is news where it changes. Reports hold for the time of
    /// `lease`, and as long again with each call, also one without any. Users that the storage
    /// cannot name are passed over.
    virtual tl::expected<PresenceLease, LogError>
    reportPresence(const QList<PresenceReport> &reports, PresenceScope scope,
                   std::chrono::milliseconds lease) = 0;

    /// Who of the caller's tenant is online or away, the first `limit` in the order of their ids.
    virtual tl::expected<QList<wire::UserPresence>, LogError> presentUsers(const Caller &caller,
                                                                           int limit) = 0;

    /// Forgets events that were accepted before an instant, the oldest `limit` of them; how many.
    virtual tl::expected<int, LogError> prune(const QDateTime &before, int limit) = 0;

    /// From now on news() speaks of this tenant, too.
    virtual void follow(const TenantId &tenant) = 0;
    virtual void unfollow(const TenantId &tenant) = 0;

    /// What came since the last call, of the tenants that are followed.
    virtual tl::expected<LogNews, LogError> news() = 0;

    /// How often to ask for news that nothing announced; zero where there are no other writers.
    virtual std::chrono::milliseconds pollInterval() const { return std::chrono::milliseconds(0); }
};

} // namespace timesheet::gateway
