#include "wire/presence_codec.h"

#include "domain/instant.h"

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
