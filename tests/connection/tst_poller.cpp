#include "connection/poller.h"

#include "domain/instant.h"
#include "support/event_answers.h"
#include "support/fake_backend.h"
#include "support/manual_time.h"
#include "support/sample_events.h"

#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace timesheet {

using Cause = RequestFailure::Cause;
using test::failure;
using test::page;

namespace {

const QDateTime now = *parseInstant(u"2026-11-23T09:00:00.000Z");

} // namespace

class PollerTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_poller.reset(); // before what it refers to
        m_backend = std::make_unique<test::FakeBackend>();
        m_poller = std::make_unique<Poller>(
            *m_backend, ConnectionTiming{.pollInterval = 20s}, m_time, [] { return now; },
            [] { return 0.5; });
    }

    void fetchGap_severalPages_fetchesAllInOrderAndStops()
    {
        QStringList ids;
        connect(m_poller.get(), &Poller::eventReceived, this,
                [&ids](const Event &event) { ids.append(event.id.value()); });
        QSignalSpy caughtUp(m_poller.get(), &Poller::caughtUp);
        m_poller->fetchGap(Cursor(u"0"_s));
        answer(page({1, 2}, u"2"_s));
        answer(page({3}, u"3"_s));
        QVERIFY(caughtUp.isEmpty());
        answer(page({}, u"3"_s));
        QCOMPARE(caughtUp.size(), 1);
        QCOMPARE(ids, (QStringList{u"e1"_s, u"e2"_s, u"e3"_s}));
        QCOMPARE(m_backend->asked(), (QStringList{u"0"_s, u"2"_s, u"3"_s}));
        verifyThatNothingIsAskedAnyMore();
    }

    void fetchGap_withoutCursor_takesTheNewestPageOnly()
    {
        m_poller->fetchGap(std::nullopt);
        QVERIFY(!m_backend->fetches.constFirst().after);
        answer(page({7}, u"7"_s));
        QCOMPARE(m_backend->fetches.size(), 1);
        verifyThatNothingIsAskedAnyMore();
    }

    void catchUp_failed_stopsAtOnce_data()
    {
        QTest::addColumn<Cause>("cause");
        QTest::addRow("unauthorized") << Cause::Unauthorized;
        QTest::addRow("unsupported") << Cause::Unsupported;
        QTest::addRow("busy") << Cause::Busy;
        QTest::addRow("too large") << Cause::TooLarge;
        QTest::addRow("failed") << Cause::Failed;
    }
    void catchUp_failed_stopsAtOnce()
    {
        QFETCH(const Cause, cause);
        QSignalSpy gaveUp(m_poller.get(), &Poller::gaveUp);
        QSignalSpy gapFound(m_poller.get(), &Poller::gapFound);
        m_poller->catchUp(Cursor(u"0"_s));
        answer(page({1}, u"1"_s));
        answer(failure(cause, 7s));
        QCOMPARE(gaveUp.size(), 1);
        QCOMPARE(gaveUp.at(0).at(0).value<RequestFailure>(),
                 (RequestFailure{cause, u"no good"_s, 7s}));
        QVERIFY(gapFound.isEmpty());
        verifyThatNothingIsAskedAnyMore();
    }

    void stop_fromWithinAPage_asksForNoOther()
    {
        connect(m_poller.get(), &Poller::eventReceived, m_poller.get(), &Poller::stop);
        QSignalSpy cursorAdvanced(m_poller.get(), &Poller::cursorAdvanced);
        m_poller->fetchGap(Cursor(u"0"_s));
        answer(page({1}, u"1"_s));
        QVERIFY(cursorAdvanced.isEmpty());
        verifyThatNothingIsAskedAnyMore();
    }

    void start_againAndAgain_goesOnAfterTheLastCursor()
    {
        m_poller->start(Cursor(u"4"_s));
        answer(page({}, u"5"_s));
        QCOMPARE(m_backend->asked(), (QStringList{u"4"_s, u"5"_s}));
        answer(page({}, u"6"_s));
        QCOMPARE(m_backend->asked(), (QStringList{u"4"_s, u"5"_s, u"6"_s}));
        m_poller->stop();
        verifyThatNothingIsAskedAnyMore();
    }

    void start_serverHolds_isAskedToAfterTheFirstAnswer()
    {
        m_poller->start(Cursor(u"4"_s));
        answer(page({}, u"4"_s));
        QCOMPARE(m_backend->fetches.size(), 2);
        QCOMPARE(m_backend->fetches.at(0).hold, Hold::No);
        QCOMPARE(m_backend->fetches.at(1).hold, Hold::UntilNews);
    }

    void start_serverDoesNotHold_doesNotRush()
    {
        m_poller->start(Cursor(u"4"_s));
        answer(page({}, u"4"_s));
        answer(page({}, u"4"_s)); // it was to be held
        QVERIFY(!m_poller->isHeld());
        m_time.pass(20s - 1ms);
        QCOMPARE(m_backend->fetches.size(), 2);
        m_time.pass(1ms);
        QCOMPARE(m_backend->fetches.size(), 3);
    }

    void start_serverHoldsForLong_isTakenAsHeldAndAskedAgainAtOnce()
    {
        m_poller->start(Cursor(u"4"_s));
        answer(page({}, u"4"_s));
        m_time.pass(1s);
        answer(page({}, u"4"_s));
        QVERIFY(m_poller->isHeld());
        QCOMPARE(m_backend->fetches.size(), 3);
    }

    void start_serverHoldsUntilNews_isTakenAsHeldHoweverSoonTheyCome()
    {
        m_poller->start(Cursor(u"4"_s));
        answer(page({}, u"4"_s));
        answer(page({5}, u"5"_s));
        QVERIFY(m_poller->isHeld());
        QCOMPARE(m_backend->fetches.size(), 3);
    }

    void answer_refused_endsIt()
    {
        QSignalSpy unauthorized(m_poller.get(), &Poller::unauthorized);
        m_poller->start(std::nullopt);
        answer(failure(Cause::Unauthorized));
        QCOMPARE(unauthorized.size(), 1);
        QVERIFY(!m_poller->isPolling());
        verifyThatNothingIsAskedAnyMore();
    }

    void answer_noGood_isAFailureThatIsTriedAgain_data()
    {
        QTest::addColumn<Cause>("cause");
        QTest::addRow("failed") << Cause::Failed;
        QTest::addRow("unsupported") << Cause::Unsupported;
    }
    void answer_noGood_isAFailureThatIsTriedAgain()
    {
        QFETCH(Cause, cause);
        QSignalSpy failed(m_poller.get(), &Poller::failed);
        m_poller->start(std::nullopt);
        for (int i = 1; i <= 3; ++i) {
            answer(failure(cause));
            QCOMPARE(failed.size(), i);
            m_time.pass(20s - 1ms);
            QCOMPARE(m_backend->fetches.size(), i);
            m_time.pass(1ms);
            QCOMPARE(m_backend->fetches.size(), i + 1);
        }
    }

    void answer_busy_isAskedLessAndLessOften()
    {
        m_poller->start(std::nullopt);
        for (const auto pause : {40s, 80s, 160s, 320s, 320s}) {
            answer(failure(Cause::Busy));
            const auto count = m_backend->fetches.size();
            m_time.pass(pause - 1ms);
            QCOMPARE(m_backend->fetches.size(), count);
            m_time.pass(1ms);
            QCOMPARE(m_backend->fetches.size(), count + 1);
        }
    }

    void answer_retryAfter_isHonoured()
    {
        m_poller->start(std::nullopt);
        answer(failure(Cause::Busy, 1h));
        m_time.pass(1h - 1ms);
        QCOMPARE(m_backend->fetches.size(), 1);
        m_time.pass(1ms);
        QCOMPARE(m_backend->fetches.size(), 2);
    }

    void answer_noGood_toAGap_isTriedAgain()
    {
        m_poller->fetchGap(Cursor(u"0"_s));
        answer(failure(Cause::Failed));
        m_time.pass(20s);
        QCOMPARE(m_backend->asked(), (QStringList{u"0"_s, u"0"_s}));
    }

    void answer_unsupported_toAGap_isTold()
    {
        QSignalSpy gap(m_poller.get(), &Poller::gapFound);
        QSignalSpy caughtUp(m_poller.get(), &Poller::caughtUp);
        m_poller->fetchGap(Cursor(u"0"_s));
        answer(failure(Cause::Unsupported));
        QCOMPARE(caughtUp.size(), 1);
        QCOMPARE(gap.size(), 1);
        QCOMPARE(gap.constFirst().constFirst().toDateTime(), now);
        verifyThatNothingIsAskedAnyMore();
    }

    void answer_unauthorized_toAGap_isTriedAgain()
    {
        QSignalSpy unauthorized(m_poller.get(), &Poller::unauthorized);
        m_poller->fetchGap(Cursor(u"0"_s));
        answer(failure(Cause::Unauthorized));
        QVERIFY(unauthorized.isEmpty());
        m_time.pass(20s);
        QCOMPARE(m_backend->asked(), (QStringList{u"0"_s, u"0"_s}));
    }

    void page_cursorMovesWithoutNews_isNotRushedWithoutEnd_data()
    {
        QTest::addColumn<bool>("isGap");
        QTest::addColumn<bool>("repeats");
        QTest::addRow("polling, nothing in it") << false << false;
        QTest::addRow("polling, the same event") << false << true;
        QTest::addRow("a gap, nothing in it") << true << false;
        QTest::addRow("a gap, the same event") << true << true;
    }
    void page_cursorMovesWithoutNews_isNotRushedWithoutEnd()
    {
        QFETCH(const bool, isGap);
        QFETCH(const bool, repeats);
        int place = 0;
        const auto next = [&] {
            const QString cursor = QString::number(++place);
            return repeats ? page({7}, cursor) : page({}, cursor);
        };
        if (isGap)
            m_poller->fetchGap(Cursor(u"0"_s));
        else
            m_poller->start(Cursor(u"0"_s));
        while (m_backend->isFetching() && place < 1000)
            answer(next());
        QVERIFY2(place <= 25, qPrintable(QString::number(place)));
        QVERIFY(!m_poller->isHeld());
        for (int i = 0; i < 3; ++i) { // calmly, and on
            m_time.pass(20s - 1ms);
            QVERIFY(!m_backend->isFetching());
            m_time.pass(1ms);
            answer(next());
        }
        m_time.pass(20s);
        answer(page({8}, u"new"_s));
        QVERIFY(m_backend->isFetching()); // at once again
    }

    void page_manyWithNews_areAskedForAtOnce()
    {
        m_poller->fetchGap(Cursor(u"0"_s));
        for (int i = 1; i <= 100; ++i)
            answer(page({i}, QString::number(i)));
        QVERIFY(m_backend->isFetching());
    }

    void page_nextEventTooLarge_isSteppedOver()
    {
        QSignalSpy gap(m_poller.get(), &Poller::gapFound);
        m_poller->start(Cursor(u"4"_s));
        answer(failure(Cause::TooLarge));
        QCOMPARE(gap.size(), 1);
        m_time.pass(20s);
        QVERIFY(!m_backend->fetches.constLast().after); // the newest
        answer(failure(Cause::TooLarge));
        QCOMPARE(gap.size(), 1);
        m_time.pass(20s);
        answer(page({9}, u"9"_s));
        QCOMPARE(m_backend->fetches.constLast().after, Cursor(u"9"_s));
    }

    void page_eventInItTooLarge_isAGap()
    {
        QSignalSpy gap(m_poller.get(), &Poller::gapFound);
        m_poller->fetchGap(Cursor(u"0"_s));
        EventsAnswer lacking = page({4}, u"4"_s);
        lacking.page->dropped = {wire::DropReason::TooLarge};
        answer(lacking);
        QCOMPARE(gap.size(), 1);
    }

    void setReading_no_asksWhenItMayAgain()
    {
        m_poller->fetchGap(Cursor(u"0"_s));
        m_poller->setReading(false);
        answer(page({1}, u"1"_s));
        QVERIFY(!m_backend->isFetching());
        m_poller->setReading(true);
        QCOMPARE(m_backend->asked(), (QStringList{u"0"_s, u"1"_s}));
    }

    void stop_whilePageIsDue_asksNoMore()
    {
        m_poller->setReading(false);
        m_poller->fetchGap(Cursor(u"0"_s));
        m_poller->stop();
        m_poller->setReading(true);
        verifyThatNothingIsAskedAnyMore();
    }

    void page_incomplete_isAGapUpToItsFirstEvent()
    {
        QSignalSpy gap(m_poller.get(), &Poller::gapFound);
        m_poller->fetchGap(Cursor(u"0"_s));
        EventsAnswer incomplete = page({4}, u"4"_s);
        incomplete.page->page.complete = false;
        answer(incomplete);
        QCOMPARE(gap.size(), 1);
        QCOMPARE(gap.constFirst().constFirst().toDateTime(), test::sampleEvent(4).timestamp);
    }

    void page_badEventsInIt_areTold()
    {
        QSignalSpy dropped(m_poller.get(), &Poller::dropped);
        QSignalSpy events(m_poller.get(), &Poller::eventReceived);
        m_poller->fetchGap(std::nullopt);
        EventsAnswer mixed = page({4}, u"4"_s);
        mixed.page->dropped = {wire::DropReason::NoPayload, wire::DropReason::NotAnObject};
        answer(mixed);
        QCOMPARE(dropped.size(), 2);
        QCOMPARE(events.size(), 1);
    }

    void answer_serverTime_isTold()
    {
        QSignalSpy time(m_poller.get(), &Poller::serverTimeRead);
        m_poller->fetchGap(Cursor(u"1"_s));
        EventsAnswer timed = failure(Cause::Failed);
        timed.serverTime = now.addSecs(30);
        answer(timed);
        QCOMPARE(time.size(), 1);
        QCOMPARE(time.constFirst().constFirst().toDateTime(), now.addSecs(30));
    }

private:
    /// Answers, and lets happen what follows at once.
    void answer(const EventsAnswer &content)
    {
        QVERIFY(m_backend->isFetching());
        m_backend->answer(content);
        m_time.pass(0ms);
    }

    void verifyThatNothingIsAskedAnyMore()
    {
        const auto count = m_backend->fetches.size();
        QVERIFY(!m_backend->isFetching());
        QCOMPARE(m_time.running(), 0);
        m_time.pass(24h);
        QCOMPARE(m_backend->fetches.size(), count);
    }

    test::ManualTime m_time;
    std::unique_ptr<test::FakeBackend> m_backend;
    std::unique_ptr<Poller> m_poller;
};

} // namespace timesheet

QTEST_GUILESS_MAIN(timesheet::PollerTest)
#include "tst_poller.moc"
