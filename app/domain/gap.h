#pragma once

#include "domain/event.h"

#include <QDateTime>

#include <optional>

namespace timesheet {

/// A time whose events could not be recovered.
struct Gap {
    QDateTime from; ///< UTC: everything before is here
    QDateTime to;   ///< UTC: from here on everything is here again; not before `from`

    friend bool operator==(const Gap &, const Gap &) = default;
};

/// The entry that stands in the list for a gap. One gap has one id, whenever it is made.
Event gapEvent(const Gap &gap, const TenantId &tenant);

/// The gap that an entry stands for; nothing where it is none.
std::optional<Gap> gapOf(const Event &event);

} // namespace timesheet
