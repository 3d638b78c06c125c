#include "connection/heartbeat.h"

#include <QSignalSpy>
#include <QTest>

using namespace std::chrono_literals;

namespace timesheet {

class HeartbeatTest : public QObject
{
    Q_OBJECT

private slots:
    void start_nothingAnswers_isLostOnceAndAsksNoMore()
    {
        Heartbeat heartbeat(10ms, 50ms);
        QSignalSpy lost(&heartbeat, &Heartbeat::lost);
        QSignalSpy pings(&heartbeat, &Heartbeat::pingDue);
        heartbeat.start();
        QCOMPARE(pings.size(), 1);
        QVERIFY(lost.wait());
        const auto count = pings.size();
        QVERIFY(!pings.wait(60));
        QCOMPARE(pings.size(), count);
        QCOMPARE(lost.size(), 1);
    }

    void notePong_afterPing_measuresTheRoundTripOnce()
    {
        Heartbeat heartbeat(1h, 1h);
        QSignalSpy measured(&heartbeat, &Heartbeat::roundTripMeasured);
        heartbeat.start();
        heartbeat.notePong();
        heartbeat.notePong();
        QCOMPARE(measured.size(), 1);
    }

    void noteTraffic_beforeTheDeadline_provesLife()
    {
        Heartbeat heartbeat(1h, 30ms);
        QSignalSpy lost(&heartbeat, &Heartbeat::lost);
        heartbeat.start();
        heartbeat.noteTraffic();
        QVERIFY(!lost.wait(100));
    }

    void interval_whileAnswered_pingsAgainAndAgain()
    {
        Heartbeat heartbeat(10ms, 1h);
        QSignalSpy pings(&heartbeat, &Heartbeat::pingDue);
        connect(&heartbeat, &Heartbeat::pingDue, &heartbeat, &Heartbeat::notePong);
        heartbeat.start();
        QTRY_VERIFY(pings.size() >= 5);
        heartbeat.stop();
        const auto count = pings.size();
        QVERIFY(!pings.wait(50));
        QCOMPARE(pings.size(), count);
    }
};

} // namespace timesheet

QTEST_GUILESS_MAIN(timesheet::HeartbeatTest)
#include "tst_heartbeat.moc"
