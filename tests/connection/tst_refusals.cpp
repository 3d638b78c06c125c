#include "support/servers/manager_over_sockets.h"

#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace timesheet {

using State = ConnectionState;
using test::HttpAnswer;
using test::HttpRequest;

namespace {

QByteArray refusalWith(const QByteArray &status)
{
    return "HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n";
}

} // namespace

/// What signs out, and what is only a way that does not work: over real sockets.
class RefusalsTest : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_client = std::make_unique<test::ManagerOverSockets>(); }
    void cleanup() { m_client.reset(); }

    void upgrade_refusedByAnybody_isTriedAgain_data()
    {
        QTest::addColumn<QByteArray>("status");
        QTest::addRow("401") << QByteArray("401 Unauthorized");
        QTest::addRow("403 of a web filter") << QByteArray("403 Forbidden");
        QTest::addRow("500 that speaks of 401") << QByteArray("500 upstream said 401");
        QTest::addRow("502 that speaks of 403") << QByteArray("502 (403)");
    }
    void upgrade_refusedByAnybody_isTriedAgain()
    {
        QFETCH(const QByteArray, status);
        m_client->server.refusal = refusalWith(status);
        m_client->signIn();
        QTRY_VERIFY(m_client->attempts() >= 7); // those of the backoff, and slow ones
        QVERIFY(!m_client->states.contains(State::Unauthorized));
        QTRY_VERIFY(m_client->state() == State::Offline);
        m_client->server.refusal.clear(); // the filter is gone
        QTRY_VERIFY(m_client->manager.isConnected());
    }

    void upgrade_refused_saysItsStatusAndNoMore()
    {
        m_client->server.refusal = refusalWith("500 upstream said 401");
        m_client->signIn();
        QTRY_COMPARE(m_client->state(), State::Reconnecting);
        QCOMPARE(m_client->manager.status().detail, u"HTTP status 500"_s);
    }

    void upgrade_refusedByWhoSaidHello_data()
    {
        QTest::addColumn<QByteArray>("status");
        QTest::addColumn<bool>("isRefusal");
        QTest::addRow("401") << QByteArray("401 Unauthorized") << true;
        QTest::addRow("403 of a web filter") << QByteArray("403 Forbidden") << false;
        QTest::addRow("500 that speaks of 401") << QByteArray("500 upstream said 401") << false;
    }
    void upgrade_refusedByWhoSaidHello()
    {
        QFETCH(const QByteArray, status);
        QFETCH(const bool, isRefusal);
        beGreeted();
        m_client->server.refusal = refusalWith(status);
        m_client->server.client()->close();
        if (isRefusal)
            QTRY_COMPARE(m_client->state(), State::Unauthorized);
        else
            QTRY_VERIFY(m_client->attempts() >= 4);
        QCOMPARE(m_client->states.contains(State::Unauthorized), isRefusal);
    }

    void close_1008WithAnotherReason_isTriedAgain_data()
    {
        QTest::addColumn<QString>("reason");
        QTest::addRow("too many") << u"Too many connections"_s;
        QTest::addRow("none") << QString();
        QTest::addRow("another") << u"Policy violation"_s;
        QTest::addRow("one that begins alike") << u"Unauthorized origin"_s;
    }
    void close_1008WithAnotherReason_isTriedAgain()
    {
        QFETCH(const QString, reason);
        m_client->server.closesWith = {1008, reason};
        m_client->server.answersPings = false;
        m_client->signIn();
        QTRY_VERIFY(m_client->attempts() >= 3);
        QVERIFY(!m_client->states.contains(State::Unauthorized));
        QVERIFY(m_client->manager.status().detail.startsWith(u"closed with 1008"_s));
    }

    void request_refusedBesideAWorkingSocket_costsOnlyItself_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<bool>("greets");
        QTest::addRow("401 of a deployed server") << 401 << false;
        QTest::addRow("403 of a deployed server") << 403 << false;
        QTest::addRow("401 beside a hello") << 401 << true;
        QTest::addRow("403 beside a hello") << 403 << true;
    }
    void request_refusedBesideAWorkingSocket_costsOnlyItself()
    {
        QFETCH(const int, status);
        QFETCH(const bool, greets);
        m_client->server.http = [status](const HttpRequest &) -> HttpAnswer {
            return {status, "{}", {}};
        };
        if (greets)
            m_client->server.greeting = test::helloText();
        m_client->signIn();
        QTRY_VERIFY(m_client->manager.isConnected());
        QVERIFY(m_client->manager.reportMarks({EventId(u"a"_s)}));
        QTRY_VERIFY(m_client->server.httpHeads.size() >= 2); // events, and the marks
        m_client->server.send(test::eventText(u"next"_s));
        QTRY_COMPARE(m_client->events, QStringList{u"next"_s});
        QVERIFY(m_client->manager.isConnected());
        QVERIFY(!m_client->states.contains(State::Unauthorized));
    }

    void poll_401OfWhoNeverSaidHello_isAWayThatDoesNotWork()
    {
        m_client->server.refusal = refusalWith("503 Busy");
        m_client->server.http = [](const HttpRequest &) -> HttpAnswer { return {401, "{}", {}}; };
        m_client->signIn();
        QTRY_VERIFY(m_client->server.httpHeads.size() >= 2);
        QCOMPARE(m_client->state(), State::Offline);
        QVERIFY(!m_client->states.contains(State::Unauthorized));
    }

    void poll_401OfWhoSaidHello_isUnauthorized()
    {
        beGreeted();
        m_client->server.http = [](const HttpRequest &) -> HttpAnswer { return {401, "{}", {}}; };
        m_client->server.refusal = refusalWith("503 Busy");
        m_client->server.client()->close();
        QTRY_COMPARE(m_client->state(), State::Unauthorized);
    }

    void authError_unasked_isNothing()
    {
        beGreeted();
        m_client->server.send(u"{\"type\":\"auth_error\",\"reason\":\"expired\"} "_s);
        m_client->server.send(test::eventText(u"next"_s));
        QTRY_COMPARE(m_client->events, QStringList{u"next"_s});
        QVERIFY(m_client->manager.isConnected());
    }

    void authOk_unasked_isNothing()
    {
        QSignalSpy renewed(&m_client->manager, &ConnectionManager::tokenRenewed);
        beGreeted();
        m_client->server.send(u"{\"type\":\"auth_ok\"} "_s);
        m_client->server.send(test::eventText(u"next"_s));
        QTRY_COMPARE(m_client->events, QStringList{u"next"_s});
        QVERIFY(renewed.isEmpty());
    }

    void gateway_replacedByAPlainServer_isGivenTheTokenInTheQuery()
    {
        beGreeted();
        m_client->server.greeting.clear();
        m_client->server.closesUnless = "GET /?token="; // it looks nowhere else
        m_client->server.client()->close();
        QTRY_COMPARE(m_client->attempts(), 3);
        QTRY_VERIFY(m_client->manager.isConnected());
        QVERIFY(!m_client->server.upgradeHeads.at(1).contains("?token="));
        QVERIFY(m_client->server.upgradeHeads.at(2).startsWith("GET /?token="));
        QVERIFY(!m_client->states.contains(State::Unauthorized));

        // It is no gateway any more: its 401 says nothing of the token.
        m_client->server.refusal = refusalWith("401 Unauthorized");
        m_client->server.client()->close();
        QTRY_VERIFY(m_client->attempts() >= 5);
        QVERIFY(!m_client->states.contains(State::Unauthorized));
    }

    void gateway_refusesInTheQueryToo_isUnauthorized()
    {
        beGreeted();
        m_client->server.greeting.clear();
        m_client->server.closesUnless = "GET /?token=another";
        m_client->server.client()->close();
        QTRY_COMPARE(m_client->state(), State::Unauthorized);
        QCOMPARE(m_client->attempts(), 3);
    }

    void gateway_backAgain_isGivenTheTokenInTheHeader()
    {
        m_client->signIn();
        QTRY_VERIFY(m_client->manager.isConnected());
        m_client->server.greeting = test::helloText();
        m_client->server.client()->close();
        QTRY_COMPARE(m_client->attempts(), 2);
        QTRY_VERIFY(m_client->manager.isConnected());
        m_client->server.client()->close();
        QTRY_COMPARE(m_client->attempts(), 3);
        QVERIFY(!m_client->server.upgradeHeads.at(2).contains("?token="));
    }

private:
    void beGreeted()
    {
        m_client->server.greeting = test::helloText();
        m_client->signIn();
        QTRY_VERIFY(m_client->manager.isConnected());
    }

    std::unique_ptr<test::ManagerOverSockets> m_client;
};

} // namespace timesheet

QTEST_GUILESS_MAIN(timesheet::RefusalsTest)
#include "tst_refusals.moc"
