#include "gateway/net/cooldown.h"

namespace timesheet::gateway {

void Cooldown::begin(const QString &name, TimePoint now)
{
    const std::scoped_lock lock(m_mutex);
    forgetOld(now);
    const TimePoint end = now + m_length;
    m_ends[name] = end;
    m_order.emplace_back(end, name);
}

bool Cooldown::holds(const QString &name, TimePoint now)
{
    const std::scoped_lock lock(m_mutex);
    forgetOld(now);
    return m_ends.contains(name);
}

/// Those that are over, and what is too many. One that has begun anew stays.
void Cooldown::forgetOld(TimePoint now)
{
    while (!m_order.empty() && (m_order.front().first <= now || m_order.size() > mostNames)) {
        const auto &[end, name] = m_order.front();
        if (const auto known = m_ends.constFind(name); known != m_ends.cend() && *known == end)
            m_ends.erase(known);
        m_order.pop_front();
    }
}

} // namespace timesheet::gateway
