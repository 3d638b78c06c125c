#include "gateway/program/gateway_clients.h"

#include <QNetworkReply>
#include <QSignalSpy>
#include <QTest>

using namespace timesheet::gateway;
using namespace Qt::StringLiterals;
using Offer = SocketClient::Offer;

/// Clients of the WebSocket against the real program.
class TestGatewayWebsocket : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanupTestCase();
    void init();

    void newClient_hearsHelloFirst();
    void deployedClient_hearsSectionOneOnly();
    void badToken_upgradedAndClosed_data();
    void badToken_upgradedAndClosed();
    void bearerHeader_isEnough();
    void events_reachTheirTenantOnly();
    void events_withARecipient_reachThoseWhoMaySee();
    void publishedTwice_sentOnce();
    void resume_byMessageAndByUrl_replaysTheGap_data();
    void resume_byMessageAndByUrl_replaysTheGap();
    void resume_unknownCursor_isNotComplete();
    void resume_whileEventsPourIn_hasNoHoleAndNoDouble();
    void resume_manyLargeEvents_arriveInOrder();
    void replay_ofWhatWasRead_saysSo();
    void auth_prolongs();
    void auth_refused_data();
    void auth_refused();
    void expiredToken_closes();
    void read_reachesTheOtherConnections();
    void read_unknownCursor_isAnError();
    void nonsense_costsItselfOnly_data();
    void nonsense_costsItselfOnly();
    void protocolFaults_close_data();
    void protocolFaults_close();

private:
    QByteArray employee() const { return GatewayProcess::token(m_tenant, u"u"_s); }

    GatewayProcess m_gateway;
    std::unique_ptr<WebClient> m_web;
    QString m_tenant; ///< each test has its own
    int m_tests = 0;
};

void TestGatewayWebsocket::initTestCase()
{
    QVERIFY(m_gateway.start());
    m_web = std::make_unique<WebClient>(m_gateway);
}

void TestGatewayWebsocket::cleanupTestCase()
{
    QVERIFY(!m_gateway.log().contains("eyJ")); // no token, and no part of one
    QCOMPARE(m_gateway.terminate(), 0);
}

void TestGatewayWebsocket::init()
{
    m_tenant = u"tenant-%1"_s.arg(++m_tests);
}

void TestGatewayWebsocket::newClient_hearsHelloFirst()
{
    const QStringList cursors = m_web->publish(m_tenant, {u"1"_s});
    SocketClient client;
    QVERIFY(client.join(m_gateway.webSocketUrl(employee()), Offer::TimesheetV1));
    QCOMPARE(client.socket().subprotocol(), u"timesheet.v1"_s);
    const QJsonObject hello = client.messages().first();
    QCOMPARE(hello.value("type"_L1), u"hello"_s);
    QCOMPARE(hello.value("protocol"_L1), 1);
    QCOMPARE(hello.value("cursor"_L1), cursors.first());
    QCOMPARE(hello.value("heartbeat_s"_L1), 30);
    QCOMPARE(hello.value("limits"_L1),
             (QJsonObject{{u"messages_per_minute"_s, 100}, {u"max_message_bytes"_s, 65536}}));
    QVERIFY(hello.value("server"_L1).toString().startsWith(u"timesheet-gateway/"_s));
    QVERIFY(hello.value("features"_L1).toArray().contains(u"resume"_s));
}

void TestGatewayWebsocket::deployedClient_hearsSectionOneOnly()
{
    SocketClient client;
    QVERIFY(client.join(m_gateway.webSocketUrl(employee(), u"anything"_s), Offer::Nothing));
    QVERIFY(client.socket().subprotocol().isEmpty());
    client.socket().sendTextMessage(u"nonsense"_s);
    client.send({{u"type"_s, u"resume"_s}, {u"after"_s, u"x"_s}});
    client.send({{u"type"_s, u"auth"_s}, {u"token"_s, u"x"_s}});
    client.send({{u"type"_s, u"read"_s}, {u"through"_s, u"x"_s}});
    m_web->publish(m_tenant, {u"1"_s});
    QVERIFY(client.waitForEvents(1));
    const QJsonObject event = client.events().first();
    QCOMPARE(event.keys(), (QStringList{u"payload"_s, u"tenant_id"_s, u"timestamp"_s, u"type"_s}));
    QCOMPARE(event.value("tenant_id"_L1), m_tenant);
    QCOMPARE(client.messages().size(), 2); // the pong and the event
}

