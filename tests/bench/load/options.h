#pragma once

#include "load/client.h"

#include <chrono>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <sys/types.h>

namespace timesheet::load {

/// What the command line asks for. Absent: the scenario's usual value.
struct Options {
    std::string scenario;
    Address server;
    std::string secret;
    std::optional<pid_t> process;
    std::optional<std::uint32_t> connections;
    std::optional<std::uint32_t> tenants;
    std::optional<double> seconds;
    std::optional<std::uint32_t> publishers;
    std::optional<std::uint32_t> batch;
    std::optional<double> rate;
    double heartbeatEvery = 30;
    double reportEvery = 0;
    std::uint32_t inFlight = 200;
    std::optional<std::uint32_t> padding;
    Dialect dialect = Dialect::Deployed;
    bool isJson = false;
    bool wantsHelp = false;
};

/// The command line cannot be understood. The text is one line for people.
class WrongUse : public std::runtime_error // clazy:exclude=copyable-polymorphic -- it is thrown
{
public:
    using std::runtime_error::runtime_error;
};

/// Throws WrongUse. The scenario's name is not looked up here.
Options readOptions(const std::vector<std::string> &arguments);

std::string optionsHelp();

} // namespace timesheet::load
