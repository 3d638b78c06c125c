#include "connection/backoff.h"
#include "connection/timing.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <queue>
#include <random>
#include <vector>

// Ten thousand clients whose server restarts, in simulated time: when are they back, and how many
// connect in the same second? With the client's own Backoff and durations, as
// ConnectionManager::recover() and reportPolling() use them. Simulated, so its figures do not
// depend on the machine.
//
//   bench_reconnect_storm            prints a line a scenario; ends with 1 where a goal is missed

namespace timesheet {

namespace {

using std::chrono::milliseconds;

constexpr int clients = 10000;
/// 99 % are back within this, however long the server was away.
constexpr milliseconds goalForMost{30000};
/// The peak is at most so many times the mean where the server was only restarted.
constexpr double goalForPeak = 3;
constexpr milliseconds longestRestart{1000};

struct Attempt {
    milliseconds at;
    int client;
    bool isPoll;

    bool operator>(const Attempt &other) const { return at > other.at; }
};

/// What the server sees, counted from its return.
struct Outcome {
    std::vector<milliseconds> back; ///< when each client was connected again, in this order

    milliseconds share(double part) const
    {
        const auto rank = static_cast<std::size_t>(part * static_cast<double>(back.size()));
        return back[std::min(rank, back.size() - 1)];
    }
    /// The most connections within any second.
    std::size_t peak() const
    {
        std::size_t most = 0;
        auto first = back.begin();
        for (auto last = back.begin(); last != back.end(); ++last) {
            while (*last - *first >= std::chrono::seconds(1))
                ++first;
            most = std::max(most, static_cast<std::size_t>(last - first) + 1);
        }
        return most;
    }
    /// Connections a second until 99 % were back.
    double mean() const
    {
        return 0.99 * clients * 1000 /
               static_cast<double>(std::max<std::int64_t>(1000, share(0.99).count()));
    }
};

/// All clients lose their connection at 0; attempts and polls succeed from `downtime` on.
Outcome simulate(const ConnectionTiming &timing, milliseconds downtime, bool saysGoodbye)
{
    std::mt19937 engine(20261123);
    std::uniform_real_distribution<double> distribution(0, 1);
    const RandomSource random = [&] { return distribution(engine); };

    std::vector<Backoff> backoffs(clients, Backoff(timing.backoff, random));
    std::priority_queue<Attempt, std::vector<Attempt>, std::greater<>> queue;
    // As ConnectionManager::recover() and reportPolling().
    const auto lose = [&](milliseconds now, int client, bool afterGoodbye) {
        auto &backoff = backoffs[static_cast<std::size_t>(client)];
        const bool isFirst = backoff.attempt() == 0;
        const bool wasUsedUp = backoff.attempt() == backoff.maxAttempts();
        if (const auto pause = backoff.next()) {
            const bool atOnce = afterGoodbye && isFirst;
            queue.push(
                {now + (atOnce ? drawn(timing.afterGoodbye, random) : *pause), client, false});
            return;
        }
        queue.push({now + jittered(timing.slowRetry, random), client, false});
        if (wasUsedUp)
            queue.push({now, client, true});
    };
    for (int client = 0; client < clients; ++client)
        lose(milliseconds(0), client, saysGoodbye);

    Outcome outcome;
    std::vector<bool> isBack(clients);
    while (!queue.empty()) {
        const Attempt attempt = queue.top();
        queue.pop();
        const auto client = static_cast<std::size_t>(attempt.client);
        const bool answers = attempt.at >= downtime;
        if (isBack[client])
            continue;
        if (attempt.isPoll && answers) {
            queue.push({attempt.at + drawn(timing.afterGoodbye, random), attempt.client, false});
        } else if (attempt.isPoll) {
            queue.push({attempt.at + jittered(timing.pollInterval, random), attempt.client, true});
        } else if (answers) {
            isBack[client] = true;
            outcome.back.push_back(attempt.at - downtime);
        } else {
            lose(attempt.at, attempt.client, false);
        }
    }
    return outcome;
}

double seconds(milliseconds time)
{
    return static_cast<double>(time.count()) / 1000;
}

bool report(milliseconds downtime, bool saysGoodbye)
{
    const Outcome outcome = simulate(ConnectionTiming(), downtime, saysGoodbye);
    const double ratio = static_cast<double>(outcome.peak()) / outcome.mean();
    std::printf("%5.1f s  %-7s  %6zu/s  %6.0f/s  %5.2f   %5.1f s  %5.1f s  %5.1f s\n",
                seconds(downtime), saysGoodbye ? "1012" : "cut", outcome.peak(), outcome.mean(),
                ratio, seconds(outcome.share(0.5)), seconds(outcome.share(0.99)),
                seconds(outcome.back.back()));
    return outcome.share(0.99) <= goalForMost &&
           (downtime > longestRestart || ratio <= goalForPeak);
}

} // namespace

} // namespace timesheet

int main()
{
    using namespace timesheet;
    std::printf("%d clients, the server away\n"
                "for      after       peak      mean  ratio  50 %% back     99 %%    100 %%\n",
                clients);
    bool good = true;
    for (const int downtime : {500, 1000, 2000, 5000, 10000, 30000}) {
        for (const bool saysGoodbye : {true, false})
            good = report(milliseconds(downtime), saysGoodbye) && good;
    }
    std::printf("goals, 99 %% back within %.0f s, and peak/mean <= %.0f after at most %.0f s: %s\n",
                seconds(goalForMost), goalForPeak, seconds(longestRestart),
                good ? "met" : "MISSED");
    return good ? 0 : 1;
}
