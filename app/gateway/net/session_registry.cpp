#include "gateway/net/session_registry.h"

#include <algorithm>
#include <utility>

namespace timesheet::gateway {

namespace {

constexpr std::chrono::seconds slotLength{1};

/// Goodbyes are said in batches this far apart, give or take a half.
constexpr std::chrono::milliseconds batchInterval{100};
/// So many at once stampede nobody, however long the drain may take.
constexpr std::size_t smallestBatch = 10;

std::size_t slotOf(SteadyClock::time_point time, std::size_t slotCount)
{
    return static_cast<std::size_t>(time.time_since_epoch() / slotLength) % slotCount;
}

} // namespace

SessionRegistry::SessionRegistry(asio::io_context &io, QRandomGenerator &random)
    : m_random(random)
    , m_ticker(io)
    , m_goodbyes(io)
    , m_hand(SteadyClock::now())
{
}

void SessionRegistry::add(Session &session, SteadyClock::time_point deadline)
{
    ++m_size;
    schedule(session, deadline);
    if (m_done)
        session.shutDown();
}

void SessionRegistry::remove(Session &session)
{
    session.m_hook.unlink();
    --m_size;
    endIfEmpty();
}

void SessionRegistry::schedule(Session &session, SteadyClock::time_point deadline)
{
    // One slot further than the deadline, so that it has passed when the hand comes by; and never
    // where the hand is now, which would be a whole turn late.
    const auto next = m_hand + slotLength;
    const auto last = m_hand + slotLength * static_cast<int>(m_wheel.size() - 1);
    const auto time = std::clamp(deadline + slotLength, next, last);
    session.m_hook.unlink();
    m_wheel.at(slotOf(time, m_wheel.size())).push_back(session);
}

void SessionRegistry::startTicking()
{
    m_ticker.expires_after(slotLength);
    m_ticker.async_wait([this](ErrorCode error) {
        if (!error)
            tick();
    });
}

void SessionRegistry::tick()
{
    const auto now = SteadyClock::now();
    while (m_hand + slotLength <= now) {
        m_hand += slotLength;
        Slot due;
        due.swap(m_wheel.at(slotOf(m_hand, m_wheel.size())));
        while (!due.empty()) {
            const auto session = due.front().shared_from_this();
            const auto next = session->tick(now);
            if (session->m_hook.is_linked()) // it has not ended
                schedule(*session, next);
        }
    }
    startTicking();
}

std::vector<std::weak_ptr<Session>> SessionRegistry::all()
{
    std::vector<std::weak_ptr<Session>> sessions;
    sessions.reserve(m_size);
    for (Slot &slot : m_wheel) {
        for (Session &session : slot)
            sessions.push_back(session.weak_from_this());
    }
    return sessions;
}

void SessionRegistry::recheckAll()
{
    for (const auto &one : all()) {
        if (const auto session = one.lock())
            session->recheck();
    }
}

void SessionRegistry::shutDown(std::chrono::milliseconds drain, std::chrono::milliseconds grace,
                               std::function<void()> done)
{
    m_done = std::move(done);
    m_grace = grace;
    m_leaving = all();
    std::shuffle(m_leaving.begin(), m_leaving.end(), m_random);
    const auto batches = std::max<std::size_t>(static_cast<std::size_t>(drain / batchInterval), 1);
    m_leavingAtOnce = std::max((m_leaving.size() + batches - 1) / batches, smallestBatch);
    if (drain == std::chrono::milliseconds::zero())
        m_leavingAtOnce = m_leaving.size();
    sayGoodbyes();
}

void SessionRegistry::sayGoodbyes()
{
    for (std::size_t i = 0; i < m_leavingAtOnce && !m_leaving.empty(); ++i) {
        const auto session = m_leaving.back().lock();
        m_leaving.pop_back();
        if (session)
            session->shutDown();
    }
    endIfEmpty();
    if (!m_done)
        return;
    const bool isOver = m_leaving.empty();
    const auto jitter = m_random.bounded(int{batchInterval.count()});
    m_goodbyes.expires_after(isOver ? m_grace
                                    : batchInterval / 2 + std::chrono::milliseconds(jitter));
    m_goodbyes.async_wait([this, isOver](ErrorCode error) {
        if (error)
            return;
        if (isOver)
            cutTheRest();
        else
            sayGoodbyes();
    });
}

void SessionRegistry::cutTheRest()
{
    for (const auto &session : all()) {
        if (const auto late = session.lock())
            late->cut();
    }
}

void SessionRegistry::endIfEmpty()
{
    if (!m_done || m_size > 0)
        return;
    m_ticker.cancel();
    m_goodbyes.cancel();
    std::exchange(m_done, nullptr)();
}

} // namespace timesheet::gateway
