#include "gateway/server/server.h"

#include "gateway/monitoring/log_line.h"
#include "gateway/postgres/postgres_url.h"
#include "gateway/postgres_log/postgres_event_log.h"
#include "gateway/sqlite_log/sqlite_event_log.h"

#include <boost/asio/post.hpp>

#include <csignal>

#include <sstream>
#include <thread>

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

namespace {

/// How long goodbyes may take before the rest is cut.
constexpr std::chrono::seconds shutdownGrace{5};

/// For how long a user who has sent far too fast is not let in again. Half of what our client waits
/// then before it comes back.
constexpr std::chrono::seconds floodCooldown{30};

QString toText(const tcp::endpoint &address)
{
    std::ostringstream text;
    text << address;
    return QString::fromStdString(text.str());
}

} // namespace

Server::Server(const Config &config)
    : m_config(config)
    , m_storage([this](const LogNews &news) { publish(news); }, m_metrics)
    , m_shared{m_config.access,
               Admission(config.connectionsPerAddress),
               Admission(config.connectionsPerTenant),
               Cooldown(floodCooldown),
               BufferBudget(config.maxBufferedBytes),
               config.maxBodyBytes,
               m_metrics,
               m_storage,
               *QRandomGenerator::global(),
               m_parsing}
    , m_notifier(ServiceNotifier::fromEnvironment())
{
}

Server::~Server() = default;

tl::expected<void, QString> Server::open()
{
    const auto tls = loadTls(m_config);
    if (!tls)
        return tl::unexpected(tls.error());
    const Keys keys{m_config.authenticator, *tls};
    const auto onPresence = [this](const PresenceStep &step) { m_presence->tell(step); };
    for (int i = 0; i < m_config.threads; ++i)
        m_loops.push_back(std::make_unique<Loop>(m_shared, m_storage, keys, onPresence));
    Loop &first = *m_loops.front();
    m_listener =
        std::make_unique<Listener>(first.io(), m_loops, m_shared,
                                   *tls ? Listener::Transport::Tls : Listener::Transport::Clear);
    m_retention = std::make_unique<Retention>(first.io(), first.storage(), m_config.retention);
    m_presence = std::make_unique<PresenceBoard>(first.io(), first.storage());
    m_signals = std::make_unique<asio::signal_set>(first.io());
    m_watch = std::make_unique<asio::steady_timer>(first.io());

    if (const auto started = m_storage.start([this] { return openLog(); }); !started)
        return started;

    const auto address = resolve();
    if (!address)
        return tl::unexpected(address.error());
    return m_listener->open(*address).map_error([&address](ErrorCode error) {
        return u"cannot listen on %1: %2"_s.arg(toText(*address),
                                                QString::fromStdString(error.message()));
    });
}

void Server::run()
{
    waitForSignal();
    m_listener->start();
    m_retention->start();
    qCInfo(gatewayLog).noquote() << logLine(
        u"listening"_s,
        {{"address", toText(m_listener->address())}, {"threads", QString::number(m_loops.size())}});
    m_notifier.ready();
    watch();
    std::vector<std::thread> threads;
    for (std::size_t i = 1; i < m_loops.size(); ++i)
        threads.emplace_back([&loop = *m_loops.at(i)] { loop.run(); });
    m_loops.front()->run();
    for (std::thread &thread : threads)
        thread.join();
    m_parsing.stop();
    m_presence->end();
    m_storage.stop();
    qCInfo(gatewayLog).noquote() << logLine(u"stopped"_s);
}

/// On the storage's thread.
tl::expected<std::unique_ptr<EventLog>, QString> Server::openLog()
{
    const QString &database = m_config.database;
    if (isPostgresUrl(database))
        return openPostgresEventLog(database, [this] { m_storage.wake(); });
    return SqliteEventLog::open(database)
        .map([](auto log) -> std::unique_ptr<EventLog> { return log; })
        .map_error([&database](const QString &reason) {
            return u"cannot use the database %1: %2"_s.arg(database, reason);
        });
}

/// On the storage's thread.
void Server::publish(const LogNews &news)
{
    const auto broadcast = std::make_shared<const Broadcast>(news);
    for (const auto &loop : m_loops)
        loop->publish(broadcast);
}

tl::expected<tcp::endpoint, QString> Server::resolve()
{
    ErrorCode error;
    tcp::resolver resolver(m_loops.front()->io());
    const auto found =
        resolver.resolve(m_config.host.toStdString(), std::to_string(m_config.port), error);
    if (error || found.empty())
        return tl::unexpected(u"cannot listen on %1: no such address"_s.arg(m_config.host));
    return found.begin()->endpoint();
}

void Server::waitForSignal()
{
    ErrorCode error;
    for (const int signal : {SIGTERM, SIGINT, SIGHUP})
        m_signals->add(signal, error);
    m_signals->async_wait([this](ErrorCode cancelled, int number) {
        if (cancelled)
            return;
        if (number == SIGHUP) {
            m_notifier.reloading();
            reload();
            m_notifier.ready();
            waitForSignal();
            return;
        }
        qCInfo(gatewayLog).noquote()
            << logLine(u"stopping"_s, {{"signal", QString::number(number)}});
        shutDown();
    });
}

/// Where anything cannot be read, everything stays as it is.
void Server::reload()
{
    const auto tls = loadTls(m_config);
    const auto authenticator = reloadKeys(m_config);
    if (!tls || !authenticator) {
        const QString detail = tls ? authenticator.error() : tls.error();
        qCWarning(gatewayLog).noquote() << logLine(u"reload_failed"_s, {{"detail", detail}});
        return;
    }
    for (const auto &loop : m_loops)
        loop->setKeys({*authenticator, *tls});
    qCInfo(gatewayLog).noquote() << logLine(u"reloaded"_s);
}

/// Tells the service manager that all is well where every thread has answered since the last time.
void Server::watch()
{
    const auto interval = m_notifier.aliveInterval();
    if (!interval)
        return;
    if (m_silent == 0) {
        m_notifier.alive();
        asio::io_context &home = m_loops.front()->io();
        const auto answer = [this, &home] { asio::post(home, [this] { --m_silent; }); };
        for (const auto &loop : m_loops)
            asio::post(loop->io(), answer);
        const auto job = [answer](EventLog & /*log*/, StorageThread::Attempt /*attempt*/) {
            answer();
            return StorageThread::Outcome::Done;
        };
        const bool isAsked = m_storage.run({}, job);
        m_silent = m_loops.size() + (isAsked ? 1 : 0);
    }
    m_watch->expires_after(*interval);
    m_watch->async_wait([this](ErrorCode cancelled) {
        if (!cancelled)
            watch();
    });
}

void Server::shutDown()
{
    m_notifier.stopping();
    m_listener->stop();
    m_running = m_loops.size();
    const auto onLoopEmpty = [this] {
        asio::post(m_loops.front()->io(), [this] {
            if (--m_running > 0)
                return;
            for (const auto &loop : m_loops)
                loop->io().stop();
        });
    };
    for (const auto &loop : m_loops)
        loop->shutDown(m_config.drain, shutdownGrace, onLoopEmpty);
}

} // namespace timesheet::gateway
