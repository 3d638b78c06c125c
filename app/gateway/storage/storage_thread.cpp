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
/// Other jobs: read marks, reports of presence. Likewise in bytes.
constexpr QueueBounds maxWaitingJobs{64 * mebibyte, 32 * mebibyte, mebibyte};
constexpr qint64 costOfJob = 1024;

/// What shares one transaction, in bytes, where each event takes as long as so many. Who comes
/// after it waits for no more than that, and for one of those that go alone.
constexpr qint64 costOfEvent = 512;
constexpr qint64 maxBatchCost = 2 * mebibyte;
/// A tenant's part of it. What is larger by itself goes alone.
constexpr qint64 maxTenantCost = mebibyte / 4;

qint64 timeCostOf(const AppendJob &job)
{
    return job.bytes + costOfEvent * job.entries.size();
}

/// How many other jobs are done before publishers are looked at again.
constexpr std::size_t maxJobsInTurn = 4;

} // namespace

StorageThread::StorageThread(NewsHandler onNews, Metrics &metrics, const StorageTiming &timing)
    : m_onNews(std::move(onNews))
    , m_metrics(metrics)
    , m_timing(timing)
    , m_commit(metrics)
    , m_appends(maxWaitingAppends)
    , m_jobs(maxWaitingJobs)
{
}

StorageThread::~StorageThread()
{
    stop();
}

