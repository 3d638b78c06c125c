#include "gateway/storage/storage_thread.h"

#include <algorithm>
#include <future>
#include <set>
#include <utility>

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

namespace {

/// What may wait for the disk before publishers are told to come back later, in bytes of their
/// requests. Each small one holds some memory, too.
constexpr qint64 mebibyte = qint64{1024} * 1024;
constexpr QueueBounds maxWaitingAppends{64 * mebibyte, 16 * mebibyte, 16 * mebibyte};
constexpr qint64 costOfAppend = qint64{16} * 1024;
/// Other jobs: read marks, reports of presence.
constexpr QueueBounds maxWaitingJobs{65'536, 32'768, 1024};

/// What shares one transaction. Who comes after it waits for no more than that.
constexpr std::size_t maxBatch = 256;
constexpr qint64 maxBatchBytes = 4 * mebibyte;
/// How many other jobs are done before publishers are looked at again.
constexpr std::size_t maxJobsInTurn = 4;

} // namespace

StorageThread::StorageThread(NewsHandler onNews, Metrics &metrics, const BlockedTiming &timing)
    : m_onNews(std::move(onNews))
    , m_metrics(metrics)
    , m_timing(timing)
    , m_commit(metrics)
    , m_appends(maxWaitingAppends)
    , m_jobs(maxWaitingJobs)
    , m_reader(metrics)
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
    auto outcome = result.get();
    if (!outcome || !m_readerFactory)
        return outcome;
    outcome = m_reader.start(m_readerFactory);
    if (outcome)
        m_hasReader = true;
    else
        stop();
    return outcome;
}

void StorageThread::stop()
{
    m_reader.stop();
    {
        const std::scoped_lock lock(m_mutex);
        m_stopping = true;
    }
    m_wake.notify_one();
    if (m_thread.joinable())
        m_thread.join();
}

bool StorageThread::append(const Asker &asker, QList<NewLogEntry> entries, qint64 bytes,
                           AppendHandler handler)
{
    {
        const std::scoped_lock lock(m_mutex);
        if (!m_appends.push(asker, {asker, std::move(entries), bytes, std::move(handler)},
                            bytes + costOfAppend))
            return false;
    }
    m_wake.notify_one();
    return true;
}

bool StorageThread::run(const Asker &asker, Job job)
{
    {
        const std::scoped_lock lock(m_mutex);
        if (!m_jobs.push(asker, std::move(job)))
            return false;
    }
    m_wake.notify_one();
    return true;
}

bool StorageThread::read(const Asker &asker, ReaderThread::Job job)
{
    return m_hasReader ? m_reader.run(asker, std::move(job)) : run(asker, std::move(job));
}

void StorageThread::addInterest(const TenantId &tenant, int change)
{
    {
        const std::scoped_lock lock(m_followMutex);
        const int before = m_followers.value(tenant);
        const int after = before + change;
        if (after > 0)
            m_followers.insert(tenant, after);
        else
            m_followers.remove(tenant);
        if (m_log && before == 0 && after > 0)
            m_log->follow(tenant);
        else if (m_log && before > 0 && after == 0)
            m_log->unfollow(tenant);
    }
    if (m_hasOtherWriters) // what they do is news from now on
        wake();
}

void StorageThread::setLog(EventLog *log)
{
    const std::scoped_lock lock(m_followMutex);
    m_log = log;
    if (!m_log)
        return;
    for (auto followed = m_followers.begin(); followed != m_followers.end(); ++followed)
        m_log->follow(followed.key());
}

void StorageThread::wake()
{
    {
        const std::scoped_lock lock(m_mutex);
        m_isWoken = true;
    }
    m_wake.notify_one();
}

StorageThread::Depth StorageThread::depth() const
{
    const std::scoped_lock lock(m_mutex);
    return {m_appends.size(), m_jobs.size(), m_reader.depth()};
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
    m_readerFactory = (*log)->readerFactory();
    setLog(log->get());
    opened({});
    work(**log);
    setLog(nullptr);
}

void StorageThread::work(EventLog &log)
{
    for (;;) {
        Turn turn = takeTurn(log.pollInterval());
        if (turn.isLast)
            return;
        append(log, turn);
        tellNews(log); // after the answers: there are few of these, and news to many take a while
        if (turn.jobs.empty())
            continue;
        const auto begun = std::chrono::steady_clock::now();
        for (const Job &job : turn.jobs)
            job(log);
        tellNews(log);
        m_metrics.storageWorked(StorageWork::Other, std::chrono::steady_clock::now() - begun);
    }
}

