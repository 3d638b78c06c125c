#include "load/bench.h"
#include "load/scenario_runs.h"

#include <algorithm>
#include <random>

namespace timesheet::load {

namespace {

constexpr std::uint32_t usualPublishers = 16;
constexpr double usualSeconds = 10;
constexpr double longestWarmUp = 1;

/// How long everything runs before it is measured.
Clock::duration warmUp(const Options &options)
{
    return secondsOf(std::min(longestWarmUp, options.seconds.value_or(usualSeconds) / 2));
}

/// Publishes arrays tenant by tenant, as fast as they are answered. A tenant belongs to one
/// publisher, so that its events have an order.
class Press
{
public:
    Press(Bench &bench, std::uint32_t tenants, std::uint32_t publishers, std::uint32_t batch)
        : m_bench(bench)
        , m_batch(batch)
        , m_members(tenants)
        , m_published(tenants)
        , m_turn(std::min(publishers, tenants))
    {
        for (std::size_t number = 0; number < bench.crowd.size(); ++number)
            ++m_members[bench.crowd.at(number).tenant];
        const auto count = static_cast<std::uint32_t>(m_turn.size());
        for (std::uint32_t number = 0; number < count; ++number)
            m_turn[number] = number;
        bench.hire(count,
                   [this](Publisher &publisher, int status) { onAnswer(publisher, status); });
    }

    /// Lets publishers work that wait for the receivers.
    void feed()
    {
        for (const auto &publisher : m_bench.publishers) {
            if (!publisher->isBusy())
                post(*publisher);
        }
    }
    void stop() { m_isOver = true; }
    bool isBusy() const
    {
        return std::any_of(m_bench.publishers.begin(), m_bench.publishers.end(),
                           [](const auto &publisher) { return publisher->isBusy(); });
    }

    std::uint64_t answered() const { return m_answered; }
    std::uint64_t expected() const { return m_expected; }
    std::uint32_t published(std::uint32_t tenant) const { return m_published[tenant]; }
    Histogram times;

private:
    /// Deliveries that may be under way: enough to keep everybody busy, and so few that nobody's
    /// connection counts as slow.
    static constexpr std::uint64_t mostUnderWay = 50000;

    void onAnswer(Publisher &publisher, int status)
    {
        times.add(Clock::now() - publisher.postedAt());
        m_bench.countAnswer(status);
        m_answered += status == Bench::created ? m_batch : 0;
        post(publisher);
    }
    void post(Publisher &publisher)
    {
        if (m_isOver || m_expected > m_bench.crowd.received() + mostUnderWay)
            return;
        std::uint32_t &tenant = m_turn[publisher.number()];
        m_body = '[';
        for (std::uint32_t i = 0; i < m_batch; ++i) {
            if (i > 0)
                m_body += ',';
            appendEvent(m_body, {tenant, m_published[tenant]++},
                        {std::nullopt, m_bench.options.padding.value_or(0)});
        }
        m_body += ']';
        m_expected += std::uint64_t{m_batch} * m_members[tenant];
        publisher.post(m_bench.serviceToken(tenant), m_body);
        tenant += static_cast<std::uint32_t>(m_turn.size());
        if (tenant >= m_members.size())
            tenant = publisher.number();
    }

    Bench &m_bench;
    std::uint32_t m_batch;
    std::vector<std::uint32_t> m_members;
    std::vector<std::uint32_t> m_published;
    std::vector<std::uint32_t> m_turn; ///< whose events each publisher posts next
    std::string m_body;
    std::uint64_t m_answered = 0;
    std::uint64_t m_expected = 0;
    bool m_isOver = false;
};

/// Whatever was published to a client's tenant and has not come is lost.
void countMissing(Crowd &crowd, const std::function<std::uint32_t(std::uint32_t)> &published)
{
    for (std::size_t number = 0; number < crowd.size(); ++number) {
        const Client &client = crowd.at(number);
        crowd.faults().lost += published(client.tenant) - client.nextEvent;
    }
}

/// One event after the other, at a fixed rate, to tenant 0.
class Metronome
{
public:
    Metronome(Bench &bench, double rate)
        : m_bench(bench)
        , m_pause(secondsOf(1 / rate))
    {
        bench.hire(1,
                   [&bench](Publisher & /*publisher*/, int status) { bench.countAnswer(status); });
    }

