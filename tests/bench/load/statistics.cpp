#include "load/statistics.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <stdexcept>

#include <sys/resource.h>
#include <unistd.h>

namespace timesheet::load {

void Histogram::add(std::chrono::nanoseconds duration)
{
    const auto value = static_cast<std::uint64_t>(std::max<std::int64_t>(duration.count(), 0));
    std::size_t bucket = value;
    if (value >= subBuckets) {
        const auto shift = static_cast<unsigned>(std::bit_width(value)) - 1 - subBits;
        bucket = (std::size_t{shift} + 1) * subBuckets + ((value >> shift) & (subBuckets - 1));
    }
    ++m_buckets.at(bucket);
    ++m_count;
    m_longest = std::max(m_longest, value);
}

double Histogram::milliseconds(double share) const
{
    const auto wanted = static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(m_count)));
    std::uint64_t seen = 0;
    for (std::size_t bucket = 0; bucket < m_buckets.size(); ++bucket) {
        seen += m_buckets.at(bucket);
        if (seen == 0 || seen < wanted)
            continue;
        const std::size_t shift = bucket < subBuckets ? 0 : bucket / subBuckets - 1;
        const std::size_t mantissa =
            bucket < subBuckets ? bucket : subBuckets + bucket % subBuckets;
        return std::ldexp(static_cast<double>(mantissa), static_cast<int>(shift)) / 1e6;
    }
    return 0;
}

ServerProcess::ServerProcess(pid_t pid)
    : m_folder("/proc/" + std::to_string(pid))
{
}

std::int64_t ServerProcess::pssBytes() const
{
    std::ifstream file(m_folder + "/smaps_rollup");
    for (std::string word; file >> word;) {
        std::int64_t kibibytes = 0;
        if (word == "Pss:" && file >> kibibytes)
            return kibibytes * 1024;
    }
    throw std::runtime_error("cannot read the server's memory in " + m_folder);
}

double ServerProcess::cpuSeconds() const
{
    std::ifstream file(m_folder + "/stat");
    // The name in the second field may hold anything, even parentheses.
    file.ignore(std::numeric_limits<std::streamsize>::max(), '(');
    std::string rest;
    std::getline(file, rest, '\0');
    std::uint64_t user = 0;
    std::uint64_t system = 0;
    const std::size_t end = rest.rfind(')');
    if (end == std::string::npos ||
        // NOLINTNEXTLINE(cert-err34-c): the kernel's numbers are numbers
        std::sscanf(rest.c_str() + end + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu",
                    &user, &system) != 2)
        throw std::runtime_error("cannot read the server's times in " + m_folder);
    return static_cast<double>(user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

std::size_t ServerProcess::openDescriptors() const
{
    using std::filesystem::directory_iterator;
    return static_cast<std::size_t>(
        std::distance(directory_iterator(m_folder + "/fd"), directory_iterator()));
}

double ownCpuSeconds()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    constexpr double micro = 1e-6;
    return static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           micro * static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

void Report::add(const std::string &name, double value)
{
    std::array<char, 64> text{};
    const int length = std::snprintf(text.data(), text.size(), "%.3f", value);
    m_values.emplace_back(name, std::string(text.data(), static_cast<std::size_t>(length)));
}

void Report::add(const std::string &name, std::uint64_t value)
{
    m_values.emplace_back(name, std::to_string(value));
}

void Report::add(const std::string &name, bool value)
{
    m_values.emplace_back(name, value ? "true" : "false");
}

void Report::add(const std::string &name, const std::string &value)
{
    m_values.emplace_back(name, '"' + value + '"');
}

void Report::add(const std::string &name, const Histogram &durations)
{
    add(name + "_p50_ms", durations.milliseconds(0.5));
    add(name + "_p95_ms", durations.milliseconds(0.95));
    add(name + "_p99_ms", durations.milliseconds(0.99));
    add(name + "_max_ms", durations.longestMilliseconds());
}

void Report::print(bool isJson) const
{
    const char *before = "{";
    for (const auto &[name, value] : m_values) {
        if (isJson)
            std::printf("%s\"%s\":%s", before, name.c_str(), value.c_str());
        else
            std::printf("%-32s %s\n", name.c_str(), value.c_str());
        before = ",";
    }
    if (isJson)
        std::puts("}");
    std::fflush(stdout);
}

} // namespace timesheet::load
