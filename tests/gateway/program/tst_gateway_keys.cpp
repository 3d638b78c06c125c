#include "gateway/program/gateway_clients.h"
#include "gateway/tokens/signing_keys.h"

#include <QJsonDocument>
#include <QNetworkReply>
#include <QTest>

using namespace timesheet::gateway;
using namespace Qt::StringLiterals;

namespace {

QByteArray tokenOf(const SigningKeyPair &pair, const QByteArray &kid)
{
    const QByteArray text = base64Url(R"({"alg":"ES256","kid":")" + kid + R"("})") + '.' +
                            base64Url(R"({"sub":"u","tenant_id":"t"})");
    return text + '.' + base64Url(pair.jwtSignature(text));
}

QJsonObject keyOf(const SigningKeyPair &pair, const QString &kid)
{
    return pair.jwk({{u"kid"_s, kid}});
}

} // namespace

/// The real program with keys of an issuer.
class TestGatewayKeys : public QObject
{
    Q_OBJECT

private slots:
    void rotation_onReload_costsNobodyTheConnection();
    void removedKey_endsItsConnectionsWhereAskedTo();
    void removedSecret_endsItsConnectionsWhereAskedTo();
    void tokensOfAnIndependentIssuer_areAccepted_data();
    void tokensOfAnIndependentIssuer_areAccepted();
};

