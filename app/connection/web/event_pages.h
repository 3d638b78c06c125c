#pragma once

#include "connection/backend.h"
#include "connection/web/http_request.h"
#include "domain/ids.h"

#include <QNetworkReply>

#include <tl/expected.hpp>

#include <functional>

namespace timesheet {

/// The body of a finished answer, or why there is none.
using BodyReader = std::function<tl::expected<QByteArray, RequestFailure>(QNetworkReply &)>;

/// Reads answers that are pages of events, and says how many events to ask for: fewer where an
/// answer was too large.
class EventPages
{
public:
    /// `largest`: the usual page, in events. `largestMessage`: what is kept of one event, in bytes.
    EventPages(int largest, qsizetype largestMessage);

    void setLargestMessage(qsizetype bytes) { m_largestMessage = bytes; }

    /// In events, of the next page.
    int size() const { return m_size; }
    /// In bytes: room for a usual page of the largest events that a gateway lets through.
    qint64 largestBody() const;

    EventsAnswer read(QNetworkReply &reply, AnswerEnd end, const TenantId &tenant,
                      const BodyReader &bodyOf);

private:
    tl::expected<wire::DecodedPage, RequestFailure>
    pageIn(const tl::expected<QByteArray, RequestFailure> &body, const TenantId &tenant) const;
    RequestFailure askForLess();

    int m_largest;
    qsizetype m_largestMessage;
    int m_size;
};

} // namespace timesheet
