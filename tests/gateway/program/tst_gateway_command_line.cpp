#include "gateway/config/redaction.h"
#include "gateway/program/gateway_clients.h"
#include "gateway/tokens/authenticator.h"
#include "gateway/tokens/signing_keys.h"

#include <QJsonDocument>
#include <QRegularExpression>
#include <QTest>

using namespace timesheet::gateway;
using namespace Qt::StringLiterals;

namespace {

struct Result {
    int code = -1;
    QByteArray out;
    QByteArray err;
};

constexpr char secret[] = "0123456789abcdef0123456789abcdef";

} // namespace

/// The command line, as scripts see it.
class TestGatewayCommandLine : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();

    void helpAndVersion_everywhere_data();
    void helpAndVersion_everywhere();
    void wrongUse_oneLineAndTwo_data();
    void wrongUse_oneLineAndTwo();
    void migrate_oneLine_data();
    void migrate_oneLine();
    void cannotServe_oneLineAndOne_data();
    void cannotServe_oneLineAndOne();
    void token_isPrintedAndNothingElse();
    void token_withAPrivateKey_isAccepted_data();
    void token_withAPrivateKey_isAccepted();
    void token_lifetimes_data();
    void token_lifetimes();
    void secretFile_lineEndIsNotPartOfIt();
    void config_givesWhatTheCommandLineLeavesOut();
    void checkConfig_saysWhatWouldHold();
    void checkConfig_databaseOnSupabase_saysHowItIsShared_data();
    void checkConfig_databaseOnSupabase_saysHowItIsShared();
    void secretsThatAllCanRead_areNamed_data();
    void secretsThatAllCanRead_areNamed();
    void checkConfig_keys_areToldApart();
    void withoutPasswords_hidesThem_data();
    void withoutPasswords_hidesThem();
    void serve_withAPublicKey_needsNoSecret();
    void publish_reachesSubscribers_data();
    void publish_reachesSubscribers();
    void publish_refusedOrUnreachable_isOne_data();
    void publish_refusedOrUnreachable_isOne();
    void serve_logsWhereItListensAndNoSecret();
    void serve_logsJson();

private:
    Result run(const QStringList &arguments, const QByteArray &jwtSecret = secret) const;
    QString write(const QString &name, const QByteArray &content) const;

    GatewayProcess m_gateway;
};

void TestGatewayCommandLine::initTestCase()
{
    QVERIFY(m_gateway.start());
}

Result TestGatewayCommandLine::run(const QStringList &arguments, const QByteArray &jwtSecret) const
{
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"JWT_SECRET"_s, QString::fromLatin1(jwtSecret));
    process.setProcessEnvironment(environment);
    process.start(QStringLiteral(TIMESHEET_GATEWAY), arguments);
    process.waitForFinished();
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
            process.readAllStandardOutput(), process.readAllStandardError()};
}

