#pragma once

#include "gateway/news/fan_out.h"

#include <QHash>

#include <functional>
#include <unordered_map>

namespace timesheet::gateway {

/// What one connection says of its user's presence has changed. Offline stands for a connection
/// that takes no part in presence: it has not begun to, or has ended.
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

    /// A subscriber says how present its user is. With the first time it begins to take part.
    void say(Subscriber &subscriber, wire::PresenceState state);
    /// A subscriber ends. Does nothing where it takes no part.
    void leave(Subscriber &subscriber);

    /// Tells changes to those of each tenant's subscribers that take part.
    void publish(const QList<PresenceNotice> &changes) const;

private:
    using Members = std::unordered_map<Subscriber *, wire::PresenceState>;

    QHash<TenantId, Members> m_tenants;
    StepHandler m_onStep;
};

} // namespace timesheet::gateway
