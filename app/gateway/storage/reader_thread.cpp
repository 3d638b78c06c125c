#include "gateway/storage/reader_thread.h"

#include <future>

namespace timesheet::gateway {

namespace {

/// How many reads may wait before callers are told to come back later.
constexpr QueueBounds maxWaiting{65'536, 32'768, 1024};

} // namespace

ReaderThread::ReaderThread(Metrics &metrics)
    : m_metrics(metrics)
    , m_waiting(maxWaiting)
{
}

ReaderThread::~ReaderThread()
{
    stop();
}

tl::expected<void, QString> ReaderThread::start(const EventLog::ReaderFactory &factory)
{
    std::promise<tl::expected<void, QString>> opened;
    auto result = opened.get_future();
    m_thread = std::thread([this, factory, &opened] {
        const auto reader = factory();
        if (!reader) {
            opened.set_value(tl::unexpected(reader.error()));
            return;
        }
        opened.set_value({});
        work(**reader);
    });
    return result.get();
}

void ReaderThread::stop()
{
    {
        const std::scoped_lock lock(m_mutex);
        m_stopping = true;
    }
    m_wake.notify_one();
    if (m_thread.joinable())
        m_thread.join();
}

bool ReaderThread::run(const Asker &asker, Job job)
{
    {
        const std::scoped_lock lock(m_mutex);
        if (!m_waiting.push(asker, std::move(job)))
            return false;
    }
    m_wake.notify_one();
    return true;
}

std::size_t ReaderThread::depth() const
{
    const std::scoped_lock lock(m_mutex);
    return m_waiting.size();
}

void ReaderThread::work(LogReader &reader)
{
    for (;;) {
        std::optional<Job> job;
        {
            std::unique_lock lock(m_mutex);
            m_wake.wait(lock, [this] { return m_stopping || !m_waiting.isEmpty(); });
            job = m_waiting.pop();
        }
        if (!job)
            return;
        const auto begun = std::chrono::steady_clock::now();
        (*job)(reader);
        m_metrics.storageWorked(StorageWork::Read, std::chrono::steady_clock::now() - begun);
    }
}

} // namespace timesheet::gateway