StorageThread::Turn StorageThread::takeTurn(std::chrono::milliseconds pollInterval)
{
    std::unique_lock lock(m_mutex);
    waitForWork(lock, pollInterval);
    endPauses();
    Turn turn;
    takeAppends(turn);
    while (!m_jobs.isEmpty() && turn.jobs.size() < maxJobsInTurn)
        turn.jobs.push_back(*m_jobs.pop());
    const bool isWoken = std::exchange(m_isWoken, false);
    turn.isLast =
        m_stopping && !isWoken && turn.together.empty() && turn.alone.empty() && turn.jobs.empty();
    return turn;
}

/// Until there is something to do, or to ask for news, or to try again.
void StorageThread::waitForWork(std::unique_lock<std::mutex> &lock,
                                std::chrono::milliseconds pollInterval)
{
    const auto hasWork = [this] {
        return m_stopping || m_isWoken || !m_appends.isEmpty() || !m_jobs.isEmpty();
    };
    auto until = SteadyClock::time_point::max();
    if (pollInterval > std::chrono::milliseconds::zero())
        until = SteadyClock::now() + pollInterval;
    for (const auto &[tenant, pause] : m_pauses)
        until = std::min(until, pause.until);
    if (until == SteadyClock::time_point::max())
        m_wake.wait(lock, hasWork);
    else
        m_wake.wait_until(lock, until, hasWork);
}

/// Where the thread is to end, nobody is waited for any more.
void StorageThread::endPauses()
{
    const auto now = SteadyClock::now();
    for (auto &[tenant, pause] : m_pauses) {
        if (!m_stopping && pause.until > now)
            continue;
        m_appends.release(tenant);
        pause.until =
            SteadyClock::time_point::max(); // its length counts, until something goes well
    }
}

/// Those that can go together, up to a batch, and one of each tenant that is not trusted.
void StorageThread::takeAppends(Turn &turn)
{
    qint64 bytes = 0;
    while (!m_appends.isEmpty() && turn.together.size() < maxBatch && bytes < maxBatchBytes) {
        AppendJob job = *m_appends.pop();
        bytes += job.bytes;
        if (m_commit.isSuspect(job.asker.tenant)) {
            m_appends.hold(job.asker.tenant);
            turn.alone.push_back(std::move(job));
        } else {
            turn.together.push_back(std::move(job));
        }
    }
}

void StorageThread::append(EventLog &log, Turn &turn)
{
    tryLater(m_commit.appendTogether(log, std::move(turn.together)));
    for (AppendJob &job : turn.alone) {
        const TenantId tenant = job.asker.tenant;
        auto blocked = m_commit.appendAlone(log, std::move(job));
        if (blocked.empty()) {
            const std::scoped_lock lock(m_mutex);
            m_pauses.erase(tenant);
            m_appends.release(tenant);
        }
        tryLater(std::move(blocked));
    }
}

/// Who is blocked waits, and with them what else there is of their tenants.
void StorageThread::tryLater(std::vector<AppendJob> blocked)
{
    const auto now = SteadyClock::now();
    std::set<TenantId> tenants;
    const std::scoped_lock lock(m_mutex);
    for (const AppendJob &job : blocked)
        tenants.insert(job.asker.tenant);
    while (!blocked.empty()) { // the first of them is to be the first again
        AppendJob job = std::move(blocked.back());
        blocked.pop_back();
        if (!job.giveUpAt)
            job.giveUpAt = now + m_timing.patience;
        const Asker asker = job.asker;
        const qint64 cost = job.bytes + costOfAppend;
        if (now < *job.giveUpAt && !m_stopping)
            m_appends.putBack(asker, std::move(job), cost);
        else
            job.handler(tl::unexpected(
                LogError{LogError::Kind::Blocked, u"another writer holds the tenant's log"_s}));
    }
    for (const TenantId &tenant : tenants) {
        const auto known = m_pauses.find(tenant);
        const auto length = known == m_pauses.end()
                                ? m_timing.firstPause
                                : std::min(known->second.length * 2, m_timing.firstPause * 8);
        m_pauses[tenant] = {now + length, length};
        m_appends.hold(tenant);
    }
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
