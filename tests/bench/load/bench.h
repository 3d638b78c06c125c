#pragma once

#include "load/crowd.h"
#include "load/publisher.h"
#include "load/statistics.h"

#include <memory>

namespace timesheet::load {

/// What every scenario works with: a crowd, publishers, and the server's process.
class Bench
{
public:
    explicit Bench(const Options &given);

    /// Adds publishers. Their tokens are of the tenant that they publish for.
    void hire(std::uint32_t count, const Publisher::Answered &answered);
    const std::string &serviceToken(std::uint32_t tenant);

    /// Serves events and heartbeats until then, and calls step() between. step() returns when it
    /// wants to be called again at the latest.
    void run(Clock::time_point until, const std::function<Clock::time_point()> &step = {});
    /// Serves until so much is received, or until nothing more comes for a while.
    void drain(const std::function<bool()> &isDone);

    /// Counts an answer; whoever is not told 201 has published nothing.
    void countAnswer(int status) { m_refused += status == created ? 0 : 1; }
    std::uint64_t refused() const { return m_refused; }

    /// From here on CPU and time are counted.
    void startWatch();
    /// Ends what startWatch() began; run() for the time of it.
    void stopWatch();
    double seconds() const { return m_seconds; }
    /// CPU of server and tool in percent of a core, and the server's microseconds for each of
    /// `count` things, called `thing`.
    void reportCpu(Report &report, const std::string &thing, std::uint64_t count) const;
    /// The server's memory in bytes; 0 where there is no process.
    std::int64_t pssBytes() const { return m_process ? m_process->pssBytes() : 0; }
    /// How many descriptors the server has open; 0 where there is no process.
    std::size_t serverDescriptors() const { return m_process ? m_process->openDescriptors() : 0; }
    bool hasProcess() const { return m_process.has_value(); }

    /// What goes wrong in every scenario.
    void reportFaults(Report &report);

    static constexpr int created = 201;

    const Options &options;
    Poller poller;
    Crowd crowd;
    std::vector<std::unique_ptr<Publisher>> publishers;

private:
    std::optional<ServerProcess> m_process;
    std::vector<std::string> m_serviceTokens;
    std::uint64_t m_refused = 0;
    // Those of the watch: since its start while it runs, then how long they were.
    Clock::time_point m_began{};
    double m_seconds = 0;
    double m_serverCpu = 0;
    double m_ownCpu = 0;
};

/// So many seconds as the clock counts them.
Clock::duration secondsOf(double seconds);
double inSeconds(Clock::duration duration);

} // namespace timesheet::load
