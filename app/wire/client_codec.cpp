#include "wire/client_codec.h"

#include "wire/common_objects.h"
#include "wire/json_text.h"

#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace timesheet::wire {

namespace {

tl::expected<ClientMessage, DropReason> clientMessageFromJson(const QJsonObject &object,
                                                              const QString &type)
{
    if (type == u"ping")
        return Ping{};
    if (type == u"resume") {
        const QString after = object.value("after"_L1).toString();
        if (after.isEmpty())
            return tl::unexpected(DropReason::BadMember);
        return Resume{Cursor(after)};
    }
    if (type == u"auth") {
        const QString token = object.value("token"_L1).toString();
        if (token.isEmpty())
            return tl::unexpected(DropReason::BadMember);
        return Auth{Token(token.toUtf8())};
    }
    if (type == u"read")
        return ownReadMarkFromJson(object);
    if (type == u"presence")
        return ownPresenceFromJson(object);
    return tl::unexpected(DropReason::NoType);
}

struct ToJson {
    QJsonObject operator()(const Ping & /*ping*/) const { return {{u"type"_s, u"ping"_s}}; }
    QJsonObject operator()(const Resume &resume) const
    {
        return {{u"type"_s, u"resume"_s}, {u"after"_s, resume.after.value()}};
    }
    QJsonObject operator()(const Auth &auth) const
    {
        return {{u"type"_s, u"auth"_s}, {u"token"_s, QString::fromUtf8(auth.token.bytes())}};
    }
    QJsonObject operator()(const ReadMark &mark) const
    {
        QJsonObject object = readMarkToJson(mark);
        object.insert("type"_L1, u"read"_s);
        return object;
    }
    QJsonObject operator()(const OwnPresence &presence) const
    {
        return {{u"type"_s, u"presence"_s}, {u"state"_s, presenceStateName(presence.state)}};
    }
};

} // namespace

tl::expected<ClientMessage, Refusal> decodeClientMessage(QByteArrayView text)
{
    const auto object = parseMessage(text);
    if (!object)
        return tl::unexpected(Refusal{object.error(), {}});
    const QString type = object->value("type"_L1).toString();
    return clientMessageFromJson(*object, type).map_error([&type](DropReason reason) {
        return Refusal{reason, type};
    });
}

QByteArray encode(const ClientMessage &message)
{
    return compactJson(std::visit(ToJson{}, message));
}

} // namespace timesheet::wire
