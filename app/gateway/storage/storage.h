#pragma once

#include "gateway/net/asio.h"
#include "gateway/storage/storage_thread.h"

namespace timesheet::gateway {

/// A page of events as HTTP gives it.
struct EncodedPage {
    QByteArray json;
    bool isEmpty = true;
    bool complete = true; ///< as of LogPage
};

/// The event log as one I/O loop sees it: asked without waiting, answered on the loop. Who is gone
/// before its work begins costs nothing: where a call takes a `life`, what it points to must be
/// there then, or nothing is done and nobody answered. Where too much waits already, in all or of
/// that caller, the answer is LogError::Kind::Overloaded.
///
/// Reads do not wait for what was asked before them. They see what was answered before they were
/// asked, and all of which this program has told the news. They may also see what it is still to
/// tell: whoever follows a tenant passes over the news of sequences that it has read.
class Storage
{
public:
    template <class Result>
    using Handler = std::function<void(tl::expected<Result, LogError>)>;
    using Life = std::weak_ptr<const void>;

    Storage(asio::io_context &io, StorageThread &thread);

    void append(const Caller &publisher, QList<NewLogEntry> entries, qint64 bytes,
                const Handler<QList<Appended>> &handler);
    void readAfter(Caller caller, Cursor after, PageLimit limit, Life life,
                   const Handler<LogPage> &handler);
    /// As readAfter(), or of the newest events. Encoded where it is read: a large page takes long
    /// enough to hold up a loop.
    void readPage(Caller caller, std::optional<Cursor> after, PageLimit limit, Life life,
                  const Handler<EncodedPage> &handler);
    /// Whether the log answers, of which writers would ask, too.
    void probe(const Handler<LogHead> &handler);
    /// Of the asker's tenant.
    void head(const Asker &asker, const Handler<LogHead> &handler);
    void markRead(Caller caller, wire::ReadMark mark, OriginId origin,
                  const Handler<void> &handler);
    void marksSince(Caller caller, Cursor after, int limit, Life life,
                    const Handler<LogMarks> &handler);
    void reportPresence(QList<PresenceReport> reports, PresenceScope scope,
                        std::chrono::milliseconds lease, const Handler<PresenceReceipt> &handler);
    void presentUsers(Caller caller, int limit, const Handler<QList<wire::UserPresence>> &handler);
    void prune(QDateTime before, int limit, const Handler<int> &handler);

    void follow(const TenantId &tenant) { m_thread.follow(tenant); }
    void unfollow(const TenantId &tenant) { m_thread.unfollow(tenant); }
    bool hasOtherWriters() const { return m_thread.hasOtherWriters(); }

private:
    template <class Result>
    using Work = std::function<tl::expected<Result, LogError>(EventLog &)>;
    template <class Result>
    using Reading = std::function<tl::expected<Result, LogError>(LogReader &)>;

    template <class Result>
    void run(const Asker &asker, const Work<Result> &work, const Handler<Result> &handler,
             qint64 bytes = 0);
    template <class Result>
    void read(const Asker &asker, const std::optional<Life> &life, const Reading<Result> &reading,
              const Handler<Result> &handler);
    template <class Result>
    void refuse(const Handler<Result> &handler);

    asio::io_context &m_io;
    StorageThread &m_thread;
};

} // namespace timesheet::gateway
