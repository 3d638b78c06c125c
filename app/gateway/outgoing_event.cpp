#include "gateway/outgoing_event.h"

#include "gateway/frame_codec.h"
#include "wire/event_codec.h"
#include "wire/json_text.h"

namespace timesheet::gateway {

OutgoingEvent::OutgoingEvent(LogEntry entry)
    : m_entry(std::move(entry))
{
}

const QByteArray &OutgoingEvent::frame(Dialect dialect) const
{
    QByteArray &frame = m_frames.at(static_cast<std::size_t>(dialect));
    if (frame.isEmpty()) {
        const QJsonObject message = dialect == Dialect::V1
                                        ? wire::eventToJson(m_entry.event)
                                        : wire::deployedEventToJson(m_entry.event);
        frame = encodeFrame(Opcode::Text, wire::compactJson(message));
    }
    return frame;
}

} // namespace timesheet::gateway
