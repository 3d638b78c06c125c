#pragma once

#include "gateway/storage/group_commit.h"
#include "gateway/storage/log_thread.h"

#include <atomic>
#include <deque>
#include <vector>

namespace timesheet::gateway {

/// Every time that the storage's thread takes or waits. Tests pass milliseconds.
struct StorageTiming {
    /// How long work is tried again whose tenant another writer of the database holds.
    std::chrono::milliseconds patience{5000};
    /// The first pause between two attempts; the next are longer.
    std::chrono::milliseconds firstPause{20};
    /// How long other jobs are done before publishers are looked at again. One is done in any case.
    std::chrono::milliseconds longestJobs{5};
};

/// Runs an EventLog on a thread of its own, so that a disk or a database never holds up a socket,
/// and beside it a reader, and a writer for what may take long, where the log has them. Callers are
/// served in turn, publishers before others, and what waits is bounded for each. Appends that wait
/// at the same time share one transaction, and so one fsync. I/O loops reach it through their
/// Storage.
class StorageThread
{
public:
    /// Called on the storage's thread, after publishers have their answers.
    using NewsHandler = std::function<void(const LogNews &)>;
    using AppendHandler = decltype(AppendJob::handler);

    /// Whether there is another attempt, should somebody else's lock be in the way of this one.
    enum class Attempt { OneOfMany, Last };
    enum class Outcome { Done, Blocked };
    /// Does something with the log and answers whoever asked for it; but not where it was blocked
    /// and that was not the last attempt.
    using Job = std::function<Outcome(EventLog &, Attempt)>;

    StorageThread(NewsHandler onNews, Metrics &metrics, const StorageTiming &timing = {});
    ~StorageThread();
    StorageThread(const StorageThread &) = delete;
    StorageThread &operator=(const StorageThread &) = delete;
    StorageThread(StorageThread &&) = delete;
    StorageThread &operator=(StorageThread &&) = delete;

    /// Starts the thread, has the log made on it, which is where all of its life has to be, and
    /// waits until it is open. Errors: those of the factory.
    tl::expected<void, QString> start(LogFactory<EventLog> factory);

    /// Finishes what waits and ends the thread.
    void stop();

    // What follows may be called on any thread, also before start() and after stop().

    /// False: too much waits already, and the work will not be done.
    [[nodiscard]] bool append(const Asker &asker, QList<NewLogEntry> entries, qint64 bytes,
                              AppendHandler handler);
    /// `bytes`: of what the job holds.
    [[nodiscard]] bool run(const Asker &asker, Job job, qint64 bytes = 0);
    /// What only reads; may overtake what was asked before.
    [[nodiscard]] bool read(const Asker &asker, LogThread<LogReader>::Job job);

    /// Counts: a tenant is followed as long as follow() was called more often than unfollow().
    /// Whatever is committed or read after a call is so after the log knows of it.
    void follow(const TenantId &tenant) { addInterest(tenant, 1); }
    void unfollow(const TenantId &tenant) { addInterest(tenant, -1); }

    /// Whether others than this program write the log, too.
    bool hasOtherWriters() const { return m_hasOtherWriters; }

    /// To be called when another writer may have made news.
    void wake();

    struct Depth {
        std::size_t appends = 0;
        std::size_t jobs = 0;
        std::size_t reads = 0;
    };
    Depth depth() const; ///< what waits

private:
    using SteadyClock = std::chrono::steady_clock;

    /// What went alone, and what became of it.
    struct Settling {
        AppendJob job;
        GroupCommit::Stored stored;
    };
    /// What is done before the thread looks again at what waits.
    struct Turn {
        std::vector<AppendJob> together;
        std::optional<AppendJob> alone;
        std::optional<Settling> settling;
        bool isLast = false;
    };
    struct WaitingJob {
        Asker asker;
        Job job;
        qint64 cost = 0;
        /// Of one that was blocked: until when it is tried again.
        std::optional<SteadyClock::time_point> giveUpAt = {};
    };
    /// A tenant that is to be tried again.
    struct Pause {
        SteadyClock::time_point until;
        std::chrono::milliseconds length;
    };

    void open(const LogFactory<EventLog> &factory,
              const std::function<void(tl::expected<void, QString>)> &opened);
    void work(EventLog &log);
    Turn takeTurn(std::chrono::milliseconds pollInterval);
    void waitForWork(std::unique_lock<std::mutex> &lock, std::chrono::milliseconds pollInterval);
    void takeAppends(Turn &turn);
    bool goesAlone(const AppendJob &job) const;
    void addInterest(const TenantId &tenant, int change);
    void setLog(EventLog *log);
    void append(EventLog &log, Turn &turn);
    void appendAlone(EventLog &log, AppendJob job);
    void settle(AppendJob job, const GroupCommit::Stored &stored);
    void tryLater(std::vector<AppendJob> blocked);
    bool doJobs(EventLog &log);
    std::optional<WaitingJob> takeJob();
    void doJob(EventLog &log, WaitingJob waiting);
    void pause(const TenantId &tenant);
    void endPauses();
    void resume(const TenantId &tenant);
    bool isStopping() const;
    void tellNews(EventLog &log);

    NewsHandler m_onNews;
    Metrics &m_metrics;
    StorageTiming m_timing;
    GroupCommit m_commit; ///< of the storage's thread alone
    /// Likewise. What does not go together with others, one job of a tenant, which is held
    /// meanwhile.
    std::deque<AppendJob> m_alone;
    bool m_isWriterBusy = false; ///< likewise
    /// Likewise. Of tenants of which nothing has gone well since something was blocked.
    std::map<TenantId, Pause> m_pauses;
    std::atomic<bool> m_hasOtherWriters = false;
    std::atomic<bool> m_hasReader = false;
    std::atomic<bool> m_hasWriter = false;
    LogFactory<LogReader> m_readerFactory; ///< set before start() goes on, as is the next
    LogFactory<LogWriter> m_writerFactory;

    std::mutex m_followMutex; ///< guards the next two
    QHash<TenantId, int> m_followers;
    EventLog *m_log = nullptr; ///< while it is open

    mutable std::mutex m_mutex; ///< guards what follows, up to the threads
    std::condition_variable m_wake;
    FairQueue<AppendJob> m_appends;
    FairQueue<WaitingJob> m_jobs;
    std::optional<Settling> m_settling; ///< what the writer has done
    bool m_isWoken = false;
    bool m_stopping = false;

    LogThread<LogReader> m_reader;
    LogThread<LogWriter> m_writer; ///< one job at a time
    std::thread m_thread;
};

} // namespace timesheet::gateway
