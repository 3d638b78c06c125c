#pragma once

#include "load/options.h"
#include "load/statistics.h"

namespace timesheet::load {

// connections.cpp
Report runAccept(const Options &options);
Report runIdle(const Options &options);
Report runHeartbeat(const Options &options);

// deliveries.cpp
Report runDeliver(const Options &options);
Report runFanOut(const Options &options);
Report runPoint(const Options &options);
Report runPublish(const Options &options);

// neighbours.cpp
Report runSlowReader(const Options &options);
Report runRateLimit(const Options &options);

} // namespace timesheet::load