    /// Posts what is due. Returns when the next is. Where the last is not answered yet, it waits.
    Clock::time_point step(const std::function<EventShape(std::uint32_t number)> &shapeOf)
    {
        if (m_sentAt.empty())
            m_due = Clock::now();
        Publisher &publisher = *m_bench.publishers.front();
        if (publisher.isBusy())
            return Clock::now() + std::chrono::milliseconds(5); // its answer wakes us before
        if (Clock::now() < m_due)
            return m_due;
        const std::uint32_t number = count();
        m_body.clear();
        appendEvent(m_body, {0, number}, shapeOf(number));
        m_sentAt.push_back(Clock::now());
        publisher.post(m_bench.serviceToken(0), m_body);
        m_due += m_pause;
        return m_due;
    }

    std::uint32_t count() const { return static_cast<std::uint32_t>(m_sentAt.size()); }
    Clock::time_point sentAt(std::uint32_t number) const { return m_sentAt[number]; }

private:
    Bench &m_bench;
    Clock::duration m_pause;
    Clock::time_point m_due{};
    std::vector<Clock::time_point> m_sentAt;
    std::string m_body;
};

} // namespace

Report runDeliver(const Options &options)
{
    constexpr std::uint32_t usualConnections = 10000;
    constexpr std::uint32_t usualBatch = 10;
    const std::uint32_t count = options.connections.value_or(usualConnections);
    const std::uint32_t tenants = options.tenants.value_or(std::max(1U, count / 10));
    Bench bench(options);
    bench.crowd.open(count, tenants);
    Press press(bench, tenants, options.publishers.value_or(usualPublishers),
                options.batch.value_or(usualBatch));
    const auto feed = [&] {
        press.feed();
        return Clock::time_point::max();
    };
    bench.run(Clock::now() + warmUp(options), feed);

    bench.startWatch();
    const std::uint64_t receivedBefore = bench.crowd.received();
    const std::uint64_t answeredBefore = press.answered();
    bench.run(Clock::now() + secondsOf(options.seconds.value_or(usualSeconds)), feed);
    bench.stopWatch();
    const std::uint64_t received = bench.crowd.received() - receivedBefore;
    const std::uint64_t answered = press.answered() - answeredBefore;

    press.stop();
    bench.drain([&] { return !press.isBusy() && bench.crowd.received() >= press.expected(); });
    countMissing(bench.crowd, [&](std::uint32_t tenant) { return press.published(tenant); });

    Report report;
    report.add("connections", std::uint64_t{count});
    report.add("deliveries_per_second", static_cast<double>(received) / bench.seconds());
    report.add("events_per_second", static_cast<double>(answered) / bench.seconds());
    report.add("answer", press.times);
    bench.reportCpu(report, "delivery", received);
    report.add("deliveries", bench.crowd.received());
    bench.reportFaults(report);
    return report;
}

Report runFanOut(const Options &options)
{
    constexpr std::uint32_t usualConnections = 1000;
    constexpr double usualRate = 20;
    const std::uint32_t count = options.connections.value_or(usualConnections);
    Bench bench(options);
    bench.crowd.open(count, 1);
    Metronome metronome(bench, options.rate.value_or(usualRate));
    Histogram each;
    Histogram last;
    std::vector<std::uint32_t> receivers; // by the event's number
    bench.crowd.onEvent = [&](Client &client, Mark mark, Clock::time_point now) {
        bench.crowd.take(client, mark);
        if (mark.number >= metronome.count())
            return;
        receivers.resize(metronome.count());
        const auto taken = now - metronome.sentAt(mark.number);
        each.add(taken);
        if (++receivers[mark.number] == count)
            last.add(taken);
    };
    bench.startWatch();
    bench.run(Clock::now() + secondsOf(options.seconds.value_or(usualSeconds)), [&] {
        return metronome.step([&](std::uint32_t /*number*/) {
            return EventShape{std::nullopt, options.padding.value_or(0)};
        });
    });
    bench.stopWatch();
    const std::uint64_t received = bench.crowd.received();
    bench.drain([&] { return bench.crowd.received() >= std::uint64_t{metronome.count()} * count; });
    countMissing(bench.crowd, [&](std::uint32_t /*tenant*/) { return metronome.count(); });

    Report report;
    report.add("connections", std::uint64_t{count});
    report.add("events_per_second", metronome.count() / bench.seconds());
    report.add("deliveries_per_second", static_cast<double>(received) / bench.seconds());
    report.add("each", each);
    report.add("last", last);
    bench.reportCpu(report, "delivery", received);
    bench.reportFaults(report);
    return report;
}

Report runPoint(const Options &options)
{
    constexpr std::uint32_t usualConnections = 1000;
    constexpr double usualRate = 100;
    const std::uint32_t count = options.connections.value_or(usualConnections);
    Bench bench(options);
    bench.crowd.open(count, 1);
    Metronome metronome(bench, options.rate.value_or(usualRate));
    Histogram times;
    std::vector<std::uint32_t> recipients; // by the event's number; `count` once it has come
    bench.crowd.onEvent = [&](Client &client, Mark mark, Clock::time_point now) {
        if (mark.number >= recipients.size() || mark.tenant != client.tenant ||
            (recipients[mark.number] != count && recipients[mark.number] != client.number())) {
            ++bench.crowd.faults().strayed;
        } else if (std::exchange(recipients[mark.number], count) == count) {
            ++bench.crowd.faults().doubled;
        } else {
            times.add(now - metronome.sentAt(mark.number));
        }
    };
    std::mt19937 engine(20261123);
    std::uniform_int_distribution<std::uint32_t> anyone(0, count - 1);
    bench.startWatch();
    bench.run(Clock::now() + secondsOf(options.seconds.value_or(usualSeconds)), [&] {
        return metronome.step([&](std::uint32_t /*number*/) {
            recipients.push_back(anyone(engine));
            return EventShape{recipients.back(), options.padding.value_or(0)};
        });
    });
    bench.stopWatch();
    bench.drain([&] { return times.count() >= metronome.count(); });
    // Whoever gets what is not for them gets it soon.
    bench.run(Clock::now() + std::chrono::milliseconds(200));
    bench.crowd.faults().lost += metronome.count() - times.count();

    Report report;
    report.add("connections", std::uint64_t{count});
    report.add("events", std::uint64_t{metronome.count()});
    report.add("delivery", times);
    bench.reportCpu(report, "event", metronome.count());
    bench.reportFaults(report);
    return report;
}

Report runPublish(const Options &options)
{
    constexpr std::uint32_t usualTenants = 100;
    constexpr std::uint32_t usualBatch = 200;
    Bench bench(options);
    Press press(bench, options.tenants.value_or(usualTenants),
                options.publishers.value_or(usualPublishers), options.batch.value_or(usualBatch));
    const auto feed = [&] {
        press.feed();
        return Clock::time_point::max();
    };
    bench.run(Clock::now() + warmUp(options), feed);
    press.times = {};
    const std::uint64_t before = press.answered();
    bench.startWatch();
    bench.run(Clock::now() + secondsOf(options.seconds.value_or(usualSeconds)), feed);
    bench.stopWatch();
    const std::uint64_t answered = press.answered() - before;
    press.stop();
    bench.drain([&] { return !press.isBusy(); });

    Report report;
    report.add("events_per_second", static_cast<double>(answered) / bench.seconds());
    report.add("answer", press.times);
    bench.reportCpu(report, "event", answered);
    bench.reportFaults(report);
    return report;
}

} // namespace timesheet::load
