#pragma once

#include "load/options.h"
#include "load/statistics.h"

#include <span>

namespace timesheet::load {

/// One thing to measure.
struct Scenario {
    const char *name;
    const char *help;
    Report (*run)(const Options &options);
};

std::span<const Scenario> scenarios();

} // namespace timesheet::load
