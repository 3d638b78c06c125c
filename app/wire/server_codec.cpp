#include "wire/server_codec.h"

#include "domain/instant.h"
#include "wire/common_objects.h"
#include "wire/event_codec.h"
#include "wire/json_text.h"

#include <QHash>
#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace timesheet::wire {

namespace {

using Decoded = tl::expected<ServerMessage, DropReason>;
using Decoder = Decoded (*)(const QJsonObject &);

/// A member that is a whole number of at least 0.
std::optional<qint64> countIn(const QJsonObject &object, QLatin1StringView name)
{
    const qint64 value = object.value(name).toInteger(-1);
    return value >= 0 ? std::optional(value) : std::nullopt;
}

Decoded decodePong(const QJsonObject & /*object*/)
{
    return Pong{};
}

Decoded decodeHello(const QJsonObject &object)
{
    constexpr qint64 longestHeartbeat = 3600;
    const auto protocol = countIn(object, "protocol"_L1);
    const auto heartbeat = countIn(object, "heartbeat_s"_L1);
    if (!protocol || *protocol < 1 || *protocol > std::numeric_limits<int>::max())
        return tl::unexpected(DropReason::BadMember);

    Hello hello;
    hello.protocol = static_cast<int>(*protocol);
    hello.server = object.value("server"_L1).toString();
    hello.cursor = Cursor(object.value("cursor"_L1).toString());
    if (heartbeat && *heartbeat > 0)
        hello.heartbeat = std::chrono::seconds(std::min(*heartbeat, longestHeartbeat));
    const QJsonObject limits = object.value("limits"_L1).toObject();
    hello.messagesPerMinute = limits.value("messages_per_minute"_L1).toInt();
    hello.maxMessageBytes = countIn(limits, "max_message_bytes"_L1).value_or(0);
    const QJsonArray features = object.value("features"_L1).toArray();
    for (const QJsonValue &feature : features) {
        if (feature.isString())
            hello.features.append(feature.toString());
    }
    return hello;
}

Decoded decodeIncomplete(const QJsonObject & /*object*/)
{
    return Incomplete{};
}

Decoded decodeResumed(const QJsonObject &object)
{
    const auto replayed = countIn(object, "replayed"_L1);
    const QJsonValue complete = object.value("complete"_L1);
    if (!replayed || *replayed > std::numeric_limits<int>::max() || !complete.isBool())
        return tl::unexpected(DropReason::BadMember);
    return Resumed{Cursor(object.value("cursor"_L1).toString()), static_cast<int>(*replayed),
                   complete.toBool()};
}

Decoded decodeAuthOk(const QJsonObject &object)
{
    return AuthOk{parseInstant(object.value("expires_at"_L1).toString())};
}

Decoded decodeAuthError(const QJsonObject &object)
{
    return AuthError{object.value("reason"_L1).toString()};
}

Decoded decodeRead(const QJsonObject &object)
{
    return readMarkFromJson(object);
}

Decoded decodePresence(const QJsonObject &object)
{
    return userPresenceFromJson(object);
}

Decoded decodeRateLimited(const QJsonObject &object)
{
    const auto retryAfter = countIn(object, "retry_after_ms"_L1);
    if (!retryAfter)
        return tl::unexpected(DropReason::BadMember);
    return RateLimited{std::chrono::milliseconds(*retryAfter)};
}

Decoded decodeError(const QJsonObject &object)
{
    return ErrorNotice{object.value("code"_L1).toString(), object.value("message"_L1).toString(),
                       object.value("ref"_L1).toString()};
}

Decoded decodeUnused(const QJsonObject &object)
{
    return Unused{object.value("type"_L1).toString()};
}

const QHash<QString, Decoder> &decoders()
{
    static const QHash<QString, Decoder> table{
        {u"pong"_s, decodePong},
        {u"hello"_s, decodeHello},
        {u"incomplete"_s, decodeIncomplete},
        {u"resumed"_s, decodeResumed},
        {u"auth_ok"_s, decodeAuthOk},
        {u"auth_error"_s, decodeAuthError},
        {u"read"_s, decodeRead},
        {u"rate_limited"_s, decodeRateLimited},
        {u"error"_s, decodeError},
        {u"presence"_s, decodePresence},
        {u"typing"_s, decodeUnused},
    };
    return table;
}

struct ToJson {
    QJsonObject operator()(const Event &event) const { return eventToJson(event); }
    QJsonObject operator()(const Pong & /*pong*/) const { return {{u"type"_s, u"pong"_s}}; }
    QJsonObject operator()(const Hello &hello) const
    {
        return {
            {u"type"_s, u"hello"_s},
            {u"protocol"_s, hello.protocol},
            {u"server"_s, hello.server},
            {u"cursor"_s, hello.cursor.value()},
            {u"heartbeat_s"_s, static_cast<qint64>(hello.heartbeat.count())},
            {u"limits"_s, QJsonObject{{u"messages_per_minute"_s, hello.messagesPerMinute},
                                      {u"max_message_bytes"_s, hello.maxMessageBytes}}},
            {u"features"_s, QJsonArray::fromStringList(hello.features)},
        };
    }
    QJsonObject operator()(const Incomplete & /*incomplete*/) const
    {
        return {{u"type"_s, u"incomplete"_s}};
    }
    QJsonObject operator()(const Resumed &resumed) const
    {
        return {{u"type"_s, u"resumed"_s},
                {u"cursor"_s, resumed.cursor.value()},
                {u"replayed"_s, resumed.replayed},
                {u"complete"_s, resumed.complete}};
    }
    QJsonObject operator()(const AuthOk &ok) const
    {
        QJsonObject object{{u"type"_s, u"auth_ok"_s}};
        if (ok.expiresAt)
            object.insert("expires_at"_L1, formatInstant(*ok.expiresAt));
        return object;
    }
    QJsonObject operator()(const AuthError &error) const
    {
        return {{u"type"_s, u"auth_error"_s}, {u"reason"_s, error.reason}};
    }
    QJsonObject operator()(const ReadMark &mark) const
    {
        QJsonObject object = readMarkToJson(mark);
        object.insert("type"_L1, u"read"_s);
        return object;
    }
    QJsonObject operator()(const UserPresence &presence) const
    {
        QJsonObject object = userPresenceToJson(presence);
        object.insert("type"_L1, u"presence"_s);
        return object;
    }
    QJsonObject operator()(const RateLimited &limited) const
    {
        return {{u"type"_s, u"rate_limited"_s},
                {u"retry_after_ms"_s, static_cast<qint64>(limited.retryAfter.count())}};
    }
    QJsonObject operator()(const ErrorNotice &error) const
    {
        return {{u"type"_s, u"error"_s},
                {u"code"_s, error.code},
                {u"message"_s, error.message},
                {u"ref"_s, error.ref}};
    }
    QJsonObject operator()(const Unused &unused) const { return {{u"type"_s, unused.typeName}}; }
};

} // namespace