void TestGatewayWebsocket::badToken_upgradedAndClosed_data()
{
    QTest::addColumn<QByteArray>("token");
    QTest::newRow("none") << QByteArray();
    QTest::newRow("nonsense") << QByteArray("nonsense");
    QTest::newRow("another secret") << mintToken(
        {timesheet::TenantId(u"t"_s), timesheet::UserId(u"u"_s), {}, {}, std::chrono::hours(1)},
        "another", WallClock::now());
    QTest::newRow("expired") << GatewayProcess::token(u"t"_s, u"u"_s, {},
                                                      std::chrono::seconds(-61));
}

void TestGatewayWebsocket::badToken_upgradedAndClosed()
{
    QFETCH(const QByteArray, token);
    for (const Offer offer : {Offer::Nothing, Offer::TimesheetV1}) {
        SocketClient client;
        QSignalSpy connected(&client.socket(), &QWebSocket::connected);
        client.open(m_gateway.webSocketUrl(token), offer);
        QVERIFY(connected.wait());
        QVERIFY(client.waitForClose());
        QCOMPARE(client.closeCode(), 1008);
        QCOMPARE(client.closeReason(), u"Unauthorized"_s);
        QVERIFY(client.messages().isEmpty());
    }
}

void TestGatewayWebsocket::bearerHeader_isEnough()
{
    SocketClient client;
    client.open(QUrl(u"ws://127.0.0.1:%1/some/path"_s.arg(m_gateway.port())), Offer::TimesheetV1,
                employee());
    QVERIFY(!client.waitFor(u"hello"_s).isEmpty());
}

void TestGatewayWebsocket::events_reachTheirTenantOnly()
{
    SocketClient ours;
    SocketClient theirs;
    const QByteArray stranger = GatewayProcess::token(u"stranger"_s, u"u"_s, u"admin"_s);
    QVERIFY(ours.join(m_gateway.webSocketUrl(employee()), Offer::TimesheetV1));
    QVERIFY(theirs.join(m_gateway.webSocketUrl(stranger), Offer::TimesheetV1));
    const QStringList cursors = m_web->publish(m_tenant, {u"1"_s, u"2"_s});
    m_web->publish(u"stranger"_s, {u"3"_s});
    QVERIFY(ours.waitForEvents(2));
    QVERIFY(theirs.waitForEvents(1));
    QCOMPARE(ours.eventIds(), (QStringList{u"1"_s, u"2"_s}));
    QCOMPARE(theirs.eventIds(), QStringList{u"3"_s});
    QCOMPARE(ours.events().last().value("cursor"_L1), cursors.last());
}

void TestGatewayWebsocket::events_withARecipient_reachThoseWhoMaySee()
{
    SocketClient recipient;
    SocketClient colleague;
    SocketClient manager;
    QVERIFY(recipient.join(m_gateway.webSocketUrl(employee()), Offer::TimesheetV1));
    QVERIFY(colleague.join(m_gateway.webSocketUrl(GatewayProcess::token(m_tenant, u"v"_s)),
                           Offer::TimesheetV1));
    QVERIFY(
        manager.join(m_gateway.webSocketUrl(GatewayProcess::token(m_tenant, u"w"_s, u"manager"_s)),
                     Offer::TimesheetV1));
    m_web->publish(m_tenant, {u"private"_s}, u"u"_s);
    m_web->publish(m_tenant, {u"public"_s});
    QVERIFY(recipient.waitForEvents(2) && manager.waitForEvents(2) && colleague.waitForEvents(1));
    QCOMPARE(recipient.eventIds(), (QStringList{u"private"_s, u"public"_s}));
    QCOMPARE(manager.eventIds(), (QStringList{u"private"_s, u"public"_s}));
    QCOMPARE(colleague.eventIds(), QStringList{u"public"_s});
}

void TestGatewayWebsocket::publishedTwice_sentOnce()
{
    SocketClient client;
    QVERIFY(client.join(m_gateway.webSocketUrl(employee()), Offer::TimesheetV1));
    const QStringList first = m_web->publish(m_tenant, {u"1"_s, u"1"_s});
    QCOMPARE(first.size(), 2);
    QCOMPARE(first.at(0), first.at(1));
    QCOMPARE(m_web->publish(m_tenant, {u"1"_s, u"2"_s}).first(), first.first());
    QVERIFY(client.waitForEvents(2));
    QCOMPARE(client.eventIds(), (QStringList{u"1"_s, u"2"_s}));
}

