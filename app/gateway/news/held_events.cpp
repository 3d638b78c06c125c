#include "gateway/news/held_events.h"

#include <utility>

namespace timesheet::gateway {

namespace {

constexpr qint64 maxHeldBytes = qint64{256} * 1024;

} // namespace

HeldEvents::HeldEvents(ShareOpener openShare)
    : m_openShare(std::move(openShare))
{
}

void HeldEvents::hold(qint64 sequence, const QByteArray &frame)
{
    if (m_overflowed)
        return;
    if (!m_share)
        m_share = m_openShare();
    const qint64 bytes = m_bytes + frame.size();
    if (bytes > maxHeldBytes || !m_share.resize(bytes)) {
        clear();
        m_overflowed = true;
        return;
    }
    m_events.push_back({sequence, frame});
    m_bytes = bytes;
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
    m_share = {};
    m_overflowed = false;
}

} // namespace timesheet::gateway
