#include "wire/http_codec.h"

#include "wire/event_codec.h"
#include "wire/json_text.h"
#include "wire/limits.h"
#include "wire/packed_event.h"

#include <QTest>
#include <QTimeZone>

using namespace Qt::StringLiterals;
using namespace timesheet;
using namespace timesheet::wire;

namespace {

const TenantId tenant(u"tenant-123"_s);

Event eventCalled(const QString &id)
{
    return {EventId(id),
            u"notification:new"_s,
            {{u"title"_s, u"T"_s}},
            QDateTime(QDate(2026, 11, 23), QTime(8, 0), QTimeZone::utc()),
            tenant,
            Cursor(u"c"_s + id)};
}

/// The page as a server writes it.
QByteArray encode(const EventPage &page)
{
    QList<PackedEvent> events;
    for (const Event &event : page.events)
        events.append({event.id, event.typeName, compactJson(event.payload), event.timestamp,
                       event.tenant, event.cursor});
    return encodePage(events, page.cursor, page.complete);
}

tl::expected<DecodedPage, DropReason> decodePage(QByteArrayView body)
{
    return decodeEventPage(body, tenant, maxMessageBytes);
}

QByteArray manyTimes(const QByteArray &text, int count)
{
    return "[" + QByteArrayList(count, text).join(',') + "]";
}

} // namespace

class HttpCodecTest : public QObject
{
    Q_OBJECT

private slots:
    void page_anyPage_readsBack()
    {
        const EventPage page{{eventCalled(u"1"_s), eventCalled(u"2"_s)}, Cursor(u"c2"_s), false};
        QCOMPARE(decodePage(encode(page))->page, page);
        QCOMPARE(decodePage(encode(EventPage{}))->page, EventPage{});
    }

    void page_badEvents_costThemselves()
    {
        const EventPage page{{eventCalled(u"1"_s)}, Cursor(u"c"_s), true};
        QByteArray body = encode(page);
        body.replace(R"("events":[)", R"("events":[7,{"type":"x"},)");
        const auto decoded = decodePage(body);
        QVERIFY(decoded.has_value());
        QCOMPARE(decoded->page, page);
        QCOMPARE(decoded->dropped, (QList{DropReason::NotAnObject, DropReason::NoPayload}));
    }

    void page_largeEvent_isBoundedByWhoReads_data()
    {
        QTest::addColumn<qsizetype>("more");
        QTest::addRow("a byte less") << qsizetype{-1};
        QTest::addRow("just as much") << qsizetype{0};
        QTest::addRow("a byte more") << qsizetype{1};
    }
    void page_largeEvent_isBoundedByWhoReads()
    {
        QFETCH(const qsizetype, more);
        EventPage page{{eventCalled(u"large"_s), eventCalled(u"next"_s)}, Cursor(u"c"_s), true};
        page.events.first().payload.insert(u"title"_s, QString(2 * maxMessageBytes, u'x'));
        const qsizetype size = compactJson(eventToJson(page.events.constFirst())).size();
        const auto decoded = decodeEventPage(encode(page), tenant, size + more);
        QVERIFY(decoded.has_value());
        if (more < 0)
            page.events.removeFirst();
        QCOMPARE(decoded->page, page);
        QCOMPARE(decoded->dropped, more < 0 ? QList{DropReason::TooLarge} : QList<DropReason>());
    }

    void page_noPage_saysWhy()
    {
        QCOMPARE(decodePage("<html>").error(), DropReason::NotJson);
        QCOMPARE(decodePage("[]").error(), DropReason::NotAnObject);
        QCOMPARE(decodePage("{}").error(), DropReason::BadMember);
        QCOMPARE(decodePage(R"({"events":{}})").error(), DropReason::BadMember);
        const QByteArray tooMany = R"({"events":)" + manyTimes("{}", maxPageSize + 1) + "}";
        QCOMPARE(decodePage(tooMany).error(), DropReason::BadMember);
    }

    void newEvents_oneOrMany_areRead()
    {
        const NewEvent fresh{EventId(u"e"_s), u"deadline:reminder"_s, R"({"title":"T"})",
                             QDateTime(QDate(2026, 11, 23), QTime(8, 0), QTimeZone::utc()),
                             UserId(u"alex"_s)};
        QCOMPARE(decodeNewEvents(encode(fresh), tenant).value(), QList{fresh});
        const auto many =
            decodeNewEvents(R"([{"type":"a","payload":{}},{"type":"b","payload":{}}])", tenant);
        QVERIFY(many.has_value());
        QCOMPARE(many->size(), 2);
        QVERIFY(!many->at(0).id && !many->at(0).timestamp && !many->at(0).recipient);
    }

