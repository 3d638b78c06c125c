#include "gateway/program/gateway_clients.h"

#include <QJsonDocument>
#include <QNetworkReply>
#include <QTest>

using namespace timesheet::gateway;
using namespace Qt::StringLiterals;

/// The HTTP interface of the real program.
class TestGatewayHttp : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanupTestCase();
    void init();

    void health_needsNoToken();
    void unknownOrLater_isNotFound_data();
    void unknownOrLater_isNotFound();
    void wrongMethod_saysWhichThereAre();
    void head_isAnsweredAsGetWithoutABody_data();
    void head_isAnsweredAsGetWithoutABody();
    void badToken_isUnauthorized_data();
    void badToken_isUnauthorized();
    void publish_needsTheRole();
    void publish_one_givesIdAndCursor();
    void publish_many_givesEach();
    void publish_nonsense_storesNothing_data();
    void publish_nonsense_storesNothing();
    void events_pageFromACursor();
    void events_withoutCursor_areTheNewest();
    void events_badQuery_isRefused_data();
    void events_badQuery_isRefused();
    void events_onlyThoseOfTheCaller();
    void longPoll_answersWhenSomethingComes();
    void longPoll_answersWhenTheTimeIsUp();
    void longPoll_whatIsForOthers_doesNotWakeIt();
    void read_isRemembered();
    void strictRequests_refused_data();
    void strictRequests_refused();
    void pipelinedRequests_answeredInOrder();
    void twoConnectionLines_bothCount();
    void expectContinue_isAnswered();
    void hungUpPoll_isForgotten();
    void upgrade_strict_data();
    void upgrade_strict();

private:
    QByteArray service() const { return GatewayProcess::token(m_tenant, u"s"_s, u"service"_s); }
    QByteArray employee() const { return GatewayProcess::token(m_tenant, u"u"_s); }

    GatewayProcess m_gateway;
    std::unique_ptr<WebClient> m_web;
    QString m_tenant; ///< each test has its own
    int m_tests = 0;
};

void TestGatewayHttp::initTestCase()
{
    QVERIFY(m_gateway.start());
    m_web = std::make_unique<WebClient>(m_gateway);
}

void TestGatewayHttp::cleanupTestCase()
{
    QVERIFY(!m_gateway.log().contains("eyJ"));
    QCOMPARE(m_gateway.terminate(), 0);
}

void TestGatewayHttp::init()
{
    m_tenant = u"tenant-%1"_s.arg(++m_tests);
}

void TestGatewayHttp::health_needsNoToken()
{
    QCOMPARE(m_web->get(u"/healthz"_s).status, 200);
    QCOMPARE(m_web->get(u"/readyz"_s).status, 200);
}

void TestGatewayHttp::unknownOrLater_isNotFound_data()
{
    QTest::addColumn<QString>("path");
    for (const char *path : {"/", "/v1/presences", "/v1/events/", "/v1//events", "/V1/events",
                             "/v1/%65vents", "/healthz/../v1/events"})
        QTest::newRow(path) << QString::fromLatin1(path);
}

void TestGatewayHttp::unknownOrLater_isNotFound()
{
    QFETCH(const QString, path);
    RawClient client(m_gateway);
    client.write("GET " + path.toLatin1() + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " +
                 employee() + "\r\n\r\n");
    QVERIFY(client.waitFor("HTTP/1.1 404 "));
    QVERIFY(client.waitFor("application/problem+json"));
}

void TestGatewayHttp::wrongMethod_saysWhichThereAre()
{
    RawClient client(m_gateway);
    client.write("DELETE /v1/events HTTP/1.1\r\nHost: x\r\n\r\n");
    QVERIFY(client.waitFor("Allow: GET, HEAD, POST\r\n"));
    QVERIFY(client.received().startsWith("HTTP/1.1 405 "));
}

