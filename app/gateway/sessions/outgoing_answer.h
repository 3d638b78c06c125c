#pragma once

#include "gateway/net/asio.h"
#include "gateway/net/buffer_budget.h"
#include "gateway/protocol/http_response.h"

#include <boost/asio/buffer.hpp>

#include <array>

namespace timesheet::gateway {

/// An HTTP answer on its way. Kept as a whole until its last byte is with the kernel, for Asio
/// copies none, and counted as a whole until then.
class OutgoingAnswer
{
public:
    enum class Form {
        Whole,
        HeadOnly, ///< as HEAD wants it
    };

    OutgoingAnswer(const HttpAnswer &answer, Persistence persistence, Form form,
                   BufferBudget::Share share);

    std::array<asio::const_buffer, 2> buffers() const;

private:
    QByteArray m_head;
    QByteArray m_body;
    BufferBudget::Share m_share;
};

} // namespace timesheet::gateway
