#include "gateway/net/address_ranges.h"
#include "gateway/program/gateway_clients.h"
#include "gateway/program/test_certificate.h"

#include <QFile>
#include <QSslCertificate>
#include <QSslSocket>
#include <QTest>

#include <deque>

using namespace timesheet::gateway;
using namespace Qt::StringLiterals;
using Offer = SocketClient::Offer;

namespace {

constexpr int patience = 20'000;

QByteArray upgradeRequest(const QByteArray &token, const QByteArray &moreHeaders = {})
{
    return "GET /?token=" + token +
           " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
           "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
           moreHeaders + "\r\n";
}

/// A client through TLS that does not look at the certificate's issuer.
class TlsClient
{
public:
    bool connectTo(quint16 port)
    {
        QObject::connect(&m_socket, &QSslSocket::sslErrors, &m_socket,
                         [this] { m_socket.ignoreSslErrors(); });
        m_socket.connectToHostEncrypted(u"127.0.0.1"_s, port);
        return m_socket.waitForEncrypted(patience);
    }
    void setProtocol(QSsl::SslProtocol protocol) { m_socket.setProtocol(protocol); }
    void setCiphers(const QString &ciphers)
    {
        QSslConfiguration configuration = m_socket.sslConfiguration();
        configuration.setCiphers(ciphers);
        m_socket.setSslConfiguration(configuration);
    }
    QString server() const
    {
        return m_socket.peerCertificate().subjectInfo(QSslCertificate::CommonName).value(0);
    }
    bool exchange(const QByteArray &bytes, const QByteArray &answer)
    {
        m_received.clear();
        m_socket.write(bytes);
        while (!m_received.contains(answer)) {
            if (!m_socket.waitForReadyRead(patience))
                return false;
            m_received += m_socket.readAll();
        }
        return true;
    }

private:
    QSslSocket m_socket;
    QByteArray m_received;
};

} // namespace

/// Who may come in, from where, and through what; and how all are asked to leave.
class TestGatewayAccess : public QObject
{
    Q_OBJECT

private slots:
    void init();

    void addressRanges_parse_data();
    void addressRanges_parse();
    void clientAddress_behindProxies_data();
    void clientAddress_behindProxies();
    void origin_onlyThoseAllowed_data();
    void origin_onlyThoseAllowed();
    void addressCap_countsByTheForwardedAddress();
    void addressCap_untrustedForwarding_isIgnored();
    void tenantCap_isTold();
    void tls_oldProtocolsAndCiphers_areRefused();
    void tls_carriesEverything();
    void tls_newCertificate_onReload();
    void tls_keyThatAllCanRead_isNamed();
    void tls_badFiles_areOneSentence();
    void plainHttp_onATlsPort_ends();
    void reload_keepsConnections();
    void drain_saysGoodbyeToAll();
    void metrics_onlyFromWhereTheyAreAllowed();
    void metrics_onlyByANameThatIsOurs_data();
    void metrics_onlyByANameThatIsOurs();
    void metrics_countWhatHappened();

private:
    static QByteArray token(const QString &tenant = u"t"_s)
    {
        return GatewayProcess::token(tenant, u"u"_s);
    }
    QByteArray answerTo(const QByteArray &request);
    bool startWithTls(const QString &commonName);

    std::unique_ptr<GatewayProcess> m_gateway;
};

void TestGatewayAccess::init()
{
    m_gateway = std::make_unique<GatewayProcess>();
}

/// The status line.
QByteArray TestGatewayAccess::answerTo(const QByteArray &request)
{
    RawClient client(*m_gateway);
    client.write(request);
    client.waitFor("\r\n");
    return client.received().left(12);
}

bool TestGatewayAccess::startWithTls(const QString &commonName)
{
    const QString certificate = m_gateway->file(u"cert.pem"_s);
    const QString key = m_gateway->file(u"key.pem"_s);
    return writeCertificate(certificate, key, commonName) &&
           m_gateway->start({u"--tls-cert"_s, certificate, u"--tls-key"_s, key});
}

