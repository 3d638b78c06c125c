#include "gateway/storage/storage_thread.h"

#include <algorithm>
#include <future>
#include <utility>

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

namespace {

/// What may wait for the disk before callers are told to come back later.
constexpr std::size_t maxWaitingAppends = 1024;
constexpr qint64 maxWaitingAppendBytes = qint64{32} * 1024 * 1024;
constexpr std::size_t maxWaitingJobs = 65536; ///< small ones: reads, heads, read marks

} // namespace

StorageThread::StorageThread(NewsHandler onNews, Metrics &metrics)
    : m_onNews(std::move(onNews))
    , m_metrics(metrics)
{
}

StorageThread::~StorageThread()
{
    stop();
}

tl::expected<void, QString> StorageThread::start(Factory factory)
{
    std::promise<tl::expected<void, QString>> opened;
    auto result = opened.get_future();
    m_thread = std::thread([this, factory = std::move(factory), &opened] {
        open(factory, [&opened](auto outcome) { opened.set_value(std::move(outcome)); });
    });
    return result.get();
}

void StorageThread::stop()
{
    {
        const std::scoped_lock lock(m_mutex);
        m_stopping = true;
    }
    m_wake.notify_one();
    if (m_thread.joinable())
        m_thread.join();
}

bool StorageThread::append(QList<NewLogEntry> entries, qint64 bytes, AppendHandler handler)
{
    {
        const std::scoped_lock lock(m_mutex);
        if (m_waiting.appends.size() >= maxWaitingAppends ||
            m_waiting.appendBytes >= maxWaitingAppendBytes)
            return false;
        m_waiting.appends.push_back({std::move(entries), bytes, std::move(handler)});
        m_waiting.appendBytes += bytes;
    }
    m_wake.notify_one();
    return true;
}

bool StorageThread::run(Job job)
{
    {
        const std::scoped_lock lock(m_mutex);
        if (m_waiting.jobs.size() >= maxWaitingJobs)
            return false;
        m_waiting.jobs.push_back(std::move(job));
    }
    m_wake.notify_one();
    return true;
}

void StorageThread::addInterest(const TenantId &tenant, int change)
{
    {
        const std::scoped_lock lock(m_mutex);
        int &changes = m_waiting.interest[tenant];
        changes += change;
        if (changes == 0)
            m_waiting.interest.remove(tenant); // what waits is bounded by the number of tenants
        // What other writers do is news from now on, so the log must know at once. What this
        // program writes comes as work for the thread, which tells the log of its followers first.
        m_waiting.isWoken = m_waiting.isWoken || m_hasOtherWriters;
    }
    if (m_hasOtherWriters)
        m_wake.notify_one();
}

void StorageThread::takeInterest(EventLog &log, const QHash<TenantId, int> &changes)
{
    for (auto change = changes.begin(); change != changes.end(); ++change) {
        const int before = m_followers.value(change.key());
        const int after = before + *change;
        if (after > 0)
            m_followers.insert(change.key(), after);
        else
            m_followers.remove(change.key());
        if (before == 0 && after > 0)
            log.follow(change.key());
        else if (before > 0 && after == 0)
            log.unfollow(change.key());
    }
}

void StorageThread::wake()
{
    {
        const std::scoped_lock lock(m_mutex);
        m_waiting.isWoken = true;
    }
    m_wake.notify_one();
}

StorageThread::Depth StorageThread::depth() const
{
    const std::scoped_lock lock(m_mutex);
    return {m_waiting.appends.size(), m_waiting.jobs.size()};
}

void StorageThread::open(const Factory &factory,
                         const std::function<void(tl::expected<void, QString>)> &opened)
{
    auto log = factory();
    if (!log) {
        opened(tl::unexpected(log.error()));
        return;
    }
    m_hasOtherWriters = (*log)->pollInterval() > std::chrono::milliseconds::zero();
    opened({});
    work(**log);
}

void StorageThread::work(EventLog &log)
{
    for (;;) {
        Waiting taken;
        {
            std::unique_lock lock(m_mutex);
            wait(lock, log.pollInterval());
            taken = std::exchange(m_waiting, {});
            if (m_stopping && taken.isEmpty() && taken.interest.isEmpty())
                return;
        }
        takeInterest(log, taken.interest);
        if (!taken.appends.empty())
            appendAll(log, taken.appends);
        else
            tellNews(log); // before the jobs, so that what these read has been told
        if (taken.jobs.empty())
            continue;
        const auto begun = std::chrono::steady_clock::now();
        for (const Job &job : taken.jobs)
            job(log);
        tellNews(log);
        m_metrics.storageWorked(StorageWork::Other, std::chrono::steady_clock::now() - begun);
    }
}

void StorageThread::wait(std::unique_lock<std::mutex> &lock, std::chrono::milliseconds pollInterval)
{
    const auto hasWork = [this] { return m_stopping || !m_waiting.isEmpty(); };
    if (pollInterval > std::chrono::milliseconds::zero())
        m_wake.wait_for(lock, pollInterval, hasWork);
    else
        m_wake.wait(lock, hasWork);
}

void StorageThread::appendAll(EventLog &log, const std::vector<AppendJob> &jobs)
{
    QList<NewLogEntry> entries;
    for (const AppendJob &job : jobs)
        entries.append(job.entries);
    const auto begun = std::chrono::steady_clock::now();
    const auto appended = log.append(entries);
    m_metrics.storageWorked(StorageWork::Append, std::chrono::steady_clock::now() - begun);
    if (appended)
        m_metrics.stored(static_cast<std::size_t>(std::count_if(
            appended->begin(), appended->end(), [](const Appended &one) { return one.isNew; })));
    qsizetype position = 0;
    for (const AppendJob &job : jobs) {
        if (!appended)
            job.handler(tl::unexpected(appended.error()));
        else
            job.handler(appended->sliced(position, job.entries.size()));
        position += job.entries.size();
    }
    tellNews(log); // after the answers: there are few of these, and news to many take a while
}

/// Nobody needs to be told of a failure here: the news are still there to be told when the storage
/// is back, and whoever asks it for something meanwhile gets the error.
void StorageThread::tellNews(EventLog &log)
{
    const auto news = log.news();
    if (news && !news->isEmpty())
        m_onNews(*news);
}

} // namespace timesheet::gateway
