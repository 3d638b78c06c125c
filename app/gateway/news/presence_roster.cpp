#include "gateway/news/presence_roster.h"

#include "gateway/protocol/frame_codec.h"
#include "wire/server_codec.h"

#include <utility>

namespace timesheet::gateway {

using wire::PresenceState;

PresenceRoster::PresenceRoster(StepHandler onStep)
    : m_onStep(std::move(onStep))
{
}

void PresenceRoster::say(Subscriber &subscriber, PresenceState state)
{
    const Caller &caller = subscriber.caller();
    PresenceState &known =
        m_tenants[caller.tenant].try_emplace(&subscriber, PresenceState::Offline).first->second;
    const PresenceState before = std::exchange(known, state);
    if (before != state)
        m_onStep({caller.tenant, caller.user, before, state});
}

void PresenceRoster::leave(Subscriber &subscriber)
{
    const Caller &caller = subscriber.caller();
    const auto members = m_tenants.find(caller.tenant);
    if (members == m_tenants.end())
        return;
    const auto member = members->find(&subscriber);
    if (member == members->end())
        return;
    const PresenceState before = member->second;
    members->erase(member);
    if (members->empty())
        m_tenants.remove(caller.tenant);
    m_onStep({caller.tenant, caller.user, before, PresenceState::Offline});
}

void PresenceRoster::publish(const QList<PresenceNotice> &changes) const
{
    for (const PresenceNotice &change : changes) {
        const auto members = m_tenants.constFind(change.tenant);
        if (members == m_tenants.constEnd())
            continue;
        const QByteArray frame = encodeFrame(Opcode::Text, wire::encode(change.presence));
        for (const auto &[subscriber, state] : *members)
            subscriber->deliverPresence(frame);
    }
}

} // namespace timesheet::gateway
