#include "gateway/session_registry.h"

#include <utility>
#include <vector>

namespace timesheet::gateway {

namespace {

constexpr std::chrono::seconds tickInterval{1};

} // namespace

SessionRegistry::SessionRegistry(asio::io_context &io)
    : m_ticker(io)
    , m_grace(io)
{
}

void SessionRegistry::add(std::shared_ptr<Session> session)
{
    Session &added = *session;
    m_sessions.insert(std::move(session));
    if (m_done)
        added.shutDown();
}

void SessionRegistry::remove(const std::shared_ptr<Session> &session)
{
    m_sessions.erase(session);
    endIfEmpty();
}

void SessionRegistry::startTicking()
{
    m_ticker.expires_after(tickInterval);
    m_ticker.async_wait([this](ErrorCode error) {
        if (!error)
            tick();
    });
}

void SessionRegistry::tick()
{
    // A copy: a session may end, and leave the set, while it looks at its deadlines.
    const std::vector<std::shared_ptr<Session>> sessions(m_sessions.begin(), m_sessions.end());
    const auto now = SteadyClock::now();
    for (const auto &session : sessions)
        session->tick(now);
    startTicking();
}

void SessionRegistry::shutDown(std::chrono::milliseconds grace, std::function<void()> done)
{
    m_done = std::move(done);
    m_grace.expires_after(grace);
    m_grace.async_wait([this](ErrorCode error) {
        if (error)
            return;
        const std::vector<std::shared_ptr<Session>> late(m_sessions.begin(), m_sessions.end());
        for (const auto &session : late)
            session->cut();
    });
    const std::vector<std::shared_ptr<Session>> sessions(m_sessions.begin(), m_sessions.end());
    for (const auto &session : sessions)
        session->shutDown();
    endIfEmpty();
}

void SessionRegistry::endIfEmpty()
{
    if (!m_done || !m_sessions.empty())
        return;
    m_ticker.cancel();
    m_grace.cancel();
    std::exchange(m_done, nullptr)();
}

} // namespace timesheet::gateway
