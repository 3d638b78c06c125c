#pragma once

#include "gateway/storage/event_log.h"
#include "gateway/storage/fair_queue.h"

#include <condition_variable>
#include <future>
#include <mutex>
#include <thread>

namespace timesheet::gateway {

/// Runs a LogReader or a LogWriter on a thread of its own, so that nobody waits for what the log's
/// own thread is at, and that thread for nothing here. Askers are served in turn.
template <class Log>
class LogThread
{
public:
    using Job = std::function<void(Log &)>;

    LogThread() = default;
    ~LogThread() { stop(); }
    Q_DISABLE_COPY_MOVE(LogThread)

    /// Starts the thread, opens the reader or writer on it and waits until that is done. Errors:
    /// those of the factory.
    tl::expected<void, QString> start(const LogFactory<Log> &factory)
    {
        std::promise<tl::expected<void, QString>> opened;
        auto result = opened.get_future();
        m_thread = std::thread([this, factory, &opened] {
            const auto log = factory();
            if (!log) {
                opened.set_value(tl::unexpected(log.error()));
                return;
            }
            opened.set_value({});
            work(**log);
        });
        return result.get();
    }

    /// Finishes what waits and ends the thread.
    void stop()
    {
        {
            const std::scoped_lock lock(m_mutex);
            m_stopping = true;
        }
        m_wake.notify_one();
        if (m_thread.joinable())
            m_thread.join();
    }

    // On any thread.

    /// False: too much waits already, and the job will not be done.
    [[nodiscard]] bool run(const Asker &asker, Job job)
    {
        {
            const std::scoped_lock lock(m_mutex);
            if (!m_waiting.push(asker, std::move(job)))
                return false;
        }
        m_wake.notify_one();
        return true;
    }

    /// What waits.
    std::size_t depth() const
    {
        const std::scoped_lock lock(m_mutex);
        return m_waiting.size();
    }

private:
    /// How many jobs may wait before callers are told to come back later.
    static constexpr QueueBounds maxWaiting{65'536, 32'768, 1024};

    void work(Log &log)
    {
        while (const auto job = take())
            (*job)(log);
    }

    /// Waits for a job; nothing where there is none to do any more.
    std::optional<Job> take()
    {
        std::unique_lock lock(m_mutex);
        m_wake.wait(lock, [this] { return m_stopping || !m_waiting.isEmpty(); });
        return m_waiting.pop();
    }

    mutable std::mutex m_mutex; ///< guards what follows, up to the thread
    std::condition_variable m_wake;
    FairQueue<Job> m_waiting{maxWaiting};
    bool m_stopping = false;

    std::thread m_thread;
};

} // namespace timesheet::gateway
