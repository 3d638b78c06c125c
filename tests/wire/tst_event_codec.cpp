#include "wire/event_codec.h"

#include <QSet>
#include <QTest>
#include <QTimeZone>
#include <QUuid>

using namespace Qt::StringLiterals;
using namespace timesheet;
using namespace timesheet::wire;

namespace {

const TenantId tenant(u"tenant-123"_s);

QJsonObject approved()
{
    return {
        {u"type"_s, u"timesheet:approved"_s},
        {u"payload"_s, QJsonObject{{u"id"_s, u"sheet-1"_s}, {u"hours"_s, 38.5}}},
        {u"timestamp"_s, u"2026-11-23T08:15:30.123Z"_s},
        {u"tenant_id"_s, u"tenant-123"_s},
    };
}

QJsonObject with(QJsonObject object, const QString &name, const QJsonValue &value)
{
    object.insert(name, value);
    return object;
}

QJsonObject without(QJsonObject object, const QString &name)
{
    object.remove(name);
    return object;
}

} // namespace

class EventCodecTest : public QObject
{
    Q_OBJECT

private slots:
    void eventFromJson_ofTheDeployedContract_isRead()
    {
        const auto event = eventFromJson(approved(), tenant);
        QVERIFY(event.has_value());
        QCOMPARE(event->type(), EventType::TimesheetApproved);
        QCOMPARE(event->payload, approved().value(u"payload").toObject());
        QCOMPARE(event->timestamp,
                 QDateTime(QDate(2026, 11, 23), QTime(8, 15, 30, 123), QTimeZone::utc()));
        QCOMPARE(event->tenant, tenant);
        QVERIFY(!event->cursor);
        QVERIFY(!event->id.isEmpty());
    }

    void eventFromJson_unknownTypeAndMembers_isKept()
    {
        const auto event = eventFromJson(
            with(with(approved(), u"type"_s, u"timesheet:paid"_s), u"later"_s, true), tenant);
        QVERIFY(event.has_value());
        QCOMPARE(event->typeName, u"timesheet:paid"_s);
    }

    void eventFromJson_withoutTenant_isTheConnections()
    {
        QCOMPARE(eventFromJson(without(approved(), u"tenant_id"_s), tenant)->tenant, tenant);
    }

    void eventFromJson_noGood_saysWhy_data()
    {
        QTest::addColumn<QJsonObject>("object");
        QTest::addColumn<DropReason>("reason");
        const auto row = [](const char *name, const QJsonObject &object, DropReason reason) {
            QTest::newRow(name) << object << reason;
        };
        row("no type", without(approved(), u"type"_s), DropReason::NoType);
        row("empty type", with(approved(), u"type"_s, QString()), DropReason::NoType);
        row("type a number", with(approved(), u"type"_s, 1), DropReason::NoType);
        row("no payload", without(approved(), u"payload"_s), DropReason::NoPayload);
        row("payload a text", with(approved(), u"payload"_s, u"{}"_s), DropReason::NoPayload);
        row("payload null", with(approved(), u"payload"_s, QJsonValue::Null),
            DropReason::NoPayload);
        row("no timestamp", without(approved(), u"timestamp"_s), DropReason::BadTimestamp);
        row("timestamp a number", with(approved(), u"timestamp"_s, 1732349730),
            DropReason::BadTimestamp);
        row("timestamp a date", with(approved(), u"timestamp"_s, u"2026-11-23"_s),
            DropReason::BadTimestamp);
        row("another tenant", with(approved(), u"tenant_id"_s, u"tenant-124"_s),
            DropReason::WrongTenant);
        row("tenant a number", with(approved(), u"tenant_id"_s, 123), DropReason::WrongTenant);
    }
    void eventFromJson_noGood_saysWhy()
    {
        QFETCH(QJsonObject, object);
        const auto event = eventFromJson(object, tenant);
        QVERIFY(!event.has_value());
        QTEST(event.error(), "reason");
    }

    void eventToJson_withIdAndCursor_readsBack()
    {
        const auto event = eventFromJson(
            with(with(approved(), u"id"_s, u"event-1"_s), u"cursor"_s, u"c7"_s), tenant);
        QVERIFY(event.has_value());
        QCOMPARE(event->id, EventId(u"event-1"_s));
        QCOMPARE(event->cursor, Cursor(u"c7"_s));
        QCOMPARE(eventFromJson(eventToJson(*event), tenant).value(), *event);
        QCOMPARE(deployedEventToJson(*event), approved());
    }

    void deterministicId_sameEvent_isTheSameUuid5ForEver()
    {
        const EventId id = eventFromJson(approved(), tenant)->id;
        const QUuid uuid = QUuid::fromString(id.value());
        QCOMPARE(uuid.version(), QUuid::Sha1);
        QCOMPARE(uuid.variant(), QUuid::DCE);
        // Computed by Python's uuid.uuid5: caches hold such ids.
        QCOMPARE(id.value(), u"8952491d-946d-561e-9d88-f167cacabf87"_s);
        // The same instant, written differently, in another order of members.
        const auto again = eventFromJson(with(without(approved(), u"timestamp"_s), u"timestamp"_s,
                                              u"2026-11-23T09:15:30.123+01:00"_s),
                                         tenant);
        QCOMPARE(again->id, id);
    }

    void deterministicId_anyDifference_isAnother()
    {
        QSet<QString> ids;
        for (const QJsonObject &object :
             {approved(), with(approved(), u"type"_s, u"timesheet:rejected"_s),
              with(approved(), u"timestamp"_s, u"2026-11-23T08:15:30.124Z"_s),
              with(approved(), u"payload"_s, QJsonObject{{u"id"_s, u"sheet-1"_s}})})
            ids.insert(eventFromJson(object, tenant)->id.value());
        QJsonObject elsewhere = with(approved(), u"tenant_id"_s, u"b"_s);
        ids.insert(eventFromJson(elsewhere, TenantId(u"b"_s))->id.value());
        QCOMPARE(ids.size(), 5);
    }

    void newEventId_isUuid7OfThatTime()
    {
        const QDateTime now(QDate(2026, 11, 23), QTime(8, 15, 30, 123), QTimeZone::utc());
        QRandomGenerator random(20261123);
        QSet<QString> ids;
        for (int i = 0; i < 1000; ++i)
            ids.insert(newEventId(now, random).value());
        QCOMPARE(ids.size(), 1000);
        for (const QString &id : std::as_const(ids)) {
            bool isHexadecimal = false;
            const qint64 time = QString(id).remove(u'-').left(12).toLongLong(&isHexadecimal, 16);
            QVERIFY(isHexadecimal);
            QCOMPARE(time, now.toMSecsSinceEpoch());
            QCOMPARE(id.at(14), u'7');
            QVERIFY(u"89ab"_s.contains(id.at(19)));
        }
        QVERIFY(newEventId(now.addMSecs(1), random).value() >
                *std::max_element(ids.begin(), ids.end()));
    }

    void newEventId_sameTimeAndChance_isTheSame()
    {
        const QDateTime now(QDate(2026, 11, 23), QTime(8, 15, 30, 123), QTimeZone::utc());
        QRandomGenerator one(7);
        QRandomGenerator same(7);
        QRandomGenerator other(8);
        const EventId id = newEventId(now, one);
        QCOMPARE(newEventId(now, same), id);
        QVERIFY(newEventId(now, other) != id);
    }
};

QTEST_GUILESS_MAIN(EventCodecTest)
#include "tst_event_codec.moc"