void TestGatewayWebsocket::resume_byMessageAndByUrl_replaysTheGap_data()
{
    QTest::addColumn<bool>("byUrl");
    QTest::newRow("message") << false;
    QTest::newRow("URL") << true;
}

void TestGatewayWebsocket::resume_byMessageAndByUrl_replaysTheGap()
{
    QFETCH(const bool, byUrl);
    const QStringList cursors = m_web->publish(m_tenant, {u"1"_s, u"2"_s, u"3"_s});
    SocketClient client;
    QVERIFY(client.join(m_gateway.webSocketUrl(employee(), byUrl ? cursors.first() : QString()),
                        Offer::TimesheetV1));
    if (!byUrl)
        client.send({{u"type"_s, u"resume"_s}, {u"after"_s, cursors.first()}});
    const QJsonObject resumed = client.waitFor(u"resumed"_s);
    QCOMPARE(resumed, (QJsonObject{{u"type"_s, u"resumed"_s},
                                   {u"cursor"_s, cursors.last()},
                                   {u"replayed"_s, 2},
                                   {u"complete"_s, true}}));
    QCOMPARE(client.eventIds(), (QStringList{u"2"_s, u"3"_s}));
    m_web->publish(m_tenant, {u"4"_s});
    QVERIFY(client.waitForEvents(3));
    QCOMPARE(client.eventIds().constLast(), u"4"_s);
}

void TestGatewayWebsocket::resume_unknownCursor_isNotComplete()
{
    m_web->publish(m_tenant, {u"1"_s});
    SocketClient client;
    QVERIFY(
        client.join(m_gateway.webSocketUrl(employee(), u"another-servers"_s), Offer::TimesheetV1));
    QCOMPARE(client.waitFor(u"resumed"_s).value("complete"_L1), false);
    QCOMPARE(client.eventIds(), QStringList{u"1"_s});
}

void TestGatewayWebsocket::resume_whileEventsPourIn_hasNoHoleAndNoDouble()
{
    constexpr int total = 600;
    constexpr int atATime = 10;
    const QStringList start = m_web->publish(m_tenant, {u"start"_s});
    const QByteArray service = GatewayProcess::token(m_tenant, u"p"_s, u"service"_s);
    std::vector<std::unique_ptr<SocketClient>> clients;
    QStringList published;
    QList<QNetworkReply *> replies;
    for (int i = 0; i < total; ++i) {
        const QByteArray body =
            R"({"id":")" + QByteArray::number(i) + R"(","type":"notification:new","payload":{}})";
        replies.append(m_web->beginPost(u"/v1/events"_s, service, body));
        published.append(QString::number(i));
        if (i % 20 == 0) {
            clients.push_back(std::make_unique<SocketClient>());
            const bool byUrl = i % 40 == 0;
            clients.back()->open(
                m_gateway.webSocketUrl(employee(), byUrl ? start.first() : QString()),
                Offer::TimesheetV1);
            if (!byUrl) {
                SocketClient *client = clients.back().get();
                QObject::connect(
                    &client->socket(), &QWebSocket::textMessageReceived, &client->socket(),
                    [client, &start](const QString &text) {
                        if (text.contains(u"\"hello\""_s))
                            client->send({{u"type"_s, u"resume"_s}, {u"after"_s, start.first()}});
                    });
            }
        }
        while (replies.size() > atATime)
            QCOMPARE(WebClient::finish(replies.takeFirst()).status, 201);
    }
    for (QNetworkReply *reply : std::as_const(replies))
        QCOMPARE(WebClient::finish(reply).status, 201);
    published.sort();
    for (const auto &client : clients) {
        QVERIFY(client->waitForEvents(total));
        QVERIFY(!client->waitFor(u"resumed"_s).isEmpty());
        QString last;
        for (const QJsonObject &event : client->events()) {
            const QString cursor = event.value("cursor"_L1).toString();
            QVERIFY(cursor > last);
            last = cursor;
        }
        QStringList ids = client->eventIds();
        ids.sort();
        QCOMPARE(ids, published);
    }
}

