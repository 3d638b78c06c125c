#include "gateway/news/outgoing_event.h"

#include "gateway/protocol/frame_codec.h"

namespace timesheet::gateway {

OutgoingEvent::OutgoingEvent(LogEntry entry)
    : m_entry(std::move(entry))
{
}

const QByteArray &OutgoingEvent::frame(Dialect dialect) const
{
    Frame &frame = m_frames.at(static_cast<std::size_t>(dialect));
    std::call_once(frame.encoded, [this, dialect, &frame] {
        frame.bytes =
            encodeFrame(Opcode::Text, dialect == Dialect::V1 ? wire::encode(m_entry.event)
                                                             : wire::encodeDeployed(m_entry.event));
    });
    return frame.bytes;
}

} // namespace timesheet::gateway
