#include "load/bench.h"
#include "load/scenario_runs.h"
#include "load/token.h"

#include <algorithm>
#include <cstddef>

namespace timesheet::load {

namespace {

constexpr std::uint32_t usualConnections = 100;

/// Publishes large events to tenant 0 at a rate, and measures until each client but the slow one
/// has them. Two phases, before and after somebody stops reading.
struct SlowReaderRun {
    Bench &bench;
    std::uint32_t slow;
    Histogram before{};
    Histogram after{};
    bool isSlow = false;
    std::vector<Clock::time_point> sentAt{};
    std::uint64_t bytesOffered = 0;    ///< to the slow one, since it has stopped reading
    std::size_t descriptorsBefore = 0; ///< of the server, while all were connected
    std::optional<std::uint64_t> bytesAtCut{};
    std::string body{};
    Clock::time_point due = Clock::now();

    void onEvent(Client &client, Mark mark, Clock::time_point now)
    {
        bench.crowd.take(client, mark);
        if (client.number() != slow && mark.number < sentAt.size())
            (isSlow ? after : before).add(now - sentAt[mark.number]);
    }
    Clock::time_point step(Clock::duration pause, std::size_t padding)
    {
        Publisher &publisher = *bench.publishers.front();
        if (publisher.isBusy())
            return Clock::now() + pause;
        if (Clock::now() < due)
            return due;
        body.clear();
        appendEvent(body, {0, static_cast<std::uint32_t>(sentAt.size())}, {std::nullopt, padding});
        bytesOffered += isSlow ? body.size() : 0;
        // Who does not read does not see the end either: the server has one descriptor less.
        if (isSlow && !bytesAtCut && bench.serverDescriptors() < descriptorsBefore)
            bytesAtCut = bytesOffered;
        sentAt.push_back(Clock::now());
        publisher.post(bench.serviceToken(0), body);
        due = std::max(due + pause, Clock::now() - pause);
        return due;
    }
};

/// One client that sends pings as fast as the kernel takes them, and comes back when it is closed.
class Flooder final : public Client::Listener
{
public:
    Flooder(Bench &bench, std::uint32_t number, std::string token)
        : m_options(bench.options)
        , m_token(std::move(token))
        , m_client(bench.poller, *this, number)
    {
        for (std::size_t i = 0; i < framesAtATime; ++i)
            m_frames += pingFrame();
    }

    void start() { m_client.open(m_options.server, m_token, m_options.dialect); }
    void flood()
    {
        // A connection that was closed a moment ago comes back now, not in its own callback.
        if (m_client.isClosed())
            start();
        if (!m_client.isReady())
            return;
        const std::size_t count = m_client.sendSome(std::string_view(m_frames).substr(m_offset));
        m_sent += count;
        m_offset = (m_offset + count) % m_frames.size();
    }
    void stop() { m_client.cut(); }

    std::uint64_t closes() const { return m_closes; }
    int code() const { return m_code; }
    std::uint64_t pings() const { return m_sent / pingFrame().size(); }
    std::uint64_t pongs() const { return m_pongs; }

private:
    static constexpr std::size_t framesAtATime = 500;

    void onReady(Client & /*client*/) override { m_offset = 0; }
    void onMessage(Client & /*client*/, std::string_view /*text*/,
                   Clock::time_point /*now*/) override
    {
    }
    void onPong(Client & /*client*/, Clock::time_point /*now*/) override { ++m_pongs; }
    void onClosed(Client & /*client*/, int code) override
    {
        ++m_closes;
        // A close frame that was overtaken by a reset is a code that nobody saw.
        m_code = m_code == 0 || code != noCode ? code : m_code;
    }

    static constexpr int noCode = 1006;

