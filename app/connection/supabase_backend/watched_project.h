#pragma once

#include "connection/backend.h"
#include "connection/supabase_rest/event_source.h"

#include <functional>
#include <memory>

namespace timesheet {

/// A project as its transport sees it: a back end whose changes can be heard of.
class WatchedProject : public Backend
{
public:
    /// What is found, until the token is forgotten; nothing while nobody has looked.
    virtual const EventSource *source() const = 0;

    using LookHandler = std::function<void(const tl::expected<void, RequestFailure> &)>;
    /// Finds out what the project has; then there is a source(). Errors: Unsupported, where it has
    /// nothing that events could be read from.
    virtual std::unique_ptr<Request> look(LookHandler handler) = 0;
};

} // namespace timesheet
