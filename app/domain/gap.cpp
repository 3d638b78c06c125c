#include "domain/gap.h"

#include "domain/instant.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace timesheet {

Event gapEvent(const Gap &gap, const TenantId &tenant)
{
    // In the list the entry stands below the first event after the gap, which may be of that very
    // instant.
    const QDateTime timestamp = std::max(gap.from, gap.to.addMSecs(-1));
    return {EventId(u"gap-%1"_s.arg(gap.from.toMSecsSinceEpoch())),
            eventTypeName(EventType::Gap),
            {{u"from"_s, formatInstant(gap.from)}, {u"to"_s, formatInstant(gap.to)}},
            timestamp,
            tenant,
            std::nullopt,
            true};
}

std::optional<Gap> gapOf(const Event &event)
{
    const auto from = parseInstant(event.payload.value("from"_L1).toString());
    const auto to = parseInstant(event.payload.value("to"_L1).toString());
    if (event.type() != EventType::Gap || !from || !to)
        return std::nullopt;
    return Gap{*from, *to};
}

} // namespace timesheet
