#include "gateway/storage_thread.h"

#include <boost/asio/post.hpp>

#include <future>
#include <utility>

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

namespace {

/// What may wait for the disk before callers are told to come back later.
constexpr std::size_t maxWaitingAppends = 1024;
constexpr qint64 maxWaitingAppendBytes = qint64{32} * 1024 * 1024;
constexpr std::size_t maxWaitingJobs = 65536; ///< small ones: reads, heads, read marks

LogError overloaded()
{
    return {LogError::Kind::Overloaded, u"too much waits for the storage"_s};
}

} // namespace

StorageThread::StorageThread(asio::io_context &io, NewEntriesHandler onNewEntries)
    : m_io(io)
    , m_onNewEntries(std::move(onNewEntries))
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
        run(factory, [&opened](auto outcome) { opened.set_value(std::move(outcome)); });
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

void StorageThread::append(QList<NewLogEntry> entries, qint64 bytes,
                           Handler<QList<Appended>> handler)
{
    {
        const std::scoped_lock lock(m_mutex);
        if (m_appends.size() < maxWaitingAppends && m_appendBytes < maxWaitingAppendBytes) {
            m_appends.push_back({std::move(entries), bytes, std::move(handler)});
            m_appendBytes += bytes;
            m_wake.notify_one();
            return;
        }
    }
    asio::post(m_io, [handler = std::move(handler)] { handler(tl::unexpected(overloaded())); });
}

void StorageThread::readAfter(Caller caller, Cursor after, PageLimit limit,
                              Handler<LogPage> handler)
{
    enqueue<LogPage>([caller = std::move(caller), after = std::move(after),
                      limit](EventLog &log) { return log.readAfter(caller, after, limit); },
                     std::move(handler));
}

void StorageThread::readNewest(Caller caller, PageLimit limit, Handler<LogPage> handler)
{
    enqueue<LogPage>([caller = std::move(caller),
                      limit](EventLog &log) { return log.readNewest(caller, limit); },
                     std::move(handler));
}

void StorageThread::head(TenantId tenant, Handler<LogHead> handler)
{
    enqueue<LogHead>([tenant = std::move(tenant)](EventLog &log) { return log.head(tenant); },
                     std::move(handler));
}

void StorageThread::markRead(Caller caller, wire::ReadMark mark, OriginId origin,
                             Handler<void> handler)
{
    enqueue<void>([caller = std::move(caller), mark = std::move(mark),
                   origin](EventLog &log) { return log.markRead(caller, mark, origin); },
                  std::move(handler));
}

void StorageThread::marksSince(Caller caller, Cursor after, int limit, Handler<LogMarks> handler)
{
    enqueue<LogMarks>([caller = std::move(caller), after = std::move(after),
                       limit](EventLog &log) { return log.marksSince(caller, after, limit); },
                      std::move(handler));
}

void StorageThread::prune(QDateTime before, int limit, Handler<int> handler)
{
    enqueue<int>(
        [before = std::move(before), limit](EventLog &log) { return log.prune(before, limit); },
        std::move(handler));
}

template <class Result>
void StorageThread::enqueue(std::function<tl::expected<Result, LogError>(EventLog &)> work,
                            Handler<Result> handler)
{
    {
        const std::scoped_lock lock(m_mutex);
        if (m_jobs.size() < maxWaitingJobs) {
            m_jobs.push_back([this, work = std::move(work),
                              handler = std::move(handler)](EventLog &log) mutable {
                asio::post(m_io, [handler = std::move(handler), result = work(log)]() mutable {
                    handler(std::move(result));
                });
            });
            m_wake.notify_one();
            return;
        }
    }
    asio::post(m_io, [handler = std::move(handler)] { handler(tl::unexpected(overloaded())); });
}

void StorageThread::run(const Factory &factory,
                        const std::function<void(tl::expected<void, QString>)> &opened)
{
    auto log = factory();
    if (!log) {
        opened(tl::unexpected(log.error()));
        return;
    }
    opened({});
    work(**log);
}

void StorageThread::work(EventLog &log)
{
    for (;;) {
        std::vector<AppendJob> appends;
        std::vector<Job> jobs;
        {
            std::unique_lock lock(m_mutex);
            m_wake.wait(lock,
                        [this] { return m_stopping || !m_appends.empty() || !m_jobs.empty(); });
            if (m_appends.empty() && m_jobs.empty())
                return;
            appends.swap(m_appends);
            jobs.swap(m_jobs);
            m_appendBytes = 0;
        }
        if (!appends.empty())
            appendAll(log, std::move(appends));
        for (const Job &job : jobs)
            job(log);
    }
}

void StorageThread::appendAll(EventLog &log, std::vector<AppendJob> jobs)
{
    QList<NewLogEntry> entries;
    for (const AppendJob &job : jobs)
        entries.append(job.entries);
    auto appended = log.append(entries);

    asio::post(m_io, [this, jobs = std::move(jobs), appended = std::move(appended)] {
        if (!appended) {
            for (const AppendJob &job : jobs)
                job.handler(tl::unexpected(appended.error()));
            return;
        }
        QList<LogEntry> fresh;
        for (const Appended &one : *appended) {
            if (one.isNew)
                fresh.append(one.entry);
        }
        if (!fresh.isEmpty())
            m_onNewEntries(fresh);
        qsizetype position = 0;
        for (const AppendJob &job : jobs) {
            job.handler(appended->sliced(position, job.entries.size()));
            position += job.entries.size();
        }
    });
}

} // namespace timesheet::gateway