void TestGatewayAccess::addressRanges_parse_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("isValid");
    QTest::addColumn<QStringList>("inside");
    QTest::addColumn<QStringList>("outside");
    QTest::newRow("none") << QString() << true << QStringList() << QStringList{u"127.0.0.1"_s};
    QTest::newRow("one") << u"192.0.2.7"_s << true << QStringList{u"192.0.2.7"_s}
                         << QStringList{u"192.0.2.8"_s};
    QTest::newRow("network") << u"10.0.0.0/8, 172.16.0.0/12"_s << true
                             << QStringList{u"10.1.2.3"_s, u"172.31.0.1"_s, u"::ffff:10.0.0.1"_s}
                             << QStringList{u"11.0.0.1"_s, u"172.32.0.1"_s, u"::1"_s};
    QTest::newRow("IPv6") << u"2001:db8::/33"_s << true << QStringList{u"2001:db8:7fff::1"_s}
                          << QStringList{u"2001:db8:8000::1"_s, u"10.0.0.1"_s};
    QTest::newRow("everything") << u"0.0.0.0/0"_s << true << QStringList{u"203.0.113.9"_s}
                                << QStringList{u"2001:db8::1"_s};
    for (const char *bad : {"10.0.0.0/33", "10.0.0/8", "::1/129", "localhost", "10.0.0.1/", "1/-1"})
        QTest::newRow(bad) << QString::fromLatin1(bad) << false << QStringList() << QStringList();
}

void TestGatewayAccess::addressRanges_parse()
{
    QFETCH(const QString, text);
    QFETCH(const bool, isValid);
    QFETCH(const QStringList, inside);
    QFETCH(const QStringList, outside);
    const auto ranges = AddressRanges::parse(text);
    QCOMPARE(ranges.has_value(), isValid);
    for (const QString &address : inside)
        QVERIFY2(ranges->contains(boost::asio::ip::make_address(address.toStdString())),
                 qPrintable(address));
    for (const QString &address : outside)
        QVERIFY2(!ranges->contains(boost::asio::ip::make_address(address.toStdString())),
                 qPrintable(address));
}

void TestGatewayAccess::clientAddress_behindProxies_data()
{
    QTest::addColumn<QString>("peer");
    QTest::addColumn<QByteArray>("forwarded");
    QTest::addColumn<QString>("client");
    const auto row = [](const char *name, const char *peer, const char *forwarded,
                        const char *client) {
        QTest::newRow(name) << QString::fromLatin1(peer) << QByteArray(forwarded)
                            << QString::fromLatin1(client);
    };
    row("nothing said", "10.0.0.1", "", "10.0.0.1");
    row("one proxy", "10.0.0.1", "203.0.113.9", "203.0.113.9");
    row("two proxies", "10.0.0.1", "203.0.113.9, 10.0.0.2", "203.0.113.9");
    row("what the client made up", "10.0.0.1", "8.8.8.8, 203.0.113.9", "203.0.113.9");
    row("no proxy of ours", "203.0.113.1", "203.0.113.9", "203.0.113.1");
    row("with ports", "10.0.0.1", "[2001:db8::1]:4711, 10.0.0.3:80", "2001:db8::1");
    row("nonsense", "10.0.0.1", "unknown", "10.0.0.1");
    row("a bracket alone", "10.0.0.1", "[", "10.0.0.1");
    row("only proxies", "10.0.0.1", "10.0.0.2,10.0.0.3", "10.0.0.2");
}

void TestGatewayAccess::clientAddress_behindProxies()
{
    QFETCH(const QString, peer);
    QFETCH(const QByteArray, forwarded);
    QFETCH(const QString, client);
    const auto proxies = AddressRanges::parse(u"10.0.0.0/8"_s);
    const auto found =
        clientAddress(boost::asio::ip::make_address(peer.toStdString()),
                      {forwarded.constData(), std::size_t(forwarded.size())}, *proxies);
    QCOMPARE(QString::fromStdString(found.to_string()), client);
}

void TestGatewayAccess::origin_onlyThoseAllowed_data()
{
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<QByteArray>("answer");
    QTest::newRow("ours") << QByteArray("Origin: https://app.example.com\r\n")
                          << QByteArray("HTTP/1.1 101");
    QTest::newRow("ours, in capitals")
        << QByteArray("Origin: HTTPS://APP.example.com\r\n") << QByteArray("HTTP/1.1 101");
    QTest::newRow("no browser") << QByteArray() << QByteArray("HTTP/1.1 101");
    for (const char *origin : {"https://evil.example", "http://app.example.com", "null",
                               "https://app.example.com.evil.example", ""})
        QTest::newRow(origin) << "Origin: " + QByteArray(origin) + "\r\n"
                              << QByteArray("HTTP/1.1 403");
}

