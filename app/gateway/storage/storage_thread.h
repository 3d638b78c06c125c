#pragma once

#include "gateway/monitoring/metrics.h"
#include "gateway/net/asio.h"
#include "gateway/storage/event_log.h"

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace timesheet::gateway {

/// Runs an EventLog on a thread of its own, so that a disk or a database never holds up a socket.
/// What waits is bounded. Appends that wait at the same time share one transaction, and so one
/// fsync. I/O loops reach it through their Storage.
class StorageThread
{
public:
    /// Called on the storage's thread: after publishers have their answers, and before anybody is
    /// answered who reads what is news.
    using NewsHandler = std::function<void(const LogNews &)>;
    using Factory = std::function<tl::expected<std::unique_ptr<EventLog>, QString>()>;
    using AppendHandler = std::function<void(tl::expected<QList<Appended>, LogError>)>;
    using Job = std::function<void(EventLog &)>;

    StorageThread(NewsHandler onNews, Metrics &metrics);
    ~StorageThread();
    StorageThread(const StorageThread &) = delete;
    StorageThread &operator=(const StorageThread &) = delete;
    StorageThread(StorageThread &&) = delete;
    StorageThread &operator=(StorageThread &&) = delete;

    /// Starts the thread, has the log made on it, which is where all of its life has to be, and
    /// waits until it is open. Errors: those of the factory.
    tl::expected<void, QString> start(Factory factory);

    /// Finishes what waits and ends the thread.
    void stop();

    // What follows may be called on any thread, also before start() and after stop().

    /// False: too much waits already, and the work will not be done.
    [[nodiscard]] bool append(QList<NewLogEntry> entries, qint64 bytes, AppendHandler handler);
    [[nodiscard]] bool run(Job job);

    /// Counts: a tenant is followed as long as follow() was called more often than unfollow().
    /// Whatever is asked after a call, appends included, is done after the log knows of it.
    void follow(const TenantId &tenant) { addInterest(tenant, 1); }
    void unfollow(const TenantId &tenant) { addInterest(tenant, -1); }

    /// Whether others than this program write the log, too.
    bool hasOtherWriters() const { return m_hasOtherWriters; }

    /// To be called when another writer may have made news.
    void wake();

    struct Depth {
        std::size_t appends = 0;
        std::size_t jobs = 0;
    };
    Depth depth() const; ///< what waits

private:
    struct AppendJob {
        QList<NewLogEntry> entries;
        qint64 bytes = 0;
        AppendHandler handler;
    };
    struct Waiting {
        std::vector<AppendJob> appends;
        qint64 appendBytes = 0;
        std::vector<Job> jobs;
        QHash<TenantId, int> interest; ///< how many more or fewer follow it; wakes nobody
        bool isWoken = false;

        bool isEmpty() const { return appends.empty() && jobs.empty() && !isWoken; }
    };

    void open(const Factory &factory,
              const std::function<void(tl::expected<void, QString>)> &opened);
    void work(EventLog &log);
    void addInterest(const TenantId &tenant, int change);
    void takeInterest(EventLog &log, const QHash<TenantId, int> &changes);
    void wait(std::unique_lock<std::mutex> &lock, std::chrono::milliseconds pollInterval);
    void appendAll(EventLog &log, const std::vector<AppendJob> &jobs);
    void tellNews(EventLog &log);

    NewsHandler m_onNews;
    Metrics &m_metrics;
    QHash<TenantId, int> m_followers; ///< of the storage's thread alone
    std::atomic<bool> m_hasOtherWriters = false;

    mutable std::mutex m_mutex; ///< guards what follows, up to the thread
    std::condition_variable m_wake;
    Waiting m_waiting;
    bool m_stopping = false;

    std::thread m_thread;
};

} // namespace timesheet::gateway
