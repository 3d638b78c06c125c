#include "gateway/program/gateway_clients.h"

#include <QNetworkReply>
#include <QTest>

#include <algorithm>
#include <deque>

using namespace timesheet::gateway;
using namespace Qt::StringLiterals;
using Offer = SocketClient::Offer;

/// What one connection may cost the others, the end, and the end that nobody planned.
class TestGatewayLimits : public QObject
{
    Q_OBJECT

private slots:
    void init();

    void tooManyMessages_areDelayedNotLost();
    void tooManyMessages_deployedClientHearsNothing();
    void tooManyMessages_holdUpNobodyElse();
    void abuse_closes_data();
    void abuse_closes();
    void abuse_keepsTheUserOut();
    void addressCap_countsWhateverIsOpen_data();
    void addressCap_countsWhateverIsOpen();
    void addressCap_isNotForATrustedProxy();
    void slowReader_isCutAndItsNeighbourGoesOn();
    void unreadAnswers_costOnlyWhoLeavesThem();
    void unfinishedBodies_costOnlyWhoLeavesThem();
    void rubbishInLargeBodies_holdsUpNobodyElse();
    void silentConnection_isCut();
    void terminate_saysServiceRestart();
    void terminate_answersThePollsThatWait();
    void terminate_finishesThePostsUnderWay();
    void kill_losesNothingThatWasAnswered();
    void secondGateway_onTheSameFile_isRefused();

private:
    bool restart(const QStringList &arguments)
    {
        return m_gateway->terminate() == 0 && m_gateway->start(arguments);
    }
    qint64 bufferedBytes();
    static QByteArray employee() { return GatewayProcess::token(u"t"_s, u"u"_s); }

    std::unique_ptr<GatewayProcess> m_gateway;
    std::unique_ptr<WebClient> m_web;
};

void TestGatewayLimits::init()
{
    m_web.reset();
    m_gateway = std::make_unique<GatewayProcess>();
    QVERIFY(m_gateway->start());
    m_web = std::make_unique<WebClient>(*m_gateway);
}

