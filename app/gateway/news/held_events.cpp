#include "gateway/news/held_events.h"

namespace timesheet::gateway {

namespace {

constexpr qint64 maxHeldBytes = qint64{256} * 1024;

} // namespace

void HeldEvents::hold(qint64 sequence, const QByteArray &frame)
{
    if (m_overflowed)
        return;
    if (m_bytes + frame.size() > maxHeldBytes) {
        clear();
        m_overflowed = true;
        return;
    }
    m_events.push_back({sequence, frame});
    m_bytes += frame.size();
}

std::vector<QByteArray> HeldEvents::release(qint64 sequence)
{
    std::vector<QByteArray> frames;
    for (const Held &held : m_events) {
        if (held.sequence > sequence)
            frames.push_back(held.frame);
    }
    clear();
    return frames;
}

void HeldEvents::clear()
{
    std::vector<Held>().swap(m_events);
    m_bytes = 0;
    m_overflowed = false;
}

} // namespace timesheet::gateway
