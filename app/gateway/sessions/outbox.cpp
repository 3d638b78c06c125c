#include "gateway/sessions/outbox.h"

#include <array>

namespace timesheet::gateway {

namespace {

/// How many frames one call writes at most; the kernel takes no more than 1024 pieces.
constexpr std::size_t framesAtATime = 64;

} // namespace

void Outbox::add(const QByteArray &frame)
{
    m_bytes += frame.size();
    m_frames.push_back(frame);
}

Outbox::Written Outbox::writeTo(Stream &stream)
{
    std::array<asio::const_buffer, framesAtATime> buffers;
    while (m_bytes > 0) {
        std::size_t count = 0;
        qsizetype skipped = m_written;
        for (std::size_t i = m_first; i < m_frames.size() && count < buffers.size(); ++i) {
            const QByteArray &frame = m_frames.at(i);
            buffers.at(count++) = asio::const_buffer(
                frame.constData() + skipped, static_cast<std::size_t>(frame.size() - skipped));
            skipped = 0;
        }
        ErrorCode error;
        const std::size_t written =
            stream.writeSome(std::span<const asio::const_buffer>(buffers).first(count), error);
        if (error && error != asio::error::would_block)
            return Written::Failed;
        take(static_cast<qint64>(written));
        if (error == asio::error::would_block)
            return Written::NotAll;
    }
    return Written::All;
}

void Outbox::take(qint64 count)
{
    m_bytes -= count;
    m_written += count;
    while (m_first < m_frames.size() && m_written >= m_frames.at(m_first).size()) {
        m_written -= m_frames.at(m_first).size();
        // Not clear(): ThreadSanitizer does not see what is dropped inside of Qt, and takes another
        // loop's dropping of the same bytes for one that happens while they are written.
        m_frames.at(m_first++) = QByteArray();
    }
    if (m_first < framesAtATime && m_bytes > 0)
        return;
    m_frames.erase(m_frames.begin(), m_frames.begin() + static_cast<std::ptrdiff_t>(m_first));
    m_first = 0;
}

} // namespace timesheet::gateway
