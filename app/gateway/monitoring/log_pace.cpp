#include "gateway/monitoring/log_pace.h"

#include <utility>

namespace timesheet::gateway {

std::optional<int> LogPace::admit(const QString &event, TimePoint now)
{
    const std::scoped_lock lock(m_mutex);
    const auto [found, isFirst] = m_counts.try_emplace(event);
    Count &count = found->second;
    if (isFirst || now - count.begun >= std::chrono::seconds(1)) {
        count.begun = now;
        count.admitted = 0;
    }
    if (count.admitted >= mostInASecond) {
        ++count.leftOut;
        return std::nullopt;
    }
    ++count.admitted;
    return std::exchange(count.leftOut, 0);
}

} // namespace timesheet::gateway