QString TestGatewayCommandLine::write(const QString &name, const QByteArray &content) const
{
    QFile file(m_gateway.file(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
        qFatal("cannot write %s", qPrintable(name));
    return file.fileName();
}

void TestGatewayCommandLine::helpAndVersion_everywhere_data()
{
    QTest::addColumn<QStringList>("command");
    QTest::newRow("program") << QStringList{};
    for (const char *command : {"serve", "check-config", "token", "publish", "migrate"})
        QTest::newRow(command) << QStringList{QString::fromLatin1(command)};
}

void TestGatewayCommandLine::helpAndVersion_everywhere()
{
    QFETCH(const QStringList, command);
    const Result help = run(command + QStringList{u"--help"_s});
    QCOMPARE(help.code, 0);
    QVERIFY(help.out.contains("Usage"));
    QVERIFY(command.isEmpty() || help.out.contains(command.first().toLatin1() + " [options]"));
    QVERIFY(help.err.isEmpty());
    const Result version = run(command + QStringList{u"--version"_s});
    QCOMPARE(version.code, 0);
    QCOMPARE(version.out, "timesheet-gateway " TIMESHEET_VERSION "\n");
}

void TestGatewayCommandLine::wrongUse_oneLineAndTwo_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("word"); // that the line must have
    const auto row = [](const char *name, const char *arguments, const char *word) {
        QTest::newRow(name) << QString::fromUtf8(arguments).split(u' ', Qt::SkipEmptyParts)
                            << QByteArray(word);
    };
    row("nothing", "", "--help");
    row("an unknown command", "dance", "serve");
    row("an unknown option", "serve --loud", "--help");
    row("a word too many", "serve now", "--help");
    row("an option without value", "serve --listen", "--help");
    row("no port", "serve --listen localhost", "HOST:PORT");
    row("a port too high", "serve --listen localhost:65536", "HOST:PORT");
    row("no host", "serve --listen :3001", "HOST:PORT");
    row("IPv6 without brackets", "serve --listen ::1:3001", "HOST:PORT");
    row("a proxy that is none", "serve --trusted-proxies here", "10.0.0.0/8");
    row("metrics for nobody", "serve --metrics-from 1.2.3.4/40", "10.0.0.0/8");
    row("a host with a port", "serve --metrics-hosts a.example:1", "names as");
    row("keys that are half removed", "serve --removed-keys maybe", "keep or close");
    row("an origin with a path", "serve --allowed-origins https://a.example/x", "origins as");
    row("half of TLS", "serve --tls-cert x", "--tls-key");
    row("no threads", "serve --threads 0", "1 to 256");
    row("a long drain", "serve --drain 2h", "0s to 3600s");
    row("a log format", "serve --log-format xml", "json");
    row("PostgreSQL without a database", "serve --database postgresql://x", "names no database");
    row("no such configuration", "serve --config /nowhere", "/nowhere");
    row("no such secret", "serve --jwt-secret-file /nowhere", "/nowhere");
    row("no such algorithm", "serve --jwt-algorithm none", "HS256");
    row("an algorithm in small letters", "serve --jwt-algorithm rs256", "RS256");
    row("no key", "serve --jwt-algorithm RS256", "--jwt-key-file");
    row("no such key", "serve --jwt-algorithm ES256 --jwt-key-file /nowhere", "/nowhere");
    row("a key for HS256", "serve --jwt-key-file /nowhere", "--jwt-algorithm");
    row("an empty issuer", "serve --jwt-issuer=", "--jwt-issuer");
    row("checked: no port", "check-config --listen localhost", "HOST:PORT");
    row("checked: no such host", "check-config --listen nobody.invalid:1", "nobody.invalid");
    row("checked: no time", "check-config --retention soon", "soon");
    row("checked: no such key", "check-config --jwt-algorithm ES256 --jwt-key-file /nowhere",
        "/nowhere");
    row("checked: no such certificate", "check-config --tls-cert /nowhere --tls-key /nowhere",
        "/nowhere");
    row("checked: no such secret", "check-config --jwt-secret-file /nowhere", "/nowhere");
    row("checked: no such configuration", "check-config --config /nowhere", "/nowhere");
    row("checked: a database that is a folder", "check-config --database /", "database");
    row("no tenant", "token --subject u", "--tenant");
    row("no subject", "token --tenant t", "--subject");
    row("no algorithm to sign with", "token --tenant t --subject u --jwt-algorithm none", "HS256");
    row("no key to sign with", "token --tenant t --subject u --jwt-algorithm RS256",
        "--jwt-private-key-file");
    row("a key for HS256 to sign with", "token --tenant t --subject u --jwt-private-key-file x",
        "--jwt-algorithm");
    row("no time", "token --tenant t --subject u --ttl soon", "--ttl");
    row("no time at all", "token --tenant t --subject u --ttl 0", "--ttl");
    row("an endless time", "token --tenant t --subject u --ttl 999999999d", "--ttl");
    row("nothing to publish", "publish", "--server");
    row("no server", "publish --server ftp://x --token-file f --type t --payload {}", "--server");
    row("a server without host", "publish --server ws: --token-file f --type t --payload {}",
        "--server");
    row("no payload", "publish --server ws://x --token-file f --type t --payload []", "--payload");
    row("no database", "migrate", "--database");
    row("a URL without a database", "migrate --database postgresql://u:sesame@127.0.0.1",
        "names no database");
    row("an unknown parameter", "migrate --database postgresql://u:sesame@127.0.0.1/d?x=1",
        "not known: x");
    row("no token file", "publish --server ws://x --token-file /nowhere --type t --payload {}",
        "/nowhere");
    const QString longToken = write(u"long-token"_s, QByteArray(8193, 'x'));
    const QString publishLong =
        u"publish --server ws://x --type t --payload {} --token-file "_s + longToken;
    row("a token that is too long", publishLong.toUtf8(), "too long");
}

void TestGatewayCommandLine::wrongUse_oneLineAndTwo()
{
    QFETCH(const QStringList, arguments);
    QFETCH(const QByteArray, word);
    const Result result = run(arguments);
    QCOMPARE(result.code, 2);
    QVERIFY(result.out.isEmpty());
    QVERIFY(result.err.startsWith("timesheet-gateway: "));
    QCOMPARE(result.err.count('\n'), 1);
    QVERIFY2(result.err.contains(word), result.err.constData());
    QVERIFY(!result.err.contains("sesame"));
}

void TestGatewayCommandLine::migrate_oneLine_data()
{
    QTest::addColumn<QString>("database");
    QTest::addColumn<int>("code");
    QTest::newRow("a file") << m_gateway.file(u"migrated.db"_s) << 0;
    QTest::newRow("no database") << write(u"no-database.txt"_s, QByteArray(4096, 'x')) << 1;
    QTest::newRow("nobody listens") << u"postgresql://u:sesame@127.0.0.1:1/d"_s << 1;
}

void TestGatewayCommandLine::migrate_oneLine()
{
    QFETCH(const QString, database);
    QFETCH(const int, code);
    const Result result = run({u"migrate"_s, u"--database"_s, database});
    QCOMPARE(result.code, code);
    QCOMPARE(result.out.count('\n') + result.err.count('\n'), 1);
    QVERIFY((code == 0 ? result.out : result.err).size() > 1);
    QVERIFY2(!result.err.contains("sesame"), result.err.constData());
}

void TestGatewayCommandLine::cannotServe_oneLineAndOne_data()
{
    QTest::addColumn<QStringList>("arguments");
    const QString notes = write(u"notes.txt"_s, QByteArray(4096, 'x'));
    QTest::newRow("the port is taken")
        << QStringList{u"--listen"_s, u"127.0.0.1:%1"_s.arg(m_gateway.port()), u"--database"_s,
                       m_gateway.file(u"other.db"_s)};
    QTest::newRow("no such address") << QStringList{u"--listen"_s, u"192.0.2.1:0"_s,
                                                    u"--database"_s, m_gateway.file(u"other.db"_s)};
    QTest::newRow("no database") << QStringList{u"--database"_s, notes};
}

void TestGatewayCommandLine::cannotServe_oneLineAndOne()
{
    QFETCH(const QStringList, arguments);
    const Result result = run(QStringList{u"serve"_s} + arguments);
    QCOMPARE(result.code, 1);
    QVERIFY2(result.err.contains("timesheet-gateway: cannot "), result.err.constData());
}

void TestGatewayCommandLine::token_isPrintedAndNothingElse()
{
    const Result result = run({u"token"_s, u"--tenant"_s, u"t"_s, u"--subject"_s, u"u"_s,
                               u"--role"_s, u"manager"_s, u"--name"_s, u"Dana Fox"_s});
    QCOMPARE(result.code, 0);
    QVERIFY(result.err.isEmpty());
    QVERIFY(result.out.endsWith('\n'));
    const auto caller =
        Authenticator(secret).verify(result.out.chopped(1), std::chrono::system_clock::now());
    QVERIFY(caller);
    QCOMPARE(caller->tenant.value(), u"t"_s);
    QCOMPARE(caller->role, u"manager"_s);
    QCOMPARE(run({u"token"_s, u"--tenant"_s, u"t"_s, u"--subject"_s, u"u"_s}, {}).code, 2);
}

void TestGatewayCommandLine::token_withAPrivateKey_isAccepted_data()
{
    QTest::addColumn<TokenAlgorithm>("algorithm");
    QTest::newRow("RS256") << TokenAlgorithm::Rs256;
    QTest::newRow("ES256") << TokenAlgorithm::Es256;
}

void TestGatewayCommandLine::token_withAPrivateKey_isAccepted()
{
    QFETCH(const TokenAlgorithm, algorithm);
    const bool isRsa = algorithm == TokenAlgorithm::Rs256;
    const SigningKeyPair pair = isRsa ? SigningKeyPair::rsa() : SigningKeyPair::ec();
    const auto token = [&](const QByteArray &pem) {
        return run({u"token"_s, u"--tenant"_s, u"t"_s, u"--subject"_s, u"u"_s, u"--jwt-algorithm"_s,
                    tokenAlgorithmName(algorithm), u"--jwt-private-key-file"_s,
                    write(u"key.pem"_s, pem), u"--jwt-key-id"_s, u"a"_s, u"--jwt-issuer"_s, u"us"_s,
                    u"--jwt-audience"_s, u"gateway"_s},
                   {});
    };
    const auto keys = KeySet::load(
        algorithm, write(u"jwks"_s, jwks({pair.jwk({{u"kid"_s, u"a"_s}}),
                                          SigningKeyPair::ec().jwk({{u"kid"_s, u"b"_s}})})));
    QVERIFY(keys);
    const Authenticator authenticator(
        std::make_shared<const TokenRules>(TokenRules{*keys, u"us"_s, u"gateway"_s}));
    const Result result = token(pair.privatePem());
    QCOMPARE(result.code, 0);
    const auto caller =
        authenticator.verify(result.out.trimmed(), std::chrono::system_clock::now());
    QVERIFY2(caller, caller ? "" : qPrintable(tokenFaultName(caller.error())));

    QVERIFY(token(pair.publicPem()).err.contains("no private key"));
    const SigningKeyPair other = isRsa ? SigningKeyPair::ec() : SigningKeyPair::rsa();
    const Result refused = token(other.privatePem());
    QCOMPARE(refused.code, 2);
    QVERIFY2(refused.err.contains(isRsa ? "RSA" : "P-256"), refused.err.constData());
}

void TestGatewayCommandLine::token_lifetimes_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("seconds");
    QTest::newRow("seconds") << u"90s"_s << 90;
    QTest::newRow("bare") << u"90"_s << 90;
    QTest::newRow("minutes") << u"15m"_s << 900;
    QTest::newRow("hours") << u"8h"_s << 28800;
    QTest::newRow("days") << u"7d"_s << 604800;
}