QString dropReasonName(DropReason reason)
{
    switch (reason) {
    case DropReason::NotText:
        return u"not-text"_s;
    case DropReason::TooLarge:
        return u"too-large"_s;
    case DropReason::NotJson:
        return u"not-json"_s;
    case DropReason::NotAnObject:
        return u"not-an-object"_s;
    case DropReason::NoType:
        return u"no-type"_s;
    case DropReason::NoPayload:
        return u"no-payload"_s;
    case DropReason::BadTimestamp:
        return u"bad-timestamp"_s;
    case DropReason::WrongTenant:
        return u"wrong-tenant"_s;
    case DropReason::BadMember:
        return u"bad-member"_s;
    }
    return {};
}

tl::expected<ServerMessage, DropReason> decodeServerMessage(QByteArrayView text,
                                                            const TenantId &tenant, qsizetype most)
{
    const auto object = parseMessage(text, JsonNames::LastCounts, most);
    if (!object)
        return tl::unexpected(object.error());
    if (const Decoder decode = decoders().value(object->value("type"_L1).toString()))
        return decode(*object);
    return eventFromJson(*object, tenant);
}

bool isProtocolMessage(const QString &typeName)
{
    return decoders().contains(typeName);
}

QByteArray encode(const ServerMessage &message)
{
    return compactJson(std::visit(ToJson{}, message));
}

} // namespace timesheet::wire
