#pragma once

#include "gateway/config.h"
#include "gateway/listener.h"
#include "gateway/retention.h"

#include <boost/asio/signal_set.hpp>

namespace timesheet::gateway {

/// Builds and wires the gateway, and runs it until a signal ends it.
class Server
{
public:
    explicit Server(const Config &config);

    /// Opens the log and the address. Errors: a sentence for the administrator.
    tl::expected<void, QString> open();

    /// Serves until SIGTERM or SIGINT, then in two phases: says goodbye to everyone, finishes
    /// what is being written.
    void run();

private:
    tl::expected<tcp::endpoint, QString> resolve();
    void waitForSignal();
    void shutDown();

    Config m_config;
    asio::io_context m_io;
    asio::signal_set m_signals;
    Authenticator m_authenticator;
    FanOut m_fanOut;
    SessionRegistry m_sessions;
    StorageThread m_storage;
    Retention m_retention;
    ReadBuffer m_readBuffer{};
    Services m_services;
    Listener m_listener;
};

} // namespace timesheet::gateway