void TestGatewayCommandLine::token_lifetimes()
{
    QFETCH(const QString, text);
    QFETCH(const int, seconds);
    const Result result =
        run({u"token"_s, u"--tenant"_s, u"t"_s, u"--subject"_s, u"u"_s, u"--ttl"_s, text});
    const auto now = std::chrono::system_clock::now();
    const auto caller = Authenticator(secret).verify(result.out.trimmed(), now);
    QVERIFY(caller && caller->expiresAt);
    QVERIFY(std::chrono::abs(*caller->expiresAt - now - std::chrono::seconds(seconds)) <
            std::chrono::seconds(10));
}

void TestGatewayCommandLine::secretFile_lineEndIsNotPartOfIt()
{
    const QString file = write(u"secret"_s, QByteArray(secret) + "\r\n");
    const Result result = run(
        {u"token"_s, u"--tenant"_s, u"t"_s, u"--subject"_s, u"u"_s, u"--jwt-secret-file"_s, file},
        {});
    QVERIFY(Authenticator(secret).verify(result.out.trimmed(), std::chrono::system_clock::now()));
    const QString empty = write(u"empty"_s, "\n");
    QCOMPARE(run({u"serve"_s, u"--jwt-secret-file"_s, empty}).code, 2);
}

void TestGatewayCommandLine::config_givesWhatTheCommandLineLeavesOut()
{
    const auto serve = [this](const QByteArray &content) {
        return run({u"serve"_s, u"--config"_s, write(u"config.json"_s, content)});
    };
    QVERIFY(serve(R"({"listen":"nowhere"})").err.contains("nowhere"));
    QVERIFY(serve(R"({"retention":"a while"})").err.contains("a while"));
    // Not raw: moc takes the slashes for a comment.
    QVERIFY(serve("{\"database\":\"postgresql://x\"}").err.contains("names no database"));
    QVERIFY(serve(R"({"port":1})").err.contains("\"port\" is no setting"));
    QVERIFY(serve(R"({"listen":true})").err.contains("\"listen\" must be a text"));
    QVERIFY(serve("listen = x").err.contains("no JSON object"));
    const QString file = write(u"config.json"_s, R"({"listen":"nowhere","jwt_secret_file":"/no"})");
    QVERIFY(run({u"serve"_s, u"--config"_s, file, u"--listen"_s, u"elsewhere"_s})
                .err.contains("elsewhere"));
    QVERIFY(run({u"serve"_s, u"--config"_s, file, u"--listen"_s, u"127.0.0.1:0"_s}, {})
                .err.contains("/no"));
}