    const Options &m_options;
    std::string m_token;
    Client m_client;
    std::string m_frames;
    std::size_t m_offset = 0;
    std::uint64_t m_sent = 0;
    std::uint64_t m_pongs = 0;
    std::uint64_t m_closes = 0;
    int m_code = 0;
};

} // namespace

Report runSlowReader(const Options &options)
{
    constexpr std::uint32_t usualPadding = 16 * 1024;
    constexpr double usualRate = 100;
    const std::uint32_t count = options.connections.value_or(usualConnections);
    const std::size_t padding = options.padding.value_or(usualPadding);
    const Clock::duration half = secondsOf(options.seconds.value_or(20) / 2);
    const Clock::duration pause = secondsOf(1 / options.rate.value_or(usualRate));
    Bench bench(options);
    bench.crowd.open(count + 1, 1);
    bench.hire(1, [&](Publisher & /*publisher*/, int status) { bench.countAnswer(status); });
    SlowReaderRun run{.bench = bench, .slow = count};
    bench.crowd.onEvent = [&](Client &client, Mark mark, Clock::time_point now) {
        run.onEvent(client, mark, now);
    };
    bench.crowd.onClosedOf = [&](Client &client, int /*code*/) {
        if (client.number() == run.slow && !run.bytesAtCut)
            run.bytesAtCut = run.bytesOffered;
    };
    const auto step = [&] { return run.step(pause, padding); };

    bench.run(Clock::now() + half, step);
    const std::int64_t memoryBefore = bench.pssBytes();
    run.descriptorsBefore = bench.serverDescriptors();
    Client &slow = bench.crowd.at(run.slow);
    const std::uint64_t receivedBefore = slow.bytesReceived();
    slow.setReading(false);
    run.isSlow = true;
    bench.run(Clock::now() + half, step);
    const std::int64_t memoryAfter = bench.pssBytes();
    const bool isReset = slow.isClosed();
    // A server that has cut it without a reset has put an end behind what the kernel held.
    slow.setReading(true);
    const auto published = static_cast<std::uint32_t>(run.sentAt.size());
    bench.drain([&] {
        for (std::size_t number = 0; number < bench.crowd.size(); ++number) {
            const Client &client = bench.crowd.at(number);
            if (!client.isClosed() && client.nextEvent < published)
                return false;
        }
        return true;
    });
    for (std::uint32_t number = 0; number < count; ++number)
        bench.crowd.faults().lost += published - bench.crowd.at(number).nextEvent;

    Report report;
    report.add("connections", std::uint64_t{count});
    report.add("without", run.before);
    report.add("with", run.after);
    report.add("slow_was_cut", slow.isClosed());
    report.add("slow_was_reset", isReset);
    report.add("slow_offered_until_cut_bytes", run.bytesAtCut.value_or(run.bytesOffered));
    report.add("slow_received_bytes", slow.bytesReceived() - receivedBefore);
    report.add("pss_growth_kib", static_cast<double>(memoryAfter - memoryBefore) / 1024);
    report.add("others_closed", bench.crowd.closed() - (slow.isClosed() ? 1 : 0));
    bench.reportFaults(report);
    return report;
}

Report runRateLimit(const Options &options)
{
    const std::uint32_t count = options.connections.value_or(usualConnections);
    const Clock::duration half = secondsOf(options.seconds.value_or(20) / 2);
    Bench bench(options);
    bench.crowd.open(count, options.tenants.value_or(1));
    Histogram times[2];
    bool isFlooded = false;
    bench.crowd.onPongOf = [&](const Client &client, Clock::time_point now) {
        times[isFlooded ? 1 : 0].add(now - client.pingedAt);
    };
    // Each of them stays below 100 messages a minute.
    bench.crowd.startHeartbeat(std::chrono::seconds(1));
    bench.run(Clock::now() + half);

    isFlooded = true;
    bench.startWatch();
    Flooder flooder(bench, count, mintToken({tenantName(0), "flooder", {}}, options.secret));
    bench.run(Clock::now() + half, [&] {
        flooder.flood();
        return Clock::now() + std::chrono::milliseconds(1);
    });
    bench.stopWatch();
    flooder.stop();
    bench.crowd.startHeartbeat({});
    bench.drain([&] { return bench.crowd.pongs() >= bench.crowd.pings(); });

    Report report;
    report.add("connections", std::uint64_t{count});
    report.add("without", times[0]);
    report.add("with", times[1]);
    report.add("flooder_closed", flooder.closes());
    report.add("flooder_close_code", static_cast<std::uint64_t>(flooder.code()));
    report.add("flooder_pings", flooder.pings());
    report.add("flooder_pongs", flooder.pongs());
    bench.reportCpu(report, "flooded_ping", flooder.pings());
    report.add("lost_pongs", bench.crowd.pings() - bench.crowd.pongs());
    bench.reportFaults(report);
    return report;
}

} // namespace timesheet::load
