#pragma once

#include "gateway/tokens/caller.h"
#include "wire/messages.h"
#include "wire/packed_event.h"

#include <QSet>

#include <tl/expected.hpp>

#include <chrono>
#include <functional>
#include <memory>
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
    qint64 sequence = 0;     ///< its number among its tenant's events, which the cursor names
    std::optional<UserId> recipient;
};

/// What became of a NewLogEntry.
struct Appended {
    LogEntry entry;
    bool isNew = true; ///< false: there is an event of this id already, which `entry` is
};

/// The end of a tenant's log.
struct LogHead {
    Cursor cursor;
    qint64 sequence = 0; ///< 0 while the tenant has no events
};

/// A part of the log, oldest first, with what one caller may see of it.
struct LogPage {
    QList<LogEntry> entries;
    Cursor cursor;        ///< where to go on
    qint64 sequence = 0;  ///< that `cursor` names
    bool atEnd = true;    ///< there was nothing more behind `cursor`
    bool complete = true; ///< false: something between the asked cursor and the page is gone
    QList<EventId> read;  ///< those of `entries` that the caller has marked as read
};

/// What a user has marked as read that one of their devices may not have heard of.
struct LogMarks {
    QList<EventId> ids;
    std::optional<Cursor> through; ///< everything up to here
};

/// The connection that something comes from, which need not be told of it; 0 is none.
using OriginId = quint64;

/// A user has marked events as read.
struct ReadNotice {
    TenantId tenant;
    UserId user;
    wire::ReadMark mark;
    OriginId origin = 0; ///< one of this program's connections, or 0
};

/// What this program's connections come to for one user. Offline: none of them takes part in
/// presence for that user.
struct PresenceReport {
    TenantId tenant;
    UserId user;
    wire::PresenceState state = wire::PresenceState::Offline;
};

/// Whether reports are about what has changed, or about every user of whom there is something to
/// say: then all others are offline.
enum class PresenceScope { Changes, Everything };

/// Whether what was reported before still held: it does not, and all is to be reported again, where
/// the lease had ended.
enum class PresenceLease { Renewed, New };

/// What became of reports.
struct PresenceReceipt {
    PresenceLease lease = PresenceLease::Renewed;
    /// Of these nothing was taken, because somebody else holds what it needs.
    QSet<TenantId> blocked = {};
};

/// A user is online, away or offline now, on all devices together, and was not before.
struct PresenceNotice {
    TenantId tenant;
    wire::UserPresence presence;
};

/// What has come into the log.
struct LogNews {
    QList<LogEntry> entries; ///< each tenant's in their order, without a gap
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
        Storage, ///< it is away or full: whatever else is asked now would fail, too
        Refused, ///< it cannot hold what it was given; anything else may do well
        Blocked, ///< this did not go, for somebody holds what it needs; anything else may do well
        UnknownCursor,
        Overloaded, ///< too much is waiting already
    };

    /// Whether it says nothing about what others ask.
    bool isOfThisWorkAlone() const { return kind == Kind::Refused || kind == Kind::Blocked; }

    Kind kind = Kind::Storage;
    QString detail;
};

/// How long whoever writes waits for what somebody else has locked, before it is Blocked.
enum class Patience {
    Usual, ///< longer than a commit takes
    Short, ///< hardly at all: it was locked a moment ago
};

/// Reads the log. What was answered to whoever wrote it is there. Not thread-safe, and each call
/// may block.
class LogReader
{
public:
    LogReader() = default;
    virtual ~LogReader() = default;
    Q_DISABLE_COPY_MOVE(LogReader)

    /// What came after a cursor. A cursor that this log does not know means: from the beginning,
    /// and not complete. Looks at no more events than the page may hold, whoever else's there are.
    virtual tl::expected<LogPage, LogError> readAfter(const Caller &caller, const Cursor &after,
                                                      PageLimit limit) = 0;

    /// The newest events.
    virtual tl::expected<LogPage, LogError> readNewest(const Caller &caller, PageLimit limit) = 0;