void TestGatewayCommandLine::checkConfig_saysWhatWouldHold()
{
    const QString database = m_gateway.file(u"not-yet.db"_s);
    const QString file =
        write(u"config.json"_s, R"({"listen":"127.0.0.1:1","retention":"7d","jwt_issuer":"us"})");
    const Result result = run({u"check-config"_s, u"--config"_s, file, u"--listen"_s,
                               u"127.0.0.1:0"_s, u"--database"_s, database});
    QCOMPARE(result.code, 0);
    QVERIFY(result.err.isEmpty());
    for (const QByteArray &line :
         {QByteArray("listen: 127.0.0.1:0"), "database: " + database.toUtf8(),
          QByteArray("retention: 7d"), QByteArray("jwt-algorithm: HS256"),
          QByteArray("jwt-secret-file: (JWT_SECRET)"), QByteArray("jwt-key-file: (not set)"),
          QByteArray("jwt-issuer: us")})
        QVERIFY2(('\n' + result.out).contains('\n' + line + '\n'), result.out.constData());
    QVERIFY(!result.out.contains(secret));
    QVERIFY(!QFile::exists(database));
    const Result postgres = run({u"check-config"_s, u"--database"_s,
                                 u"postgresql:"_s + u"//u:hidden@db.example:5432/events"_s});
    QCOMPARE(postgres.code, 0);
    QVERIFY(postgres.out.contains("u:***@db.example:5432/events"));
    QVERIFY(!postgres.out.contains("hidden"));
    QVERIFY(run({u"check-config"_s}, "short").out.contains("advice: the secret is short"));
}