tl::expected<void, QString> StorageThread::start(LogFactory<EventLog> factory)
{
    std::promise<tl::expected<void, QString>> opened;
    auto result = opened.get_future();
    m_thread = std::thread([this, factory = std::move(factory), &opened] {
        open(factory, [&opened](auto outcome) { opened.set_value(std::move(outcome)); });
    });
    auto outcome = result.get();
    if (outcome && m_readerFactory) {
        outcome = m_reader.start(m_readerFactory);
        m_hasReader = outcome.has_value();
    }
    if (outcome && m_writerFactory) {
        outcome = m_writer.start(m_writerFactory);
        m_hasWriter = outcome.has_value();
    }
    if (!outcome)
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
    m_writer.stop(); // after the thread, which waits for what it does
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

bool StorageThread::run(const Asker &asker, Job job, qint64 bytes)
{
    {
        const std::scoped_lock lock(m_mutex);
        const qint64 cost = bytes + costOfJob;
        if (!m_jobs.push(asker, {asker, std::move(job), cost}, cost))
            return false;
    }
    m_wake.notify_one();
    return true;
}

bool StorageThread::read(const Asker &asker, LogThread<LogReader>::Job job)
{
    if (m_hasReader) {
        return m_reader.run(asker, [this, job = std::move(job)](LogReader &log) {
            const auto begun = SteadyClock::now();
            job(log);
            m_metrics.storageWorked(StorageWork::Read, SteadyClock::now() - begun);
        });
    }
    return run(asker, [job = std::move(job)](EventLog &log, Attempt /*attempt*/) {
        job(log);
        return Outcome::Done; // readers wait for no lock
    });
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

void StorageThread::open(const LogFactory<EventLog> &factory,
                         const std::function<void(tl::expected<void, QString>)> &opened)
{
    auto log = factory();
    if (!log) {
        opened(tl::unexpected(log.error()));
        return;
    }
    m_hasOtherWriters = (*log)->pollInterval() > std::chrono::milliseconds::zero();
    m_readerFactory = (*log)->readerFactory();
    m_writerFactory = (*log)->writerFactory();
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
        if (doJobs(log))
            tellNews(log);
    }
}

StorageThread::Turn StorageThread::takeTurn(std::chrono::milliseconds pollInterval)
{
    std::unique_lock lock(m_mutex);
    waitForWork(lock, pollInterval);
    endPauses();
    Turn turn;
    turn.settling = std::exchange(m_settling, std::nullopt);
    takeAppends(turn);
    const bool isWoken = std::exchange(m_isWoken, false);
    turn.isLast = m_stopping && !isWoken && !m_isWriterBusy && turn.together.empty() &&
                  !turn.alone && m_jobs.isEmpty();
    return turn;
}

/// Until there is something to do, or to ask for news, or to try again.
void StorageThread::waitForWork(std::unique_lock<std::mutex> &lock,
                                std::chrono::milliseconds pollInterval)
{
    const auto hasWork = [this] {
        const bool isFree = !m_isWriterBusy;
        return m_settling || (m_stopping && isFree) || m_isWoken || !m_appends.isEmpty() ||
               !m_jobs.isEmpty() || (!m_alone.empty() && isFree);
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
        m_jobs.release(tenant);
        pause.until =
            SteadyClock::time_point::max(); // its length counts, until something goes well
    }
}

/// What else there is of the tenant waits, too: it would meet the same lock.
void StorageThread::pause(const TenantId &tenant)
{
    const auto known = m_pauses.find(tenant);
    const auto length = known == m_pauses.end()
                            ? m_timing.firstPause
                            : std::min(known->second.length * 2, m_timing.firstPause * 8);
    m_pauses[tenant] = {SteadyClock::now() + length, length};
    m_appends.hold(tenant);
    m_jobs.hold(tenant);
}

void StorageThread::resume(const TenantId &tenant)
{
    const std::scoped_lock lock(m_mutex);
    m_pauses.erase(tenant);
    m_appends.release(tenant);
    m_jobs.release(tenant);
}

/// Those that can go together, up to a batch, and one of the others.
void StorageThread::takeAppends(Turn &turn)
{
    qint64 cost = 0;
    std::map<TenantId, qint64> parts;
    while (!m_appends.isEmpty() && cost < maxBatchCost) {
        AppendJob job = *m_appends.pop();
        const TenantId tenant = job.asker.tenant;
        if (goesAlone(job)) {
            m_appends.hold(tenant);
            m_jobs.hold(tenant); // they would wait for what the writer has locked
            m_alone.push_back(std::move(job));
            continue;
        }
        cost += timeCostOf(job);
        qint64 &part = parts[tenant];
        part += timeCostOf(job);
        turn.together.push_back(std::move(job));
        if (part >= maxTenantCost) // the rest of theirs goes with the next batch
            m_appends.hold(tenant);
    }
    for (const auto &[tenant, part] : parts) {
        if (part >= maxTenantCost)
            m_appends.release(tenant);
    }
    if (m_alone.empty() || m_isWriterBusy)
        return;
    turn.alone = std::move(m_alone.front());
    m_alone.pop_front();
}

/// What may fail or wait, and what takes long.
bool StorageThread::goesAlone(const AppendJob &job) const
{
    return m_commit.isSuspect(job.asker.tenant) || m_pauses.contains(job.asker.tenant) ||
           timeCostOf(job) > maxTenantCost;
}

void StorageThread::append(EventLog &log, Turn &turn)
{
    tryLater(m_commit.appendTogether(log, std::move(turn.together)));
    if (turn.settling) {
        m_isWriterBusy = false;
        const auto &[job, stored] = *turn.settling;
        log.appendedElsewhere(job.asker.tenant, stored.value_or(QList<Appended>()));
        settle(job, stored);
    }
    if (turn.alone) {
        tellNews(log); // of those that were quick
        appendAlone(log, *std::move(turn.alone));
    }
}

/// With the writer, where there is one: nobody else waits for it then.
void StorageThread::appendAlone(EventLog &log, AppendJob job)
{
    const TenantId tenant = job.asker.tenant;
    const bool isTried = m_commit.isSuspect(tenant) || m_pauses.contains(tenant);
    const auto patience = isTried ? Patience::Short : Patience::Usual;
    if (!m_hasWriter) {
        const auto stored = m_commit.store(log, job.entries, patience);
        settle(std::move(job), stored);
        return;
    }
    log.appendsElsewhere(tenant);
    const Asker asker = job.asker;
    m_isWriterBusy = m_writer.run(asker, [this, job, patience](LogWriter &writer) {
        Settling done{job, m_commit.store(writer, job.entries, patience)};
        const std::scoped_lock lock(m_mutex);
        m_settling = std::move(done);
        m_wake.notify_one();
    });
    Q_ASSERT(m_isWriterBusy); // for nothing waits there
}

/// Answers it, or has it wait. Its tenant was held meanwhile.
void StorageThread::settle(AppendJob job, const GroupCommit::Stored &stored)
{
    const TenantId tenant = job.asker.tenant;
    auto blocked = m_commit.settle(std::move(job), stored);
    if (blocked.empty())
        resume(tenant);
    else
        tryLater(std::move(blocked));
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
    for (const TenantId &tenant : tenants)
        pause(tenant);
}

/// A few, and no longer than publishers may wait. False where there was none to do.
bool StorageThread::doJobs(EventLog &log)
{
    const auto begun = SteadyClock::now();
    std::size_t count = 0;
    while (count < maxJobsInTurn &&
           (count == 0 || SteadyClock::now() - begun < m_timing.longestJobs)) {
        auto waiting = takeJob();
        if (!waiting)
            break;
        ++count;
        doJob(log, *std::move(waiting));
    }
    if (count > 0)
        m_metrics.storageWorked(StorageWork::Other, SteadyClock::now() - begun);
    return count > 0;
}

std::optional<StorageThread::WaitingJob> StorageThread::takeJob()
{
    const std::scoped_lock lock(m_mutex);
    return m_jobs.pop();
}

/// Who is blocked is tried again by itself, and meanwhile its tenant waits. What is nobody's is
/// not: it would hold up all else that is nobody's.
void StorageThread::doJob(EventLog &log, WaitingJob waiting)
{
    const TenantId tenant = waiting.asker.tenant;
    const bool wasBlocked = m_pauses.contains(tenant);
    const auto now = SteadyClock::now();
    if (!waiting.giveUpAt)
        waiting.giveUpAt = now + m_timing.patience;
    const bool isLast = tenant.isEmpty() || now >= *waiting.giveUpAt || isStopping();
    log.setPatience(wasBlocked ? Patience::Short : Patience::Usual);
    const Outcome outcome = waiting.job(log, isLast ? Attempt::Last : Attempt::OneOfMany);
    if (outcome == Outcome::Done) {
        if (wasBlocked)
            resume(tenant);
        return;
    }
    const std::scoped_lock lock(m_mutex);
    if (!isLast) {
        const Asker asker = waiting.asker;
        const qint64 cost = waiting.cost;
        m_jobs.putBack(asker, std::move(waiting), cost);
    }
    if (!tenant.isEmpty())
        pause(tenant);
}

bool StorageThread::isStopping() const
{
    const std::scoped_lock lock(m_mutex);
    return m_stopping;
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
