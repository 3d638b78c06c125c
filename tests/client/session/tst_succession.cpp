#include "client/session/succession.h"

#include "support/event_answers.h"
#include "support/fake_backend.h"
#include "support/manual_time.h"

#include <QSignalSpy>
#include <QTest>

#include <memory>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace timesheet {

using Cause = RequestFailure::Cause;
using test::failure;
using test::page;

class SuccessionTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_succession.reset();
        m_continues.reset();
        m_isNew.reset();
        m_backend = std::make_unique<test::FakeBackend>();
        m_succession = std::make_unique<Succession>(
            *m_backend, QList{Predecessor{first, Cursor(u"1"_s)}, {second, Cursor(u"2"_s)}}, m_time,
            [] { return 0.5; });
        m_continues = std::make_unique<QSignalSpy>(m_succession.get(), &Succession::continues);
        m_isNew = std::make_unique<QSignalSpy>(m_succession.get(), &Succession::isNew);
    }

    void server_thatGoesOnAfterThePlace_continuesIt()
    {
        m_succession->ask();
        m_succession->ask(); // one question is enough
        m_backend->answer(page({2, 3}, u"3"_s));
        QCOMPARE(m_backend->asked(), QStringList{u"1"_s});
        verifyThatItContinues(first);
        m_succession->ask();
        QVERIFY(!m_backend->isFetching());
    }

    void server_thatKnowsAnotherOfThePlaces_continuesThat()
    {
        m_succession->ask();
        m_backend->answer(incomplete(u"9"_s));
        m_backend->answer(page({}, u"2"_s));
        QCOMPARE(m_backend->asked(), (QStringList{u"1"_s, u"2"_s}));
        verifyThatItContinues(second);
    }

    void server_thatKnowsNoneOfThePlaces_isNew_data()
    {
        QTest::addColumn<EventsAnswer>("answer");
        QTest::addRow("another log") << incomplete(u"9"_s);
        QTest::addRow("no cursors") << page({1}, QString());
        QTest::addRow("keeps no events") << failure(Cause::Unsupported);
        QTest::addRow("an event too large to be read") << failure(Cause::TooLarge);
    }
    void server_thatKnowsNoneOfThePlaces_isNew()
    {
        QFETCH(const EventsAnswer, answer);
        m_succession->ask();
        m_backend->answer(answer);
        m_backend->answer(answer);
        QCOMPARE(m_isNew->size(), 1);
        QVERIFY(m_continues->isEmpty());
        m_succession->ask();
        QVERIFY(!m_backend->isFetching());
        QCOMPARE(m_time.running(), 0);
    }

    void server_thatDoesNotAnswer_isAskedAgainAfterAPause_data()
    {
        QTest::addColumn<EventsAnswer>("answer");
        QTest::addColumn<std::chrono::milliseconds>("pause");
        QTest::addRow("no answer") << failure(Cause::Failed) << 5000ms;
        QTest::addRow("busy") << failure(Cause::Busy) << 5000ms;
        QTest::addRow("busy for long") << failure(Cause::Busy, 60s) << 60000ms;
    }
    void server_thatDoesNotAnswer_isAskedAgainAfterAPause()
    {
        QFETCH(const EventsAnswer, answer);
        QFETCH(const std::chrono::milliseconds, pause);
        m_succession->ask();
        m_backend->answer(answer);
        m_time.pass(pause - 1ms);
        QVERIFY(!m_backend->isFetching());
        m_time.pass(1ms);
        m_backend->answer(page({}, u"1"_s));
        QCOMPARE(m_backend->asked(), (QStringList{u"1"_s, u"1"_s}));
        verifyThatItContinues(first);
    }

    /// The connection ends then. A fresh token brings it back, and with it the question.
    void server_thatRefusesTheToken_isAskedWithTheNext()
    {
        m_succession->ask();
        m_backend->answer(failure(Cause::Unauthorized));
        QCOMPARE(m_time.running(), 0);
        QVERIFY(m_isNew->isEmpty());
        m_succession->ask();
        m_backend->answer(page({}, u"1"_s));
        verifyThatItContinues(first);
    }

private:
    void verifyThatItContinues(const Account &account)
    {
        QCOMPARE(m_continues->size(), 1);
        QCOMPARE(m_continues->constFirst().constFirst().value<Account>(), account);
        QVERIFY(m_isNew->isEmpty());
    }

    static EventsAnswer incomplete(const QString &cursor)
    {
        EventsAnswer answer = page({9}, cursor);
        answer.page->page.complete = false;
        return answer;
    }

    const Account first{QUrl(u"wss://one.example"_s), TenantId(u"acme"_s), UserId(u"alex"_s)};
    const Account second{QUrl(u"wss://two.example"_s), TenantId(u"acme"_s), UserId(u"alex"_s)};
    test::ManualTime m_time;
    std::unique_ptr<test::FakeBackend> m_backend;
    std::unique_ptr<Succession> m_succession;
    std::unique_ptr<QSignalSpy> m_continues;
    std::unique_ptr<QSignalSpy> m_isNew;
};

} // namespace timesheet

QTEST_GUILESS_MAIN(timesheet::SuccessionTest)
#include "tst_succession.moc"
