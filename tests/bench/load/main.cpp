// Puts load on a server of the protocol, ours or another, and measures what becomes of it. See
// --help; gateway.sh runs it against several servers.

#include "load/scenarios.h"

#include <algorithm>
#include <cstdio>

namespace timesheet::load {

namespace {

constexpr int failed = 1;
constexpr int wrongUse = 2;

void printHelp()
{
    std::puts("Usage: timesheet-load SCENARIO --server HOST:PORT [options]\n\nScenarios:");
    for (const Scenario &scenario : scenarios())
        std::printf("  %-26s%s\n", scenario.name, scenario.help);
    std::printf("\nOptions:\n%s", optionsHelp().c_str());
}

const Scenario &scenarioOf(const Options &options)
{
    const auto all = scenarios();
    const auto found = std::find_if(all.begin(), all.end(), [&](const Scenario &scenario) {
        return options.scenario == scenario.name;
    });
    if (found == all.end())
        throw WrongUse(options.scenario.empty()
                           ? "which scenario? See --help"
                           : "there is no scenario " + options.scenario + ": see --help");
    return *found;
}

int run(const std::vector<std::string> &arguments)
{
    try {
        const Options options = readOptions(arguments);
        if (options.wantsHelp) {
            printHelp();
            return 0;
        }
        scenarioOf(options).run(options).print(options.isJson);
        return 0;
    } catch (const WrongUse &wrong) {
        std::fprintf(stderr, "timesheet-load: %s\n", wrong.what());
        return wrongUse;
    } catch (const std::exception &error) {
        std::fprintf(stderr, "timesheet-load: %s\n", error.what());
        return failed;
    }
}

} // namespace

} // namespace timesheet::load

int main(int argc, char **argv)
{
    return timesheet::load::run({argv + 1, argv + argc});
}
