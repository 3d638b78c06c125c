#include "connection/gateway_backend/gateway_backend.h"

#include "support/manual_time.h"
#include "support/quoted_json.h"
#include "support/servers/manager_over_sockets.h"

#include <QSignalSpy>
#include <QTcpSocket>
#include <QTest>
#include <QTimer>
#include <QtEndian>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace timesheet {

using Cause = RequestFailure::Cause;
using test::HttpAnswer;
using test::HttpRequest;
using test::json;

namespace {

constexpr qsizetype kib = 1024;

/// An event of so many bytes, and a little more.
QByteArray eventOf(qsizetype bytes)
{
    return test::eventText(u"large"_s, QString(bytes, u'x')).toUtf8();
}

/// A text frame of a server's, of more than 64 KiB.
QByteArray frameOf(const QByteArray &text)
{
    QByteArray size(8, '\0');
    qToBigEndian(static_cast<quint64>(text.size()), size.data());
    return QByteArray("\x81\x7f", 2) + size + text;
}

const QByteArray emptyPage = R"({"events":[],"cursor":"4"})";

ConnectionTiming quick()
{
    ConnectionTiming timing;
    timing.transferTimeout = 300ms;
    return timing;
}

} // namespace

class GatewayBackendTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_request.reset(); // before what made it
        m_events.reset();
        m_marks.reset();
        m_server = std::make_unique<test::ScriptedServer>();
        m_server->http = [](const HttpRequest &) -> HttpAnswer { return {200, emptyPage, {}}; };
        make(m_server->url());
    }

    void cleanup() { m_request.reset(); }

    void anyRequest_sendsTheTokenInTheHeaderOnly()
    {
        fetch(Cursor(u"a+b&c"_s));
        QTRY_VERIFY(m_events);
        const QByteArray head = m_server->httpHeads.constFirst();
        QVERIFY(head.contains("Authorization: Bearer " + m_credentials.token.bytes()));
        QVERIFY(!head.left(head.indexOf('\r')).contains("token"));
        QVERIFY2(head.contains("after=a%2Bb%26c"), head.constData());
    }

    void fetchEvents_withoutAPlace_asksForTheNewest()
    {
        fetch(std::nullopt);
        QTRY_VERIFY(m_events);
        QVERIFY(!m_server->httpHeads.constFirst().contains("after="));
    }

    void fetchEvents_toBeHeld_saysForHowLong()
    {
        fetch(Cursor(u"4"_s));
        QTRY_VERIFY(m_events);
        m_events.reset();
        fetch(Cursor(u"4"_s), Hold::UntilNews);
        QTRY_VERIFY(m_events);
        QVERIFY(!m_server->httpHeads.at(0).contains("wait="));
        QVERIFY(m_server->httpHeads.at(1).contains("wait=25"));
    }

    void fetchEvents_heldLongerThanAnswersMayTake_isStillAnswered()
    {
        m_server->holds = 2 * quick().transferTimeout;
        fetch(Cursor(u"4"_s), Hold::UntilNews);
        QTRY_VERIFY(m_events);
        QVERIFY(m_events->page);
    }

    void fetchEvents_answered_readsThePage()
    {
        m_server->http = [](const HttpRequest &) -> HttpAnswer {
            return {200,
                    json("{'events':[{'id':'e4','cursor':'4','type':'timesheet:approved',"
                         "'payload':{},'timestamp':'2026-11-23T08:15:30.123Z',"
                         "'tenant_id':'tenant-123'}],'cursor':'4','complete':false}"),
                    {}};
        };
        fetch(Cursor(u"0"_s));
        QTRY_VERIFY(m_events);
        QVERIFY(m_events->page);
        const wire::EventPage &page = m_events->page->page;
        QCOMPARE(page.events.size(), 1);
        QCOMPARE(page.events.constFirst().id, EventId(u"e4"_s));
        QCOMPARE(page.cursor, Cursor(u"4"_s));
        QVERIFY(!page.complete);
    }

    void fetchEvents_badEventInThePage_costsItselfOnly()
    {
        m_server->http = [](const HttpRequest &) -> HttpAnswer {
            return {200,
                    json("{'events':[{'type':'x'},7,{'type':'y','payload':{},"
                         "'timestamp':'2026-11-23T08:15:30Z'}],'cursor':'9'}"),
                    {}};
        };
        fetch(std::nullopt);
        QTRY_VERIFY(m_events);
        QVERIFY(m_events->page);
        QCOMPARE(m_events->page->page.events.size(), 1);
        QCOMPARE(m_events->page->dropped.size(), 2);
    }

    void fetchEvents_largeEventInThePage_isKeptAsFarAsIsSaid_data()
    {
        QTest::addColumn<qsizetype>("largestMessage");
        QTest::addColumn<qsizetype>("size");
        QTest::addColumn<bool>("isKept");
        const auto row = [](const char *name, qsizetype largestMessage, qsizetype size,
                            bool isKept) {
            QTest::newRow(name) << largestMessage * kib << size * kib << isKept;
        };
        row("as usual", 1024, 1023, true);
        row("too large, as usual", 1024, 1536, false);
        row("beyond the usual", 2048, 1536, true);
        row("too large all the same", 2048, 2049, false);
        row("the most", 4096, 4095, true);
        row("the least", 64, 63, true);
        row("too large for the least", 64, 65, false);
    }
    void fetchEvents_largeEventInThePage_isKeptAsFarAsIsSaid()
    {
        QFETCH(const qsizetype, largestMessage);
        QFETCH(const qsizetype, size);
        QFETCH(const bool, isKept);
        const QByteArray page = R"({"events":[)" + eventOf(size) + R"(],"cursor":"9"})";
        m_server->http = [page](const HttpRequest &) -> HttpAnswer { return {200, page, {}}; };
        m_backend->setLargestMessage(largestMessage);
        fetch(Cursor(u"0"_s));
        QTRY_VERIFY(m_events);
        QVERIFY(m_events->page);
        QCOMPARE(m_events->page->page.events.size(), isKept ? 1 : 0);
        QCOMPARE(m_events->page->dropped,
                 isKept ? QList<wire::DropReason>() : QList{wire::DropReason::TooLarge});
    }

    void answer_noGood_hasItsCause_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<Cause>("cause");
        QTest::addRow("401 of anybody") << 401 << QByteArray("{}") << Cause::Unsupported;
        QTest::addRow("403 of anybody") << 403 << QByteArray("{}") << Cause::Unsupported;
        QTest::addRow("404") << 404 << QByteArray("{}") << Cause::Unsupported;
        QTest::addRow("408") << 408 << QByteArray() << Cause::Failed;
        QTest::addRow("425") << 425 << QByteArray() << Cause::Failed;
        QTest::addRow("426 of a WebSocket server")
            << 426 << QByteArray("Upgrade Required") << Cause::Unsupported;
        QTest::addRow("429") << 429 << QByteArray() << Cause::Busy;
        QTest::addRow("500") << 500 << QByteArray() << Cause::Failed;
        QTest::addRow("501") << 501 << QByteArray() << Cause::Unsupported;
        QTest::addRow("502 with a page") << 502 << QByteArray("<html>") << Cause::Failed;
        QTest::addRow("503") << 503 << QByteArray() << Cause::Busy;
        QTest::addRow("a redirect") << 302 << QByteArray() << Cause::Unsupported;
        QTest::addRow("200 of a captive portal")
            << 200 << QByteArray("<html>Log in</html>") << Cause::Unsupported;
        QTest::addRow("200 without events") << 200 << QByteArray("{}") << Cause::Unsupported;
        QTest::addRow("204") << 204 << QByteArray() << Cause::Unsupported;
    }
    void answer_noGood_hasItsCause()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        QFETCH(Cause, cause);
        m_server->http = [&](const HttpRequest &) -> HttpAnswer { return {status, body, {}}; };
        fetch(Cursor(u"0"_s));
        QTRY_VERIFY(m_events);
        QVERIFY(!m_events->page);
        QCOMPARE(m_events->page.error().cause, cause);
        QVERIFY(!m_events->page.error().detail.isEmpty());
    }

    void answer_retryAfter_isBelievedUpToAnHour_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<std::chrono::milliseconds>("time");
        QTest::addRow("seconds") << QByteArray("90") << std::chrono::milliseconds(90s);
        QTest::addRow("a day") << QByteArray("86400") << std::chrono::milliseconds(1h);
        QTest::addRow("negative") << QByteArray("-5") << 0ms;
        QTest::addRow("no number") << QByteArray("soon") << 0ms;
    }
    void answer_retryAfter_isBelievedUpToAnHour()
    {
        QFETCH(QByteArray, text);
        QFETCH(std::chrono::milliseconds, time);
        m_server->http = [&](const HttpRequest &) -> HttpAnswer {
            return {503, "{}", {"Retry-After: " + text}};
        };
        fetch(std::nullopt);
        QTRY_VERIFY(m_events);
        QCOMPARE(m_events->page.error().retryAfter, time);
    }

    void answer_date_isTheServersClock()
    {
        m_server->http = [](const HttpRequest &) -> HttpAnswer {
            return {200, emptyPage, {"Date: Mon, 23 Nov 2026 08:15:30 GMT"}};
        };
        fetch(Cursor(u"1"_s));
        QTRY_VERIFY(m_events);
        QCOMPARE(m_events->serverTime,
                 QDateTime::fromString(u"2026-11-23T08:15:30Z"_s, Qt::ISODate));
    }

    void answer_redirectToAnotherHost_isNotFollowed()
    {
        test::ScriptedServer thief;
        const QByteArray location = "Location: " + QByteArray("http://127.0.0.1:") +
                                    QByteArray::number(thief.url().port()) + "/v1/events";
        m_server->http = [location](const HttpRequest &) -> HttpAnswer {
            return {302, "", {location}};
        };
        fetch(std::nullopt);
        QTRY_VERIFY(m_events);
        QVERIFY(!m_events->page);
        QVERIFY(thief.httpHeads.isEmpty());
    }

    void answer_endless_isCutOff()
    {
        m_server->http = [](const HttpRequest &) -> HttpAnswer {
            return {200, QByteArray(qsizetype{16} * 1024 * 1024, ' '), {}};
        };
        fetch(std::nullopt);
        QTRY_VERIFY(m_events);
        QCOMPARE(m_events->page.error().cause, Cause::Failed);
    }

    void server_silent_failsByTheTransferTimeout()
    {
        QTcpServer silent;
        QVERIFY(silent.listen(QHostAddress::LocalHost));
        make(QUrl(u"ws://127.0.0.1:%1"_s.arg(silent.serverPort())));
        fetch(std::nullopt);
        QTRY_VERIFY(m_events);
        QCOMPARE(m_events->page.error().cause, Cause::Failed);
    }

    void answer_dripping_isGivenUpWhenItsTimeIsOver()
    {
        QTcpServer dripping;
        QVERIFY(dripping.listen(QHostAddress::LocalHost));
        QTimer drip;
        int drops = 0;
        connect(&dripping, &QTcpServer::newConnection, this, [&] {
            QTcpSocket *const socket = dripping.nextPendingConnection();
            socket->write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
            connect(&drip, &QTimer::timeout, socket, [socket, &drops] {
                socket->write(" ");
                ++drops;
            });
        });
        drip.start(10ms);
        make(QUrl(u"ws://127.0.0.1:%1"_s.arg(dripping.serverPort())));
        fetch(std::nullopt);
        QTRY_VERIFY(drops > 60); // longer than the time without progress
        QVERIFY(!m_events);
        m_time.pass(quick().transferTimeout + quick().answerDeadline);
        QTRY_VERIFY(m_events);
        QCOMPARE(m_events->page.error().cause, Cause::Failed);
        m_request.reset();
        QCOMPARE(m_time.running(), 0);
    }

    void request_givenUp_isAnsweredNoMore()
    {
        fetch(Cursor(u"1"_s));
        m_request.reset();
        m_request = m_backend->reportMarks({EventId(u"a"_s)},
                                           [this](const auto &answer) { m_marks = answer; });
        QTRY_VERIFY(m_marks);
        QVERIFY(!m_events);
    }

    void reportMarks_kept_isNoError()
    {
        m_server->http = [](const HttpRequest &) -> HttpAnswer { return {204, {}, {}}; };
        m_request = m_backend->reportMarks({EventId(u"a"_s)},
                                           [this](const auto &answer) { m_marks = answer; });
        QTRY_VERIFY(m_marks);
        QVERIFY(*m_marks);
        QVERIFY(m_server->httpHeads.constFirst().startsWith("POST /v1/read "));
    }

    void reportMarks_notKept_saysWhy()
    {
        m_server->http = [](const HttpRequest &) -> HttpAnswer { return {404, "{}", {}}; };
        m_request = m_backend->reportMarks({EventId(u"a"_s)},
                                           [this](const auto &answer) { m_marks = answer; });
        QTRY_VERIFY(m_marks);
        QCOMPARE(m_marks->error().cause, Cause::Unsupported);
    }

    void transport_handshakeUnanswered_isLostWhenItsTimeIsOver()
    {
        m_server->answersUpgrades = false;
        const auto transport = m_backend->makeTransport(std::nullopt);
        QSignalSpy lost(transport.get(), &Transport::lost);
        transport->open();
        QTRY_COMPARE(m_server->upgradeHeads.size(), 1);
        m_time.pass(quick().handshakeTimeout - 1ms);
        QVERIFY(lost.isEmpty());
        m_time.pass(1ms);
        QCOMPARE(lost.size(), 1);
        QCOMPARE(m_time.running(), 0);
    }

    void setLargestMessage_whileAMessageIsHalfRead_countsFromTheNextConnectionOn()
    {
        const QByteArray small = frameOf(eventOf(70 * kib));
        const QByteArray large = frameOf(eventOf(1536 * kib));
        const auto running = connected();
        QSignalSpy received(running.get(), &Transport::messageReceived);
        QSignalSpy dropped(running.get(), &Transport::dropped);
        m_server->sendRaw(small + large.first(large.size() / 2));
        QTRY_COMPARE(received.size(), 1);
        m_backend->setLargestMessage(2048 * kib);
        m_server->sendRaw(large.sliced(large.size() / 2));
        QTRY_COMPARE(dropped.size(), 1);
        QCOMPARE(dropped.constFirst().constFirst().value<wire::DropReason>(),
                 wire::DropReason::TooLarge);

        const auto next = connected();
        QSignalSpy receivedNext(next.get(), &Transport::messageReceived);
        m_server->sendRaw(large);
        QTRY_COMPARE(receivedNext.size(), 1);
    }

    void transport_closed_tellsWhenItIsOfNoFurtherUse()
    {
        const auto transport = m_backend->makeTransport(std::nullopt);
        QSignalSpy opened(transport.get(), &Transport::opened);
        QSignalSpy closed(transport.get(), &Transport::closed);
        QSignalSpy lost(transport.get(), &Transport::lost);
        transport->open();
        QVERIFY(opened.wait());
        transport->close();
        m_time.pass(quick().closeTimeout);
        QCOMPARE(closed.size(), 1);
        QVERIFY(lost.isEmpty());
    }

