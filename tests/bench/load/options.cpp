#include "load/options.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include <arpa/inet.h>

namespace timesheet::load {

namespace {

/// How one option is read. Without a value name it takes no value.
struct Option {
    const char *name;
    const char *valueName;
    const char *help;
    void (*set)(Options &, const std::string &value);
};

template <typename Number>
Number numberIn(const std::string &text, Number least)
{
    Number number{};
    const char *end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc() || stop != end || !(number >= least))
        throw WrongUse("\"" + text + "\" is no number, or too small a one");
    return number;
}

std::uint32_t countIn(const std::string &text)
{
    return numberIn<std::uint32_t>(text, 1);
}

Address addressIn(const std::string &text)
{
    const std::size_t colon = text.rfind(':');
    Address address;
    address.text = text;
    address.socketAddress.sin_family = AF_INET;
    std::string host = text.substr(0, colon);
    if (host == "localhost")
        host = "127.0.0.1";
    if (colon == std::string::npos ||
        inet_pton(AF_INET, host.c_str(), &address.socketAddress.sin_addr) != 1 ||
        !host.starts_with("127."))
        throw WrongUse("\"" + text +
                       "\" is no loopback address: give HOST:PORT, as 127.0.0.1:3001");
    address.socketAddress.sin_port = htons(numberIn<std::uint16_t>(text.substr(colon + 1), 1));
    return address;
}

std::string secretIn(const std::string &name)
{
    std::ifstream file(name);
    std::string secret{std::istreambuf_iterator<char>(file), {}};
    while (secret.ends_with('\n') || secret.ends_with('\r'))
        secret.pop_back();
    if (secret.empty())
        throw WrongUse("there is no secret in " + name);
    return secret;
}

using Text = const std::string &;

constexpr Option table[] = {
    {"--server", "HOST:PORT", "The server, on a loopback address.",
     [](Options &o, Text v) { o.server = addressIn(v); }},
    {"--jwt-secret-file", "FILE", "What tokens are signed with [JWT_SECRET].",
     [](Options &o, Text v) { o.secret = secretIn(v); }},
    {"--pid", "PID", "The server's process: its memory and CPU are read.",
     [](Options &o, Text v) { o.process = numberIn<pid_t>(v, 1); }},
    {"--connections", "N", "How many WebSockets.",
     [](Options &o, Text v) { o.connections = countIn(v); }},
    {"--tenants", "T", "How many tenants they are of.",
     [](Options &o, Text v) { o.tenants = countIn(v); }},
    {"--seconds", "S", "How long to measure.",
     [](Options &o, Text v) { o.seconds = numberIn<double>(v, 0); }},
    {"--publishers", "P", "How many connections publish.",
     [](Options &o, Text v) { o.publishers = countIn(v); }},
    {"--batch", "N", "Events in a POST.", [](Options &o, Text v) { o.batch = countIn(v); }},
    {"--rate", "R", "Events a second, where that is fixed.",
     [](Options &o, Text v) { o.rate = numberIn<double>(v, 0.001); }},
    {"--padding", "BYTES", "Makes each event larger.",
     [](Options &o, Text v) { o.padding = numberIn<std::uint32_t>(v, 0); }},
    {"--heartbeat-every", "S", "Seconds between a connection's pings [30].",
     [](Options &o, Text v) { o.heartbeatEvery = numberIn<double>(v, 0.001); }},
    {"--report-every", "S", "idle: memory on stderr this often.",
     [](Options &o, Text v) { o.reportEvery = numberIn<double>(v, 0); }},
    {"--in-flight", "N", "Connections that are being opened at a time [200].",
     [](Options &o, Text v) { o.inFlight = countIn(v); }},
    {"--v1", nullptr, "Offers timesheet.v1 and waits for hello.",
     [](Options &o, Text) { o.dialect = Dialect::V1; }},
    {"--json", nullptr, "The result as one JSON object.",
     [](Options &o, Text) { o.isJson = true; }},
    {"--help", nullptr, "This text.", [](Options &o, Text) { o.wantsHelp = true; }},
};

void readOption(Options &options, const std::vector<std::string> &arguments, std::size_t &at)
{
    const std::string &name = arguments[at];
    const auto *const option = std::find_if(std::begin(table), std::end(table),
                                            [&](const Option &one) { return name == one.name; });
    if (option == std::end(table))
        throw WrongUse("there is no option " + name);
    if (option->valueName != nullptr && ++at == arguments.size())
        throw WrongUse(name + " wants a value: " + option->valueName);
    try {
        option->set(options, option->valueName == nullptr ? std::string() : arguments[at]);
    } catch (const WrongUse &wrong) {
        throw WrongUse(name + ": " + wrong.what());
    }
}

} // namespace

Options readOptions(const std::vector<std::string> &arguments)
{
    Options options;
    for (std::size_t at = 0; at < arguments.size(); ++at) {
        if (arguments[at].starts_with('-'))
            readOption(options, arguments, at);
        else if (options.scenario.empty())
            options.scenario = arguments[at];
        else
            throw WrongUse("one scenario at a time, not " + options.scenario + " and " +
                           arguments[at]);
    }
    if (options.wantsHelp)
        return options;
    if (const char *secret = std::getenv("JWT_SECRET"); options.secret.empty() && secret != nullptr)
        options.secret = secret;
    if (options.secret.empty())
        throw WrongUse("there is no secret: set JWT_SECRET, or give --jwt-secret-file FILE");
    if (options.server.text.empty())
        throw WrongUse("there is no server: give --server HOST:PORT");
    return options;
}

std::string optionsHelp()
{
    constexpr std::size_t column = 28;
    std::string text;
    for (const Option &option : table) {
        std::string line = std::string("  ") + option.name;
        if (option.valueName != nullptr)
            line += std::string(" ") + option.valueName;
        line.resize(std::max(column, line.size() + 1), ' ');
        text += line + option.help + '\n';
    }
    return text;
}

} // namespace timesheet::load
