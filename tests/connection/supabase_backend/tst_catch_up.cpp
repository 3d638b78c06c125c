#include "connection/supabase_backend/catch_up.h"

#include "support/event_answers.h"
#include "support/fake_backend.h"
#include "support/manual_time.h"

#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace timesheet {

using Cause = RequestFailure::Cause;
using test::failure;
using test::page;

class CatchUpTest : public QObject
{
    Q_OBJECT

private slots:
    void init() { make(Cursor(u"1"_s)); }

    void start_asksUntilNothingNewComes()
    {
        QStringList ids;
        connect(m_catchUp.get(), &CatchUp::eventReceived, this,
                [&ids](const Event &event) { ids.append(event.id.value()); });
        QSignalSpy caughtUp(m_catchUp.get(), &CatchUp::caughtUp);
        m_catchUp->start();
        m_backend->answer(page({2, 3}, u"3"_s));
        m_time.pass(0ms);
        QVERIFY(caughtUp.isEmpty());
        m_backend->answer(page({}, u"3"_s));
        QCOMPARE(caughtUp.size(), 1);
        QCOMPARE(ids, (QStringList{u"e2"_s, u"e3"_s}));
        QCOMPARE(m_backend->asked(), (QStringList{u"1"_s, u"3"_s}));
        QCOMPARE(m_catchUp->cursor(), Cursor(u"3"_s));
    }

    /// A subscription that is silently dead is found out within a minute.
    void start_asksAgainSoonAndThenSlowly()
    {
        m_catchUp->start();
        m_backend->answer(page({}, u"1"_s));
        m_time.pass(3499ms);
        QCOMPARE(m_backend->asked().size(), 1);
        m_time.pass(1ms);
        QCOMPARE(m_backend->asked().size(), 2);
        for (qsizetype times = 3; times < 6; ++times) {
            m_backend->answer(page({}, u"1"_s));
            m_time.pass(30s - 1ms);
            QCOMPARE(m_backend->asked().size(), times - 1);
            m_time.pass(1ms);
            QCOMPARE(m_backend->asked().size(), times);
        }
    }

    void subscribed_asksAtOnceAndAgainSoon()
    {
        beCaughtUp();
        m_time.pass(10s);
        const qsizetype before = m_backend->asked().size();
        if (m_backend->isFetching())
            m_backend->answer(page({}, u"1"_s));
        m_time.pass(1s);
        m_catchUp->noteSubscribed();
        QCOMPARE(m_backend->asked().size(), before + 1);
        m_backend->answer(page({}, u"1"_s));
        m_time.pass(3499ms);
        QCOMPARE(m_backend->asked().size(), before + 1);
        m_time.pass(1ms);
        QCOMPARE(m_backend->asked().size(), before + 2);
    }

    void subscribed_afterAFailure_makesNoHaste()
    {
        beCaughtUp();
        m_catchUp->hint();
        m_backend->answer(failure(Cause::Failed));
        const qsizetype before = m_backend->asked().size();
        m_catchUp->noteSubscribed();
        QCOMPARE(m_backend->asked().size(), before);
        m_time.pass(500ms);
        QCOMPARE(m_backend->asked().size(), before + 1);
    }

    void hint_asksAtOnce()
    {
        beCaughtUp();
        m_catchUp->hint();
        QCOMPARE(m_backend->asked().size(), 2);
    }

    void hint_whileAsking_asksOnceMoreALittleLater()
    {
        m_catchUp->start();
        m_catchUp->hint();
        m_catchUp->hint();
        QCOMPARE(m_backend->asked().size(), 1);
        m_backend->answer(page({}, u"1"_s)); // may have been read before the event was there
        m_catchUp->hint();
        m_time.pass(249ms);
        m_catchUp->hint();
        QCOMPARE(m_backend->asked().size(), 1);
        m_time.pass(1ms);
        QCOMPARE(m_backend->asked().size(), 2);
        m_backend->answer(page({}, u"1"_s));
        QCOMPARE(m_backend->asked().size(), 2);
    }

    void hints_ofABurst_areGathered()
    {
        beCaughtUp();
        m_time.pass(1s);
        const qsizetype before = m_backend->asked().size();
        for (int times = 0; times < 1000; ++times) {
            m_catchUp->hint();
            m_time.pass(1ms);
            if (m_backend->isFetching())
                m_backend->answer(page({}, u"1"_s));
        }
        QCOMPARE(m_backend->asked().size() - before, 4);
    }

    void hint_beforeAPageThatIsFollowed_isCoveredByTheNextPage()
    {
        m_catchUp->start();
        m_catchUp->hint();
        m_backend->answer(page({2}, u"2"_s));
        m_time.pass(0ms);
        QCOMPARE(m_backend->asked().size(), 2);
        m_backend->answer(page({}, u"2"_s));
        QCOMPARE(m_backend->asked().size(), 2);
        QVERIFY(!m_backend->isFetching());
    }

    void newestPage_withoutAPlace_isWhereItGoesOn()
    {
        make(std::nullopt);
        m_catchUp->start();
        m_backend->answer(page({4, 5}, u"5"_s));
        m_time.pass(ConnectionTiming().hintsGathered);
        m_catchUp->hint();
        QCOMPARE(m_backend->asked(), (QStringList{u""_s, u"5"_s}));
    }

