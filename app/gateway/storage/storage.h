#pragma once

#include "gateway/storage/storage_thread.h"

namespace timesheet::gateway {

/// The event log as one I/O loop sees it: asked without waiting, answered on the loop. Answers
/// come in the order in which the log did the work, and behind the news that it told before that
/// work. Where too much waits for the log already, the answer is LogError::Kind::Overloaded.
class Storage
{
public:
    template <class Result>
    using Handler = std::function<void(tl::expected<Result, LogError>)>;

    Storage(asio::io_context &io, StorageThread &thread);

    void append(QList<NewLogEntry> entries, qint64 bytes, const Handler<QList<Appended>> &handler);
    void readAfter(Caller caller, Cursor after, PageLimit limit, const Handler<LogPage> &handler);
    void readNewest(Caller caller, PageLimit limit, const Handler<LogPage> &handler);
    void head(TenantId tenant, const Handler<LogHead> &handler);
    void markRead(Caller caller, wire::ReadMark mark, OriginId origin,
                  const Handler<void> &handler);
    void marksSince(Caller caller, Cursor after, int limit, const Handler<LogMarks> &handler);
    void reportPresence(QList<PresenceReport> reports, PresenceScope scope,
                        std::chrono::milliseconds lease, const Handler<PresenceLease> &handler);
    void presentUsers(Caller caller, int limit, const Handler<QList<wire::UserPresence>> &handler);
    void prune(QDateTime before, int limit, const Handler<int> &handler);

    void follow(const TenantId &tenant) { m_thread.follow(tenant); }
    void unfollow(const TenantId &tenant) { m_thread.unfollow(tenant); }
    bool hasOtherWriters() const { return m_thread.hasOtherWriters(); }

private:
    template <class Result>
    void run(std::function<tl::expected<Result, LogError>(EventLog &)> work,
             const Handler<Result> &handler);
    template <class Result>
    void refuse(const Handler<Result> &handler);

    asio::io_context &m_io;
    StorageThread &m_thread;
};

} // namespace timesheet::gateway