    virtual tl::expected<LogHead, LogError> head(const TenantId &tenant) = 0;

    /// Which of the events up to a cursor the caller has marked as read since the event at that
    /// cursor was accepted, the newest `limit` of them. A device that has this cursor was there at
    /// least until then: these are the marks that it may not have heard of.
    virtual tl::expected<LogMarks, LogError> marksSince(const Caller &caller, const Cursor &after,
                                                        int limit) = 0;
};

/// Stores events. Not thread-safe, and each call may block.
class LogWriter
{
public:
    LogWriter() = default;
    virtual ~LogWriter() = default;
    Q_DISABLE_COPY_MOVE(LogWriter)

    /// Stores all or nothing; when it returns, what it stored survives a power cut.
    /// The result has the order of `entries`.
    virtual tl::expected<QList<Appended>, LogError> append(const QList<NewLogEntry> &entries) = 0;

    /// Of the calls that follow.
    virtual void setPatience(Patience /*patience*/) {}
};

/// Opens a reader or a writer of a log, which is to live on the thread that calls this. Errors: a
/// sentence for the administrator.
template <class Log>
using LogFactory = std::function<tl::expected<std::unique_ptr<Log>, QString>()>;

/// The durable events of all tenants. Each tenant's events have an order of their own, which
/// cursors name. Not thread-safe but for what says so, and each call may block: it lives on a
/// thread of its own.
///
/// A log may have other writers than this program. The news of a tenant that is followed go on
/// after the end of its log as any read, head() included, has seen it, or from somewhere before
/// that. So whoever follows a tenant first and then reads its log misses nothing, but has to pass
/// over news of sequences that it has read already.
class EventLog : public LogReader, public LogWriter
{
public:
    /// Remembers that the caller has read these. Ids that the caller cannot see are passed over. It
    /// is news where it says anything that was not known.
    /// Errors also: UnknownCursor.
    virtual tl::expected<void, LogError> markRead(const Caller &caller, const wire::ReadMark &mark,
                                                  OriginId origin) = 0;

    /// Says who is present on this program's own connections. What the reports of all programs
    /// together say of a user is news where it changes. Reports hold for the time of `lease`, which
    /// each call begins anew, also one without reports. Users whose names the storage cannot hold
    /// are passed over.
    virtual tl::expected<PresenceReceipt, LogError>
    reportPresence(const QList<PresenceReport> &reports, PresenceScope scope,
                   std::chrono::milliseconds lease) = 0;

    /// Who of the caller's tenant is online or away, the first `limit` in the order of their ids.
    virtual tl::expected<QList<wire::UserPresence>, LogError> presentUsers(const Caller &caller,
                                                                           int limit) = 0;

    /// Removes events that were accepted before an instant, the oldest `limit` of them. Returns how
    /// many these were.
    virtual tl::expected<int, LogError> prune(const QDateTime &before, int limit) = 0;

    /// From now on news() speaks of this tenant, too. On any thread.
    virtual void follow(const TenantId &tenant) = 0;
    virtual void unfollow(const TenantId &tenant) = 0;

    /// What came since the last call, of the tenants that are followed.
    virtual tl::expected<LogNews, LogError> news() = 0;

    /// How often to ask for news that nothing announced; zero where there are no other writers.
    virtual std::chrono::milliseconds pollInterval() const { return std::chrono::milliseconds(0); }

    /// Of another reader of the same log, which does not wait for what this one is at. Nothing
    /// where there is no such reader.
    virtual LogFactory<LogReader> readerFactory() const { return {}; }

    /// Of another writer, likewise. Whoever has it append something of a tenant says so to this log
    /// before and after, and meanwhile has nothing of that tenant done here.
    virtual LogFactory<LogWriter> writerFactory() const { return {}; }
    virtual void appendsElsewhere(const TenantId & /*tenant*/) {}
    /// `appended`: nothing where it failed.
    virtual void appendedElsewhere(const TenantId & /*tenant*/,
                                   const QList<Appended> & /*appended*/)
    {
    }
};

} // namespace timesheet::gateway