void TestGatewayCommandLine::checkConfig_databaseOnSupabase_saysHowItIsShared_data()
{
    QTest::addColumn<QString>("place");
    QTest::addColumn<bool>("isSupabase");
    QTest::addColumn<bool>("isPooled");
    QTest::newRow("direct") << u"db.abc.supabase.co:5432"_s << true << false;
    QTest::newRow("no port") << u"db.abc.supabase.co"_s << true << false;
    QTest::newRow("session mode") << u"eu.pooler.supabase.com:5432"_s << true << false;
    QTest::newRow("transaction mode") << u"eu.pooler.supabase.com:6543"_s << true << true;
    QTest::newRow("another's, at that port") << u"db.example:6543"_s << false << false;
    QTest::newRow("almost") << u"supabase.co.example"_s << false << false;
}

void TestGatewayCommandLine::checkConfig_databaseOnSupabase_saysHowItIsShared()
{
    QFETCH(const QString, place);
    QFETCH(const bool, isSupabase);
    QFETCH(const bool, isPooled);
    const QString url = u"postgresql://gateway:hidden@"_s + place + u"/postgres"_s;
    const QByteArray said = run({u"check-config"_s, u"--database"_s, url}).out;
    QCOMPARE(said.contains("advice: the database is a project's on Supabase"), isSupabase);
    QCOMPARE(said.contains("advice: port 6543 is the pooler in transaction mode"), isPooled);
    QVERIFY(!said.contains("hidden"));
}

void TestGatewayCommandLine::secretsThatAllCanRead_areNamed_data()
{
    QTest::addColumn<QString>("option");
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<bool>("isSecret");
    QTest::newRow("secret") << u"--jwt-secret-file"_s << QByteArray(secret) << true;
    // moc takes two slashes in a raw string for a comment.
    QTest::newRow("a configuration with a password")
        << u"--config"_s
        << QByteArray(R"({"database":"postgresql:\/\/u:hidden@db.example\/events"})") << true;
    QTest::newRow("a configuration without") << u"--config"_s << QByteArray("{}") << false;
}

