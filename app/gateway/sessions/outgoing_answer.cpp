#include "gateway/sessions/outgoing_answer.h"

namespace timesheet::gateway {

namespace {

asio::const_buffer bufferOf(const QByteArray &bytes)
{
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

} // namespace

OutgoingAnswer::OutgoingAnswer(const HttpAnswer &answer, Persistence persistence, Form form,
                               BufferBudget::Share share)
    : m_head(headOf(answer, QDateTime::currentDateTimeUtc(), persistence))
    , m_body(form == Form::Whole ? answer.body : QByteArray())
    , m_share(std::move(share))
{
}

std::array<asio::const_buffer, 2> OutgoingAnswer::buffers() const
{
    return {bufferOf(m_head), bufferOf(m_body)};
}

} // namespace timesheet::gateway
