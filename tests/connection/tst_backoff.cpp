#include "connection/backoff.h"

#include <QTest>

using namespace std::chrono_literals;

namespace timesheet {

class BackoffTest : public QObject
{
    Q_OBJECT

private slots:
    void next_highestChance_givesTheWholeRowThenNothing()
    {
        Backoff backoff({1s, 2s, 4s}, [] { return 1.0; });
        QCOMPARE(backoff.attempt(), 0);
        QCOMPARE(backoff.next(), std::optional<std::chrono::milliseconds>(1s));
        QCOMPARE(backoff.next(), std::optional<std::chrono::milliseconds>(2s));
        QCOMPARE(backoff.next(), std::optional<std::chrono::milliseconds>(4s));
        QCOMPARE(backoff.attempt(), 3);
        QVERIFY(!backoff.next());
        QCOMPARE(backoff.attempt(), 3);
    }

    void next_lowestChance_waitsOnlyTheLeast()
    {
        Backoff backoff({1s, 2s}, [] { return 0.0; });
        QCOMPARE(backoff.next(), std::optional<std::chrono::milliseconds>(0ms));
        QCOMPARE(backoff.next(60s), std::optional<std::chrono::milliseconds>(60s));
    }

    void next_systemRandom_staysWithinTheRowAndVaries()
    {
        QSet<qint64> seen;
        for (int i = 0; i < 200; ++i) {
            Backoff backoff({10s}, systemRandom());
            const auto pause = backoff.next();
            QVERIFY(pause && *pause >= 0ms && *pause < 10s);
            seen.insert(pause->count());
        }
        QVERIFY2(seen.size() > 100, "full jitter spreads the clients");
    }

    void reset_afterAttempts_beginsAnew()
    {
        Backoff backoff({1s}, [] { return 1.0; });
        QVERIFY(backoff.next());
        QVERIFY(!backoff.next());
        backoff.reset();
        QCOMPARE(backoff.next(), std::optional<std::chrono::milliseconds>(1s));
        QCOMPARE(backoff.attempt(), 1);
    }

    void jittered_anyChance_staysWithinAQuarter()
    {
        QCOMPARE(jittered(60s, [] { return 0.0; }), std::chrono::milliseconds(45s));
        QCOMPARE(jittered(60s, [] { return 1.0; }), std::chrono::milliseconds(75s));
    }
};

} // namespace timesheet

QTEST_GUILESS_MAIN(timesheet::BackoffTest)
#include "tst_backoff.moc"
