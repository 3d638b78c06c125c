#include "connection/mark_reporter.h"

#include "support/fake_backend.h"
#include "support/manual_time.h"

#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace timesheet {

namespace {

using Cause = RequestFailure::Cause;

const QList<EventId> some{EventId(u"e1"_s), EventId(u"e2"_s)};
const QList<EventId> others{EventId(u"e3"_s)};

tl::expected<void, RequestFailure> failure(Cause cause, std::chrono::milliseconds retryAfter = 0ms)
{
    return tl::unexpected(RequestFailure{cause, u"HTTP status 401"_s, retryAfter});
}

const tl::expected<void, RequestFailure> kept;

} // namespace

class MarkReporterTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_reporter.reset(); // before what it refers to
        m_backend = std::make_unique<test::FakeBackend>();
        m_reporter = std::make_unique<MarkReporter>(
            *m_backend, ConnectionTiming{.pollInterval = 20s}, m_time, [] { return 0.5; });
    }

    void report_kept_isConfirmedWithWhatWasTold()
    {
        QSignalSpy confirmed(m_reporter.get(), &MarkReporter::confirmed);
        QVERIFY(m_reporter->report(some));
        QVERIFY(confirmed.isEmpty());
        m_backend->answer(kept);
        QCOMPARE(confirmed.size(), 1);
        QCOMPARE(confirmed.constFirst().constFirst().value<QList<EventId>>(), some);
        QVERIFY(m_reporter->report(others)); // and the next may be told
        QCOMPARE(m_backend->reports, (QList<QList<EventId>>{some, others}));
    }

    void report_nothing_isNotTold()
    {
        QVERIFY(!m_reporter->report({}));
        QVERIFY(m_backend->reports.isEmpty());
    }

    void report_whileOneIsUnderWay_isNotTaken()
    {
        QVERIFY(m_reporter->report(some));
        QVERIFY(!m_reporter->report(others));
        QCOMPARE(m_backend->reports, QList<QList<EventId>>{some});
    }

    void report_serverKeepsNoMarks_isConfirmedAllTheSame()
    {
        QSignalSpy confirmed(m_reporter.get(), &MarkReporter::confirmed);
        QVERIFY(m_reporter->report(some));
        m_backend->answer(failure(Cause::Unsupported));
        QCOMPARE(confirmed.size(), 1);
        QCOMPARE(m_time.running(), 0);
    }

    void report_failed_canBeTriedAgainAfterAWhile_data()
    {
        QTest::addColumn<Cause>("cause");
        QTest::addColumn<std::chrono::milliseconds>("retryAfter");
        QTest::addColumn<std::chrono::milliseconds>("pause");
        const auto row = [](const char *name, Cause cause, std::chrono::milliseconds retryAfter,
                            std::chrono::milliseconds pause) {
            QTest::newRow(name) << cause << retryAfter << pause;
        };
        row("failed", Cause::Failed, 0ms, 20s);
        row("unauthorized", Cause::Unauthorized, 0ms, 20s);
        row("busy", Cause::Busy, 0ms, 20s);
        row("busy for less", Cause::Busy, 5s, 20s);
        row("busy for longer", Cause::Busy, 1min, 1min);
    }
    void report_failed_canBeTriedAgainAfterAWhile()
    {
        QFETCH(const Cause, cause);
        QFETCH(const std::chrono::milliseconds, retryAfter);
        QFETCH(const std::chrono::milliseconds, pause);
        QSignalSpy confirmed(m_reporter.get(), &MarkReporter::confirmed);
        QSignalSpy ready(m_reporter.get(), &MarkReporter::ready);
        QVERIFY(m_reporter->report(some));
        m_backend->answer(failure(cause, retryAfter));
        QVERIFY(!m_reporter->report(some)); // not before its time
        m_time.pass(pause - 1ms);
        QVERIFY(ready.isEmpty());
        QVERIFY(!m_reporter->report(some));
        m_time.pass(1ms);
        QCOMPARE(ready.size(), 1);
        QVERIFY(m_reporter->report(some));
        QVERIFY(confirmed.isEmpty());
        QCOMPARE(m_backend->reports, (QList<QList<EventId>>{some, some}));
    }

    void stop_whileOneIsUnderWay_givesItUp()
    {
        QVERIFY(m_reporter->report(some));
        m_reporter->stop();
        QVERIFY(m_reporter->report(others)); // nothing is under way any more
        QSignalSpy confirmed(m_reporter.get(), &MarkReporter::confirmed);
        m_backend->answer(kept);
        QCOMPARE(confirmed.constFirst().constFirst().value<QList<EventId>>(), others);
    }

    void stop_whileItPauses_isNeverReady()
    {
        QSignalSpy ready(m_reporter.get(), &MarkReporter::ready);
        QVERIFY(m_reporter->report(some));
        m_backend->answer(failure(Cause::Failed));
        m_reporter->stop();
        m_time.pass(24h);
        QVERIFY(ready.isEmpty());
        QVERIFY(m_reporter->report(others));
    }

private:
    test::ManualTime m_time;
    std::unique_ptr<test::FakeBackend> m_backend;
    std::unique_ptr<MarkReporter> m_reporter;
};

} // namespace timesheet

QTEST_GUILESS_MAIN(timesheet::MarkReporterTest)
#include "tst_mark_reporter.moc"
