#include "connection/web/event_pages.h"

#include "wire/limits.h"

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace timesheet {

namespace {

constexpr int fewerBy = 10;

} // namespace

EventPages::EventPages(int largest, qsizetype largestMessage)
    : m_largest(largest)
    , m_largestMessage(largestMessage)
    , m_size(largest)
{
}

qint64 EventPages::largestBody() const
{
    return m_largest * wire::maxMessageBytes + qint64{64} * 1024;
}

EventsAnswer EventPages::read(QNetworkReply &reply, AnswerEnd end, const TenantId &tenant,
                              const BodyReader &bodyOf)
{
    if (end == AnswerEnd::TooLarge)
        return {tl::unexpected(askForLess()), serverTime(reply)};
    m_size = m_largest;
    return {pageIn(bodyOf(reply), tenant), serverTime(reply)};
}

tl::expected<wire::DecodedPage, RequestFailure>
EventPages::pageIn(const tl::expected<QByteArray, RequestFailure> &body,
                   const TenantId &tenant) const
{
    if (!body)
        return tl::unexpected(body.error());
    const auto decoded = wire::decodeEventPage(*body, tenant, m_largestMessage);
    if (decoded)
        return *decoded;
    return tl::unexpected(RequestFailure{
        RequestFailure::Cause::Unsupported,
        u"the answer was no page of events: %1"_s.arg(wire::dropReasonName(decoded.error())), 0ms});
}

/// An answer was too large. Where it was of one event only, there is no way to read that.
RequestFailure EventPages::askForLess()
{
    const bool wasLeast = m_size == 1;
    m_size = wasLeast ? m_largest : std::max(1, m_size / fewerBy);
    return {wasLeast ? RequestFailure::Cause::TooLarge : RequestFailure::Cause::Failed,
            u"the answer was too large"_s, 0ms};
}

} // namespace timesheet
