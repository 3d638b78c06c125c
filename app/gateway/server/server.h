#pragma once

#include "gateway/config/config.h"
#include "gateway/monitoring/service_notifier.h"
#include "gateway/news/presence_board.h"
#include "gateway/server/listener.h"
#include "gateway/server/loop.h"
#include "gateway/storage/retention.h"

#include <boost/asio/signal_set.hpp>

namespace timesheet::gateway {

/// Builds and wires the gateway, and runs it until a signal ends it.
class Server
{
public:
    explicit Server(const Config &config);
    ~Server();
    Q_DISABLE_COPY_MOVE(Server)

    /// Opens the log and the address. Errors: a sentence for the administrator.
    tl::expected<void, QString> open();

    /// Serves until SIGTERM or SIGINT, then in two phases: says goodbye to everyone, finishes
    /// what is being written. On SIGHUP it reads keys and certificates again; connections that are
    /// there stay.
    void run();

private:
    tl::expected<tcp::endpoint, QString> resolve();
    tl::expected<std::unique_ptr<EventLog>, QString> openLog();
    void publish(const LogNews &news);
    void waitForSignal();
    void watch();
    void reload();
    void shutDown();

    Config m_config;
    Metrics m_metrics;
    StorageThread m_storage;
    SideThread m_parsing;
    Shared m_shared;
    std::vector<std::unique_ptr<Loop>> m_loops; ///< the first is that of the main thread
    std::unique_ptr<Listener> m_listener;
    std::unique_ptr<Retention> m_retention;
    std::unique_ptr<PresenceBoard> m_presence;
    std::unique_ptr<asio::signal_set> m_signals;
    ServiceNotifier m_notifier;
    std::unique_ptr<asio::steady_timer> m_watch;
    std::size_t m_silent = 0;  ///< threads that have not answered since the last look
    std::size_t m_running = 0; ///< loops that have not seen all of their connections leave
};

} // namespace timesheet::gateway
