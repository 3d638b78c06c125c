#pragma once

#include "gateway/asio.h"
#include "gateway/event_log.h"

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace timesheet::gateway {

/// Runs an EventLog on a thread of its own, so that a disk never holds up a socket. What waits is
/// bounded. Appends that wait at the same time share one transaction, and so one fsync.
///
/// Every handler runs on the I/O loop, in the order in which the log did the work; the handler
/// of new entries runs before those of the appends that brought them. To be called, and
/// destroyed, on the I/O loop's thread.
class StorageThread
{
public:
    template <class Result>
    using Handler = std::function<void(tl::expected<Result, LogError>)>;
    using Factory = std::function<tl::expected<std::unique_ptr<EventLog>, QString>()>;
    using NewEntriesHandler = std::function<void(const QList<LogEntry> &)>;

    StorageThread(asio::io_context &io, NewEntriesHandler onNewEntries);
    ~StorageThread();
    StorageThread(const StorageThread &) = delete;
    StorageThread &operator=(const StorageThread &) = delete;
    StorageThread(StorageThread &&) = delete;
    StorageThread &operator=(StorageThread &&) = delete;

    /// Opens the log, which must not be older than its thread, and waits for that.
    /// Errors: those of the factory.
    tl::expected<void, QString> start(Factory factory);

    /// Finishes what waits and ends the thread.
    void stop();

    void append(QList<NewLogEntry> entries, qint64 bytes, Handler<QList<Appended>> handler);
    void readAfter(Caller caller, Cursor after, PageLimit limit, Handler<LogPage> handler);
    void readNewest(Caller caller, PageLimit limit, Handler<LogPage> handler);
    void head(TenantId tenant, Handler<LogHead> handler);
    void markRead(Caller caller, wire::ReadMark mark, OriginId origin, Handler<void> handler);
    void marksSince(Caller caller, Cursor after, int limit, Handler<LogMarks> handler);
    void prune(QDateTime before, int limit, Handler<int> handler);

private:
    struct AppendJob {
        QList<NewLogEntry> entries;
        qint64 bytes = 0;
        Handler<QList<Appended>> handler;
    };
    using Job = std::function<void(EventLog &)>;

    template <class Result>
    void enqueue(std::function<tl::expected<Result, LogError>(EventLog &)> work,
                 Handler<Result> handler);
    void run(const Factory &factory,
             const std::function<void(tl::expected<void, QString>)> &opened);
    void work(EventLog &log);
    void appendAll(EventLog &log, std::vector<AppendJob> jobs);

    asio::io_context &m_io;
    NewEntriesHandler m_onNewEntries;

    std::mutex m_mutex; ///< guards what follows, up to the thread
    std::condition_variable m_wake;
    std::vector<AppendJob> m_appends;
    qint64 m_appendBytes = 0;
    std::vector<Job> m_jobs;
    bool m_stopping = false;

    std::thread m_thread;
};

} // namespace timesheet::gateway
