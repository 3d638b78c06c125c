#pragma once

#include <QHash>
#include <QString>

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <unordered_map>

namespace timesheet::gateway {

/// A thread for work that would hold up an I/O loop for long. One piece at a time, and whoever has
/// some waiting has it done in turn with the others: who brings much waits for it themselves. Where
/// the cores are busy, the loops go first: the thread is nice.
class SideThread
{
public:
    using Work = std::function<void()>;

    /// The most pieces that one of them may have waiting.
    static constexpr std::size_t mostWaiting = 64;

    static constexpr int niceness = 10;

    SideThread();
    ~SideThread();
    SideThread(const SideThread &) = delete;
    SideThread &operator=(const SideThread &) = delete;
    SideThread(SideThread &&) = delete;
    SideThread &operator=(SideThread &&) = delete;

    /// Has it done later. What it holds must not mind to end on another thread, so it is to hand
    /// back what does. False where `whose` has enough waiting. On any thread.
    [[nodiscard]] bool run(const QString &whose, Work work);

    /// Finishes the piece under way and drops those that wait.
    void stop();

private:
    void work();

    std::mutex m_mutex;
    std::condition_variable m_wakeUp;
    std::unordered_map<QString, std::deque<Work>> m_waiting;
    std::deque<QString> m_turns; ///< each of those with work waiting, once
    bool m_isStopping = false;
    std::thread m_thread; ///< the last member: it uses the others
};

} // namespace timesheet::gateway