void TestGatewayWebsocket::resume_manyLargeEvents_arriveInOrder()
{
    // 6 MB: many times what may wait for one connection.
    QStringList ids;
    for (int batch = 0; batch < 6; ++batch) {
        QStringList some;
        for (int i = 0; i < 20; ++i)
            some.append(u"%1-%2"_s.arg(batch).arg(i));
        QCOMPARE(m_web->publish(m_tenant, some, {}, 50'000).size(), some.size());
        ids += some;
    }
    SocketClient client;
    QVERIFY(client.join(m_gateway.webSocketUrl(employee(), u"x"_s), Offer::TimesheetV1));
    QCOMPARE(client.waitFor(u"resumed"_s).value("replayed"_L1).toInt(), ids.size());
    QCOMPARE(client.eventIds(), ids);
}

void TestGatewayWebsocket::replay_ofWhatWasRead_saysSo()
{
    m_web->publish(m_tenant, {u"1"_s, u"2"_s});
    QCOMPARE(m_web->post(u"/v1/read"_s, employee(), R"({"ids":["2"]})").status, 204);
    SocketClient client;
    QVERIFY(client.join(m_gateway.webSocketUrl(employee(), u"x"_s), Offer::TimesheetV1));
    QVERIFY(!client.waitFor(u"resumed"_s).isEmpty());
    QCOMPARE(client.first(u"read"_s).value("ids"_L1), QJsonArray{u"2"_s});
}

void TestGatewayWebsocket::auth_prolongs()
{
    const QByteArray brief = GatewayProcess::token(m_tenant, u"u"_s, {}, std::chrono::seconds(3));
    SocketClient prolonged;
    SocketClient witness; // ends when the other would have
    QVERIFY(prolonged.join(m_gateway.webSocketUrl(brief), Offer::TimesheetV1));
    QVERIFY(witness.join(m_gateway.webSocketUrl(brief), Offer::TimesheetV1));
    prolonged.send({{u"type"_s, u"auth"_s}, {u"token"_s, QString::fromLatin1(employee())}});
    const QJsonObject ok = prolonged.waitFor(u"auth_ok"_s);
    const auto expiry = QDateTime::fromString(ok.value("expires_at"_L1).toString(), Qt::ISODate);
    QVERIFY(expiry > QDateTime::currentDateTimeUtc().addSecs(3000));
    QVERIFY(witness.waitForClose());
    QCOMPARE(witness.closeReason(), u"Token expired"_s);
    prolonged.send({{u"type"_s, u"ping"_s}});
    QVERIFY(!prolonged.waitFor(u"pong"_s).isEmpty());
}

void TestGatewayWebsocket::auth_refused_data()
{
    QTest::addColumn<QString>("tenant");
    QTest::addColumn<QString>("user");
    QTest::addColumn<int>("lifetime");
    QTest::addColumn<QString>("reason");
    QTest::newRow("another user") << QString() << u"v"_s << 60 << u"another-user"_s;
    QTest::newRow("another tenant") << u"stranger"_s << u"u"_s << 60 << u"another-user"_s;
    QTest::newRow("expired") << QString() << u"u"_s << -61 << u"expired"_s;
}

void TestGatewayWebsocket::auth_refused()
{
    QFETCH(const QString, tenant);
    QFETCH(const QString, user);
    QFETCH(const int, lifetime);
    QFETCH(const QString, reason);
    SocketClient client;
    QVERIFY(client.join(m_gateway.webSocketUrl(employee()), Offer::TimesheetV1));
    const QByteArray token = GatewayProcess::token(tenant.isEmpty() ? m_tenant : tenant, user, {},
                                                   std::chrono::seconds(lifetime));
    client.send({{u"type"_s, u"auth"_s}, {u"token"_s, QString::fromLatin1(token)}});
    QCOMPARE(client.waitFor(u"auth_error"_s).value("reason"_L1), reason);
    m_web->publish(m_tenant, {u"1"_s});
    QVERIFY(client.waitForEvents(1)); // still who it was
}

void TestGatewayWebsocket::expiredToken_closes()
{
    SocketClient client;
    QVERIFY(client.join(m_gateway.webSocketUrl(
                            GatewayProcess::token(m_tenant, u"u"_s, {}, std::chrono::seconds(2))),
                        Offer::Nothing));
    QVERIFY(client.waitForClose());
    QCOMPARE(client.closeCode(), 1008);
    QCOMPARE(client.closeReason(), u"Token expired"_s);
}

void TestGatewayWebsocket::read_reachesTheOtherConnections()
{
    const QStringList cursors = m_web->publish(m_tenant, {u"1"_s});
    SocketClient phone;
    SocketClient desk;
    SocketClient colleague;
    QVERIFY(phone.join(m_gateway.webSocketUrl(employee()), Offer::TimesheetV1));
    QVERIFY(desk.join(m_gateway.webSocketUrl(employee()), Offer::TimesheetV1));
    QVERIFY(colleague.join(m_gateway.webSocketUrl(GatewayProcess::token(m_tenant, u"v"_s)),
                           Offer::TimesheetV1));
    phone.send({{u"type"_s, u"read"_s}, {u"ids"_s, QJsonArray{u"1"_s}}});
    QCOMPARE(desk.waitFor(u"read"_s).value("ids"_L1), QJsonArray{u"1"_s});
    const QByteArray body = R"({"through":")" + cursors.first().toLatin1() + R"("})";
    QCOMPARE(m_web->post(u"/v1/read"_s, employee(), body).status, 204);
    QVERIFY(QTest::qWaitFor([&] { return desk.count(u"read"_s) == 2; }));
    QCOMPARE(desk.messages().last().value("through"_L1), cursors.first());
    QVERIFY(QTest::qWaitFor([&] { return phone.count(u"read"_s) == 1; })); // of the POST only
    QCOMPARE(colleague.count(u"read"_s), 0);
}

void TestGatewayWebsocket::read_unknownCursor_isAnError()
{
    SocketClient client;
    QVERIFY(client.join(m_gateway.webSocketUrl(employee()), Offer::TimesheetV1));
    client.send({{u"type"_s, u"read"_s}, {u"through"_s, u"x"_s}});
    QCOMPARE(client.waitFor(u"error"_s).value("code"_L1), u"unknown-cursor"_s);
    QCOMPARE(m_web->post(u"/v1/read"_s, employee(), R"({"through":"x"})").status, 400);
}

void TestGatewayWebsocket::nonsense_costsItselfOnly_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("code");
    QTest::newRow("empty") << u""_s << u"not-json"_s;
    QTest::newRow("no JSON") << u"{"_s << u"not-json"_s;
    QTest::newRow("no object") << u"[]"_s << u"not-an-object"_s;
    QTest::newRow("no type") << u"{}"_s << u"no-type"_s;
    QTest::newRow("unknown type") << u"{\"type\":\"sing\"}"_s << u"no-type"_s;
    QTest::newRow("an event") << u"{\"type\":\"notification:new\",\"payload\":{}}"_s
                              << u"no-type"_s;
    QTest::newRow("resume without cursor") << u"{\"type\":\"resume\"}"_s << u"bad-member"_s;
    QTest::newRow("auth with a number") << u"{\"type\":\"auth\",\"token\":1}"_s << u"bad-member"_s;
    QTest::newRow("deep") << u"{\"type\":"_s + QString(5000, u'[') << u"not-json"_s;
}

void TestGatewayWebsocket::nonsense_costsItselfOnly()
{
    QFETCH(const QString, text);
    QFETCH(const QString, code);
    SocketClient client;
    QVERIFY(client.join(m_gateway.webSocketUrl(employee()), Offer::TimesheetV1));
    client.socket().sendTextMessage(text);
    QCOMPARE(client.waitFor(u"error"_s).value("code"_L1), code);
    client.send({{u"type"_s, u"ping"_s}});
    QVERIFY(!client.waitFor(u"pong"_s).isEmpty());
}

void TestGatewayWebsocket::protocolFaults_close_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("close");
    QTest::newRow("too big") << clientFrame(0x81, QByteArray(65537, 'x')) << QByteArray("\x03\xf1");
    QTest::newRow("not UTF-8") << clientFrame(0x81, "\xff") << QByteArray("\x03\xef");
    QTest::newRow("binary") << clientFrame(0x82, "x") << QByteArray("\x03\xeb");
    QTest::newRow("not masked") << QByteArray("\x81\x01x") << QByteArray("\x03\xea");
    QTest::newRow("goodbye") << clientFrame(0x88, "\x03\xe8") << QByteArray("\x88\x02\x03\xe8");
}

void TestGatewayWebsocket::protocolFaults_close()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const QByteArray, close);
    RawClient client(m_gateway);
    QVERIFY(client.upgrade(employee()));
    client.write(bytes);
    QVERIFY(client.waitFor(close));
    QVERIFY(client.waitForEnd());
}

QTEST_GUILESS_MAIN(TestGatewayWebsocket)
#include "tst_gateway_websocket.moc"
