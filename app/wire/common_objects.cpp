#include "wire/common_objects.h"

#include "domain/instant.h"
#include "wire/limits.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace timesheet::wire {

namespace {

std::optional<PresenceState> stateIn(const QJsonObject &object)
{
    const QString name = object.value("state"_L1).toString();
    for (const auto state : {PresenceState::Online, PresenceState::Away, PresenceState::Offline}) {
        if (name == presenceStateName(state))
            return state;
    }
    return std::nullopt;
}

} // namespace

tl::expected<ReadMark, DropReason> readMarkFromJson(const QJsonObject &object)
{
    const QJsonValue ids = object.value("ids"_L1);
    const QJsonValue through = object.value("through"_L1);
    if (ids.isUndefined() == through.isUndefined())
        return tl::unexpected(DropReason::BadMember);

    ReadMark mark;
    if (!through.isUndefined()) {
        if (through.toString().isEmpty())
            return tl::unexpected(DropReason::BadMember);
        mark.through = Cursor(through.toString());
        return mark;
    }
    if (!ids.isArray())
        return tl::unexpected(DropReason::BadMember);
    const QJsonArray array = ids.toArray();
    for (const QJsonValue &id : array) {
        if (id.toString().isEmpty())
            return tl::unexpected(DropReason::BadMember);
        mark.ids.append(EventId(id.toString()));
    }
    return mark;
}

tl::expected<ReadMark, DropReason> ownReadMarkFromJson(const QJsonObject &object)
{
    if (object.value("ids"_L1).toArray().size() > maxMarkedIds)
        return tl::unexpected(DropReason::TooLarge);
    return readMarkFromJson(object);
}

QJsonObject readMarkToJson(const ReadMark &mark)
{
    if (mark.through)
        return {{u"through"_s, mark.through->value()}};
    QJsonArray ids;
    for (const EventId &id : mark.ids)
        ids.append(id.value());
    return {{u"ids"_s, ids}};
}

QString presenceStateName(PresenceState state)
{
    switch (state) {
    case PresenceState::Online:
        return u"online"_s;
    case PresenceState::Away:
        return u"away"_s;
    case PresenceState::Offline:
        return u"offline"_s;
    }
    return {};
}

tl::expected<OwnPresence, DropReason> ownPresenceFromJson(const QJsonObject &object)
{
    const auto state = stateIn(object);
    if (!state || *state == PresenceState::Offline)
        return tl::unexpected(DropReason::BadMember);
    return OwnPresence{*state};
}

QJsonObject userPresenceToJson(const UserPresence &presence)
{
    return {{u"user_id"_s, presence.user.value()},
            {u"state"_s, presenceStateName(presence.state)},
            {u"since"_s, formatInstant(presence.since)}};
}

tl::expected<UserPresence, DropReason> userPresenceFromJson(const QJsonObject &object)
{
    const QString user = object.value("user_id"_L1).toString();
    const auto state = stateIn(object);
    const auto since = parseInstant(object.value("since"_L1).toString());
    if (user.isEmpty() || !state || !since)
        return tl::unexpected(DropReason::BadMember);
    return UserPresence{UserId(user), *state, *since};
}

} // namespace timesheet::wire
