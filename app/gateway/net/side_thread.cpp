#include "gateway/net/side_thread.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

namespace timesheet::gateway {

SideThread::SideThread()
    : m_thread([this] { work(); })
{
}

SideThread::~SideThread()
{
    stop();
}

bool SideThread::run(const QString &whose, Work work)
{
    const std::scoped_lock lock(m_mutex);
    std::deque<Work> &waiting = m_waiting[whose];
    if (waiting.size() >= mostWaiting)
        return false;
    if (waiting.empty())
        m_turns.push_back(whose);
    waiting.push_back(std::move(work));
    m_wakeUp.notify_one();
    return true;
}

void SideThread::stop()
{
    {
        const std::scoped_lock lock(m_mutex);
        m_isStopping = true;
        m_wakeUp.notify_one();
    }
    if (m_thread.joinable())
        m_thread.join();
    m_waiting.clear();
    m_turns.clear();
}

void SideThread::work()
{
    // On Linux this is about the calling thread alone.
    const auto thread = static_cast<id_t>(gettid());
    setpriority(PRIO_PROCESS, thread, std::max(niceness, getpriority(PRIO_PROCESS, thread)));
    std::unique_lock lock(m_mutex);
    for (;;) {
        m_wakeUp.wait(lock, [this] { return m_isStopping || !m_turns.empty(); });
        if (m_isStopping)
            return;
        const QString whose = std::move(m_turns.front());
        m_turns.pop_front();
        std::deque<Work> &waiting = m_waiting[whose];
        Work next = std::move(waiting.front());
        waiting.pop_front();
        if (waiting.empty())
            m_waiting.erase(whose);
        else
            m_turns.push_back(whose);
        lock.unlock();
        next();
        next = nullptr;
        lock.lock();
    }
}

} // namespace timesheet::gateway
