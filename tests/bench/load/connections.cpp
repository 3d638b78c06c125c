#include "load/bench.h"
#include "load/scenario_runs.h"
#include "load/token.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace timesheet::load {

namespace {

constexpr std::uint32_t usualConnections = 1000;
/// More than a server would keep in a cache of what it has verified in this second.
constexpr std::uint32_t acceptTokens = 10000;

/// Opens connections as fast as the server lets it, and resets each once it is of use: goodbyes are
/// not what is measured.
class Turnstile final : public Client::Listener
{
public:
    Turnstile(Poller &poller, const Options &options)
        : m_options(options)
    {
        for (std::uint32_t user = 0; user < acceptTokens; ++user)
            m_tokens.push_back(mintToken({tenantName(user % usualConnections), userName(user), {}},
                                         options.secret));
        for (std::uint32_t number = 0; number < options.inFlight; ++number)
            m_free.push_back(&m_clients.emplace_back(poller, *this, number));
    }

    /// Opens what is closed.
    void turn()
    {
        for (Client *client : m_free)
            open(*client);
        m_free.clear();
    }

    std::uint64_t accepted() const { return m_accepted; }
    std::uint64_t failed() const { return m_failed; }
    Histogram times;

private:
    void open(Client &client)
    {
        client.pingedAt = Clock::now();
        client.open(m_options.server, m_tokens[m_opened++ % m_tokens.size()], m_options.dialect);
    }
    void onReady(Client &client) override
    {
        ++m_accepted;
        times.add(Clock::now() - client.pingedAt);
        client.reset();
        m_free.push_back(&client);
    }
    void onMessage(Client & /*client*/, std::string_view /*text*/,
                   Clock::time_point /*now*/) override
    {
    }
    void onPong(Client & /*client*/, Clock::time_point /*now*/) override {}
    void onClosed(Client &client, int /*code*/) override
    {
        ++m_failed;
        m_free.push_back(&client);
    }

    const Options &m_options;
    std::vector<std::string> m_tokens;
    std::deque<Client> m_clients;
    std::uint64_t m_opened = 0;
    std::uint64_t m_accepted = 0;
    std::uint64_t m_failed = 0;
    std::vector<Client *> m_free;
};

/// The server's memory once it does not change any more.
std::int64_t settledMemory(Bench &bench)
{
    constexpr int mostLooks = 15;
    constexpr double smallChange = 0.002;
    std::int64_t before = bench.pssBytes();
    for (int look = 0; look < mostLooks; ++look) {
        bench.run(Clock::now() + std::chrono::seconds(1));
        const std::int64_t now = bench.pssBytes();
        const double change = std::abs(static_cast<double>(now - before));
        before = now;
        if (change < smallChange * static_cast<double>(now))
            break;
    }
    return before;
}

void watchMemory(Bench &bench, double seconds)
{
    const Clock::time_point began = Clock::now();
    const Clock::time_point end = began + secondsOf(seconds);
    const Clock::duration every = secondsOf(
        bench.options.reportEvery > 0 ? bench.options.reportEvery : std::max(seconds, 1.0));
    for (Clock::time_point next = began + every; Clock::now() < end; next += every) {
        bench.run(std::min(next, end));
        if (bench.options.reportEvery > 0)
            std::fprintf(stderr, "%7.0f s  PSS %9.1f KiB  held %zu  pings %lu  pongs %lu\n",
                         inSeconds(Clock::now() - began),
                         static_cast<double>(bench.pssBytes()) / 1024,
                         bench.crowd.ready() - bench.crowd.closed(), bench.crowd.pings(),
                         bench.crowd.pongs());
    }
}

} // namespace

Report runAccept(const Options &options)
{
    constexpr double usualSeconds = 5;
    Bench bench(options);
    Turnstile turnstile(bench.poller, options);
    bench.startWatch();
    bench.run(Clock::now() + secondsOf(options.seconds.value_or(usualSeconds)), [&] {
        turnstile.turn();
        return Clock::time_point::max();
    });
    bench.stopWatch();

    Report report;
    report.add("accepted", turnstile.accepted());
    report.add("upgrades_per_second", static_cast<double>(turnstile.accepted()) / bench.seconds());
    report.add("upgrade", turnstile.times);
    report.add("failed", turnstile.failed());
    bench.reportCpu(report, "upgrade", turnstile.accepted());
    return report;
}

Report runIdle(const Options &options)
{
    const std::uint32_t count = options.connections.value_or(usualConnections);
    Bench bench(options);
    if (!bench.hasProcess())
        throw WrongUse("idle reads the server's memory: give --pid PID");
    const std::int64_t before = settledMemory(bench);
    bench.crowd.open(count, options.tenants.value_or(std::max(1U, count / 10)));
    const std::int64_t held = settledMemory(bench);

    Report report;
    report.add("held", std::uint64_t{bench.crowd.ready() - bench.crowd.closed()});
    report.add("pss_before_kib", static_cast<double>(before) / 1024);
    report.add("pss_kib", static_cast<double>(held) / 1024);
    report.add("bytes_per_connection", static_cast<double>(held - before) / count);
    if (options.seconds) {
        bench.crowd.startHeartbeat(secondsOf(options.heartbeatEvery));
        bench.startWatch();
        watchMemory(bench, *options.seconds);
        bench.stopWatch();
        bench.reportCpu(report, "ping", bench.crowd.pings());
        bench.crowd.startHeartbeat({});
        bench.drain([&] { return bench.crowd.pongs() >= bench.crowd.pings(); });
        report.add("pss_growth_kib", static_cast<double>(bench.pssBytes() - held) / 1024);
        report.add("pings", bench.crowd.pings());
        report.add("lost_pongs", bench.crowd.pings() - bench.crowd.pongs());
        report.add("held_at_end", std::uint64_t{bench.crowd.ready() - bench.crowd.closed()});
    }
    bench.reportFaults(report);
    return report;
}

Report runHeartbeat(const Options &options)
{
    constexpr double usualSeconds = 30;
    const double seconds = options.seconds.value_or(usualSeconds);
    const std::uint32_t count = options.connections.value_or(usualConnections);
    Bench bench(options);
    bench.crowd.open(count, options.tenants.value_or(std::max(1U, count / 10)));
    Histogram pongTimes;
    bench.crowd.onPongOf = [&](const Client &client, Clock::time_point now) {
        pongTimes.add(now - client.pingedAt);
    };
    bench.run(Clock::now() + std::chrono::seconds(1));
    bench.crowd.startHeartbeat(secondsOf(options.heartbeatEvery));
    bench.startWatch();
    bench.run(Clock::now() + secondsOf(seconds));
    bench.stopWatch();
    bench.crowd.startHeartbeat({});
    bench.drain([&] { return bench.crowd.pongs() >= bench.crowd.pings(); });

    Report report;
    report.add("connections", std::uint64_t{count});
    report.add("pings_per_second", static_cast<double>(bench.crowd.pings()) / seconds);
    bench.reportCpu(report, "ping", bench.crowd.pings());
    report.add("pong", pongTimes);
    report.add("lost_pongs", bench.crowd.pings() - bench.crowd.pongs());
    bench.reportFaults(report);
    return report;
}

} // namespace timesheet::load
