#include "client/session/succession.h"

#include <algorithm>
#include <utility>

using namespace std::chrono_literals;

namespace timesheet {

namespace {

/// Between two questions, where the first got no answer.
constexpr std::chrono::milliseconds pauseBetween = 5s;

} // namespace

Succession::Succession(Backend &backend, QList<Predecessor> candidates, TimeSource &time,
                       RandomSource random, QObject *parent)
    : QObject(parent)
    , m_backend(backend)
    , m_candidates(std::move(candidates))
    , m_random(std::move(random))
    , m_pause(time.timer([this] { ask(); }))
{
}

void Succession::ask()
{
    if (m_candidates.isEmpty() || m_request)
        return;
    m_pause->stop();
    m_request = m_backend.fetchEvents(m_candidates.constFirst().cursor, Hold::No,
                                      [this](const EventsAnswer &answer) { judge(answer); });
}

void Succession::judge(const EventsAnswer &answer)
{
    using Cause = RequestFailure::Cause;
    m_request.reset();
    if (answer.page) {
        const wire::EventPage &page = answer.page->page;
        // Without cursors, it has no places to tell apart.
        if (page.complete && !page.cursor.isEmpty())
            emit continues(std::exchange(m_candidates, {}).constFirst().account);
        else
            next();
        return;
    }
    const RequestFailure &failure = answer.page.error();
    if (failure.cause == Cause::Busy || failure.cause == Cause::Failed)
        m_pause->start(std::max(jittered(pauseBetween, m_random), failure.retryAfter));
    else if (failure.cause != Cause::Unauthorized) // then the connection ends, too
        next();
}

void Succession::next()
{
    m_candidates.removeFirst();
    if (m_candidates.isEmpty())
        emit isNew();
    else
        ask();
}

} // namespace timesheet
