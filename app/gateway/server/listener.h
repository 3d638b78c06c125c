#pragma once

#include "gateway/server/loop.h"

#include <boost/asio/steady_timer.hpp>

namespace timesheet::gateway {

/// Accepts connections on one address, as many of each client as may be, and gives them to the I/O
/// loops in turn.
class Listener
{
public:
    /// What connections begin with: a refusal can be read in the clear only.
    enum class Transport { Clear, Tls };

    Listener(asio::io_context &io, std::vector<std::unique_ptr<Loop>> &loops, Shared &shared,
             Transport transport);

    /// Opens the address. Errors: what the system says.
    tl::expected<void, ErrorCode> open(const tcp::endpoint &address);

    /// The address with the real port.
    tcp::endpoint address() const;

    void start();
    void stop();

private:
    void wait();
    void acceptAll();
    void take(int socket, const tcp::endpoint &peer);
    void refuse(int socket);
    void pause();

    std::vector<std::unique_ptr<Loop>> &m_loops;
    Shared &m_shared;
    Transport m_transport;
    std::size_t m_next = 0; ///< the loop whose turn it is
    tcp::acceptor m_acceptor;
    asio::steady_timer m_pause;
};

} // namespace timesheet::gateway