/// As the metrics say.
qint64 TestGatewayLimits::bufferedBytes()
{
    RawClient client(*m_gateway);
    client.write("GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    client.waitForEnd();
    const QByteArray name = "\ntimesheet_buffered_bytes ";
    const qsizetype begin = client.received().indexOf(name);
    return begin < 0
               ? -1
               : static_cast<qint64>(
                     client.received().mid(begin + name.size()).split('\n').first().toDouble());
}

void TestGatewayLimits::tooManyMessages_areDelayedNotLost()
{
    SocketClient client;
    QVERIFY(client.join(m_gateway->webSocketUrl(employee()), Offer::TimesheetV1));
    for (int i = 0; i < 103; ++i)
        client.send({{u"type"_s, u"ping"_s}});
    const QJsonObject limited = client.waitFor(u"rate_limited"_s);
    const int retryAfter = limited.value("retry_after_ms"_L1).toInt();
    QVERIFY(retryAfter > 0 && retryAfter <= 600);
    QVERIFY(QTest::qWaitFor([&] { return client.count(u"pong"_s) == 103; }));
    QCOMPARE(client.count(u"rate_limited"_s), 1);
    m_web->publish(u"t"_s, {u"1"_s});
    QVERIFY(client.waitForEvents(1)); // what goes out is not throttled
}

void TestGatewayLimits::tooManyMessages_deployedClientHearsNothing()
{
    SocketClient client;
    QVERIFY(client.join(m_gateway->webSocketUrl(employee()), Offer::Nothing));
    for (int i = 0; i < 101; ++i)
        client.send({{u"type"_s, u"ping"_s}});
    QVERIFY(QTest::qWaitFor([&] { return client.count(u"pong"_s) == 102; }));
    QCOMPARE(client.messages().size(), 102);
}

void TestGatewayLimits::tooManyMessages_holdUpNobodyElse()
{
    QVERIFY(restart({u"--threads"_s, u"1"_s})); // one loop for both
    constexpr int flooded = 190;                // 90 of them have to wait, for 54 seconds in all
    SocketClient flooder;
    SocketClient neighbour;
    QVERIFY(flooder.join(m_gateway->webSocketUrl(employee()), Offer::TimesheetV1));
    QVERIFY(neighbour.join(m_gateway->webSocketUrl(employee()), Offer::TimesheetV1));
    for (int i = 0; i < flooded; ++i)
        flooder.send({{u"type"_s, u"ping"_s}});
    QVERIFY(!flooder.waitFor(u"rate_limited"_s).isEmpty());
    for (int i = 1; i <= 50; ++i) {
        neighbour.send({{u"type"_s, u"ping"_s}});
        QVERIFY(QTest::qWaitFor([&] { return neighbour.count(u"pong"_s) == i; }));
    }
    QVERIFY(flooder.count(u"pong"_s) < flooded);
}

void TestGatewayLimits::abuse_closes_data()
{
    QTest::addColumn<QByteArray>("first"); // sent once
    QTest::addColumn<QByteArray>("frame"); // sent again and again
    QTest::newRow("messages") << QByteArray() << clientFrame(0x81, R"({"type":"ping"})");
    QTest::newRow("empty messages") << QByteArray() << clientFrame(0x81, {});
    QTest::newRow("pings") << QByteArray() << clientFrame(0x89, "x");
    QTest::newRow("pongs") << QByteArray() << clientFrame(0x8a, {});
    QTest::newRow("empty continuations") << clientFrame(0x01, "x") << clientFrame(0x00, {});
}

void TestGatewayLimits::abuse_closes()
{
    QFETCH(const QByteArray, first);
    QFETCH(const QByteArray, frame);
    RawClient client(*m_gateway);
    SocketClient neighbour;
    QVERIFY(client.upgrade(employee()));
    QVERIFY(neighbour.join(m_gateway->webSocketUrl(employee()), Offer::TimesheetV1));
    client.write(first + frame.repeated(250));
    QVERIFY(client.waitFor("\x88\x15\x03\xf0Rate limit exceeded"));
    client.write(clientFrame(0x88, "\x03\xf0"));
    QVERIFY(client.waitForEnd());
    neighbour.send({{u"type"_s, u"ping"_s}});
    QVERIFY(!neighbour.waitFor(u"pong"_s).isEmpty());
}

/// Otherwise the limit would be one of connections, and a new one all that it takes.
void TestGatewayLimits::abuse_keepsTheUserOut()
{
    RawClient flooder(*m_gateway);
    QVERIFY(flooder.upgrade(employee()));
    flooder.write(clientFrame(0x89, "x").repeated(250));
    QVERIFY(flooder.waitFor("Rate limit exceeded"));
    SocketClient again;
    again.open(m_gateway->webSocketUrl(employee()), Offer::TimesheetV1);
    QVERIFY(again.waitForClose());
    QCOMPARE(again.closeCode(), 1008);
    QCOMPARE(again.closeReason(), u"Rate limit exceeded"_s);
    QVERIFY(again.messages().isEmpty());
    SocketClient colleague;
    QVERIFY(colleague.join(m_gateway->webSocketUrl(GatewayProcess::token(u"t"_s, u"v"_s)),
                           Offer::TimesheetV1));
}

void TestGatewayLimits::addressCap_countsWhateverIsOpen_data()
{
    QTest::addColumn<QByteArray>("sent");   // by each connection, before it is left alone
    QTest::addColumn<QByteArray>("answer"); // to that
    const QByteArray get = "GET /healthz HTTP/1.1\r\nHost: x\r\n";
    QTest::newRow("silent") << QByteArray() << QByteArray();
    QTest::newRow("half a request") << get << QByteArray();
    QTest::newRow("idle between requests") << get + "\r\n" << QByteArray(R"("ok"})");
    QTest::newRow("WebSocket") << "GET /?token=" + employee() +
                                      " HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\n"
                                      "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                                      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
                               << QByteArray("101 Switching");
}

void TestGatewayLimits::addressCap_countsWhateverIsOpen()
{
    QFETCH(const QByteArray, sent);
    QFETCH(const QByteArray, answer);
    QVERIFY(restart({u"--max-connections-per-address"_s, u"2"_s}));
    std::deque<RawClient> held;
    for (int i = 0; i < 2; ++i) {
        held.emplace_back(*m_gateway).write(sent);
        QVERIFY(held.back().waitFor(answer));
    }
    RawClient refused(*m_gateway);
    QVERIFY(refused.waitFor("HTTP/1.1 429 ") && refused.waitForEnd());
    QVERIFY(refused.received().contains("Retry-After: 30\r\n"));

    held.front().socket().abort();
    QVERIFY(QTest::qWaitFor([this] {
        RawClient next(*m_gateway);
        next.write("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
        return next.waitFor("\r\n") && next.received().startsWith("HTTP/1.1 200 ");
    }));
}

/// Its connections are many clients' and its own; only those that it names are counted.
void TestGatewayLimits::addressCap_isNotForATrustedProxy()
{
    QVERIFY(restart(
        {u"--max-connections-per-address"_s, u"1"_s, u"--trusted-proxies"_s, u"127.0.0.0/8"_s}));
    std::deque<RawClient> silent;
    for (int i = 0; i < 5; ++i)
        silent.emplace_back(*m_gateway);
    std::deque<RawClient> unnamed;
    for (int i = 0; i < 2; ++i)
        QVERIFY(unnamed.emplace_back(*m_gateway).upgrade(employee()));
}

void TestGatewayLimits::slowReader_isCutAndItsNeighbourGoesOn()
{
    RawClient slow(*m_gateway);
    slow.socket().setReadBufferSize(1024); // reads a little, then no more
    QVERIFY(slow.socket().isValid());
    slow.write("GET /?token=" + employee() +
               " HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
               "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
    QVERIFY(QTest::qWaitFor([&] { return slow.socket().bytesAvailable() > 0; }));

    SocketClient neighbour;
    QVERIFY(neighbour.join(m_gateway->webSocketUrl(employee()), Offer::TimesheetV1));
    int published = 0;
    // The system's own buffers take some megabytes before anything waits in the gateway.
    while (!m_gateway->log().contains("event=slow_reader_cut") && published < 3000) {
        QStringList ids;
        for (int i = 0; i < 30; ++i)
            ids.append(QString::number(published++));
        QCOMPARE(m_web->publish(u"t"_s, ids, {}, 30'000).size(), ids.size());
        QVERIFY(neighbour.waitForEvents(published));
    }
    QVERIFY(m_gateway->waitForLog("event=slow_reader_cut"));
    QCOMPARE(neighbour.events().size(), published);
}

void TestGatewayLimits::unreadAnswers_costOnlyWhoLeavesThem()
{
    constexpr int limit = 16;
    QVERIFY(restart({u"--max-buffered-megabytes"_s, QString::number(limit), u"--metrics-from"_s,
                     u"127.0.0.1"_s}));
    WebClient web(*m_gateway);
    for (int batch = 0; batch < 2; ++batch) {
        QStringList ids;
        for (int i = 0; i < 30; ++i)
            ids.append(u"%1-%2"_s.arg(batch).arg(i));
        for (const QString &tenant : {u"t"_s, u"another"_s})
            QCOMPARE(web.publish(tenant, ids, {}, 30'000).size(), ids.size());
    }

    // Each asks for more than the system's own buffers take, and reads nothing.
    std::deque<RawClient> greedy;
    for (int i = 0; i < 8; ++i) {
        RawClient &client = greedy.emplace_back(*m_gateway);
        client.socket().setReadBufferSize(1);
        client.write(("GET /v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + employee() +
                      "\r\n\r\n")
                         .repeated(12));
    }
    const auto page = [&](const QString &tenant, const QString &user) {
        return web.get(u"/v1/events"_s, GatewayProcess::token(tenant, user));
    };
    const auto isRefused = [&] {
        const HttpResult result = page(u"t"_s, u"u"_s);
        return result.status == 503 && result.retryAfter == "5";
    };
    QVERIFY(QTest::qWaitFor(isRefused, 20'000));
    QCOMPARE(page(u"t"_s, u"colleague"_s).status, 200);
    QCOMPARE(page(u"another"_s, u"u"_s).status, 200);
    QCOMPARE(web.get(u"/healthz"_s).status, 200);

    const qint64 waiting = bufferedBytes();
    QVERIFY2(waiting > 0 && waiting <= qint64{limit} * 1024 * 1024 / 3,
             qPrintable(QString::number(waiting)));
    greedy.clear();
    QVERIFY(QTest::qWaitFor([&] { return bufferedBytes() == 0; }, 20'000));
    QCOMPARE(page(u"t"_s, u"u"_s).status, 200);
}

void TestGatewayLimits::unfinishedBodies_costOnlyWhoLeavesThem()
{
    QVERIFY(restart({u"--max-buffered-megabytes"_s, u"16"_s, u"--max-body-kilobytes"_s, u"4096"_s,
                     u"--metrics-from"_s, u"127.0.0.1"_s}));
    constexpr int size = 4'000'000;
    const auto post = [](const QString &tenant, const QString &user, int begun) -> QByteArray {
        return "POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: " +
               QByteArray::number(size) + "\r\nAuthorization: Bearer " +
               GatewayProcess::token(tenant, user, u"service"_s) + "\r\n\r\n" +
               QByteArray(begun, ' ');
    };
    const auto waitFor = [this](qint64 bytes) {
        return QTest::qWaitFor([this, bytes] { return bufferedBytes() == bytes; }, 20'000);
    };
    RawClient first(*m_gateway);
    first.write(post(u"t"_s, u"s"_s, 3'000'000));
    QVERIFY(waitFor(3'000'000));
    RawClient second(*m_gateway);
    second.write(post(u"t"_s, u"s"_s, 3'000'000));
    QVERIFY(second.waitFor("HTTP/1.1 503 "));
    QVERIFY(m_gateway->waitForLog("event=buffer_limit_reached tenant=t"));
    second.socket().abort();
    RawClient colleague(*m_gateway);
    colleague.write(post(u"t"_s, u"another"_s, 1'000'000));
    RawClient neighbour(*m_gateway);
    neighbour.write(post(u"another"_s, u"s"_s, 1'000'000));
    QVERIFY(waitFor(5'000'000));

    first.write(QByteArray(size - 3'000'000, ' '));
    for (RawClient *one : {&colleague, &neighbour})
        one->write(QByteArray(size - 1'000'000, ' '));
    for (RawClient *one : {&first, &colleague, &neighbour})
        QVERIFY(one->waitFor("HTTP/1.1 "));
    QVERIFY(waitFor(0));
}

void TestGatewayLimits::rubbishInLargeBodies_holdsUpNobodyElse()
{
    QVERIFY(restart({u"--threads"_s, u"1"_s, // one loop for all
                     u"--max-body-kilobytes"_s, u"4096"_s}));
    const QByteArray service = GatewayProcess::token(u"t"_s, u"s"_s, u"service"_s);
    const QByteArray body = '[' + "[0],"_ba.repeated(1'000'000) + "[0]";
    std::deque<RawClient> publishers;
    for (int i = 0; i < 4; ++i) {
        RawClient &client = publishers.emplace_back(*m_gateway);
        client.write("POST /v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + service +
                     "\r\nContent-Length: " + QByteArray::number(body.size() + 1) + "\r\n\r\n" +
                     body);
        QVERIFY(QTest::qWaitFor([&] { return client.socket().bytesToWrite() == 0; }));
    }
    RawClient neighbour(*m_gateway);
    for (RawClient &client : publishers)
        client.write("]"); // now they are whole
    neighbour.write("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
    QVERIFY(neighbour.waitFor("HTTP/1.1 200 "));
    const auto answered = std::count_if(publishers.begin(), publishers.end(),
                                        [](RawClient &one) { return !one.received().isEmpty(); });
    QVERIFY2(answered < 4, "the neighbour came last");
    for (RawClient &client : publishers)
        QVERIFY(client.waitFor("HTTP/1.1 4"));
}

void TestGatewayLimits::silentConnection_isCut()
{
    RawClient silent(*m_gateway);
    RawClient half(*m_gateway);
    half.write("GET / HTTP/1.1\r\nHost: x\r\n");
    QVERIFY(silent.waitForEnd());
    QVERIFY(half.waitForEnd());
}

void TestGatewayLimits::terminate_saysServiceRestart()
{
    // Raw, because QWebSocket 6.4 takes 1012, which was registered late, for a fault.
    RawClient first(*m_gateway);
    RawClient second(*m_gateway);
    RawClient idle(*m_gateway);
    QVERIFY(first.upgrade(employee()) && second.upgrade(employee()));
    m_gateway->process().terminate();
    for (RawClient *client : {&first, &second}) {
        QVERIFY(client->waitFor("\x88\x11\x03\xf4Service restart"));
        client->write(clientFrame(0x88, "\x03\xf4"));
        QVERIFY(client->waitForEnd());
    }
    QVERIFY(idle.waitForEnd());
    QVERIFY(QTest::qWaitFor([&] { return m_gateway->process().state() == QProcess::NotRunning; }));
    QCOMPARE(m_gateway->process().exitStatus(), QProcess::NormalExit);
    QCOMPARE(m_gateway->process().exitCode(), 0);
}

void TestGatewayLimits::terminate_answersThePollsThatWait()
{
    QNetworkReply *reply = m_web->begin(u"/v1/events?wait=25"_s, employee());
    WebClient other(*m_gateway);
    QCOMPARE(other.get(u"/readyz"_s).status, 200);
    m_gateway->process().terminate();
    QCOMPARE(WebClient::finish(reply).status, 200);
}

void TestGatewayLimits::terminate_finishesThePostsUnderWay()
{
    const QByteArray service = GatewayProcess::token(u"t"_s, u"s"_s, u"service"_s);
    QList<QNetworkReply *> replies;
    for (int i = 0; i < 6; ++i)
        replies.append(m_web->beginPost(u"/v1/events"_s, service, R"({"type":"x","payload":{}})"));
    QVERIFY(QTest::qWaitFor([&] { return replies.first()->isFinished(); }));
    QCOMPARE(m_gateway->terminate(), 0);
    int stored = 0;
    for (QNetworkReply *reply : std::as_const(replies))
        stored += WebClient::finish(reply).status == 201 ? 1 : 0;
    QVERIFY(stored >= 1);
    QVERIFY(m_gateway->start());
    WebClient after(*m_gateway);
    const auto events = after.get(u"/v1/events"_s, employee()).json.value("events"_L1).toArray();
    QVERIFY(events.size() >= stored);
}

void TestGatewayLimits::kill_losesNothingThatWasAnswered()
{
    const QByteArray service = GatewayProcess::token(u"t"_s, u"s"_s, u"service"_s);
    QStringList answered;
    constexpr int rounds = 3;
    for (int round = 0; round < rounds; ++round) {
        WebClient web(*m_gateway);
        QList<QNetworkReply *> replies;
        for (int i = 0; i < 200; ++i) {
            const QByteArray id = QByteArray::number(round) + '-' + QByteArray::number(i);
            replies.append(web.beginPost(u"/v1/events"_s, service,
                                         R"({"id":")" + id + R"(","type":"x","payload":{}})"));
        }
        QVERIFY(
            QTest::qWaitFor([&] { return replies.at(qsizetype{20} * (round + 1))->isFinished(); }));
        m_gateway->kill();
        for (int i = 0; i < replies.size(); ++i) {
            if (WebClient::finish(replies.at(i)).status == 201)
                answered.append(u"%1-%2"_s.arg(round).arg(i));
        }
        QVERIFY(m_gateway->start());
    }
    WebClient web(*m_gateway);
    QStringList kept;
    QString cursor = u"x"_s;
    for (bool isMore = true; isMore;) {
        const QJsonObject page = web.get(u"/v1/events?after="_s + cursor, employee()).json;
        const QJsonArray events = page.value("events"_L1).toArray();
        for (const auto &event : events)
            kept.append(event.toObject().value("id"_L1).toString());
        cursor = page.value("cursor"_L1).toString();
        isMore = !events.isEmpty();
    }
    QVERIFY(answered.size() >= qsizetype{rounds} * 20);
    for (const QString &id : std::as_const(answered))
        QVERIFY2(kept.count(id) == 1, qPrintable(id));
}

void TestGatewayLimits::secondGateway_onTheSameFile_isRefused()
{
    QProcess second;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"JWT_SECRET"_s, u"x"_s);
    second.setProcessEnvironment(environment);
    second.start(m_gateway->process().program(), m_gateway->process().arguments());
    QVERIFY(second.waitForFinished());
    QCOMPARE(second.exitCode(), 1);
    QVERIFY(second.readAllStandardError().contains("another gateway uses the file"));
}

QTEST_GUILESS_MAIN(TestGatewayLimits)
#include "tst_gateway_limits.moc"
