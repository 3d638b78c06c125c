#include "connection/comeback.h"

#include "support/manual_time.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace timesheet {

namespace {

using Cause = Loss::Cause;
using Pause = std::optional<std::chrono::milliseconds>;

Loss loss(Cause cause, std::chrono::milliseconds retryAfter = 0ms)
{
    return {cause, u"lost by the test"_s, retryAfter};
}

} // namespace

/// Chance always draws the middle: half of the longest pause.
class ComebackTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_comeback.reset(); // before what it refers to
        m_comeback = std::make_unique<Comeback>(ConnectionTiming(), m_time, [] { return 0.5; });
    }

    void after_againAndAgain_isTheBackoffThenNothing()
    {
        for (const auto pause : {500ms, 1000ms, 2000ms, 4000ms, 8000ms})
            QCOMPARE(m_comeback->after(loss(Cause::Failed)), Pause(pause));
        QCOMPARE(m_comeback->after(loss(Cause::Failed)), Pause());
        QCOMPARE(m_comeback->slowly(), 60s);
    }

    void after_goodbye_isSoonUnlessItHasFailedBefore()
    {
        QCOMPARE(m_comeback->after(loss(Cause::Goodbye)), Pause(500ms));
        QCOMPARE(m_comeback->after(loss(Cause::Goodbye)), Pause(1000ms));
        QCOMPARE(m_comeback->after(loss(Cause::Goodbye)), Pause(2000ms));
    }

    void noteAccepted_hasNotLasted_leavesTheCount()
    {
        m_comeback->after(loss(Cause::Failed));
        m_comeback->noteAccepted();
        m_time.pass(30s - 1ms);
        m_comeback->noteEnd();
        m_time.pass(1h);
        QCOMPARE(m_comeback->after(loss(Cause::Failed)), Pause(1000ms));
    }

    void noteAccepted_hasLasted_countsAnew()
    {
        m_comeback->after(loss(Cause::Failed));
        m_comeback->noteAccepted();
        m_time.pass(30s);
        m_comeback->noteEnd();
        QCOMPARE(m_comeback->after(loss(Cause::Failed)), Pause(500ms));
    }

    void after_theServerWantsToBeLeftAlone_isThatAndMore_data()
    {
        QTest::addColumn<Cause>("cause");
        QTest::addColumn<std::chrono::milliseconds>("retryAfter");
        QTest::addColumn<std::chrono::milliseconds>("pause");
        QTest::addRow("rate limited") << Cause::RateLimited << 0ms << 60500ms;
        QTest::addRow("Retry-After") << Cause::Failed << 120000ms << 120500ms;
    }
    void after_theServerWantsToBeLeftAlone_isThatAndMore()
    {
        QFETCH(const Cause, cause);
        QFETCH(const std::chrono::milliseconds, retryAfter);
        QFETCH(const std::chrono::milliseconds, pause);
        QCOMPARE(m_comeback->after(loss(cause, retryAfter)), Pause(pause));
    }

    void everyPause_theServerWantsToBeLeftAlone_isNoShorter()
    {
        m_comeback->after(loss(Cause::Failed, 1h));
        QVERIFY(m_comeback->soon() >= 1h);
        QVERIFY(m_comeback->slowly() >= 1h);
        m_time.pass(59min);
        QVERIFY(m_comeback->after(loss(Cause::Goodbye)).value() >= 1min);
        m_time.pass(1min);
        QCOMPARE(m_comeback->soon(), 500ms);
    }

    void noteAccepted_theServerWantedToBeLeftAlone_wantsThatNoMore()
    {
        m_comeback->after(loss(Cause::Failed, 1h));
        m_comeback->noteAccepted();
        QCOMPARE(m_comeback->soon(), 500ms);
    }

private:
    test::ManualTime m_time;
    std::unique_ptr<Comeback> m_comeback;
};

} // namespace timesheet

QTEST_GUILESS_MAIN(timesheet::ComebackTest)
#include "tst_comeback.moc"
