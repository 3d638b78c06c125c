#include "load/scenarios.h"

#include "load/scenario_runs.h"

#include <array>

namespace timesheet::load {

std::span<const Scenario> scenarios()
{
    static constexpr std::array table{
        Scenario{"accept", "upgrades a second, each with a token of its own", &runAccept},
        Scenario{"idle", "bytes of memory a connection; with --seconds, its growth", &runIdle},
        Scenario{"deliver", "deliveries a second to many small tenants", &runDeliver},
        Scenario{"fan-out", "one event to one large tenant: until each, until the last",
                 &runFanOut},
        Scenario{"point", "one event to one user out of many", &runPoint},
        Scenario{"heartbeat", "the server's CPU for everybody's pings", &runHeartbeat},
        Scenario{"publish", "events a second that are answered with 201", &runPublish},
        Scenario{"slow-reader", "what one who never reads costs the others", &runSlowReader},
        Scenario{"rate-limit", "what one who floods costs the others", &runRateLimit},
    };
    return table;
}

} // namespace timesheet::load
