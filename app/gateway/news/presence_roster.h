#pragma once

#include "gateway/news/fan_out.h"

#include <QHash>

#include <functional>
#include <unordered_map>

namespace timesheet::gateway {

/// A connection of a user is present in another way than before. Offline stands for a connection
/// that takes no part: not yet, or no more.
struct PresenceStep {
    TenantId tenant;
    UserId user;
    wire::PresenceState before = wire::PresenceState::Offline;
    wire::PresenceState after = wire::PresenceState::Offline;
};

/// Which of one I/O loop's connections take part in presence, and what each said last. The others
/// are not in here, cost nothing, and are told nothing.
class PresenceRoster
{
public:
    using StepHandler = std::function<void(const PresenceStep &)>;

    explicit PresenceRoster(StepHandler onStep);

    /// From the first time on the subscriber takes part, until it leaves.
    void say(Subscriber &subscriber, wire::PresenceState state);
    /// Nothing where it takes no part.
    void leave(Subscriber &subscriber);

    /// Brings changes to those of the tenants' subscribers who take part.
    void publish(const QList<PresenceNotice> &changes) const;

private:
    using Members = std::unordered_map<Subscriber *, wire::PresenceState>;

    QHash<TenantId, Members> m_tenants;
    StepHandler m_onStep;
};

} // namespace timesheet::gateway
