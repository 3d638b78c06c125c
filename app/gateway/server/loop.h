#pragma once

#include "gateway/net/tls_context.h"
#include "gateway/sessions/services.h"

#include <boost/asio/executor_work_guard.hpp>

namespace timesheet::gateway {

/// What may be replaced while the gateway runs. New connections and tokens see the new ones.
struct Keys {
    Authenticator authenticator;
    TlsContext tls; ///< null: connections in the clear
};

/// One I/O loop with everything that its sessions use. Loops share nothing but queues; what comes
/// from another thread is posted.
class Loop
{
public:
    /// `onPresence` hears, on the loop, of its connections' presence.
    Loop(Shared &shared, StorageThread &storage, Keys keys, PresenceRoster::StepHandler onPresence);

    asio::io_context &io() { return m_io; }
    Storage &storage() { return m_storage; }

    /// Runs until everyone has left after shutDown(), on the thread that calls it.
    void run();

    // On any thread.

    /// Takes over an accepted connection. `ticket` counts it by its address; empty where that is a
    /// trusted proxy's.
    void adopt(int socket, const tcp::endpoint &peer, Admission::Ticket ticket);
    void publish(const std::shared_ptr<const Broadcast> &news);
    void setKeys(const Keys &keys);
    /// See SessionRegistry.
    void shutDown(std::chrono::milliseconds drain, std::chrono::milliseconds grace,
                  std::function<void()> done);

private:
    asio::io_context m_io;
    asio::executor_work_guard<asio::io_context::executor_type> m_work;
    Keys m_keys;
    Doorkeeper m_doorkeeper;
    Storage m_storage;
    FanOut m_fanOut;
    PresenceRoster m_presence;
    SessionRegistry m_sessions;
    FlushQueue m_flushes;
    ReadBuffer m_readBuffer{};
    Services m_services;
};

} // namespace timesheet::gateway
