#include "gateway/net/flush_queue.h"

#include <boost/asio/post.hpp>

#include <utility>

namespace timesheet::gateway {

FlushQueue::FlushQueue(asio::io_context &io)
    : m_io(io)
{
}

void FlushQueue::add(std::shared_ptr<Flushable> waiting)
{
    m_waiting.push_back(std::move(waiting));
    if (std::exchange(m_isScheduled, true))
        return;
    asio::post(m_io, [this] {
        m_isScheduled = false;
        run();
    });
}

void FlushQueue::run()
{
    // What is added meanwhile has its turn after everything else that waits.
    m_flushing.swap(m_waiting);
    for (const auto &one : m_flushing)
        one->flush();
    m_flushing.clear();
}

} // namespace timesheet::gateway