private:
    void make(const QUrl &url)
    {
        m_backend = std::make_unique<GatewayBackend>(*Endpoint::create(url, {}),
                                                     test::usualLargestMessage, quick(), m_time);
        m_backend->setCredentials(m_credentials);
    }

    std::unique_ptr<Transport> connected()
    {
        auto transport = m_backend->makeTransport(std::nullopt);
        QSignalSpy opened(transport.get(), &Transport::opened);
        QSignalSpy welcomed(m_server.get(), &test::ScriptedServer::clientConnected);
        transport->open();
        if (!opened.wait() || (welcomed.isEmpty() && !welcomed.wait()))
            qFatal("the server takes nobody");
        return transport;
    }

    void fetch(const std::optional<Cursor> &after, Hold hold = Hold::No)
    {
        m_request = m_backend->fetchEvents(
            after, hold, [this](const EventsAnswer &answer) { m_events = answer; });
    }

    Credentials m_credentials = test::credentialsFor(u"tenant-123"_s, u"user-1"_s);
    test::ManualTime m_time;
    std::unique_ptr<test::ScriptedServer> m_server;
    std::unique_ptr<GatewayBackend> m_backend;
    std::unique_ptr<Request> m_request;
    std::optional<EventsAnswer> m_events;
    std::optional<tl::expected<void, RequestFailure>> m_marks;
};

} // namespace timesheet

QTEST_GUILESS_MAIN(timesheet::GatewayBackendTest)
#include "tst_gateway_backend.moc"
