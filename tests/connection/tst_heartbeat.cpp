#include "connection/heartbeat.h"

#include "support/manual_time.h"

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
        Heartbeat heartbeat(10s, 50s, m_time);
        QSignalSpy lost(&heartbeat, &Heartbeat::lost);
        QSignalSpy pings(&heartbeat, &Heartbeat::pingDue);
        heartbeat.start();
        QCOMPARE(pings.size(), 1);
        m_time.pass(50s - 1ms);
        QCOMPARE(pings.size(), 5);
        QVERIFY(lost.isEmpty());
        m_time.pass(1ms);
        QCOMPARE(lost.size(), 1);
        const auto count = pings.size();
        m_time.pass(24h);
        QCOMPARE(pings.size(), count);
        QCOMPARE(lost.size(), 1);
        QCOMPARE(m_time.running(), 0);
    }

    void notePong_afterPing_measuresTheRoundTripOnce()
    {
        Heartbeat heartbeat(1h, 1h, m_time);
        QSignalSpy measured(&heartbeat, &Heartbeat::roundTripMeasured);
        heartbeat.start();
        m_time.pass(30ms);
        heartbeat.notePong();
        heartbeat.notePong();
        QCOMPARE(measured.size(), 1);
        QCOMPARE(measured.constFirst().constFirst().value<std::chrono::milliseconds>(), 30ms);
    }

    void noteTraffic_beforeTheDeadline_provesLife()
    {
        Heartbeat heartbeat(1h, 30s, m_time);
        QSignalSpy lost(&heartbeat, &Heartbeat::lost);
        heartbeat.start();
        m_time.pass(30s - 1ms);
        heartbeat.noteTraffic();
        m_time.pass(1h - 30s); // until just before the next ping
        QVERIFY(lost.isEmpty());
    }

    void interval_whileAnswered_pingsAgainAndAgain()
    {
        Heartbeat heartbeat(10s, 1h, m_time);
        QSignalSpy pings(&heartbeat, &Heartbeat::pingDue);
        connect(&heartbeat, &Heartbeat::pingDue, &heartbeat, &Heartbeat::notePong);
        heartbeat.start();
        m_time.pass(45s);
        QCOMPARE(pings.size(), 5);
        heartbeat.stop();
        m_time.pass(24h);
        QCOMPARE(pings.size(), 5);
        QCOMPARE(m_time.running(), 0);
    }

    void setInterval_whileRunning_countsFromNow()
    {
        Heartbeat heartbeat(30s, 1h, m_time);
        QSignalSpy pings(&heartbeat, &Heartbeat::pingDue);
        heartbeat.start();
        m_time.pass(20s);
        heartbeat.setInterval(25s);
        m_time.pass(25s - 1ms);
        QCOMPARE(pings.size(), 1);
        m_time.pass(1ms);
        QCOMPARE(pings.size(), 2);
    }

    void probe_whileAPingWaits_givesTheNewOneItsWholeTime()
    {
        Heartbeat heartbeat(1h, 10s, m_time);
        QSignalSpy lost(&heartbeat, &Heartbeat::lost);
        heartbeat.start();
        m_time.pass(9s);
        heartbeat.probe();
        m_time.pass(10s - 1ms);
        QVERIFY(lost.isEmpty());
        m_time.pass(1ms);
        QCOMPARE(lost.size(), 1);
    }

    void setListening_no_stopsTheTimeForAnAnswer()
    {
        Heartbeat heartbeat(30s, 10s, m_time);
        QSignalSpy pings(&heartbeat, &Heartbeat::pingDue);
        QSignalSpy lost(&heartbeat, &Heartbeat::lost);
        heartbeat.start();
        heartbeat.setListening(false);
        m_time.pass(1h);
        QCOMPARE(pings.size(), 121); // so that the server does not take us for dead
        QVERIFY(lost.isEmpty());
        heartbeat.setListening(true);
        m_time.pass(10s - 1ms);
        QVERIFY(lost.isEmpty());
        m_time.pass(1ms);
        QCOMPARE(lost.size(), 1);
    }

    void setListening_nothingUnanswered_waitsForNothing()
    {
        Heartbeat heartbeat(30s, 10s, m_time);
        QSignalSpy lost(&heartbeat, &Heartbeat::lost);
        heartbeat.start();
        heartbeat.notePong();
        heartbeat.setListening(false);
        heartbeat.setListening(true);
        m_time.pass(30s - 1ms);
        QVERIFY(lost.isEmpty());
    }

private:
    test::ManualTime m_time;
};

} // namespace timesheet

QTEST_GUILESS_MAIN(timesheet::HeartbeatTest)
#include "tst_heartbeat.moc"
