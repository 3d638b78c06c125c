#include "wire/event_codec.h"

#include "domain/instant.h"
#include "wire/canonical_json.h"

#include <QUuid>
#include <QtEndian>

#include <array>
#include <cstring>

using namespace Qt::StringLiterals;

namespace timesheet::wire {

tl::expected<Event, DropReason> eventFromJson(const QJsonObject &object, const TenantId &tenant)
{
    auto event = eventAsItCame(object, tenant);
    if (event && !event->timestamp.isValid())
        return tl::unexpected(DropReason::BadTimestamp);
    if (event && event->id.isEmpty())
        event->id = deterministicId(*event);
    return event;
}

tl::expected<Event, DropReason> eventAsItCame(const QJsonObject &object, const TenantId &tenant)
{
    Event event;
    const QJsonValue type = object.value("type"_L1);
    if (!type.isString() || type.toString().isEmpty())
        return tl::unexpected(DropReason::NoType);
    event.typeName = type.toString();

    const QJsonValue payload = object.value("payload"_L1);
    if (!payload.isObject())
        return tl::unexpected(DropReason::NoPayload);
    event.payload = payload.toObject();

    if (const QJsonValue text = object.value("timestamp"_L1); !text.isUndefined()) {
        const auto timestamp = parseInstant(text.toString());
        if (!timestamp)
            return tl::unexpected(DropReason::BadTimestamp);
        event.timestamp = *timestamp;
    }

    const QJsonValue tenantId = object.value("tenant_id"_L1);
    if (!tenantId.isUndefined() && tenantId.toString() != tenant.value())
        return tl::unexpected(DropReason::WrongTenant);
    event.tenant = tenant;

    const QString cursor = object.value("cursor"_L1).toString();
    if (!cursor.isEmpty())
        event.cursor = Cursor(cursor);

    event.id = EventId(object.value("id"_L1).toString());
    return event;
}

QJsonObject deployedEventToJson(const Event &event)
{
    return {
        {u"type"_s, event.typeName},
        {u"payload"_s, event.payload},
        {u"timestamp"_s, formatInstant(event.timestamp)},
        {u"tenant_id"_s, event.tenant.value()},
    };
}

QJsonObject eventToJson(const Event &event)
{
    QJsonObject object = deployedEventToJson(event);
    object.insert("id"_L1, event.id.value());
    if (event.cursor)
        object.insert("cursor"_L1, event.cursor->value());
    return object;
}

EventId deterministicId(const Event &event)
{
    // This project's own namespace, drawn at random once: another would change every id.
    static const QUuid eventNamespace(u"6f1c2f0e-7c2b-4b39-9a55-0d1c1f5a2b8e"_s);
    const QUuid id = QUuid::createUuidV5(eventNamespace, canonicalJson(deployedEventToJson(event)));
    return EventId(id.toString(QUuid::WithoutBraces));
}

EventId newEventId(const QDateTime &now, QRandomGenerator &random)
{
    std::array<quint32, 4> bits{};
    random.fillRange(bits.data(), static_cast<qsizetype>(bits.size()));
    std::array<uchar, 16> bytes{};
    std::memcpy(bytes.data(), bits.data(), bytes.size());

    const auto milliseconds = static_cast<quint64>(now.toMSecsSinceEpoch());
    std::array<uchar, 8> time{};
    qToBigEndian(milliseconds << 16U, time.data());
    std::memcpy(bytes.data(), time.data(), 6);
    bytes[6] = static_cast<uchar>(0x70U | (bytes[6] & 0x0fU));
    bytes[8] = static_cast<uchar>(0x80U | (bytes[8] & 0x3fU));

    const QByteArrayView view(bytes.data(), static_cast<qsizetype>(bytes.size()));
    return EventId(QUuid::fromRfc4122(view).toString(QUuid::WithoutBraces));
}

} // namespace timesheet::wire
