#pragma once

#include "gateway/net/asio.h"

#include <boost/asio/steady_timer.hpp>
#include <boost/intrusive/list.hpp>

#include <QRandomGenerator>

#include <array>
#include <chrono>
#include <functional>
#include <memory>
#include <vector>

namespace timesheet::gateway {

/// One connection, of whichever protocol. Owned by the operations that are under way on its socket
/// or for it: the session ends with the last of them.
class Session : public std::enable_shared_from_this<Session>
{
public:
    Session() = default;
    virtual ~Session() = default;
    Q_DISABLE_COPY_MOVE(Session)

    /// Looks at its deadlines. Returns when to be called again, at the latest.
    virtual SteadyClock::time_point tick(SteadyClock::time_point now) = 0;

    /// Ends where nothing vouches for its caller any more.
    virtual void recheck() = 0;

    /// Says goodbye and ends soon.
    virtual void shutDown() = 0;

    /// Ends now.
    virtual void cut() = 0;

private:
    friend class SessionRegistry;
    using Hook = boost::intrusive::list_member_hook<
        boost::intrusive::link_mode<boost::intrusive::auto_unlink>>;
    Hook m_hook; ///< in one slot of the wheel
};

/// The sessions of one I/O loop, and the one timer that all their deadlines share: a wheel of
/// seconds, in which each session is in one slot and is looked at when the hand comes by.
class SessionRegistry
{
public:
    /// `random` decides in which order and when goodbyes are said.
    SessionRegistry(asio::io_context &io, QRandomGenerator &random);

    /// The session is to be removed before it ends.
    void add(Session &session, SteadyClock::time_point deadline);
    void remove(Session &session);
    std::size_t size() const { return m_size; }

    /// Has the session looked at soon after this instant, and not necessarily before.
    void schedule(Session &session, SteadyClock::time_point deadline);

    void startTicking();

    /// Has every session look whether its caller is still good.
    void recheckAll();

    /// Lets every session say goodbye, some at a time in an order that chance decides, over the
    /// time of `drain`; few connections need less of it. `done` is called once all are gone; those
    /// that take longer than `grace` for their goodbye are cut. Sessions that are added later are
    /// shut down at once.
    void shutDown(std::chrono::milliseconds drain, std::chrono::milliseconds grace,
                  std::function<void()> done);

private:
    using Slot = boost::intrusive::list<
        Session, boost::intrusive::member_hook<Session, Session::Hook, &Session::m_hook>,
        boost::intrusive::constant_time_size<false>>;

    std::vector<std::weak_ptr<Session>> all();
    void tick();
    void sayGoodbyes();
    void cutTheRest();
    void endIfEmpty();

    QRandomGenerator &m_random;
    asio::steady_timer m_ticker;
    asio::steady_timer m_goodbyes;
    std::array<Slot, 128> m_wheel;
    SteadyClock::time_point m_hand; ///< everything due up to here has been looked at
    std::size_t m_size = 0;

    std::vector<std::weak_ptr<Session>> m_leaving; ///< in the order of their goodbyes, from behind
    std::size_t m_leavingAtOnce = 0;
    std::chrono::milliseconds m_grace{0};
    std::function<void()> m_done;
};

} // namespace timesheet::gateway
