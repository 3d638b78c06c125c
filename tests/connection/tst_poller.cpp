#include "connection/poller.h"

#include "support/credentials.h"
#include "support/scripted_server.h"

#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace timesheet {

using test::HttpAnswer;
using test::HttpRequest;

namespace {

const Credentials credentials = test::credentialsFor(u"tenant-123"_s, u"user-1"_s);

/// Single quotes for readability: moc stumbles over raw strings.
QByteArray json(QByteArray text)
{
    return text.replace('\'', '"');
}

QByteArray page(std::initializer_list<int> numbers, const QByteArray &cursor)
{
    QByteArrayList events;
    for (const int number : numbers) {
        events += QByteArray("{'id':'e#','cursor':'#','type':'timesheet:approved','payload':{},"
                             "'timestamp':'2026-11-23T08:15:30.123Z','tenant_id':'tenant-123'}")
                      .replace("#", QByteArray::number(number));
    }
    return json("{'events':[" + events.join(',') + "],'cursor':'" + cursor + "','complete':true}");
}

ConnectionTiming quick()
{
    ConnectionTiming timing;
    timing.pollInterval = 20ms;
    timing.transferTimeout = 300ms;
    return timing;
}

} // namespace

class PollerTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_server = std::make_unique<test::ScriptedServer>();
        m_poller = std::make_unique<Poller>(*Endpoint::create(m_server->url(), {}), quick(),
                                            [] { return 0.5; });
        m_poller->setCredentials(credentials);
    }

    void fetchGap_severalPages_fetchesAllInOrderAndStops()
    {
        m_server->http = [](const HttpRequest &request) -> HttpAnswer {
            if (request.target.contains("after=0"))
                return {200, page({1, 2}, "2"), {}};
            if (request.target.contains("after=2"))
                return {200, page({3}, "3"), {}};
            return {200, page({}, "3"), {}};
        };
        QStringList ids;
        connect(m_poller.get(), &Poller::eventReceived, this,
                [&ids](const Event &event) { ids.append(event.id.value()); });
        QSignalSpy answered(m_poller.get(), &Poller::answered);
        m_poller->fetchGap(Cursor(u"0"_s));
        QTRY_COMPARE(answered.size(), 3);
        QCOMPARE(ids, (QStringList{u"e1"_s, u"e2"_s, u"e3"_s}));
        QVERIFY(!answered.wait(80));
    }

    void fetchGap_withoutCursor_takesTheNewestPageOnly()
    {
        m_server->http = [](const HttpRequest &) -> HttpAnswer {
            return {200, page({7}, "7"), {}};
        };
        QSignalSpy answered(m_poller.get(), &Poller::answered);
        m_poller->fetchGap(std::nullopt);
        QVERIFY(answered.wait());
        QVERIFY(!answered.wait(80));
        QVERIFY(!m_server->httpHeads.constFirst().contains("after="));
    }

    void fetch_anyRequest_sendsTheTokenInTheHeaderOnly()
    {
        QSignalSpy caughtUp(m_poller.get(), &Poller::caughtUp);
        m_poller->fetchGap(Cursor(u"a+b&c"_s));
        QVERIFY(caughtUp.wait());
        const QByteArray head = m_server->httpHeads.constFirst();
        QVERIFY(head.contains("Authorization: Bearer " + credentials.token.bytes()));
        QVERIFY(!head.left(head.indexOf('\r')).contains("token"));
        QVERIFY2(head.contains("after=a%2Bb%26c"), head.constData());
    }

    void start_againAndAgain_goesOnAfterTheLastCursor()
    {
        m_server->http = [](const HttpRequest &request) -> HttpAnswer {
            return {200, page({}, request.target.contains("after=5") ? "6" : "5"), {}};
        };
        QSignalSpy answered(m_poller.get(), &Poller::answered);
        m_poller->start(Cursor(u"4"_s));
        QTRY_VERIFY(answered.size() >= 3);
        QVERIFY(m_server->httpHeads.at(1).contains("after=5"));
        m_poller->stop();
        const auto count = answered.size();
        QVERIFY(!answered.wait(80));
        QCOMPARE(answered.size(), count);
    }

    void start_serverHolds_isAskedToAfterTheFirstAnswer()
    {
        m_server->http = [](const HttpRequest &) -> HttpAnswer { return {200, page({}, "4"), {}}; };
        m_poller->start(Cursor(u"4"_s));
        QTRY_VERIFY(m_server->httpHeads.size() >= 2);
        QVERIFY(!m_server->httpHeads.at(0).contains("wait="));
        QVERIFY(m_server->httpHeads.at(1).contains("wait=25"));
    }

    void start_serverDoesNotHold_doesNotRush()
    {
        ConnectionTiming patient = quick();
        patient.pollInterval = 1h;
        Poller poller(*Endpoint::create(m_server->url(), {}), patient, [] { return 0.5; });
        poller.setCredentials(credentials);
        m_server->http = [](const HttpRequest &) -> HttpAnswer { return {200, page({}, "4"), {}}; };
        QSignalSpy answered(&poller, &Poller::answered);
        poller.start(Cursor(u"4"_s));
        QTRY_COMPARE(answered.size(), 2); // the second was to be held
        QVERIFY(!poller.isHeld());
        QVERIFY(!answered.wait(100));
    }

    void start_serverHoldsForLong_isTakenAsHeld()
    {
        m_server->holds = 1100ms;
        m_server->http = [](const HttpRequest &) -> HttpAnswer { return {200, page({}, "4"), {}}; };
        ConnectionTiming patient = quick();
        patient.pollInterval = 1h;
        patient.transferTimeout = 5s;
        Poller poller(*Endpoint::create(m_server->url(), {}), patient, [] { return 0.5; });
        poller.setCredentials(credentials);
        poller.start(Cursor(u"4"_s));
        QTRY_VERIFY(poller.isHeld());
        QTRY_VERIFY(m_server->httpHeads.size() >= 3); // and asked again at once
    }

    void answer_refused_data()
    {
        QTest::addColumn<int>("status");
        QTest::addRow("401") << 401;
        QTest::addRow("403") << 403;
    }
    void answer_refused()
    {
        QFETCH(int, status);
        m_server->http = [status](const HttpRequest &) -> HttpAnswer { return {status, "{}", {}}; };
        QSignalSpy unauthorized(m_poller.get(), &Poller::unauthorized);
        m_poller->start(std::nullopt);
        QVERIFY(unauthorized.wait());
        QVERIFY(!m_poller->isPolling());
    }

    void answer_noGood_isAFailureThatIsTriedAgain_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addRow("404") << 404 << QByteArray("{}");
        QTest::addRow("500") << 500 << QByteArray();
        QTest::addRow("502 with a page") << 502 << QByteArray("<html>");
        QTest::addRow("200 of a captive portal") << 200 << QByteArray("<html>Log in</html>");
        QTest::addRow("200 without events") << 200 << QByteArray("{}");
        QTest::addRow("204") << 204 << QByteArray();
    }
    void answer_noGood_isAFailureThatIsTriedAgain()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        m_server->http = [&](const HttpRequest &) -> HttpAnswer { return {status, body, {}}; };
        QSignalSpy failed(m_poller.get(), &Poller::failed);
        m_poller->start(std::nullopt);
        QTRY_VERIFY(failed.size() >= 2);
    }

    void answer_noGood_toAGapThatCannotBeFilled_isTold_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addRow("404") << 404 << QByteArray("{}");
        QTest::addRow("426 of a WebSocket server") << 426 << QByteArray("Upgrade Required");
        QTest::addRow("a redirect") << 302 << QByteArray();
        QTest::addRow("200 of a web application") << 200 << QByteArray("<html>Log in</html>");
    }
    void answer_noGood_toAGapThatCannotBeFilled_isTold()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        m_server->http = [&](const HttpRequest &) -> HttpAnswer { return {status, body, {}}; };
        QSignalSpy gap(m_poller.get(), &Poller::gapFound);
        QSignalSpy caughtUp(m_poller.get(), &Poller::caughtUp);
        m_poller->fetchGap(Cursor(u"0"_s));
        QTRY_COMPARE(caughtUp.size(), 1);
        QCOMPARE(gap.size(), 1);
        QVERIFY(!QTest::qWaitFor([this] { return m_server->httpHeads.size() > 1; }, 100));
    }

    void page_incomplete_isAGapUpToItsFirstEvent()
    {
        m_server->http = [](const HttpRequest &) -> HttpAnswer {
            return {200, page({4}, "4").replace("true", "false"), {}};
        };
        QSignalSpy gap(m_poller.get(), &Poller::gapFound);
        m_poller->fetchGap(Cursor(u"0"_s));
        QTRY_VERIFY(!gap.isEmpty());
        QCOMPARE(gap.constFirst().constFirst().toDateTime(),
                 QDateTime::fromString(u"2026-11-23T08:15:30.123Z"_s, Qt::ISODateWithMs));
    }

    void answer_redirectToAnotherHost_isNotFollowed()
    {
        test::ScriptedServer thief;
        const QByteArray location = "Location: " + QByteArray("http://127.0.0.1:") +
                                    QByteArray::number(thief.url().port()) + "/v1/events";
        m_server->http = [&](const HttpRequest &) -> HttpAnswer { return {302, "", {location}}; };
        QSignalSpy failed(m_poller.get(), &Poller::failed);
        m_poller->start(std::nullopt);
        QTRY_VERIFY(failed.size() >= 2);
        QVERIFY(thief.httpHeads.isEmpty());
    }

    void answer_retryAfter_isHonoured()
    {
        m_server->http = [](const HttpRequest &) -> HttpAnswer {
            return {503, "{}", {"Retry-After: 3600"}};
        };
        QSignalSpy failed(m_poller.get(), &Poller::failed);
        m_poller->start(std::nullopt);
        QVERIFY(failed.wait());
        QVERIFY(!failed.wait(150));
    }

    void answer_date_isTheServersClock()
    {
        m_server->http = [](const HttpRequest &) -> HttpAnswer {
            return {200, page({}, "1"), {"Date: Mon, 23 Nov 2026 08:15:30 GMT"}};
        };
        QSignalSpy time(m_poller.get(), &Poller::serverTimeRead);
        m_poller->fetchGap(Cursor(u"1"_s));
        QTRY_COMPARE(time.size(), 1);
        QCOMPARE(time.constFirst().constFirst().toDateTime(),
                 QDateTime::fromString(u"2026-11-23T08:15:30Z"_s, Qt::ISODate));
    }

    void answer_badEventInPage_costsItselfOnly()
    {
        m_server->http = [](const HttpRequest &) -> HttpAnswer {
            return {200,
                    json("{'events':[{'type':'x'},7,{'type':'y','payload':{},"
                         "'timestamp':'2026-11-23T08:15:30Z'}],'cursor':'9'}"),
                    {}};
        };
        QSignalSpy events(m_poller.get(), &Poller::eventReceived);
        QSignalSpy dropped(m_poller.get(), &Poller::dropped);
        m_poller->fetchGap(std::nullopt);
        QTRY_COMPARE(events.size(), 1);
        QCOMPARE(dropped.size(), 2);
    }

    void server_silent_endsByTheTransferTimeout()
    {
        QTcpServer silent;
        QVERIFY(silent.listen(QHostAddress::LocalHost));
        const QUrl url(u"ws://127.0.0.1:%1"_s.arg(silent.serverPort()));
        Poller poller(*Endpoint::create(url, {}), quick(), [] { return 0.5; });
        poller.setCredentials(credentials);
        QSignalSpy failed(&poller, &Poller::failed);
        poller.start(std::nullopt);
        QVERIFY(failed.wait());
    }

private:
    std::unique_ptr<test::ScriptedServer> m_server;
    std::unique_ptr<Poller> m_poller;
};

} // namespace timesheet

QTEST_GUILESS_MAIN(timesheet::PollerTest)
#include "tst_poller.moc"
