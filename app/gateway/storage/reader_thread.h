#pragma once

#include "gateway/monitoring/metrics.h"
#include "gateway/storage/event_log.h"
#include "gateway/storage/fair_queue.h"

#include <condition_variable>
#include <mutex>
#include <thread>

namespace timesheet::gateway {

/// Runs a LogReader on a thread of its own, so that who reads waits for no writer, and no writer
/// for readers. Askers are served in turn.
class ReaderThread
{
public:
    using Job = std::function<void(LogReader &)>;

    explicit ReaderThread(Metrics &metrics);
    ~ReaderThread();
    Q_DISABLE_COPY_MOVE(ReaderThread)

    /// Starts the thread, opens the reader on it and waits until that is done. Errors: those of the
    /// factory.
    tl::expected<void, QString> start(const EventLog::ReaderFactory &factory);

    /// Finishes what waits and ends the thread.
    void stop();

    // On any thread.

    /// False: too much waits already, and the job will not be done.
    [[nodiscard]] bool run(const Asker &asker, Job job);
    std::size_t depth() const; ///< what waits

private:
    void work(LogReader &reader);

    Metrics &m_metrics;
    mutable std::mutex m_mutex; ///< guards what follows, up to the thread
    std::condition_variable m_wake;
    FairQueue<Job> m_waiting;
    bool m_stopping = false;

    std::thread m_thread;
};

} // namespace timesheet::gateway
