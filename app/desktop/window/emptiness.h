#pragma once

#include "desktop/window/empty_state.h"
#include "domain/event.h"

namespace timesheet {

enum class SignedIn {
    No,
    Yes,
};

/// Why a list of events is empty, and what its button does: signs in, clears the search, or
/// shows all events, in this order.
EmptyState::Content whyEmpty(SignedIn signedIn, EventFilter filter, const QString &search);

} // namespace timesheet