    void newEvents_noGood_saysWhichAndWhy_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<qsizetype>("index");
        QTest::addColumn<DropReason>("reason");
        const auto row = [](const char *name, const QByteArray &body, qsizetype index,
                            DropReason reason) { QTest::newRow(name) << body << index << reason; };
        const QByteArray good = R"({"type":"a","payload":{}})";
        row("no JSON", "a", 0, DropReason::NotJson);
        row("none", "[]", 0, DropReason::NotAnObject);
        row("a number", "7", 0, DropReason::NotAnObject);
        row("second a number", "[" + good + ",7]", 1, DropReason::NotAnObject);
        row("no type", R"({"payload":{}})", 0, DropReason::NoType);
        row("a message's name", R"({"type":"pong","payload":{}})", 0, DropReason::NoType);
        row("no payload", R"({"type":"a"})", 0, DropReason::NoPayload);
        row("bad timestamp", R"({"type":"a","payload":{},"timestamp":"x"})", 0,
            DropReason::BadTimestamp);
        row("wrong tenant", R"({"type":"a","payload":{},"tenant_id":"x"})", 0,
            DropReason::WrongTenant);
        row("id a number", R"({"type":"a","payload":{},"id":7})", 0, DropReason::BadMember);
        row("id too long", R"({"type":"a","payload":{},"id":")" + QByteArray(129, 'x') + R"("})", 0,
            DropReason::BadMember);
        row("recipient empty", R"({"type":"a","payload":{},"recipient_id":""})", 0,
            DropReason::BadMember);
        row("id with U+0000", R"({"type":"a","payload":{},"id":"x\u0000"})", 0,
            DropReason::BadMember);
        row("recipient with U+0000", R"({"type":"a","payload":{},"recipient_id":"x\u0000"})", 0,
            DropReason::BadMember);
        row("type with U+0000", R"({"type":"a\u0000","payload":{}})", 0, DropReason::BadMember);
        row("an instant beyond 9999",
            R"({"type":"a","payload":{},"timestamp":"9999-12-31T23:59:59-14:00"})", 0,
            DropReason::BadTimestamp);
        row("an instant before 0001",
            R"({"type":"a","payload":{},"timestamp":"0001-01-01T00:00:00+14:00"})", 0,
            DropReason::BadTimestamp);
        row("too large for a message",
            R"({"type":"a","payload":{"a":")" + QByteArray(maxMessageBytes - 1000, 'x') + R"("}})",
            0, DropReason::TooLarge);
        row("too many", manyTimes(good, maxPageSize + 1), maxPageSize, DropReason::TooLarge);
    }
    void newEvents_noGood_saysWhichAndWhy()
    {
        QFETCH(QByteArray, body);
        QFETCH(qsizetype, index);
        QFETCH(DropReason, reason);
        const auto events = decodeNewEvents(body, tenant);
        QVERIFY(!events.has_value());
        QCOMPARE(events.error(), (NewEventError{index, reason}));
    }

    void presence_isTheProtocolsBody()
    {
        const auto since = QDateTime::fromMSecsSinceEpoch(1'800'000'000'123).toUTC();
        QCOMPARE(
            encode(QList{UserPresence{UserId(u"u"_s), PresenceState::Away, since}}),
            R"({"users":[{"since":"2027-01-15T08:00:00.123Z","state":"away","user_id":"u"}]})");
        QCOMPARE(encode(QList<UserPresence>()), R"({"users":[]})");
    }

    void readMark_asBody_isRead()
    {
        QCOMPARE(decodeReadMark(R"({"through":"c"})").value(), (ReadMark{{}, Cursor(u"c"_s)}));
        QCOMPARE(decodeReadMark(R"({"ids":["a"]})").value(),
                 (ReadMark{{EventId(u"a"_s)}, std::nullopt}));
        QCOMPARE(decodeReadMark("{}").error(), DropReason::BadMember);
    }

    void readMark_asBody_namesSoMany()
    {
        const auto body = [](int count) -> QByteArray {
            return R"({"ids":["a")" + QByteArray(R"(,"a")").repeated(count - 1) + "]}";
        };
        QCOMPARE(decodeReadMark(body(maxMarkedIds))->ids.size(), qsizetype{maxMarkedIds});
        QCOMPARE(decodeReadMark(body(maxMarkedIds + 1)).error(), DropReason::TooLarge);
    }
};

QTEST_GUILESS_MAIN(HttpCodecTest)
#include "tst_http_codec.moc"
