#pragma once

#include "gateway/net/buffer_budget.h"
#include "gateway/net/stream.h"

#include <QByteArray>

#include <vector>

namespace timesheet::gateway {

/// What one connection has to send: whole frames, written as its socket takes them.
class Outbox
{
public:
    enum class Written {
        All,
        NotAll, ///< the socket takes no more for now
        Failed,
    };

    void add(const QByteArray &frame);
    Written writeTo(Stream &stream);

    qint64 bytes() const { return m_bytes; }

    /// Has what is not written count against a budget, also if it was not until now. False where
    /// there is no room for it.
    template <class OpenShare>
    [[nodiscard]] bool charge(const OpenShare &openShare)
    {
        if (!m_share)
            m_share = openShare();
        return m_share.resize(m_bytes);
    }

private:
    void take(qint64 count);

    std::vector<QByteArray> m_frames;
    std::size_t m_first = 0; ///< the first of the frames that is not wholly written
    qint64 m_written = 0;    ///< how much of that one is
    qint64 m_bytes = 0;      ///< that are not written, of all frames
    BufferBudget::Share m_share;
};

} // namespace timesheet::gateway
