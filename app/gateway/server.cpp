#include "gateway/server.h"

#include "gateway/log_line.h"
#include "gateway/sqlite_event_log.h"

#include <csignal>

#include <sstream>

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

namespace {

/// How long goodbyes may take before the rest is cut.
constexpr std::chrono::seconds shutdownGrace{5};

QString toText(const tcp::endpoint &address)
{
    std::ostringstream text;
    text << address;
    return QString::fromStdString(text.str());
}

} // namespace

Server::Server(const Config &config)
    : m_config(config)
    , m_signals(m_io)
    , m_authenticator(config.authenticator)
    , m_sessions(m_io)
    , m_storage(m_io, [this](const QList<LogEntry> &entries) { m_fanOut.publish(entries); })
    , m_retention(m_io, m_storage, config.retention)
    , m_services{m_io, m_authenticator, m_storage, m_fanOut, m_sessions, m_readBuffer}
    , m_listener(m_services)
{
}

tl::expected<void, QString> Server::open()
{
    const auto factory = [file = m_config.database]() {
        return SqliteEventLog::open(file).map(
            [](auto log) -> std::unique_ptr<EventLog> { return log; });
    };
    if (const auto started = m_storage.start(factory); !started)
        return tl::unexpected(
            u"cannot use the database %1: %2"_s.arg(m_config.database, started.error()));

    const auto address = resolve();
    if (!address)
        return tl::unexpected(address.error());
    return m_listener.open(*address).map_error([&address](ErrorCode error) {
        return u"cannot listen on %1: %2"_s.arg(toText(*address),
                                                QString::fromStdString(error.message()));
    });
}

void Server::run()
{
    waitForSignal();
    m_sessions.startTicking();
    m_listener.start();
    m_retention.start();
    qCInfo(lcGateway).noquote() << logLine(u"listening"_s,
                                           {{"address", toText(m_listener.address())}});
    m_io.run();
    m_storage.stop();
    qCInfo(lcGateway).noquote() << logLine(u"stopped"_s);
}

tl::expected<tcp::endpoint, QString> Server::resolve()
{
    ErrorCode error;
    tcp::resolver resolver(m_io);
    const auto found =
        resolver.resolve(m_config.host.toStdString(), std::to_string(m_config.port), error);
    if (error || found.empty())
        return tl::unexpected(u"cannot listen on %1: no such address"_s.arg(m_config.host));
    return found.begin()->endpoint();
}

void Server::waitForSignal()
{
    ErrorCode error;
    m_signals.add(SIGTERM, error);
    m_signals.add(SIGINT, error);
    m_signals.async_wait([this](ErrorCode cancelled, int number) {
        if (cancelled)
            return;
        qCInfo(lcGateway).noquote()
            << logLine(u"stopping"_s, {{"signal", QString::number(number)},
                                       {"connections", QString::number(m_sessions.size())}});
        shutDown();
    });
}

void Server::shutDown()
{
    m_listener.stop();
    m_sessions.shutDown(shutdownGrace, [this] { m_io.stop(); });
}

} // namespace timesheet::gateway
