#pragma once

#include <QString>

#include <chrono>
#include <map>
#include <mutex>
#include <optional>

namespace timesheet::gateway {

/// Bounds how often one event is logged: a client may do again and again what is worth a line, and
/// the disk is everybody's. What is left out is counted. On any thread.
class LogPace
{
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    static constexpr int mostInASecond = 100;

    /// Nothing: this one is to be left out. Else how many were since the last that was not.
    std::optional<int> admit(const QString &event, TimePoint now);

private:
    struct Count {
        TimePoint begun; ///< of the second that counts
        int admitted = 0;
        int leftOut = 0;
    };
    std::mutex m_mutex;
    std::map<QString, Count> m_counts; ///< by the events' names, which are all ours
};

} // namespace timesheet::gateway