void TestGatewayHttp::head_isAnsweredAsGetWithoutABody_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("status");
    QTest::newRow("health") << QByteArray("/healthz") << QByteArray("200");
    QTest::newRow("nothing there") << QByteArray("/nothing") << QByteArray("404");
    QTest::newRow("events") << QByteArray("/v1/events") << QByteArray("401");
    QTest::newRow("no GET") << QByteArray("/v1/read") << QByteArray("405");
}

void TestGatewayHttp::head_isAnsweredAsGetWithoutABody()
{
    QFETCH(const QByteArray, path);
    QFETCH(const QByteArray, status);
    const auto said = [&](const QByteArray &method) {
        RawClient client(m_gateway);
        client.write(method + ' ' + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        client.waitForEnd();
        QByteArray answer = client.received();
        const qsizetype date = answer.indexOf("Date: ");
        return answer.remove(date, answer.indexOf("\r\n", date) + 2 - date);
    };
    const QByteArray got = said("GET");
    QVERIFY2(got.startsWith("HTTP/1.1 " + status), got.constData());
    QCOMPARE(said("HEAD"), got.first(got.indexOf("\r\n\r\n") + 4));
}

void TestGatewayHttp::badToken_isUnauthorized_data()
{
    QTest::addColumn<QByteArray>("header");
    QTest::newRow("none") << QByteArray();
    QTest::newRow("empty") << QByteArray("Authorization: Bearer \r\n");
    QTest::newRow("nonsense") << QByteArray("Authorization: Bearer x.y.z\r\n");
    QTest::newRow("basic") << QByteArray("Authorization: Basic dTpw\r\n");
    QTest::newRow("expired") << "Authorization: Bearer " +
                                    GatewayProcess::token(u"t"_s, u"u"_s, {},
                                                          std::chrono::seconds(-61)) +
                                    "\r\n";
}

void TestGatewayHttp::badToken_isUnauthorized()
{
    QFETCH(const QByteArray, header);
    // In the query a token counts for the WebSocket only: URLs end up in logs.
    for (const QByteArray &request : {"GET /v1/events?token=" + employee(),
                                      QByteArray("POST /v1/events"), QByteArray("POST /v1/read")}) {
        RawClient client(m_gateway);
        client.write(request + " HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n" + header + "\r\n{}");
        QVERIFY(client.waitFor("WWW-Authenticate: Bearer\r\n"));
        QVERIFY(client.received().startsWith("HTTP/1.1 401 "));
    }
}

void TestGatewayHttp::publish_needsTheRole()
{
    const QByteArray body = R"({"type":"x","payload":{}})";
    for (const QString &role : {u""_s, u"employee"_s, u"manager"_s, u"admin"_s}) {
        const QByteArray token = GatewayProcess::token(m_tenant, u"u"_s, role);
        const HttpResult result = m_web->post(u"/v1/events"_s, token, body);
        QCOMPARE(result.status, 403);
        QCOMPARE(result.contentType, "application/problem+json");
        QCOMPARE(result.json.value("status"_L1), 403);
    }
    QVERIFY(m_web->get(u"/v1/events"_s, employee()).json.value("events"_L1).toArray().isEmpty());
}

void TestGatewayHttp::publish_one_givesIdAndCursor()
{
    const HttpResult result =
        m_web->post(u"/v1/events"_s, service(), R"({"type":"x","payload":{"a":1}})");
    QCOMPARE(result.status, 201);
    QCOMPARE(result.json.keys(), (QStringList{u"cursor"_s, u"id"_s}));
    const HttpResult page = m_web->get(u"/v1/events"_s, employee());
    const QJsonObject event = page.json.value("events"_L1).toArray().first().toObject();
    QCOMPARE(event.value("id"_L1), result.json.value("id"_L1));
    QCOMPARE(event.value("cursor"_L1), result.json.value("cursor"_L1));
    QCOMPARE(event.value("tenant_id"_L1), m_tenant);
    QCOMPARE(event.value("payload"_L1), (QJsonObject{{u"a"_s, 1}}));
}

void TestGatewayHttp::publish_many_givesEach()
{
    const HttpResult result = m_web->post(
        u"/v1/events"_s, service(),
        R"([{"type":"x","payload":{}},{"id":"mine","type":"y","payload":{},"timestamp":"2026-01-02T03:04:05+01:00"}])");
    QCOMPARE(result.status, 201);
    const QJsonArray receipts = result.json.value("events"_L1).toArray();
    QCOMPARE(receipts.size(), 2);
    QCOMPARE(receipts.at(1).toObject().value("id"_L1), u"mine"_s);
    const QJsonArray events =
        m_web->get(u"/v1/events"_s, employee()).json.value("events"_L1).toArray();
    QCOMPARE(events.at(1).toObject().value("timestamp"_L1), u"2026-01-02T02:04:05.000Z"_s);
}

void TestGatewayHttp::publish_nonsense_storesNothing_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");
    const auto row = [](const char *name, const QByteArray &body, int status = 400) {
        QTest::newRow(name) << body << status;
    };
    row("empty", "");
    row("no JSON", "{");
    row("nothing in it", "[]");
    row("a number", "1");
    row("no type", R"({"payload":{}})");
    row("a type of the protocol's own", R"({"type":"hello","payload":{}})");
    row("no payload", R"({"type":"x"})");
    row("bad timestamp", R"({"type":"x","payload":{},"timestamp":"yesterday"})");
    row("a timestamp beyond 9999",
        R"({"type":"x","payload":{},"timestamp":"9999-12-31T23:59:59-14:00"})");
    row("a timestamp before 0001",
        R"({"type":"x","payload":{},"timestamp":"0001-01-01T00:00:00+14:00"})");
    row("a recipient with U+0000", R"({"type":"x","payload":{},"recipient_id":"x\u0000"})");
    row("another tenant", R"({"type":"x","payload":{},"tenant_id":"stranger"})");
    row("an id that is no text", R"({"type":"x","payload":{},"id":1})");
    row("one bad of two", R"([{"type":"x","payload":{}},{"type":"x"}])");
    row("an event too large",
        R"({"type":"x","payload":{"pad":")" + QByteArray(65536, 'x') + R"("}})", 413);
    row("too many",
        '[' + QByteArray(R"({"type":"x","payload":{}},)").repeated(500) +
            R"({"type":"x","payload":{}}])",
        413);
    row("a body too large", QByteArray(1024 * 1024 + 1, ' '), 413);
}

