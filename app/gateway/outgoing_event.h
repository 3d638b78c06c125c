#pragma once

#include "gateway/event_log.h"

#include <QByteArray>

#include <array>

namespace timesheet::gateway {

/// What a connection's client understands.
enum class Dialect {
    Deployed, ///< PROTOCOL.md, section 1 only
    V1,       ///< also section 2
};

/// An event on its way to connections: encoded at most once per dialect, as a whole WebSocket
/// frame whose bytes all receivers share.
class OutgoingEvent
{
public:
    explicit OutgoingEvent(LogEntry entry);

    const LogEntry &entry() const { return m_entry; }
    const QByteArray &frame(Dialect dialect) const;

private:
    LogEntry m_entry;
    mutable std::array<QByteArray, 2> m_frames;
};

} // namespace timesheet::gateway
