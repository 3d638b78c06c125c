#pragma once

#include <QHash>
#include <QString>

#include <chrono>
#include <deque>
#include <mutex>
#include <utility>

namespace timesheet::gateway {

/// Who has exceeded a limit, and is not let in again for a while: otherwise the limit would only be
/// that of one connection, and a new one would be all that it takes. Of all I/O loops: asked once
/// when a connection begins.
class Cooldown
{
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    /// So many names are remembered at most; beyond it the first are forgotten.
    static constexpr std::size_t mostNames = 65'536;

    explicit Cooldown(std::chrono::seconds length)
        : m_length(length)
    {
    }

    /// Begins, or begins anew.
    void begin(const QString &name, TimePoint now);
    [[nodiscard]] bool holds(const QString &name, TimePoint now);

private:
    void forgetOld(TimePoint now);

    const std::chrono::seconds m_length;
    std::mutex m_mutex;
    QHash<QString, TimePoint> m_ends;
    std::deque<std::pair<TimePoint, QString>> m_order; ///< each beginning's end, the first first
};

} // namespace timesheet::gateway
