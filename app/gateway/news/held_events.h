#pragma once

#include "gateway/net/buffer_budget.h"

#include <QByteArray>

#include <functional>
#include <vector>

namespace timesheet::gateway {

/// Live events that wait, as encoded frames, while a connection still reads older ones from the
/// log. Bounded: when it overflows it forgets them all, and the log must be read again. So it does
/// where a budget has no room for them.
class HeldEvents
{
public:
    using ShareOpener = std::function<BufferBudget::Share()>;

    explicit HeldEvents(ShareOpener openShare);

    void hold(qint64 sequence, const QByteArray &frame);

    /// Whether events had to be forgotten since the last clear().
    bool overflowed() const { return m_overflowed; }

    /// Takes out the frames of what came after `sequence`, in order.
    std::vector<QByteArray> release(qint64 sequence);

    void clear();

private:
    struct Held {
        qint64 sequence = 0;
        QByteArray frame;
    };

    std::vector<Held> m_events;
    qint64 m_bytes = 0;
    ShareOpener m_openShare;
    BufferBudget::Share m_share;
    bool m_overflowed = false;
};

} // namespace timesheet::gateway
