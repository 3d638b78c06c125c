#pragma once

#include "gateway/protocol/dialect.h"
#include "gateway/storage/event_log.h"

#include <QByteArray>

#include <array>
#include <mutex>

namespace timesheet::gateway {

/// An event on its way to connections: encoded at most once per dialect, as a whole WebSocket
/// frame whose bytes all receivers share, on whichever I/O loop they are.
class OutgoingEvent
{
public:
    explicit OutgoingEvent(LogEntry entry);

    const LogEntry &entry() const { return m_entry; }
    const QByteArray &frame(Dialect dialect) const;

private:
    struct Frame {
        std::once_flag encoded;
        QByteArray bytes;
    };

    LogEntry m_entry;
    mutable std::array<Frame, 2> m_frames;
};

} // namespace timesheet::gateway
