#pragma once

#include "connection/backend.h"
#include "support/sample_events.h"

/// What a back end answers to a request for events.
namespace timesheet::test {

/// A page with the sample events of these numbers.
inline EventsAnswer page(std::initializer_list<int> numbers, const QString &cursor)
{
    wire::DecodedPage decoded;
    for (const int number : numbers)
        decoded.page.events.append(sampleEvent(number));
    decoded.page.cursor = Cursor(cursor);
    return {decoded, std::nullopt};
}

inline EventsAnswer failure(RequestFailure::Cause cause, std::chrono::milliseconds retryAfter = {})
{
    return {tl::unexpected(RequestFailure{cause, QStringLiteral("no good"), retryAfter}),
            std::nullopt};
}

} // namespace timesheet::test
