#include "connection/supabase_backend/phoenix_message.h"

#include "wire/json_text.h"

using namespace Qt::StringLiterals;

namespace timesheet {

namespace {

/// Our own refs are numbers; a server repeats them.
constexpr qsizetype longestRef = 64;

bool isRef(const QJsonValue &value)
{
    const bool isAbsent = value.isUndefined() || value.isNull();
    return isAbsent || (value.isString() && value.toString().size() <= longestRef);
}

QJsonValue refOrNull(const QString &ref)
{
    return ref.isEmpty() ? QJsonValue(QJsonValue::Null) : QJsonValue(ref);
}

} // namespace

QByteArray encode(const PhoenixMessage &message)
{
    return wire::compactJson({{u"topic"_s, message.topic},
                              {u"event"_s, message.event},
                              {u"payload"_s, message.payload},
                              {u"ref"_s, refOrNull(message.ref)},
                              {u"join_ref"_s, refOrNull(message.joinRef)}});
}

tl::expected<PhoenixMessage, wire::DropReason> decodePhoenixMessage(QByteArrayView text,
                                                                    qsizetype most)
{
    const auto object = wire::parseMessage(text, wire::JsonNames::LastCounts, most);
    if (!object)
        return tl::unexpected(object.error());
    const QJsonValue payload = object->value("payload"_L1);
    const QJsonValue ref = object->value("ref"_L1);
    const QJsonValue joinRef = object->value("join_ref"_L1);
    const PhoenixMessage message{object->value("topic"_L1).toString(),
                                 object->value("event"_L1).toString(), payload.toObject(),
                                 ref.toString(), joinRef.toString()};
    if (message.topic.isEmpty() || message.event.isEmpty())
        return tl::unexpected(wire::DropReason::NoType);
    if (!payload.isObject())
        return tl::unexpected(wire::DropReason::NoPayload);
    if (!isRef(ref) || !isRef(joinRef))
        return tl::unexpected(wire::DropReason::BadMember);
    return message;
}

} // namespace timesheet
