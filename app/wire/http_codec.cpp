#include "wire/http_codec.h"

#include "domain/instant.h"
#include "wire/common_objects.h"
#include "wire/event_codec.h"
#include "wire/json_text.h"
#include "wire/limits.h"
#include "wire/server_codec.h"

#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace timesheet::wire {

namespace {

constexpr qsizetype longestId = 128;

/// Room for what a server adds to an event: its own id, a cursor and the members' names.
constexpr qsizetype envelopeBytes = 1024;

/// Whether every store of events can hold a name as it is: not all have U+0000.
bool isStorable(const QString &name)
{
    return !name.contains(QChar::Null);
}

/// Reads an optional id-like member. False where it is there and no good.
template <class Id>
bool readId(const QJsonObject &object, QLatin1StringView name, std::optional<Id> &id)
{
    const QJsonValue value = object.value(name);
    if (value.isUndefined() || value.isNull())
        return true;
    const QString text = value.toString();
    if (text.isEmpty() || text.size() > longestId || !isStorable(text))
        return false;
    id = Id(text);
    return true;
}

tl::expected<NewEvent, DropReason> newEventFromJson(const QJsonObject &object,
                                                    const TenantId &tenant)
{
    const auto event = eventAsItCame(object, tenant);
    if (!event)
        return tl::unexpected(event.error());
    if (isProtocolMessage(event->typeName))
        return tl::unexpected(DropReason::NoType);
    const QByteArray payload = compactJson(event->payload);
    if (payload.size() + event->typeName.toUtf8().size() > maxMessageBytes - envelopeBytes)
        return tl::unexpected(DropReason::TooLarge);

    NewEvent fresh;
    fresh.typeName = event->typeName;
    fresh.payload = payload;
    if (event->timestamp.isValid())
        fresh.timestamp = event->timestamp;
    if (!isStorable(fresh.typeName) || !readId(object, "id"_L1, fresh.id) ||
        !readId(object, "recipient_id"_L1, fresh.recipient))
        return tl::unexpected(DropReason::BadMember);
    return fresh;
}

tl::expected<Event, DropReason> eventOfPage(const QJsonValue &value, const TenantId &tenant,
                                            qsizetype bodySize, qsizetype most)
{
    if (!value.isObject())
        return tl::unexpected(DropReason::NotAnObject);
    const QJsonObject object = value.toObject();
    // Only a body that large can hold such an event: to measure each one would be dear.
    if (bodySize > most && compactJson(object).size() > most)
        return tl::unexpected(DropReason::TooLarge);
    return eventFromJson(object, tenant);
}

} // namespace

tl::expected<DecodedPage, DropReason> decodeEventPage(QByteArrayView body, const TenantId &tenant,
                                                      qsizetype most)
{
    const auto document = parseJson(body);
    if (!document)
        return tl::unexpected(document.error());
    if (!document->isObject())
        return tl::unexpected(DropReason::NotAnObject);
    const QJsonObject object = document->object();
    const QJsonValue events = object.value("events"_L1);
    const QJsonArray array = events.toArray();
    if (!events.isArray() || array.size() > maxPageSize)
        return tl::unexpected(DropReason::BadMember);

    DecodedPage decoded;
    decoded.page.cursor = Cursor(object.value("cursor"_L1).toString());
    decoded.page.complete = object.value("complete"_L1).toBool(true);
    for (const QJsonValue &value : array) {
        const auto event = eventOfPage(value, tenant, body.size(), most);
        if (event)
            decoded.page.events.append(*event);
        else
            decoded.dropped.append(event.error());
    }
    return decoded;
}

tl::expected<QList<NewEvent>, NewEventError> decodeNewEvents(QByteArrayView body,
                                                             const TenantId &tenant)
{
    const auto document = parseJson(body);
    if (!document)
        return tl::unexpected(NewEventError{0, document.error()});
    const QJsonArray array =
        document->isArray() ? document->array() : QJsonArray{document->object()};
    if (!document->isArray() && !document->isObject())
        return tl::unexpected(NewEventError{0, DropReason::NotAnObject});
    if (array.isEmpty())
        return tl::unexpected(NewEventError{0, DropReason::NotAnObject});
    if (array.size() > maxPageSize)
        return tl::unexpected(NewEventError{maxPageSize, DropReason::TooLarge});

    QList<NewEvent> events;
    events.reserve(array.size());
    for (const QJsonValue &value : array) {
        if (!value.isObject())
            return tl::unexpected(NewEventError{events.size(), DropReason::NotAnObject});
        const auto event = newEventFromJson(value.toObject(), tenant);
        if (!event)
            return tl::unexpected(NewEventError{events.size(), event.error()});
        events.append(*event);
    }
    return events;
}

QByteArray encode(const QList<UserPresence> &users)
{
    QJsonArray rows;
    for (const UserPresence &user : users)
        rows.append(userPresenceToJson(user));
    return compactJson({{u"users"_s, rows}});
}

QByteArray encode(const NewEvent &event)
{
    QJsonObject object{{u"type"_s, event.typeName},
                       {u"payload"_s, QJsonDocument::fromJson(event.payload).object()}};
    if (event.id)
        object.insert("id"_L1, event.id->value());
    if (event.timestamp)
        object.insert("timestamp"_L1, formatInstant(*event.timestamp));
    if (event.recipient)
        object.insert("recipient_id"_L1, event.recipient->value());
    return compactJson(object);
}

QByteArray encodeReadMark(const ReadMark &mark)
{
    return compactJson(readMarkToJson(mark));
}

tl::expected<ReadMark, DropReason> decodeReadMark(QByteArrayView body)
{
    return parseMessage(body).and_then(ownReadMarkFromJson);
}

} // namespace timesheet::wire
