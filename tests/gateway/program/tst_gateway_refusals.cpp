#include "gateway/program/gateway_clients.h"
#include "gateway/program/timesheets_database.h"

#include <QRegularExpression>
#include <QTest>

#include <memory>
#include <vector>

using namespace timesheet::gateway;
using namespace Qt::StringLiterals;

namespace {

constexpr int patience = 30'000;

/// The longest part of every token that the gateway must never log: its signature.
constexpr char forgedSignature[] = "Zm9yZ2VkLXNpZ25hdHVyZQ";

QByteArray employee()
{
    return GatewayProcess::token(u"t"_s, u"u"_s);
}

QByteArray forged()
{
    return employee().left(employee().lastIndexOf('.') + 1) + forgedSignature;
}

enum class Speaks { Deployed, V1 };

QByteArray upgradeRequest(const QByteArray &token, Speaks speaks)
{
    const QByteArray offer = speaks == Speaks::V1 ? "Sec-WebSocket-Protocol: timesheet.v1\r\n" : "";
    return "GET /?token=" + token +
           " HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
           "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
           offer + "\r\n";
}

QByteArray request(const QByteArray &line, const QByteArray &token, const QByteArray &body = {})
{
    const QByteArray bearer = token.isEmpty() ? "" : "Authorization: Bearer " + token + "\r\n";
    return line + " HTTP/1.1\r\nHost: x\r\n" + bearer +
           "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body;
}

QByteArray authMessage(const QByteArray &token)
{
    return clientFrame(0x81, R"({"type":"auth","token":")" + token + R"("})");
}

} // namespace

/// What is turned away is counted and logged once, at whichever door it came.
class TestGatewayRefusals : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();

    void refusedToken_isCountedAndLogged_data();
    void refusedToken_isCountedAndLogged();
    void storageAway_isCountedAndLogged_data();
    void storageAway_isCountedAndLogged();
    void probe_whileTheStorageIsAway_isAnsweredAndNotCounted();

private:
    int counted(const QByteArray &reason);
    qsizetype logged(const QByteArray &event) { return m_gateway.log().count(event); }
    bool takeStorageAway();

    PostgresCluster m_cluster;
    GatewayProcess m_gateway;
    std::vector<std::unique_ptr<RawClient>> m_sessions; ///< open since before the storage went
    bool m_isAway = false;
};

void TestGatewayRefusals::initTestCase()
{
    const QString fault = createTimesheets(m_cluster);
    QVERIFY2(fault.isEmpty(), qPrintable(fault));
    m_gateway.setDatabase(m_cluster.url(u"timesheets"_s, u"gateway"_s));
    QVERIFY2(m_gateway.start({u"--metrics-from"_s, u"127.0.0.1"_s}), m_gateway.log().constData());
}

