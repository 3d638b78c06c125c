#include "wire/packed_event.h"

#include "wire/event_codec.h"
#include "wire/json_text.h"

#include <QTest>
#include <QTimeZone>

using namespace Qt::StringLiterals;
using namespace timesheet;
using namespace timesheet::wire;

namespace {

PackedEvent approved()
{
    return {EventId(u"e-1"_s),
            u"timesheet:approved"_s,
            R"({"hours":38.5,"id":"ts-1"})",
            QDateTime(QDate(2026, 11, 23), QTime(8, 0, 0, 7), QTimeZone::utc()),
            TenantId(u"tenant-1"_s),
            Cursor(u"c-1"_s)};
}

} // namespace

class PackedEventTest : public QObject
{
    Q_OBJECT

private slots:
    void encode_readsBack()
    {
        const PackedEvent event = approved();
        const auto object = parseMessage(encode(event));
        QVERIFY(object);
        const auto read = eventFromJson(*object, event.tenant);
        QVERIFY(read);
        QCOMPARE(read->id, event.id);
        QCOMPARE(read->typeName, event.typeName);
        QCOMPARE(compactJson(read->payload), event.payload);
        QCOMPARE(read->timestamp, event.timestamp);
        QCOMPARE(read->cursor, event.cursor);
    }

    void encodeDeployed_hasTheMembersOfSection1()
    {
        QCOMPARE(encodeDeployed(approved()),
                 QByteArray(R"({"type":"timesheet:approved","payload":{"hours":38.5,"id":"ts-1"},)"
                            R"("timestamp":"2026-11-23T08:00:00.007Z","tenant_id":"tenant-1"})"));
    }

    /// Names are others' texts: none may end the string that it stands in.
    void encode_escapesTexts_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("quote") << u"a\",\"id\":\"b"_s;
        QTest::newRow("backslash") << u"\\"_s;
        QTest::newRow("short escapes") << u"\b\t\n\f\r"_s;
        QTest::newRow("controls") << u"a\u0000b\u0001\u001f\u007f"_s;
        QTest::newRow("beyond the BMP") << u"\u20ac \U0001F600 \u2028"_s;
    }
    void encode_escapesTexts()
    {
        QFETCH(QString, text);
        PackedEvent event = approved();
        event.typeName = text;
        event.tenant = TenantId(text);
        event.id = EventId(text);
        event.cursor = Cursor(text);
        const auto object = parseMessage(encode(event));
        QVERIFY(object);
        for (const QString &name : {u"type"_s, u"tenant_id"_s, u"id"_s, u"cursor"_s})
            QCOMPARE(object->value(name).toString(), text);
        QCOMPARE(object->size(), 6);
    }

    void appendJsonString_loneSurrogate_isReplaced()
    {
        QByteArray out;
        appendJsonString(out, QString(QChar(0xd800)));
        QVERIFY(parseJson('[' + out + ']'));
    }
};

QTEST_GUILESS_MAIN(PackedEventTest)
#include "tst_packed_event.moc"
