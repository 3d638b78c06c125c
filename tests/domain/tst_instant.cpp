#include "domain/instant.h"

#include <QTest>
#include <QTimeZone>

using namespace Qt::StringLiterals;
using namespace timesheet;

class InstantTest : public QObject
{
    Q_OBJECT

private slots:
    void parseInstant_goodText_isThatInstant_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("utc");
        QTest::newRow("as in the protocol")
            << u"2026-11-23T08:15:30.123Z"_s << u"2026-11-23T08:15:30.123Z"_s;
        QTest::newRow("without fraction")
            << u"2026-11-23T08:15:30Z"_s << u"2026-11-23T08:15:30.000Z"_s;
        QTest::newRow("one digit") << u"2026-11-23T08:15:30.5Z"_s << u"2026-11-23T08:15:30.500Z"_s;
        QTest::newRow("nanoseconds are cut")
            << u"2026-11-23T08:15:30.123999999Z"_s << u"2026-11-23T08:15:30.123Z"_s;
        QTest::newRow("offset east")
            << u"2026-11-23T00:15:30+01:30"_s << u"2026-11-22T22:45:30.000Z"_s;
        QTest::newRow("offset west")
            << u"2026-12-31T23:00:00-02:00"_s << u"2027-01-01T01:00:00.000Z"_s;
        QTest::newRow("offset without colon")
            << u"2026-11-23T08:15:30+0100"_s << u"2026-11-23T07:15:30.000Z"_s;
        QTest::newRow("small letters")
            << u"2026-11-23t08:15:30z"_s << u"2026-11-23T08:15:30.000Z"_s;
        QTest::newRow("leap day") << u"2028-02-29T12:00:00Z"_s << u"2028-02-29T12:00:00.000Z"_s;
        QTest::newRow("the first") << u"0001-01-01T00:00:00Z"_s << u"0001-01-01T00:00:00.000Z"_s;
        QTest::newRow("the last") << u"9999-12-31T23:59:59.999-00:00"_s
                                  << u"9999-12-31T23:59:59.999Z"_s;
        QTest::newRow("leap second") << u"2016-12-31T23:59:60Z"_s << u"2017-01-01T00:00:00.000Z"_s;
    }
    void parseInstant_goodText_isThatInstant()
    {
        QFETCH(QString, text);
        const auto instant = parseInstant(text);
        QVERIFY(instant.has_value());
        QCOMPARE(instant->timeSpec(), Qt::UTC);
        QTEST(formatInstant(*instant), "utc");
    }

    void parseInstant_anythingElse_isNothing_data()
    {
        QTest::addColumn<QString>("text");
        for (const char *text : {"",
                                 "now",
                                 "2026-11-23",
                                 "2026-11-23T08:15:30",
                                 "2026-11-23T08:15Z",
                                 "2026-11-23 08:15:30Z",
                                 "2026-13-01T00:00:00Z",
                                 "2026-02-29T00:00:00Z",
                                 "2026-11-23T24:00:00Z",
                                 "2026-11-23T08:60:00Z",
                                 "2026-11-23T08:15:61Z",
                                 "2026-11-23T08:15:30.Z",
                                 "2026-11-23T08:15:30.1234567890Z",
                                 "2026-11-23T08:15:30+24:00",
                                 "2026-11-23T08:15:30+01:60",
                                 "2026-11-23T08:15:30Z ",
                                 " 2026-11-23T08:15:30Z",
                                 "2026-11-23T08:15:30Z\n",
                                 "26-11-23T08:15:30Z",
                                 "1732349730",
                                 "9999-12-31T23:59:59-14:00",
                                 "9999-12-31T23:59:60Z",
                                 "0001-01-01T00:00:00+14:00",
                                 "0000-01-01T00:00:00Z",
                                 "2026-W48-1T08:15:30Z",
                                 "\xd9\xa2\xd9\xa0\xd9\xa2\xd9\xa6-11-23T08:15:30Z"})
            QTest::newRow(text) << QString::fromUtf8(text);
    }
    void parseInstant_anythingElse_isNothing()
    {
        QFETCH(QString, text);
        QVERIFY(!parseInstant(text));
    }

    void formatInstant_noInstant_isEmpty()
    {
        QCOMPARE(formatInstant(QDateTime()), QString());
        const QDateTime last(QDate(9999, 12, 31), QTime(23, 59, 59, 999), QTimeZone::utc());
        QCOMPARE(formatInstant(last), u"9999-12-31T23:59:59.999Z"_s);
        QCOMPARE(formatInstant(last.addMSecs(1)), QString());
        const QDateTime first(QDate(1, 1, 1), QTime(0, 0), QTimeZone::utc());
        QCOMPARE(formatInstant(first), u"0001-01-01T00:00:00.000Z"_s);
        QCOMPARE(formatInstant(first.addMSecs(-1)), QString());
    }

    void formatInstant_localTime_isUtc()
    {
        const QDateTime instant(QDate(2026, 11, 23), QTime(9, 15, 30, 7), Qt::OffsetFromUTC, 3600);
        QCOMPARE(formatInstant(instant), u"2026-11-23T08:15:30.007Z"_s);
    }
};

QTEST_GUILESS_MAIN(InstantTest)
#include "tst_instant.moc"
