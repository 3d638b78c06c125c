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
    Frame &frame = m_frames.at(static_cast<std::size_t>(dialect));
    std::call_once(frame.encoded, [this, dialect, &frame] {
        const QJsonObject message = dialect == Dialect::V1
                                        ? wire::eventToJson(m_entry.event)
                                        : wire::deployedEventToJson(m_entry.event);
        frame.bytes = encodeFrame(Opcode::Text, wire::compactJson(message));
    });
    return frame.bytes;
}

} // namespace timesheet::gateway