namespace {

QString write(const GatewayProcess &gateway, const QString &name, const QByteArray &content)
{
    QFile file(gateway.file(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
        qFatal("cannot write %s", qPrintable(name));
    return file.fileName();
}

int statusFor(const GatewayProcess &gateway, const QByteArray &token)
{
    return WebClient(gateway).get(u"/v1/events"_s, token).status;
}

} // namespace

void TestGatewayKeys::rotation_onReload_costsNobodyTheConnection()
{
    const SigningKeyPair before = SigningKeyPair::ec();
    const SigningKeyPair after = SigningKeyPair::ec();
    const QByteArray oldToken = tokenOf(before, "old");
    const QByteArray newToken = tokenOf(after, "new");
    GatewayProcess gateway;
    const QString file = write(gateway, u"jwks"_s, jwks({keyOf(before, u"old"_s)}));
    QVERIFY(gateway.start({u"--jwt-algorithm"_s, u"ES256"_s, u"--jwt-key-file"_s, file}));
    SocketClient client;
    QVERIFY(client.join(gateway.webSocketUrl(oldToken), SocketClient::Offer::Nothing));
    QCOMPARE(statusFor(gateway, newToken), 401);
    // Not with the secret, either, which is in the environment and of no use here.
    QCOMPARE(statusFor(gateway, GatewayProcess::token(u"t"_s, u"u"_s)), 401);

    write(gateway, u"jwks"_s, jwks({keyOf(before, u"old"_s), keyOf(after, u"new"_s)}));
    gateway.reload();
    QVERIFY(gateway.waitForLog("event=reloaded"));
    QTRY_COMPARE(statusFor(gateway, newToken), 200); // each loop hears of it for itself
    QCOMPARE(statusFor(gateway, oldToken), 200);

    // Cut short while it is written: what was there goes on.
    write(gateway, u"jwks"_s, R"({"keys":[)");
    gateway.reload();
    QVERIFY(gateway.waitForLog("event=reload_failed"));
    QCOMPARE(statusFor(gateway, newToken), 200);
    QCOMPARE(statusFor(gateway, oldToken), 200);

    write(gateway, u"jwks"_s, jwks({keyOf(after, u"new"_s)}));
    gateway.reload();
    QTRY_COMPARE(statusFor(gateway, oldToken), 401);
    QCOMPARE(statusFor(gateway, newToken), 200);
    client.send({{u"type"_s, u"ping"_s}});
    QTRY_COMPARE(client.count(u"pong"_s), 2); // the first was that of join()
}

void TestGatewayKeys::removedKey_endsItsConnectionsWhereAskedTo()
{
    const SigningKeyPair stolen = SigningKeyPair::ec();
    const SigningKeyPair good = SigningKeyPair::ec();
    GatewayProcess gateway;
    const QString file =
        write(gateway, u"jwks"_s, jwks({keyOf(stolen, u"stolen"_s), keyOf(good, u"good"_s)}));
    QVERIFY(gateway.start({u"--jwt-algorithm"_s, u"ES256"_s, u"--jwt-key-file"_s, file,
                           u"--removed-keys"_s, u"close"_s}));
    SocketClient thief;
    SocketClient refreshed;
    SocketClient honest;
    const QUrl byStolen = gateway.webSocketUrl(tokenOf(stolen, "stolen"));
    QVERIFY(thief.join(byStolen, SocketClient::Offer::TimesheetV1));
    QVERIFY(refreshed.join(byStolen, SocketClient::Offer::TimesheetV1));
    QVERIFY(
        honest.join(gateway.webSocketUrl(tokenOf(good, "good")), SocketClient::Offer::TimesheetV1));
    refreshed.send(
        {{u"type"_s, u"auth"_s}, {u"token"_s, QString::fromLatin1(tokenOf(good, "good"))}});
    QVERIFY(!refreshed.waitFor(u"auth_ok"_s).isEmpty());
    WebClient web(gateway);
    QNetworkReply *poll = web.begin(u"/v1/events?wait=25"_s, tokenOf(stolen, "stolen"));
    QCOMPARE(WebClient(gateway).get(u"/readyz"_s).status, 200);

    write(gateway, u"jwks"_s, jwks({keyOf(good, u"good"_s)}));
    gateway.reload();
    QVERIFY(thief.waitForClose());
    QCOMPARE(thief.closeCode(), 1008);
    QCOMPARE(thief.closeReason(), u"Unauthorized"_s);
    QCOMPARE(WebClient::finish(poll).status, 401);
    for (SocketClient *client : {&refreshed, &honest}) {
        client->send({{u"type"_s, u"ping"_s}});
        QVERIFY(!client->waitFor(u"pong"_s).isEmpty());
    }
}

void TestGatewayKeys::removedSecret_endsItsConnectionsWhereAskedTo()
{
    GatewayProcess gateway;
    const QString file = write(gateway, u"secret"_s, GatewayProcess::secret());
    QVERIFY(gateway.start({u"--jwt-secret-file"_s, file, u"--removed-keys"_s, u"close"_s}));
    SocketClient client;
    const QUrl url = gateway.webSocketUrl(GatewayProcess::token(u"t"_s, u"u"_s));
    QVERIFY(client.join(url, SocketClient::Offer::Nothing));
    gateway.reload(); // the same again, which ends nothing
    QVERIFY(gateway.waitForLog("event=reloaded"));
    client.send({{u"type"_s, u"ping"_s}});
    QTRY_COMPARE(client.count(u"pong"_s), 2);
    write(gateway, u"secret"_s, "another secret of thirty-two bytes or more");
    gateway.reload();
    QVERIFY(client.waitForClose());
    QCOMPARE(client.closeReason(), u"Unauthorized"_s);
}

void TestGatewayKeys::tokensOfAnIndependentIssuer_areAccepted_data()
{
    QTest::addColumn<QString>("algorithm");
    QTest::newRow("RS256") << u"RS256"_s;
    QTest::newRow("ES256") << u"ES256"_s;
}

void TestGatewayKeys::tokensOfAnIndependentIssuer_areAccepted()
{
    QFETCH(const QString, algorithm);
    const QString modules =
        qEnvironmentVariable("TIMESHEET_NODE_MODULES", QStringLiteral(TIMESHEET_NODE_MODULES));
    QProcess issuer;
    issuer.start(u"node"_s,
                 {QStringLiteral(INTEROP_SCRIPTS "/jwt_issuer.mjs"), modules, algorithm});
    QVERIFY2(issuer.waitForFinished() && issuer.exitCode() == 0,
             issuer.readAllStandardError().constData());
    const QJsonObject issued = QJsonDocument::fromJson(issuer.readAllStandardOutput()).object();
    const QJsonObject tokens = issued.value("tokens"_L1).toObject();
    const QByteArray a = tokens.value("a"_L1).toString().toLatin1();
    const QByteArray b = tokens.value("b"_L1).toString().toLatin1();

    const auto run = [&](const QByteArray &keys, const QString &audience) {
        auto gateway = std::make_unique<GatewayProcess>();
        const QString file = write(*gateway, u"keys"_s, keys);
        if (!gateway->start({u"--jwt-algorithm"_s, algorithm, u"--jwt-key-file"_s, file,
                             u"--jwt-issuer"_s, u"https:"_s + u"//issuer.example"_s,
                             u"--jwt-audience"_s, audience}))
            qFatal("%s", gateway->log().constData());
        return gateway;
    };
    const QByteArray set = QJsonDocument(issued.value("jwks"_L1).toObject()).toJson();
    const auto gateway = run(set, u"gateway"_s);
    QCOMPARE(statusFor(*gateway, a), 200);
    QCOMPARE(statusFor(*gateway, b), 200);
    const auto withOneKey = run(issued.value("pem"_L1).toString().toLatin1(), u"gateway"_s);
    QCOMPARE(statusFor(*withOneKey, a), 200);
    QCOMPARE(statusFor(*withOneKey, b), 401);
    QCOMPARE(statusFor(*run(set, u"somebody else"_s), a), 401);
}

QTEST_GUILESS_MAIN(TestGatewayKeys)
#include "tst_gateway_keys.moc"