void TestGatewayCommandLine::secretsThatAllCanRead_areNamed()
{
    QFETCH(const QString, option);
    QFETCH(const QByteArray, content);
    QFETCH(const bool, isSecret);
    const QString file = write(u"open"_s, content);
    const QByteArray advice = "advice: every user of this machine can read " + file.toUtf8();
    const auto isNamed = [&] {
        return run({u"check-config"_s, option, file}).out.contains(advice);
    };
    const auto ours = QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ReadGroup;
    QVERIFY(QFile::setPermissions(file, ours | QFileDevice::ReadOther));
    QCOMPARE(isNamed(), isSecret);
    QVERIFY(QFile::setPermissions(file, ours));
    QVERIFY(!isNamed());
}

void TestGatewayCommandLine::checkConfig_keys_areToldApart()
{
    const QString file = write(u"jwks"_s, jwks({SigningKeyPair::ec().jwk({{u"kid"_s, u"old"_s}}),
                                                SigningKeyPair::ec().jwk({{u"kid"_s, u"new"_s}}),
                                                SigningKeyPair::ec().jwk({{u"use"_s, u"enc"_s}})}));
    const Result result =
        run({u"check-config"_s, u"--jwt-algorithm"_s, u"ES256"_s, u"--jwt-key-file"_s, file}, {});
    QCOMPARE(result.code, 0);
    QVERIFY(result.out.contains("\nkeys: old, new\n"));
    QVERIFY(result.out.contains("passed over: the key number 3 is not for signatures"));
    QVERIFY(result.out.contains("\njwt-secret-file: (not set)\n"));
}

void TestGatewayCommandLine::withoutPasswords_hidesThem_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("shown");
    const auto row = [](const char *text, const char *shown) {
        QTest::newRow(text) << QString::fromLatin1(text) << QString::fromLatin1(shown);
    };
    // Not raw: moc takes the slashes for a comment.
    row("/var/lib/events.db", "/var/lib/events.db");
    row("127.0.0.1:3001", "127.0.0.1:3001");
    row("postgresql://u@h/d", "postgresql://u@h/d");
    row("postgresql://u:p@h:5432/d?x=y", "postgresql://u:***@h:5432/d?x=y");
    row("postgres://:p@/d", "postgres://:***@/d");
    row("postgresql://u:p@ss:w/rd@h/d", "postgresql://u:***@h/d");
    row("postgresql://h/d?user=u&password=p&x=y", "postgresql://h/d?user=u&password=***&x=y");
    row("postgresql://h/d?sslpassword=p", "postgresql://h/d?sslpassword=***");
    row("host=h password=p user=u", "host=h password=*** user=u");
    row("host=h PASSWORD = 'p \\' q' user=u", "host=h PASSWORD = *** user=u");
}

void TestGatewayCommandLine::withoutPasswords_hidesThem()
{
    QFETCH(const QString, text);
    QTEST(withoutPasswords(text), "shown");
}

void TestGatewayCommandLine::serve_withAPublicKey_needsNoSecret()
{
    const SigningKeyPair pair = SigningKeyPair::ec();
    const QString file = write(u"public.pem"_s, pair.publicPem());
    // Its port is taken, so that it ends; but it got so far.
    const Result result = run({u"serve"_s, u"--listen"_s, u"127.0.0.1:%1"_s.arg(m_gateway.port()),
                               u"--database"_s, m_gateway.file(u"other.db"_s), u"--jwt-algorithm"_s,
                               u"ES256"_s, u"--jwt-key-file"_s, file},
                              {});
    QCOMPARE(result.code, 1);
    QVERIFY2(result.err.contains("cannot listen"), result.err.constData());
}

void TestGatewayCommandLine::publish_reachesSubscribers_data()
{
    QTest::addColumn<QString>("server");
    QTest::newRow("ws") << u"ws://127.0.0.1:%1"_s;
    QTest::newRow("http with a path") << u"http://localhost:%1/ws?x=y"_s;
}

