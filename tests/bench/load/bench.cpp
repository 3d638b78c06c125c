#include "load/bench.h"

#include "load/token.h"

#include <algorithm>

namespace timesheet::load {

namespace {

/// Nothing received for so long: nothing more comes.
constexpr std::chrono::seconds drainPatience{5};
constexpr std::chrono::milliseconds drainStep{50};

/// Descriptors that are not connections of the crowd.
constexpr std::uint32_t otherDescriptors = 64;

} // namespace

Bench::Bench(const Options &given)
    : options(given)
    , crowd(poller, given)
{
    const std::uint64_t limit = raiseDescriptorLimit();
    const std::uint64_t wanted =
        options.connections.value_or(0) + options.publishers.value_or(0) + otherDescriptors;
    if (wanted > limit)
        throw WrongUse("a process may have " + std::to_string(limit) +
                       " descriptors here, which is too few for so many connections: "
                       "raise \"ulimit -n\"");
    if (options.process)
        m_process.emplace(*options.process);
}

void Bench::hire(std::uint32_t count, const Publisher::Answered &answered)
{
    for (std::uint32_t number = 0; number < count; ++number)
        publishers.push_back(std::make_unique<Publisher>(poller, options.server, number, answered));
}

const std::string &Bench::serviceToken(std::uint32_t tenant)
{
    if (m_serviceTokens.size() <= tenant)
        m_serviceTokens.resize(std::size_t{tenant} + 1);
    std::string &token = m_serviceTokens[tenant];
    if (token.empty())
        token = mintToken({tenantName(tenant), "load", "service"}, options.secret);
    return token;
}

void Bench::run(Clock::time_point until, const std::function<Clock::time_point()> &step)
{
    while (Clock::now() < until) {
        Clock::time_point next = std::min(until, crowd.beat());
        if (step)
            next = std::min(next, step());
        poller.turn(next);
    }
}

void Bench::drain(const std::function<bool()> &isDone)
{
    std::uint64_t before = crowd.received() + crowd.pongs();
    Clock::time_point deadline = Clock::now() + drainPatience;
    while (!isDone() && Clock::now() < deadline) {
        poller.turn(Clock::now() + drainStep);
        const std::uint64_t count = crowd.received() + crowd.pongs();
        if (count > std::exchange(before, count))
            deadline = Clock::now() + drainPatience;
    }
}

void Bench::startWatch()
{
    m_serverCpu = m_process ? m_process->cpuSeconds() : 0;
    m_ownCpu = ownCpuSeconds();
    m_began = Clock::now();
}

void Bench::stopWatch()
{
    m_seconds = inSeconds(Clock::now() - m_began);
    m_serverCpu = (m_process ? m_process->cpuSeconds() : 0) - m_serverCpu;
    m_ownCpu = ownCpuSeconds() - m_ownCpu;
}

void Bench::reportCpu(Report &report, const std::string &thing, std::uint64_t count) const
{
    constexpr double percent = 100;
    constexpr double micro = 1e6;
    report.add("client_cpu_percent", percent * m_ownCpu / m_seconds);
    if (!m_process)
        return;
    report.add("server_cpu_percent", percent * m_serverCpu / m_seconds);
    if (count > 0)
        report.add("server_us_per_" + thing, micro * m_serverCpu / static_cast<double>(count));
}

void Bench::reportFaults(Report &report)
{
    report.add("lost", crowd.faults().lost);
    report.add("doubled", crowd.faults().doubled);
    report.add("strayed", crowd.faults().strayed);
    report.add("refused_posts", m_refused);
    report.add("closed", crowd.closed());
}

Clock::duration secondsOf(double seconds)
{
    return std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
}

double inSeconds(Clock::duration duration)
{
    return std::chrono::duration<double>(duration).count();
}

} // namespace timesheet::load