    void newestPage_ofAnEmptyLog_isAskedForAgain()
    {
        make(std::nullopt);
        m_catchUp->start();
        m_backend->answer(page({}, QString()));
        m_time.pass(ConnectionTiming().hintsGathered);
        m_catchUp->hint();
        QCOMPARE(m_backend->asked(), (QStringList{u""_s, u""_s}));
    }

    void firstPage_failed_endsIt()
    {
        QSignalSpy failed(m_catchUp.get(), &CatchUp::failed);
        m_catchUp->start();
        m_backend->answer(failure(Cause::Busy, 90s));
        QCOMPARE(failed.size(), 1);
        QCOMPARE(failed.at(0).at(0).value<RequestFailure>(),
                 (RequestFailure{Cause::Busy, u"no good"_s, 90s}));
        QCOMPARE(m_time.running(), 0);
    }

    void laterPage_failed_isAskedForAgainAfterPausesThatGrow()
    {
        QSignalSpy failed(m_catchUp.get(), &CatchUp::failed);
        beCaughtUp();
        m_catchUp->hint();
        qsizetype times = 2;
        for (const auto pause : {500ms, 1000ms, 2000ms, 4000ms, 8000ms}) {
            m_backend->answer(failure(Cause::Failed));
            m_catchUp->hint(); // does not make it hurry
            m_time.pass(pause - 1ms);
            QCOMPARE(m_backend->asked().size(), times);
            m_time.pass(1ms);
            QCOMPARE(m_backend->asked().size(), ++times);
        }
        QVERIFY(failed.isEmpty());
        m_backend->answer(failure(Cause::Failed));
        QCOMPARE(failed.size(), 1);
        QCOMPARE(m_time.running(), 0);
    }

    void laterPage_busy_isLeftAloneForAsLongAsItWants()
    {
        beCaughtUp();
        m_catchUp->hint();
        m_backend->answer(failure(Cause::Busy, 60s));
        m_time.pass(60s);
        QCOMPARE(m_backend->asked().size(), 2);
        m_time.pass(500ms);
        QCOMPARE(m_backend->asked().size(), 3);
        m_backend->answer(page({}, u"1"_s));
        m_time.pass(30s); // slowly again
        QCOMPARE(m_backend->asked().size(), 4);
    }

    void laterPage_hopeless_endsIt_data()
    {
        QTest::addColumn<Cause>("cause");
        QTest::addRow("a token that is refused") << Cause::Unauthorized;
        QTest::addRow("no schema") << Cause::Unsupported;
        QTest::addRow("an event that cannot be read") << Cause::TooLarge;
    }
    void laterPage_hopeless_endsIt()
    {
        QFETCH(const Cause, cause);
        QSignalSpy failed(m_catchUp.get(), &CatchUp::failed);
        beCaughtUp();
        m_catchUp->hint();
        m_backend->answer(failure(cause));
        QCOMPARE(failed.size(), 1);
        QCOMPARE(m_time.running(), 0);
    }

    void restart_whileAsking_asksAnew()
    {
        m_catchUp->start();
        m_catchUp->restart();
        QCOMPARE(m_backend->asked(), (QStringList{u"1"_s, u"1"_s}));
        m_backend->answer(page({}, u"1"_s));
        QVERIFY(!m_backend->isFetching());
    }

    void stop_givesUpWhatIsUnderWay()
    {
        m_catchUp->start();
        m_catchUp->stop();
        QVERIFY(!m_backend->isFetching());
        QCOMPARE(m_time.running(), 0);
    }

    void stop_fromWithinAPage_asksForNoOther()
    {
        connect(m_catchUp.get(), &CatchUp::eventReceived, m_catchUp.get(), &CatchUp::stop);
        m_catchUp->start();
        m_backend->answer(page({2}, u"2"_s));
        QCOMPARE(m_time.running(), 0);
    }

    void setReading_no_asksLater()
    {
        beCaughtUp();
        m_catchUp->setReading(false);
        m_catchUp->hint();
        QCOMPARE(m_backend->asked().size(), 1);
        m_catchUp->setReading(true);
        QCOMPARE(m_backend->asked().size(), 2);
    }

private:
    void make(const std::optional<Cursor> &after)
    {
        m_catchUp.reset(); // before what it refers to
        m_backend = std::make_unique<test::FakeBackend>();
        m_catchUp = std::make_unique<CatchUp>(
            *m_backend, after, ConnectionTiming(), m_time, [] { return test::sampleTime; },
            [] { return 0.5; });
    }

    /// And past what follows a join.
    void beCaughtUp()
    {
        m_catchUp->start();
        m_backend->answer(page({}, u"1"_s));
        QCOMPARE(m_backend->asked().size(), 1);
        m_time.pass(ConnectionTiming().hintsGathered);
    }

    test::ManualTime m_time;
    std::unique_ptr<test::FakeBackend> m_backend;
    std::unique_ptr<CatchUp> m_catchUp;
};

} // namespace timesheet

QTEST_GUILESS_MAIN(timesheet::CatchUpTest)
#include "tst_catch_up.moc"