void TestGatewayCommandLine::publish_reachesSubscribers()
{
    QFETCH(const QString, server);
    SocketClient client;
    QVERIFY(client.join(m_gateway.webSocketUrl(GatewayProcess::token(u"t"_s, u"u"_s)),
                        SocketClient::Offer::TimesheetV1));
    const QString file =
        write(u"token"_s, GatewayProcess::token(u"t"_s, u"s"_s, u"service"_s) + "\n");
    const Result result =
        run({u"publish"_s, u"--server"_s, server.arg(m_gateway.port()), u"--token-file"_s, file,
             u"--type"_s, u"deadline:reminder"_s, u"--payload"_s, u"{\"due_at\":\"soon \u20ac\"}"_s,
             u"--recipient"_s, u"u"_s});
    QCOMPARE(result.code, 0);
    static const QRegularExpression pattern(
        u"\\A([0-9a-f-]{36}) ([0-9a-f]{8}-[0-9a-f]{12}-[0-9a-f]{8})\n\\z"_s);
    const auto match = pattern.match(QString::fromUtf8(result.out));
    QVERIFY(match.hasMatch());
    QVERIFY(client.waitForEvents(1));
    QCOMPARE(client.events().first().value("id"_L1), match.captured(1));
    QCOMPARE(client.events().first().value("cursor"_L1), match.captured(2));
    QCOMPARE(client.events().first().value("payload"_L1),
             (QJsonObject{{u"due_at"_s, u"soon \u20ac"_s}}));
}

void TestGatewayCommandLine::publish_refusedOrUnreachable_isOne_data()
{
    QTest::addColumn<QString>("server");
    QTest::addColumn<QByteArray>("token");
    QTest::addColumn<QByteArray>("word");
    const QString here = u"ws://127.0.0.1:%1"_s.arg(m_gateway.port());
    const QByteArray good = GatewayProcess::token(u"t"_s, u"s"_s, u"service"_s);
    QTest::newRow("not a service")
        << here << GatewayProcess::token(u"t"_s, u"u"_s) << QByteArray("service");
    QTest::newRow("a bad token") << here << QByteArray("x.y.z") << QByteArray("401");
    QTest::newRow("nobody there") << u"ws://127.0.0.1:1"_s << good << QByteArray("cannot reach");
    QTest::newRow("no such host") << u"ws://nobody.invalid:1"_s << good
                                  << QByteArray("cannot reach");
    QTest::newRow("no TLS there") << u"wss://127.0.0.1:%1"_s.arg(m_gateway.port()) << good
                                  << QByteArray("cannot reach");
}

void TestGatewayCommandLine::publish_refusedOrUnreachable_isOne()
{
    QFETCH(const QString, server);
    QFETCH(const QByteArray, token);
    QFETCH(const QByteArray, word);
    const Result result =
        run({u"publish"_s, u"--server"_s, server, u"--token-file"_s, write(u"token"_s, token),
             u"--type"_s, u"x"_s, u"--payload"_s, u"{}"_s});
    QCOMPARE(result.code, 1);
    QVERIFY(result.out.isEmpty());
    QCOMPARE(result.err.count('\n'), 1);
    QVERIFY2(result.err.contains(word), result.err.constData());
    QVERIFY(!result.err.contains(token));
}

void TestGatewayCommandLine::serve_logsWhereItListensAndNoSecret()
{
    QVERIFY(!m_gateway.log().contains(secret));
    QVERIFY(m_gateway.log().contains("level=info event=listening address=127.0.0.1:" +
                                     QByteArray::number(m_gateway.port())));
}

void TestGatewayCommandLine::serve_logsJson()
{
    GatewayProcess json;
    QVERIFY(json.start({u"--log-format"_s, u"json"_s}));
    QCOMPARE(WebClient(json).get(u"/v1/events"_s, "no token").status, 401);
    QVERIFY(json.waitForLog("unauthorized"));
    QCOMPARE(json.terminate(), 0);
    QStringList events;
    for (const QByteArray &line : json.log().trimmed().split('\n')) {
        const QJsonObject object = QJsonDocument::fromJson(line).object();
        QVERIFY2(object.contains("time"_L1) && object.contains("level"_L1), line.constData());
        events.append(object.value("event"_L1).toString());
    }
    QVERIFY(events.contains(u"listening"_s) && events.contains(u"unauthorized"_s));
    QCOMPARE(events.last(), u"stopped"_s);
}

QTEST_GUILESS_MAIN(TestGatewayCommandLine)
#include "tst_gateway_command_line.moc"