void TestGatewayHttp::publish_nonsense_storesNothing()
{
    QFETCH(const QByteArray, body);
    QFETCH(const int, status);
    RawClient client(m_gateway);
    client.write("POST /v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + service() +
                 "\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body);
    QVERIFY(client.waitFor("HTTP/1.1 " + QByteArray::number(status)));
    QVERIFY(m_web->get(u"/v1/events"_s, employee()).json.value("events"_L1).toArray().isEmpty());
}

void TestGatewayHttp::events_pageFromACursor()
{
    const QStringList cursors = m_web->publish(m_tenant, {u"1"_s, u"2"_s, u"3"_s, u"4"_s});
    const HttpResult first =
        m_web->get(u"/v1/events?limit=2&after="_s + cursors.first(), employee());
    QCOMPARE(first.json.value("events"_L1).toArray().size(), 2);
    QCOMPARE(first.json.value("cursor"_L1), cursors.at(2));
    QCOMPARE(first.json.value("complete"_L1), true);
    const HttpResult second =
        m_web->get(u"/v1/events?after="_s + first.json.value("cursor"_L1).toString(), employee());
    QCOMPARE(second.json.value("events"_L1).toArray().first().toObject().value("id"_L1), u"4"_s);
    QCOMPARE(second.json.value("cursor"_L1), cursors.last());
    const HttpResult unknown = m_web->get(u"/v1/events?after=elsewhere"_s, employee());
    QCOMPARE(unknown.json.value("complete"_L1), false);
    QCOMPARE(unknown.json.value("events"_L1).toArray().size(), 4);
}

void TestGatewayHttp::events_withoutCursor_areTheNewest()
{
    const QStringList cursors = m_web->publish(m_tenant, {u"1"_s, u"2"_s, u"3"_s});
    const HttpResult page = m_web->get(u"/v1/events?limit=2"_s, employee());
    const QJsonArray events = page.json.value("events"_L1).toArray();
    QCOMPARE(events.size(), 2);
    QCOMPARE(events.first().toObject().value("id"_L1), u"2"_s);
    QCOMPARE(page.json.value("cursor"_L1), cursors.last());
}

void TestGatewayHttp::events_badQuery_isRefused_data()
{
    QTest::addColumn<QString>("query");
    QTest::addColumn<int>("status");
    for (const char *query :
         {"limit=0", "limit=-1", "limit=x", "limit=", "limit=1x", "wait=-1", "wait=1.5", "wait=+1"})
        QTest::newRow(query) << QString::fromLatin1(query) << 400;
    for (const char *query : {"limit=501", "limit=99999999999999999999", "after=", "unknown=1"})
        QTest::newRow(query) << QString::fromLatin1(query) << 200;
    QTest::newRow("a long cursor") << u"after="_s + QString(129, u'x') << 400;
}

void TestGatewayHttp::events_badQuery_isRefused()
{
    QFETCH(const QString, query);
    QFETCH(const int, status);
    QCOMPARE(m_web->get(u"/v1/events?"_s + query, employee()).status, status);
}

void TestGatewayHttp::events_onlyThoseOfTheCaller()
{
    m_web->publish(m_tenant, {u"1"_s});
    m_web->publish(m_tenant, {u"2"_s}, u"someone"_s);
    m_web->publish(u"stranger"_s, {u"3"_s});
    const QJsonArray events =
        m_web->get(u"/v1/events"_s, employee()).json.value("events"_L1).toArray();
    QCOMPARE(events.size(), 1);
    QCOMPARE(events.first().toObject().value("id"_L1), u"1"_s);
}

void TestGatewayHttp::longPoll_answersWhenSomethingComes()
{
    const QStringList start = m_web->publish(m_tenant, {u"1"_s});
    WebClient other(m_gateway);
    QNetworkReply *reply = other.begin(u"/v1/events?wait=25&after="_s + start.first(), employee());
    m_web->get(u"/healthz"_s); // by now the poll has most likely begun; either way it must answer
    QVERIFY(!reply->isFinished());
    const QStringList cursors = m_web->publish(m_tenant, {u"2"_s});
    const HttpResult result = WebClient::finish(reply);
    QCOMPARE(result.status, 200);
    QCOMPARE(result.json.value("cursor"_L1), cursors.first());
    QCOMPARE(result.json.value("events"_L1).toArray().size(), 1);
}

void TestGatewayHttp::longPoll_answersWhenTheTimeIsUp()
{
    const QStringList start = m_web->publish(m_tenant, {u"1"_s});
    QElapsedTimer timer;
    timer.start();
    const HttpResult result = m_web->get(u"/v1/events?wait=1&after="_s + start.first(), employee());
    QVERIFY(timer.elapsed() >= 900);
    QCOMPARE(result.status, 200);
    QVERIFY(result.json.value("events"_L1).toArray().isEmpty());
    QCOMPARE(result.json.value("cursor"_L1), start.first());
}

void TestGatewayHttp::longPoll_whatIsForOthers_doesNotWakeIt()
{
    const QStringList start = m_web->publish(m_tenant, {u"1"_s});
    WebClient other(m_gateway);
    QNetworkReply *reply = other.begin(u"/v1/events?wait=25&after="_s + start.first(), employee());
    m_web->publish(u"stranger"_s, {u"2"_s});
    m_web->publish(m_tenant, {u"3"_s}, u"someone"_s);
    m_web->publish(m_tenant, {u"4"_s});
    const QJsonArray events = WebClient::finish(reply).json.value("events"_L1).toArray();
    QCOMPARE(events.size(), 1);
    QCOMPARE(events.first().toObject().value("id"_L1), u"4"_s);
}

void TestGatewayHttp::read_isRemembered()
{
    m_web->publish(m_tenant, {u"1"_s});
    QCOMPARE(m_web->post(u"/v1/read"_s, employee(), R"({"ids":["1"]})").status, 204);
    for (const QByteArray &body :
         QByteArrayList{"", "{}", R"({"ids":1})", R"({"ids":["1"],"through":"x"})"})
        QCOMPARE(m_web->post(u"/v1/read"_s, employee(), body).status, 400);
}

void TestGatewayHttp::strictRequests_refused_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<QByteArray>("answer");
    const auto row = [](const char *name, const QByteArray &request, const QByteArray &answer) {
        QTest::newRow(name) << request << answer;
    };
    const QByteArray post = "POST /v1/read HTTP/1.1\r\nHost: x\r\n";
    row("Content-Length beside chunked",
        post + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "400");
    row("chunked beside Content-Length",
        post + "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n", "400");
    row("two lengths", post + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nxx", "400");
    row("the same length twice", post + "Content-Length: 1\r\nContent-Length: 1\r\n\r\nx", "400");
    row("a list of lengths", post + "Content-Length: 1, 1\r\n\r\nx", "400");
    row("a signed length", post + "Content-Length: +1\r\n\r\nx", "400");
    row("a negative length", post + "Content-Length: -1\r\n\r\nx", "400");
    row("a hexadecimal length", post + "Content-Length: 0x1\r\n\r\nx", "400");
    row("an endless length", post + "Content-Length: 99999999999999999999999\r\n\r\nx", "400");
    row("an unknown coding", post + "Transfer-Encoding: gzip\r\n\r\n", "501");
    row("a coding before chunked", post + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        "501");
    row("a coding after chunked", post + "Transfer-Encoding: chunked, identity\r\n\r\n", "501");
    row("chunked twice",
        post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "400");
    row("nearly chunked", post + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", "501");
    row("space before the colon", post + "Content-Length : 1\r\n\r\nx", "400");
    row("chunked on a line of its own", post + "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n",
        "400");
    row("a folded line", "GET /healthz HTTP/1.1\r\nHost: x\r\nA: b\r\n\tc\r\n\r\n", "400");
    row("two tokens",
        "GET /healthz HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer a\r\n"
        "authorization: Bearer b\r\n\r\n",
        "400");
    row("two origins",
        "GET / HTTP/1.1\r\nHost: x\r\nOrigin: https://a.example\r\nOrigin: https://b.example\r\n"
        "\r\n",
        "400");
    row("two keys",
        "GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
        "400");
    row("no host", "GET /healthz HTTP/1.1\r\n\r\n", "400");
    row("two hosts", "GET /healthz HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", "400");
    row("HTTP/1.0", "GET /healthz HTTP/1.0\r\nHost: x\r\n\r\n", "505");
    row("HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "400");
    row("no HTTP", "hello\r\n\r\n", "400");
    row("TLS", QByteArray("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11), "400");
    row("lines without CR", "GET /healthz HTTP/1.1\nHost: x\n\n", "400");
    row("NUL in a field", QByteArray("GET /healthz HTTP/1.1\r\nHost: x\r\nA: a\0b\r\n\r\n", 42),
        "400");
    row("absolute form", "GET http://x/healthz HTTP/1.1\r\nHost: x\r\n\r\n", "400");
    row("asterisk form", "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", "400");
    row("authority form", "CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n", "400");
    row("a head without end",
        "GET /healthz HTTP/1.1\r\nHost: x\r\nA: " + QByteArray(20'000, 'a') + "\r\n\r\n", "431");
}

void TestGatewayHttp::strictRequests_refused()
{
    QFETCH(const QByteArray, request);
    QFETCH(const QByteArray, answer);
    RawClient client(m_gateway);
    client.write(request + "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
    QVERIFY(client.waitForEnd());
    // One answer: nothing behind a broken request is taken for a request of its own.
    QVERIFY2(client.received().startsWith("HTTP/1.1 " + answer), client.received().constData());
    QCOMPARE(client.received().count("HTTP/1.1 "), 1);
}

void TestGatewayHttp::pipelinedRequests_answeredInOrder()
{
    RawClient client(m_gateway);
    client.write("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
                 "GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n"
                 "GET /readyz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    QVERIFY(client.waitForEnd());
    QCOMPARE(client.received().count("HTTP/1.1 "), 3);
    QVERIFY(client.received().indexOf("ok") < client.received().indexOf("404"));
    QVERIFY(client.received().indexOf("404") < client.received().indexOf("ready"));
}

void TestGatewayHttp::twoConnectionLines_bothCount()
{
    RawClient client(m_gateway);
    client.write("GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: te\r\nConnection: close\r\n\r\n");
    QVERIFY(client.waitForEnd());
    QVERIFY(client.received().startsWith("HTTP/1.1 200 "));
}

void TestGatewayHttp::expectContinue_isAnswered()
{
    RawClient client(m_gateway);
    client.write("POST /v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + service() +
                 "\r\nExpect: 100-continue\r\nTransfer-Encoding: chunked\r\n\r\n");
    QVERIFY(client.waitFor("HTTP/1.1 100 Continue\r\n\r\n"));
    client.write("19\r\n{\"type\":\"x\",\"payload\":{}}\r\n0\r\n\r\n");
    QVERIFY(client.waitFor("HTTP/1.1 201 "));
}

void TestGatewayHttp::hungUpPoll_isForgotten()
{
    {
        RawClient client(m_gateway);
        client.write("GET /v1/events?wait=25 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " +
                     employee() + "\r\n\r\n");
        client.socket().disconnectFromHost();
        QVERIFY(client.waitForEnd());
    }
    m_web->publish(m_tenant, {u"1"_s}); // would be delivered to it
    QCOMPARE(m_web->get(u"/healthz"_s).status, 200);
}

void TestGatewayHttp::upgrade_strict_data()
{
    QTest::addColumn<QByteArray>("head");
    QTest::addColumn<QByteArray>("answer");
    const QByteArray upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\n";
    const QByteArray key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    const QByteArray version = "Sec-WebSocket-Version: 13\r\n";
    QTest::newRow("no version") << upgrade + key << QByteArray("426");
    QTest::newRow("an old version") << upgrade + key + "Sec-WebSocket-Version: 8\r\n"
                                    << QByteArray("426");
    QTest::newRow("two Connection lines")
        << "Connection: keep-alive\r\n" + upgrade + key + version << QByteArray("101");
    QTest::newRow("two Connection lines, the other way round")
        << upgrade + "Connection: keep-alive\r\n" + key + version << QByteArray("101");
    QTest::newRow("no key") << upgrade + version << QByteArray("400");
    QTest::newRow("a short key") << upgrade + version + "Sec-WebSocket-Key: eA==\r\n"
                                 << QByteArray("400");
    QTest::newRow("no upgrade") << key + version << QByteArray("404");
    QTest::newRow("with a body") << upgrade + key + version + "Content-Length: 1\r\n"
                                 << QByteArray("400");
}

void TestGatewayHttp::upgrade_strict()
{
    QFETCH(const QByteArray, head);
    QFETCH(const QByteArray, answer);
    RawClient client(m_gateway);
    client.write("GET / HTTP/1.1\r\nHost: x\r\n" + head + "\r\n");
    QVERIFY(client.waitFor("\r\n\r\n"));
    QVERIFY2(client.received().startsWith("HTTP/1.1 " + answer), client.received().constData());
    // RFC 9110, section 15.5.22.
    if (answer == "426")
        QVERIFY(client.received().contains("\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"));
}

QTEST_GUILESS_MAIN(TestGatewayHttp)
#include "tst_gateway_http.moc"