void TestGatewayAccess::origin_onlyThoseAllowed()
{
    QFETCH(const QByteArray, header);
    QFETCH(const QByteArray, answer);
    QVERIFY(m_gateway->start(
        {u"--allowed-origins"_s, u"https://app.example.com,https://hr.example.com:8443"_s}));
    QCOMPARE(answerTo(upgradeRequest(token(), header)), answer);
}

void TestGatewayAccess::addressCap_countsByTheForwardedAddress()
{
    QVERIFY(m_gateway->start(
        {u"--max-connections-per-address"_s, u"2"_s, u"--trusted-proxies"_s, u"127.0.0.0/8"_s}));
    const auto from = [](const char *address) {
        return upgradeRequest(token(), "X-Forwarded-For: " + QByteArray(address) + "\r\n");
    };
    std::deque<RawClient> clients;
    for (int i = 0; i < 2; ++i) {
        clients.emplace_back(*m_gateway).write(from("203.0.113.9"));
        QVERIFY(clients.back().waitFor("101 Switching"));
    }
    QCOMPARE(answerTo(from("203.0.113.9")), "HTTP/1.1 429");
    QCOMPARE(answerTo(from("203.0.113.10")), "HTTP/1.1 101");
    clients.front().socket().abort();
    QVERIFY(QTest::qWaitFor([&] { return answerTo(from("203.0.113.9")) == "HTTP/1.1 101"; }));
}

void TestGatewayAccess::addressCap_untrustedForwarding_isIgnored()
{
    QVERIFY(m_gateway->start({u"--max-connections-per-address"_s, u"1"_s}));
    RawClient first(*m_gateway);
    first.write(upgradeRequest(token(), "X-Forwarded-For: 203.0.113.9\r\n"));
    QVERIFY(first.waitFor("101 Switching"));
    QCOMPARE(answerTo(upgradeRequest(token(), "X-Forwarded-For: 203.0.113.10\r\n")),
             "HTTP/1.1 429");
}

void TestGatewayAccess::tenantCap_isTold()
{
    QVERIFY(m_gateway->start({u"--max-connections-per-tenant"_s, u"1"_s}));
    SocketClient first;
    QVERIFY(first.join(m_gateway->webSocketUrl(token()), Offer::Nothing));
    RawClient second(*m_gateway);
    second.write(upgradeRequest(token()));
    QVERIFY(second.waitFor("\x03\xf5Too many connections")); // 1013
    SocketClient other;
    QVERIFY(other.join(m_gateway->webSocketUrl(token(u"another"_s)), Offer::Nothing));
}

void TestGatewayAccess::tls_oldProtocolsAndCiphers_areRefused()
{
    QVERIFY(startWithTls(u"one"_s));
    for (const auto good : {QSsl::TlsV1_2, QSsl::TlsV1_3}) {
        TlsClient client;
        client.setProtocol(good);
        QVERIFY(client.connectTo(m_gateway->port()));
    }
    TlsClient withoutForwardSecrecy;
    withoutForwardSecrecy.setProtocol(QSsl::TlsV1_2);
    withoutForwardSecrecy.setCiphers(u"AES256-GCM-SHA384:ECDHE-ECDSA-AES256-SHA384"_s);
    QVERIFY(!withoutForwardSecrecy.connectTo(m_gateway->port()));
}

