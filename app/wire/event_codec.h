#pragma once

#include "domain/event.h"
#include "wire/messages.h"

#include <QJsonObject>
#include <QRandomGenerator>

#include <tl/expected.hpp>

namespace timesheet::wire {

/// Reads an event out of a message that says it is one. Unknown members are ignored, an unknown
/// type is kept. A missing `tenant_id` counts as `tenant`: the connection belongs to one tenant.
/// An event without `id` gets deterministicId().
/// Errors: NoType, NoPayload, BadTimestamp, WrongTenant.
tl::expected<Event, DropReason> eventFromJson(const QJsonObject &object, const TenantId &tenant);

/// As eventFromJson, but an event without `id` or `timestamp` stays without.
tl::expected<Event, DropReason> eventAsItCame(const QJsonObject &object, const TenantId &tenant);

/// The event as both sides write it. `id` is always there, `cursor` where the event has one.
QJsonObject eventToJson(const Event &event);

/// An event as servers of the deployed contract write it: without `id` and `cursor`.
QJsonObject deployedEventToJson(const Event &event);

/// The id of an event that came without one: a name-based UUIDv5 (RFC 9562, section 5.5) over
/// type, timestamp, tenant and payload in canonical form (RFC 8785), so that the same event
/// received twice has the same id.
EventId deterministicId(const Event &event);

/// A new id: a UUIDv7 (RFC 9562, section 5.7) of `now` and 74 bits of `random`.
EventId newEventId(const QDateTime &now, QRandomGenerator &random);

} // namespace timesheet::wire
