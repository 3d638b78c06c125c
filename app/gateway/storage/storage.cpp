#include "gateway/storage/storage.h"

#include "wire/http_codec.h"

#include <boost/asio/post.hpp>

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

namespace {

Asker askerOf(const Caller &caller)
{
    return {caller.tenant, caller.user};
}

EncodedPage encoded(const LogPage &page)
{
    QList<wire::PackedEvent> events;
    events.reserve(page.entries.size());
    for (const LogEntry &entry : page.entries)
        events.append(entry.event);
    return {wire::encodePage(events, page.cursor, page.complete), events.isEmpty(), page.complete};
}

/// About what it takes in memory, where each id is a text of its own.
qint64 bytesOf(const wire::ReadMark &mark)
{
    constexpr qint64 ofEach = 64;
    qint64 bytes = 0;
    for (const EventId &id : mark.ids)
        bytes += ofEach + id.value().size() * qsizetype{sizeof(QChar)};
    return bytes;
}

} // namespace

Storage::Storage(asio::io_context &io, StorageThread &thread)
    : m_io(io)
    , m_thread(thread)
{
}

void Storage::append(const Caller &publisher, QList<NewLogEntry> entries, qint64 bytes,
                     const Handler<QList<Appended>> &handler)
{
    const auto answer = [&io = m_io, handler](tl::expected<QList<Appended>, LogError> appended) {
        asio::post(io, [handler, appended = std::move(appended)] { handler(appended); });
    };
    if (!m_thread.append(askerOf(publisher), std::move(entries), bytes, answer))
        refuse(handler);
}

void Storage::readAfter(Caller caller, Cursor after, PageLimit limit, Life life,
                        const Handler<LogPage> &handler)
{
    const Asker asker = askerOf(caller);
    read<LogPage>(
        asker, std::move(life),
        [caller = std::move(caller), after = std::move(after), limit](LogReader &log) {
            return log.readAfter(caller, after, limit);
        },
        handler);
}

void Storage::readPage(Caller caller, std::optional<Cursor> after, PageLimit limit, Life life,
                       const Handler<EncodedPage> &handler)
{
    const Asker asker = askerOf(caller);
    read<EncodedPage>(
        asker, std::move(life),
        [caller = std::move(caller), after = std::move(after), limit](LogReader &log) {
            const auto page =
                after ? log.readAfter(caller, *after, limit) : log.readNewest(caller, limit);
            return page.map(encoded);
        },
        handler);
}

void Storage::probe(const Handler<LogHead> &handler)
{
    run<LogHead>(
        {}, [](EventLog &log) { return log.head({}); }, handler);
}

void Storage::head(const Asker &asker, const Handler<LogHead> &handler)
{
    read<LogHead>(
        asker, std::nullopt, [tenant = asker.tenant](LogReader &log) { return log.head(tenant); },
        handler);
}

void Storage::markRead(Caller caller, wire::ReadMark mark, OriginId origin,
                       const Handler<void> &handler)
{
    const Asker asker = askerOf(caller);
    const qint64 bytes = bytesOf(mark);
    run<void>(
        asker,
        [caller = std::move(caller), mark = std::move(mark), origin](EventLog &log) {
            return log.markRead(caller, mark, origin);
        },
        handler, bytes);
}

void Storage::marksSince(Caller caller, Cursor after, int limit, Life life,
                         const Handler<LogMarks> &handler)
{
    const Asker asker = askerOf(caller);
    read<LogMarks>(
        asker, std::move(life),
        [caller = std::move(caller), after = std::move(after), limit](LogReader &log) {
            return log.marksSince(caller, after, limit);
        },
        handler);
}

void Storage::reportPresence(QList<PresenceReport> reports, PresenceScope scope,
                             std::chrono::milliseconds lease,
                             const Handler<PresenceReceipt> &handler)
{
    run<PresenceReceipt>(
        {},
        [reports = std::move(reports), scope, lease](EventLog &log) {
            return log.reportPresence(reports, scope, lease);
        },
        handler);
}

void Storage::presentUsers(Caller caller, int limit,
                           const Handler<QList<wire::UserPresence>> &handler)
{
    const Asker asker = askerOf(caller);
    run<QList<wire::UserPresence>>(
        asker,
        [caller = std::move(caller), limit](EventLog &log) {
            return log.presentUsers(caller, limit);
        },
        handler);
}

void Storage::prune(QDateTime before, int limit, const Handler<int> &handler)
{
    run<int>(
        {}, [before = std::move(before), limit](EventLog &log) { return log.prune(before, limit); },
        handler);
}

template <class Result>
void Storage::run(const Asker &asker, const Work<Result> &work, const Handler<Result> &handler,
                  qint64 bytes)
{
    const auto job = [&io = m_io, work, handler](EventLog &log, StorageThread::Attempt attempt) {
        auto result = work(log);
        const bool isBlocked = !result && result.error().kind == LogError::Kind::Blocked;
        if (!isBlocked || attempt == StorageThread::Attempt::Last)
            asio::post(io, [handler, result = std::move(result)] { handler(result); });
        return isBlocked ? StorageThread::Outcome::Blocked : StorageThread::Outcome::Done;
    };
    if (!m_thread.run(asker, job, bytes))
        refuse(handler);
}

template <class Result>
void Storage::read(const Asker &asker, const std::optional<Life> &life,
                   const Reading<Result> &reading, const Handler<Result> &handler)
{
    const auto job = [&io = m_io, life, reading, handler](LogReader &log) {
        if (life && life->expired())
            return;
        asio::post(io, [handler, result = reading(log)] { handler(result); });
    };
    if (!m_thread.read(asker, job))
        refuse(handler);
}

template <class Result>
void Storage::refuse(const Handler<Result> &handler)
{
    asio::post(m_io, [handler] {
        handler(tl::unexpected(
            LogError{LogError::Kind::Overloaded, u"too much waits for the storage"_s}));
    });
}

} // namespace timesheet::gateway
