#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <sys/types.h>

namespace timesheet::load {

/// Durations, counted in buckets that are at most 1/64 wide: cheap for millions of them.
class Histogram
{
public:
    void add(std::chrono::nanoseconds duration);
    std::uint64_t count() const { return m_count; }
    /// In milliseconds: what this share of them did not exceed. 0 where there are none.
    double milliseconds(double share) const;
    double longestMilliseconds() const { return static_cast<double>(m_longest) / 1e6; }

private:
    static constexpr unsigned subBits = 6;
    static constexpr unsigned subBuckets = 1U << subBits;

    std::array<std::uint64_t, std::size_t{64 - subBits + 1} * subBuckets> m_buckets{};
    std::uint64_t m_count = 0;
    std::uint64_t m_longest = 0;
};

/// What the kernel says of a process.
class ServerProcess
{
public:
    explicit ServerProcess(pid_t pid);

    /// Proportional set size, in bytes.
    std::int64_t pssBytes() const;
    /// What all its threads used, user and system.
    double cpuSeconds() const;
    std::size_t openDescriptors() const;

private:
    std::string m_folder;
};

/// What this process has used so far, user and system.
double ownCpuSeconds();

/// Named results in the order in which they were added.
class Report
{
public:
    void add(const std::string &name, double value);
    void add(const std::string &name, std::uint64_t value);
    void add(const std::string &name, bool value);
    void add(const std::string &name, const std::string &value);
    /// p50, p99 and the longest, as NAME_p50_ms and so on.
    void add(const std::string &name, const Histogram &durations);

    /// One JSON object, or a line for each.
    void print(bool isJson) const;

private:
    std::vector<std::pair<std::string, std::string>> m_values; ///< each as JSON
};

} // namespace timesheet::load
