#include "tables/precise_instant.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace timesheet {

class PreciseInstantTest : public QObject
{
    Q_OBJECT

private slots:
    void parse_whatPostgrestWrites_isReadToTheMicrosecond_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("written");
        const auto row = [](const char *text, const char *written) {
            QTest::addRow("%s", text) << QString::fromLatin1(text) << QString::fromLatin1(written);
        };
        row("2026-11-23T04:27:51.692443+00:00", "2026-11-23T04:27:51.692443+00:00");
        row("2026-11-23T04:27:51.692+00:00", "2026-11-23T04:27:51.692000+00:00");
        row("2026-11-23T04:27:51.6924+00:00", "2026-11-23T04:27:51.692400+00:00");
        row("2026-11-23T04:27:51.000001+00:00", "2026-11-23T04:27:51.000001+00:00");
        row("2026-11-23T04:27:51+00:00", "2026-11-23T04:27:51.000000+00:00");
        row("2026-11-23T04:27:51.692443", "2026-11-23T04:27:51.692443+00:00");
        row("2026-11-23T06:27:51.692443+02:00", "2026-11-23T04:27:51.692443+00:00");
        row("2026-11-22T23:57:51.692443-04:30", "2026-11-23T04:27:51.692443+00:00");
        row("1969-12-31T23:59:59.999999+00:00", "1969-12-31T23:59:59.999999+00:00");
    }
    void parse_whatPostgrestWrites_isReadToTheMicrosecond()
    {
        QFETCH(const QString, text);
        QFETCH(const QString, written);
        const auto instant = parsePreciseInstant(text);
        QVERIFY(instant);
        QCOMPARE(formatPreciseInstant(*instant), written);
        QCOMPARE(parsePreciseInstant(written), instant);
    }

    void parse_whatIsNoInstant_isNothing_data()
    {
        QTest::addColumn<QString>("text");
        for (const char *text : {"", "infinity", "-infinity", "2026-11-23", "2026-11-23T",
                                 "2026-11-23T25:00:00", "0044-03-15T12:00:00 BC", "now"})
            QTest::addRow("%s", text) << QString::fromLatin1(text);
    }
    void parse_whatIsNoInstant_isNothing()
    {
        QFETCH(const QString, text);
        QVERIFY(!parsePreciseInstant(text));
    }

    void toMilliseconds_cutsOff()
    {
        const PreciseInstant instant{1500us};
        QCOMPARE(toMilliseconds(instant).toMSecsSinceEpoch(), 1);
        QCOMPARE(toMilliseconds(instant).timeSpec(), Qt::UTC);
    }
};

} // namespace timesheet

QTEST_APPLESS_MAIN(timesheet::PreciseInstantTest)
#include "tst_precise_instant.moc"
