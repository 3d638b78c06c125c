#include "gateway/net/admission.h"

#include <limits>

namespace timesheet::gateway {

Admission::Admission(std::size_t limit)
    : m_limit(limit == 0 ? std::numeric_limits<std::size_t>::max() : limit)
{
}

Admission::Ticket::~Ticket()
{
    if (m_admission != nullptr)
        m_admission->leave(*m_entry);
}

Admission::Ticket Admission::admit(const QString &name)
{
    const std::scoped_lock lock(m_mutex);
    const auto entry = m_counters.try_emplace(name).first;
    Ticket ticket;
    if (entry->second.count >= m_limit)
        return ticket;
    ++entry->second.count;
    ticket.m_admission = this;
    ticket.m_entry = &*entry;
    return ticket;
}

std::vector<std::size_t> Admission::counts() const
{
    const std::scoped_lock lock(m_mutex);
    std::vector<std::size_t> counts;
    counts.reserve(m_counters.size());
    for (const auto &[name, counter] : m_counters)
        counts.push_back(counter.count);
    return counts;
}

void Admission::leave(Counters::value_type &entry)
{
    const std::scoped_lock lock(m_mutex);
    if (--entry.second.count == 0)
        m_counters.erase(m_counters.find(entry.first)); // not by the key, which is in it
}

} // namespace timesheet::gateway
