#include "connection/mark_reporter.h"

#include "connection/connection_log.h"

#include <algorithm>
#include <utility>

namespace timesheet {

MarkReporter::MarkReporter(Backend &backend, const ConnectionTiming &timing, TimeSource &time,
                           RandomSource random, QObject *parent)
    : QObject(parent)
    , m_backend(backend)
    , m_interval(timing.pollInterval)
    , m_random(std::move(random))
    , m_pause(time.timer([this] { emit ready(); }))
{
}

bool MarkReporter::report(const QList<EventId> &ids)
{
    if (m_request || m_pause->isActive() || ids.isEmpty())
        return false;
    m_request =
        m_backend.reportMarks(ids, [this, ids](const auto &answer) { finish(answer, ids); });
    return true;
}

void MarkReporter::stop()
{
    m_pause->stop();
    m_request.reset();
}

void MarkReporter::finish(const tl::expected<void, RequestFailure> &answer,
                          const QList<EventId> &ids)
{
    m_request.reset();
    // Where the server keeps no marks at all there is nothing to tell it.
    if (answer || answer.error().cause == RequestFailure::Cause::Unsupported) {
        emit confirmed(ids);
        return;
    }
    const RequestFailure &failure = answer.error();
    // A 401, too, is one: whether the token is of no use, the socket and the polls find out.
    qCInfo(connectionLog) << "read marks were not taken:" << failure.detail;
    m_pause->start(std::max(failure.retryAfter, jittered(m_interval, m_random)));
}

} // namespace timesheet
