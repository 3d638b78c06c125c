#pragma once

#include "gateway/services.h"

namespace timesheet::gateway {

/// Accepts connections on one address and starts an HttpSession for each.
class Listener
{
public:
    explicit Listener(Services &services);

    /// Opens the address. Errors: what the system says.
    tl::expected<void, ErrorCode> open(const tcp::endpoint &address);

    /// The address with the real port.
    tcp::endpoint address() const;

    void start();
    void stop();

private:
    void accept();
    void pause();

    Services &m_services;
    tcp::acceptor m_acceptor;
    asio::steady_timer m_pause;
};

} // namespace timesheet::gateway