void TestGatewayAccess::tls_carriesEverything()
{
    QVERIFY(startWithTls(u"one"_s));
    TlsClient publisher;
    QVERIFY(publisher.connectTo(m_gateway->port()));
    TlsClient reader;
    QVERIFY(reader.connectTo(m_gateway->port()));
    QVERIFY(reader.exchange(upgradeRequest(token()), "101 Switching"));
    QVERIFY(reader.exchange(clientFrame(0x81, R"({"type":"ping"})"), R"({"type":"pong"})"));

    // Larger than a TLS record, and in one piece at the other end.
    const QByteArray text(40'000, 'x');
    const QByteArray body = R"({"type":"notification:new","payload":{"body":")" + text + R"("}})";
    const QByteArray bearer = GatewayProcess::token(u"t"_s, u"s"_s, u"service"_s);
    QVERIFY(publisher.exchange(
        "POST /v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + bearer +
            "\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body,
        "201 Created"));
    QVERIFY(reader.exchange({}, text));
}

void TestGatewayAccess::tls_newCertificate_onReload()
{
    QVERIFY(startWithTls(u"one"_s));
    TlsClient before;
    QVERIFY(before.connectTo(m_gateway->port()));
    QCOMPARE(before.server(), u"one"_s);
    QVERIFY(before.exchange(upgradeRequest(token()), "101 Switching"));

    QVERIFY(
        writeCertificate(m_gateway->file(u"cert.pem"_s), m_gateway->file(u"key.pem"_s), u"two"_s));
    m_gateway->reload();
    QVERIFY(m_gateway->waitForLog("event=reloaded"));
    TlsClient after;
    QVERIFY(after.connectTo(m_gateway->port()));
    QCOMPARE(after.server(), u"two"_s);
    QVERIFY(before.exchange(clientFrame(0x81, R"({"type":"ping"})"), R"({"type":"pong"})"));

    // What cannot be used leaves the old one in use.
    QVERIFY(
        writeCertificate(m_gateway->file(u"cert.pem"_s), m_gateway->file(u"other"_s), u"three"_s));
    m_gateway->reload();
    QVERIFY(m_gateway->waitForLog("event=reload_failed"));
    TlsClient still;
    QVERIFY(still.connectTo(m_gateway->port()));
    QCOMPARE(still.server(), u"two"_s);
}

void TestGatewayAccess::tls_keyThatAllCanRead_isNamed()
{
    QVERIFY(startWithTls(u"one"_s));
    const QString key = m_gateway->file(u"key.pem"_s);
    for (const bool isOpen : {true, false}) {
        m_gateway->kill();
        const auto ours = QFileDevice::ReadOwner | QFileDevice::WriteOwner;
        QVERIFY(QFile::setPermissions(key, isOpen ? ours | QFileDevice::ReadOther : ours));
        QVERIFY(m_gateway->start(
            {u"--tls-cert"_s, m_gateway->file(u"cert.pem"_s), u"--tls-key"_s, key}));
        QCOMPARE(m_gateway->log().contains("can read " + key.toUtf8()), isOpen);
    }
}

void TestGatewayAccess::tls_badFiles_areOneSentence()
{
    const QString file = m_gateway->file(u"none.pem"_s);
    QVERIFY(!m_gateway->start({u"--tls-cert"_s, file, u"--tls-key"_s, file}));
    QVERIFY(m_gateway->log().startsWith("timesheet-gateway: cannot use the certificate in"));
}

void TestGatewayAccess::plainHttp_onATlsPort_ends()
{
    QVERIFY(startWithTls(u"one"_s));
    RawClient client(*m_gateway);
    client.write("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
    QVERIFY(client.waitForEnd());
    QVERIFY(!client.received().contains("200 OK"));
}

void TestGatewayAccess::reload_keepsConnections()
{
    QVERIFY(m_gateway->start());
    SocketClient client;
    QVERIFY(client.join(m_gateway->webSocketUrl(token()), Offer::TimesheetV1));
    m_gateway->reload();
    QVERIFY(m_gateway->waitForLog("event=reloaded"));
    client.send({{u"type"_s, u"ping"_s}});
    QVERIFY(!client.waitFor(u"pong"_s).isEmpty());
}

void TestGatewayAccess::drain_saysGoodbyeToAll()
{
    QVERIFY(m_gateway->start({u"--drain"_s, u"1s"_s, u"--threads"_s, u"2"_s}));
    std::deque<RawClient> clients;
    for (int i = 0; i < 60; ++i)
        QVERIFY(clients.emplace_back(*m_gateway).upgrade(token()));
    m_gateway->process().terminate();
    QVERIFY(m_gateway->waitForLog("event=stopping"));
    QVERIFY(
        QTest::qWaitFor([&] { return clients.front().received().contains("restart"); }, patience));
    RawClient late(*m_gateway);
    QVERIFY(late.waitForEnd());
    for (RawClient &client : clients)
        QVERIFY(client.waitFor("\x03\xf4Service restart")); // 1012
    QVERIFY(m_gateway->process().waitForFinished(patience));
    QCOMPARE(m_gateway->process().exitCode(), 0);
}

void TestGatewayAccess::metrics_onlyFromWhereTheyAreAllowed()
{
    const QByteArray request = "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n";
    QVERIFY(m_gateway->start());
    QCOMPARE(answerTo(request), "HTTP/1.1 403");
    m_gateway->kill();
    QVERIFY(m_gateway->start(
        {u"--metrics-from"_s, u"203.0.113.0/24"_s, u"--trusted-proxies"_s, u"127.0.0.1"_s}));
    QCOMPARE(answerTo(request), "HTTP/1.1 403");
    QCOMPARE(
        answerTo(
            "GET /metrics HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: 203.0.113.9\r\n\r\n"),
        "HTTP/1.1 200");
}

/// A page whose own name has been made to point here (DNS rebinding) calls us by that.
void TestGatewayAccess::metrics_onlyByANameThatIsOurs_data()
{
    QTest::addColumn<QByteArray>("host");
    QTest::addColumn<QByteArray>("answer");
    for (const char *ours : {"localhost", "LOCALHOST:3001", "127.0.0.1", "127.0.0.1:3001", "[::1]",
                             "[::1]:3001", "Gateway.example.com", "gateway.example.com:3001"})
        QTest::newRow(ours) << QByteArray(ours) << QByteArray("HTTP/1.1 200");
    for (const char *another : {"evil.example", "evil.example:3001", "localhost.evil.example",
                                "127.0.0.1.evil.example", "example.com", "", "[", "[evil.example]"})
        QTest::newRow(another) << QByteArray(another) << QByteArray("HTTP/1.1 403");
}

void TestGatewayAccess::metrics_onlyByANameThatIsOurs()
{
    QFETCH(const QByteArray, host);
    QFETCH(const QByteArray, answer);
    QVERIFY(m_gateway->start({u"--metrics-from"_s, u"127.0.0.1"_s, u"--metrics-hosts"_s,
                              u"other.example, Gateway.example.com"_s}));
    QCOMPARE(answerTo("GET /metrics HTTP/1.1\r\nHost: " + host + "\r\n\r\n"), answer);
}

void TestGatewayAccess::metrics_countWhatHappened()
{
    QVERIFY(m_gateway->start({u"--metrics-from"_s, u"127.0.0.1"_s}));
    const auto metrics = [this] {
        RawClient client(*m_gateway);
        client.write("GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        client.waitForEnd();
        return client.received();
    };
    SocketClient first;
    SocketClient second;
    QVERIFY(first.join(m_gateway->webSocketUrl(token()), Offer::TimesheetV1));
    QVERIFY(second.join(m_gateway->webSocketUrl(token()), Offer::Nothing));
    SocketClient stranger;
    stranger.open(m_gateway->webSocketUrl("no token"), Offer::Nothing);
    QVERIFY(QTest::qWaitFor([&] { return stranger.closeCode() == 1008; }, patience));
    WebClient web(*m_gateway);
    web.publish(u"t"_s, {u"1"_s, u"2"_s, u"3"_s});
    QVERIFY(first.waitForEvents(3) && second.waitForEvents(3));
    const auto has = [&metrics](const char *line) {
        return QTest::qWaitFor([&] { return metrics().contains(line); }, patience);
    };
    QVERIFY(has("timesheet_connections{tenant_class=\"1-9\"} 2\n"));
    QVERIFY(has("timesheet_events_stored_total 3\n"));
    QVERIFY(has("timesheet_deliveries_total 6\n"));
    QVERIFY(has("timesheet_dropped_total{reason=\"unauthorized\"} 1\n"));
    QVERIFY(has("timesheet_delivery_seconds_bucket{le=\"+Inf\"}"));
    QVERIFY(has("timesheet_storage_seconds_count{work=\"append\"}"));
    QVERIFY(has("timesheet_queue_depth{queue=\"appends\"} 0\n"));
}

QTEST_GUILESS_MAIN(TestGatewayAccess)
#include "tst_gateway_access.moc"