/// How often a reason stands in the metrics.
int TestGatewayRefusals::counted(const QByteArray &reason)
{
    RawClient client(m_gateway);
    client.write("GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    client.waitForEnd();
    const QRegularExpression line(u"timesheet_dropped_total\\{reason=\"%1\"\\} ([0-9]+)\n"_s.arg(
        QString::fromLatin1(reason)));
    const auto match = line.match(QString::fromUtf8(client.received()));
    return match.hasMatch() ? match.captured(1).toInt() : -1;
}

/// For the rest of the test, with as many sessions left behind as there are rows that want one.
bool TestGatewayRefusals::takeStorageAway()
{
    if (std::exchange(m_isAway, true))
        return true;
    for (int i = 0; i < 2; ++i) {
        m_sessions.push_back(std::make_unique<RawClient>(m_gateway));
        if (!m_sessions.back()->upgrade(employee()))
            return false;
    }
    m_cluster.stop();
    WebClient web(m_gateway);
    return QTest::qWaitFor([&] { return web.get(u"/readyz"_s).status == 503; }, patience);
}

void TestGatewayRefusals::refusedToken_isCountedAndLogged_data()
{
    QTest::addColumn<bool>("isInSession"); // sent by a client whose first token was good
    QTest::addColumn<QByteArray>("sent");
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<QByteArray>("reason");
    const QByteArray publish = R"({"type":"x","payload":{}})";
    QTest::newRow("upgrade") << false << upgradeRequest(forged(), Speaks::V1)
                             << QByteArray("\x03\xf0Unauthorized") << QByteArray("bad-signature");
    QTest::newRow("upgrade of a deployed client")
        << false << upgradeRequest(forged(), Speaks::Deployed) << QByteArray("\x03\xf0Unauthorized")
        << QByteArray("bad-signature");
    QTest::newRow("upgrade without a token")
        << false << upgradeRequest({}, Speaks::V1) << QByteArray("\x03\xf0Unauthorized")
        << QByteArray("malformed");
    QTest::newRow("request") << false << request("GET /v1/presence", forged())
                             << QByteArray("HTTP/1.1 401") << QByteArray("bad-signature");
    QTest::newRow("request without a token")
        << false << request("GET /v1/presence", {}) << QByteArray("HTTP/1.1 401")
        << QByteArray("malformed");
    QTest::newRow("poll") << false << request("GET /v1/events?wait=25", forged())
                          << QByteArray("HTTP/1.1 401") << QByteArray("bad-signature");
    QTest::newRow("publish") << false << request("POST /v1/events", forged(), publish)
                             << QByteArray("HTTP/1.1 401") << QByteArray("bad-signature");
    QTest::newRow("auth") << true << authMessage(forged()) << QByteArray("auth_error")
                          << QByteArray("bad-signature");
    QTest::newRow("auth as another user")
        << true << authMessage(GatewayProcess::token(u"t"_s, u"another"_s))
        << QByteArray("auth_error") << QByteArray("another-user");
}

void TestGatewayRefusals::refusedToken_isCountedAndLogged()
{
    QFETCH(const bool, isInSession);
    QFETCH(const QByteArray, sent);
    QFETCH(const QByteArray, answer);
    QFETCH(const QByteArray, reason);
    const int before = counted("unauthorized");
    const qsizetype linesBefore = logged("event=unauthorized");
    RawClient client(m_gateway);
    if (isInSession)
        QVERIFY(client.upgrade(employee()));
    client.write(sent);
    QVERIFY(client.waitFor(answer));
    QCOMPARE(counted("unauthorized"), before + 1);
    QTRY_COMPARE(logged("event=unauthorized"), linesBefore + 1);
    const QByteArray log = m_gateway.log();
    const QByteArray line = log.mid(log.lastIndexOf("event=unauthorized")).split('\n').first();
    QVERIFY2(line.contains("reason=" + reason), line.constData());
    QVERIFY(!log.contains(forgedSignature));
}

void TestGatewayRefusals::storageAway_isCountedAndLogged_data()
{
    QTest::addColumn<bool>("isInSession"); // sent by a client that is there already
    QTest::addColumn<QByteArray>("sent");
    QTest::addColumn<QByteArray>("answer");
    const QByteArray service = GatewayProcess::token(u"t"_s, u"s"_s, u"service"_s);
    const QByteArray overloaded = "\x03\xf5Overloaded";
    const QByteArray unavailable = "HTTP/1.1 503";
    QTest::newRow("upgrade") << false << upgradeRequest(employee(), Speaks::V1) << overloaded;
    QTest::newRow("upgrade of a deployed client")
        << false << upgradeRequest(employee(), Speaks::Deployed) << overloaded;
    QTest::newRow("publish") << false
                             << request("POST /v1/events", service, R"({"type":"x","payload":{}})")
                             << unavailable;
    QTest::newRow("page") << false << request("GET /v1/events", employee()) << unavailable;
    QTest::newRow("poll") << false << request("GET /v1/events?wait=25", employee()) << unavailable;
    QTest::newRow("presence") << false << request("GET /v1/presence", employee()) << unavailable;
    QTest::newRow("read mark by HTTP")
        << false << request("POST /v1/read", employee(), R"({"ids":["1"]})") << unavailable;
    QTest::newRow("read mark") << true << clientFrame(0x81, R"({"type":"read","ids":["1"]})")
                               << QByteArray("unavailable");
    QTest::newRow("replay") << true << clientFrame(0x81, R"({"type":"resume","after":"x"})")
                            << overloaded;
}

void TestGatewayRefusals::storageAway_isCountedAndLogged()
{
    QFETCH(const bool, isInSession);
    QFETCH(const QByteArray, sent);
    QFETCH(const QByteArray, answer);
    QVERIFY(takeStorageAway());
    const int before = counted("storage");
    const qsizetype linesBefore = logged("event=storage_failed");
    auto client = std::make_unique<RawClient>(m_gateway);
    if (isInSession) {
        client = std::move(m_sessions.back());
        m_sessions.pop_back();
    }
    client->write(sent);
    QVERIFY(client->waitFor(answer));
    QCOMPARE(counted("storage"), before + 1);
    QTRY_COMPARE(logged("event=storage_failed"), linesBefore + 1);
}

void TestGatewayRefusals::probe_whileTheStorageIsAway_isAnsweredAndNotCounted()
{
    QVERIFY(takeStorageAway());
    const int before = counted("storage");
    QCOMPARE(WebClient(m_gateway).get(u"/readyz"_s).status, 503);
    QCOMPARE(counted("storage"), before);
}

QTEST_GUILESS_MAIN(TestGatewayRefusals)
#include "tst_gateway_refusals.moc"
