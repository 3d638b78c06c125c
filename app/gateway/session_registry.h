#pragma once

#include "gateway/asio.h"

#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <unordered_set>

namespace timesheet::gateway {

using SteadyClock = std::chrono::steady_clock;

/// One connection, of whichever protocol. Shared by the registry and by the operations that are
/// under way on its socket: whichever ends last ends the session.
class Session : public std::enable_shared_from_this<Session>
{
public:
    virtual ~Session() = default;

    /// Called about once a second: the place to look at deadlines.
    virtual void tick(SteadyClock::time_point now) = 0;

    /// Says goodbye and ends soon.
    virtual void shutDown() = 0;

    /// Ends now.
    virtual void cut() = 0;
};

/// The sessions of one I/O loop, and the one timer that all their deadlines share.
class SessionRegistry
{
public:
    explicit SessionRegistry(asio::io_context &io);

    void add(std::shared_ptr<Session> session);
    void remove(const std::shared_ptr<Session> &session);
    std::size_t size() const { return m_sessions.size(); }

    void startTicking();

    /// Lets every session say goodbye; `done` is called once all are gone. Those that take longer
    /// than `grace` are cut. Sessions that are added later are shut down at once.
    void shutDown(std::chrono::milliseconds grace, std::function<void()> done);

private:
    void tick();
    void endIfEmpty();

    asio::steady_timer m_ticker;
    asio::steady_timer m_grace;
    std::unordered_set<std::shared_ptr<Session>> m_sessions;
    std::function<void()> m_done;
};

} // namespace timesheet::gateway
