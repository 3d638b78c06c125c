#include "gateway/config/token_config.h"
#include "gateway/tokens/authenticator.h"
#include "gateway/tokens/signing_keys.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <thread>

using namespace timesheet;
using namespace timesheet::gateway;
using namespace Qt::StringLiterals;

namespace {

const WallClock::time_point now{std::chrono::seconds(1'800'000'000)};
const QByteArray goodClaims = R"({"sub":"u","tenant_id":"t","exp":1800000100})";

QByteArray header(const QByteArray &alg, const QByteArray &more = {})
{
    return R"({"alg":")" + alg + "\"" + (more.isEmpty() ? QByteArray() : ',' + more) + '}';
}

QByteArray textOf(const QByteArray &head, const QByteArray &claims = goodClaims)
{
    return base64Url(head) + '.' + base64Url(claims);
}

QByteArray sign(const SigningKeyPair &pair, const QByteArray &head,
                const QByteArray &claims = goodClaims)
{
    const QByteArray text = textOf(head, claims);
    return text + '.' + base64Url(pair.jwtSignature(text));
}

QJsonObject named(const char *id)
{
    return {{u"kid"_s, QString::fromLatin1(id)}};
}

} // namespace

/// Keys of RS256 and ES256, and what attackers try with tokens for them.
class TestKeySet : public QObject
{
    Q_OBJECT

private slots:
    void publishedVectors_verify_data();
    void publishedVectors_verify();
    void everyWrapping_loadsAndVerifies_data();
    void everyWrapping_loadsAndVerifies();
    void uselessFile_saysWhy_data();
    void uselessFile_saysWhy();
    void jwksWithStrangers_passesThemOver();
    void rotation_oldAndNewVerify();
    void keyIds_decide_data();
    void keyIds_decide();
    void attacks_refused_data();
    void attacks_refused();
    void everyChangedCharacter_refused();
    void issuerAndAudience_whereAskedFor_data();
    void issuerAndAudience_whereAskedFor();
    void reload_takesTheNewKeysOrKeepsItsTongue();
    void copies_verifyInDifferentThreads();
    void noRules_refusesEverything();

private:
    QString write(const QByteArray &content);
    Authenticator load(TokenAlgorithm algorithm, const QByteArray &content);

    QTemporaryDir m_folder;
    int m_files = 0;
    const SigningKeyPair m_rsa = SigningKeyPair::rsa();
    const SigningKeyPair m_ec = SigningKeyPair::ec();
    const SigningKeyPair m_otherEc = SigningKeyPair::ec();
};

QString TestKeySet::write(const QByteArray &content)
{
    QFile file(m_folder.filePath(QString::number(++m_files)));
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
        qFatal("cannot write");
    return file.fileName();
}

Authenticator TestKeySet::load(TokenAlgorithm algorithm, const QByteArray &content)
{
    const auto keys = KeySet::load(algorithm, write(content));
    if (!keys)
        qFatal("%s", qPrintable(keys.error()));
    return Authenticator(std::make_shared<const TokenRules>(TokenRules{*keys, {}, {}}));
}

void TestKeySet::publishedVectors_verify_data()
{
    QTest::addColumn<TokenAlgorithm>("algorithm");
    QTest::addColumn<QByteArray>("jwk");
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<QByteArray>("signature");
    QTest::newRow("RFC 7515, appendix A.2")
        << TokenAlgorithm::Rs256
        << QByteArray(R"({"kty":"RSA","e":"AQAB","n":")"
                      "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrc"
                      "S2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGz"
                      "jb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xs"
                      "mtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8"
                      "q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ\"}")
        << QByteArray("eyJhbGciOiJSUzI1NiJ9")
        << QByteArray("cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Q"
                      "c_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTy"
                      "WzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwu"
                      "sC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5A"
                      "XLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw");
    QTest::newRow("RFC 7515, appendix A.3")
        << TokenAlgorithm::Es256
        << QByteArray(
               R"({"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",)"
               R"("y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"})")
        << QByteArray("eyJhbGciOiJFUzI1NiJ9")
        << QByteArray("DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqP"
                      "P3-Kg6NU1Q");
}

void TestKeySet::publishedVectors_verify()
{
    QFETCH(const TokenAlgorithm, algorithm);
    QFETCH(const QByteArray, jwk);
    QFETCH(const QByteArray, header);
    QFETCH(const QByteArray, signature);
    const auto keys = KeySet::load(algorithm, write(R"({"keys":[)" + jwk + "]}"));
    QVERIFY2(keys, keys ? "" : qPrintable(keys.error()));
    const QByteArray text = header + ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9l"
                                     "eGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
    const auto bytes = QByteArray::fromBase64(signature, QByteArray::Base64UrlEncoding);
    QVERIFY(keys->find({})->verifies(text, bytes));
    QVERIFY(!keys->find({})->verifies(text.chopped(1), bytes));
    // Their payload names no user: the signature counts, the claims do not.
    const auto caller =
        load(algorithm, R"({"keys":[)" + jwk + "]}").verify(text + '.' + signature, now);
    QCOMPARE(tokenFaultName(caller.error()), u"bad-claim"_s);
}

void TestKeySet::everyWrapping_loadsAndVerifies_data()
{
    QTest::addColumn<TokenAlgorithm>("algorithm");
    QTest::addColumn<QByteArray>("content");
    const auto both = [this](const char *name, auto make) {
        QTest::addRow("RS256 %s", name) << TokenAlgorithm::Rs256 << QByteArray(make(m_rsa));
        QTest::addRow("ES256 %s", name) << TokenAlgorithm::Es256 << QByteArray(make(m_ec));
    };
    both("public key", [](const auto &pair) { return pair.publicPem(); });
    both("certificate, whatever its dates", [](const auto &pair) { return pair.certificatePem(); });
    both("text before and after",
         [](const auto &pair) { return "Our key:\n" + pair.publicPem() + "\nThat was it.\n"; });
    both("JWKS", [](const auto &pair) { return jwks({pair.jwk()}); });
    both("JWKS with spaces before", [](const auto &pair) { return "\n " + jwks({pair.jwk()}); });
    both("JWKS that says what it is for", [](const auto &pair) {
        const bool isRsa = pair.jwk().value("kty"_L1) == u"RSA"_s;
        return jwks({pair.jwk({{u"use"_s, u"sig"_s},
                               {u"key_ops"_s, QJsonArray{u"verify"_s}},
                               {u"alg"_s, isRsa ? u"RS256"_s : u"ES256"_s},
                               {u"x5t"_s, u"unknown"_s}})});
    });
}

void TestKeySet::everyWrapping_loadsAndVerifies()
{
    QFETCH(const TokenAlgorithm, algorithm);
    QFETCH(const QByteArray, content);
    const SigningKeyPair &pair = algorithm == TokenAlgorithm::Rs256 ? m_rsa : m_ec;
    const Authenticator authenticator = load(algorithm, content);
    const QByteArray token = sign(pair, header(tokenAlgorithmName(algorithm).toLatin1()));
    const auto caller = authenticator.verify(token, now);
    QVERIFY2(caller, caller ? "" : qPrintable(tokenFaultName(caller.error())));
    QCOMPARE(caller->tenant, TenantId(u"t"_s));
}

void TestKeySet::uselessFile_saysWhy_data()
{
    QTest::addColumn<TokenAlgorithm>("algorithm");
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QByteArray>("word"); // that the sentence must have
    const auto row = [](const char *name, TokenAlgorithm algorithm, const QByteArray &content,
                        const char *word) {
        QTest::newRow(name) << algorithm << content << QByteArray(word);
    };
    using enum TokenAlgorithm;
    const QByteArray smallRsa = SigningKeyPair::rsa(1024).publicPem();
    const SigningKeyPair p384 = SigningKeyPair::ec("P-384");
    const SigningKeyPair secp256k1 = SigningKeyPair::ec("secp256k1");
    const QString n = m_rsa.jwk().value("n"_L1).toString();
    const QString x = m_ec.jwk().value("x"_L1).toString();

    row("empty", Rs256, "", "neither PEM");
    row("a secret", Rs256, "0123456789abcdef0123456789abcdef\n", "neither PEM");
    row("PEM of something else", Es256, "-----BEGIN X-----\nAAAA\n-----END X-----\n", "as a key");
    row("PEM cut short", Es256, m_ec.publicPem().first(80), "neither PEM");
    row("PEM of a cut key", Es256,
        "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZI\n-----END PUBLIC KEY-----\n",
        "as a key");
    row("private RSA", Rs256, m_rsa.privatePem(), "private key");
    row("private EC", Es256, m_ec.privatePem(), "private key");
    row("several in PEM", Es256, m_ec.publicPem() + m_otherEc.publicPem(), "several keys");
    row("RSA for ES256", Es256, m_rsa.publicPem(), "P-256");
    row("EC for RS256", Rs256, m_ec.publicPem(), "RSA");
    row("RSA too small", Rs256, smallRsa, "1024 bits");
    row("another curve", Es256, p384.publicPem(), "P-256");
    row("another curve of 256 bits", Es256, secp256k1.publicPem(), "P-256");

    row("no JSON", Rs256, "{", "no JWKS");
    row("no keys", Rs256, "{}", "no JWKS");
    row("keys no array", Rs256, R"({"keys":{}})", "no JWKS");
    row("keys twice", Es256, R"({"keys":[],)" + jwks({m_ec.jwk()}).sliced(1), "no JWKS");
    row("no key", Rs256, R"({"keys":[]})", "empty");
    row("keys of nothing", Rs256, R"({"keys":[1,null,"x",[]]})", "no key that verifies RS256");
    row("very many keys", Rs256, jwks(QList<QJsonObject>(65)), "65 keys");
    row("a symmetric key", Rs256,
        jwks({{{u"kty"_s, u"oct"_s}, {u"k"_s, u"AAAA"_s}, {u"alg"_s, u"RS256"_s}}}), "type RSA");
    row("EC in a JWKS for RS256", Rs256, jwks({m_ec.jwk()}), "type RSA");
    row("RSA in a JWKS for ES256", Es256, jwks({m_rsa.jwk()}), "type EC");
    row("a private JWK", Es256, jwks({m_ec.jwk({{u"d"_s, u"AAAA"_s}})}), "private key");
    row("for encryption", Es256, jwks({m_ec.jwk({{u"use"_s, u"enc"_s}})}), "not for signatures");
    row("use no text", Es256, jwks({m_ec.jwk({{u"use"_s, 1}})}), "not for signatures");
    row("for signing only", Es256, jwks({m_ec.jwk({{u"key_ops"_s, QJsonArray{u"sign"_s}}})}),
        "not for verifying");
    row("key_ops no array", Es256, jwks({m_ec.jwk({{u"key_ops"_s, u"verify"_s}})}),
        "not for verifying");
    row("for another algorithm", Rs256, jwks({m_rsa.jwk({{u"alg"_s, u"PS256"_s}})}),
        "another algorithm");
    row("kid a number", Es256, jwks({m_ec.jwk({{u"kid"_s, 1}})}), "kid");
    row("kid without end", Es256, jwks({m_ec.jwk({{u"kid"_s, QString(257, u'k')}})}), "kid");
    row("n with padding", Rs256, jwks({m_rsa.jwk({{u"n"_s, n + u"=="_s}})}), "as a key");
    row("n of plain base64", Rs256, jwks({m_rsa.jwk({{u"n"_s, u"+/+/"_s}})}), "as a key");
    row("n small", Rs256, jwks({m_rsa.jwk({{u"n"_s, n.right(100)}})}), "bits");
    row("n even", Rs256, jwks({m_rsa.jwk({{u"n"_s, n.chopped(2) + u"AA"_s}})}), "sound");
    row("n huge", Rs256, jwks({m_rsa.jwk({{u"n"_s, n.repeated(8)}})}), "bits");
    row("n missing", Rs256, jwks({{{u"kty"_s, u"RSA"_s}, {u"e"_s, u"AQAB"_s}}}), "as a key");
    row("e is 1", Rs256, jwks({m_rsa.jwk({{u"e"_s, u"AQ"_s}})}), "sound");
    row("e is even", Rs256, jwks({m_rsa.jwk({{u"e"_s, u"AQAA"_s}})}), "sound");
    row("x short", Es256, jwks({m_ec.jwk({{u"x"_s, x.chopped(4)}})}), "as a key");
    row("x of another point", Es256,
        jwks({m_ec.jwk({{u"x"_s, m_otherEc.jwk().value("x"_L1).toString()}})}), "as a key");
    row("the point of zeros", Es256,
        jwks({m_ec.jwk({{u"x"_s, QString(43, u'A')}, {u"y"_s, QString(43, u'A')}})}), "as a key");
    row("crv of another curve", Es256, jwks({m_ec.jwk({{u"crv"_s, u"P-384"_s}})}), "as a key");
    row("a point of another curve", Es256, jwks({secp256k1.jwk()}), "as a key");
    row("two without kid", Es256, jwks({m_ec.jwk(), m_otherEc.jwk()}), "not told apart");
    row("one of two without kid", Es256, jwks({m_ec.jwk(named("a")), m_otherEc.jwk()}),
        "not told apart");
    row("two of one kid", Es256, jwks({m_ec.jwk(named("a")), m_otherEc.jwk(named("a"))}),
        "not told apart");
    row("far too large", Es256, '{' + QByteArray(qsizetype{1024} * 1024, ' '), "1 MiB");
}

void TestKeySet::uselessFile_saysWhy()
{
    QFETCH(const TokenAlgorithm, algorithm);
    QFETCH(const QByteArray, content);
    QFETCH(const QByteArray, word);
    const QString file = write(content);
    const auto keys = KeySet::load(algorithm, file);
    QVERIFY(!keys);
    QVERIFY2(keys.error().contains(QString::fromLatin1(word)), qPrintable(keys.error()));
    QVERIFY(keys.error().startsWith(file));
    QCOMPARE(ERR_peek_error(), 0UL);
}

void TestKeySet::jwksWithStrangers_passesThemOver()
{
    const auto keys =
        KeySet::load(TokenAlgorithm::Es256,
                     write(jwks({m_rsa.jwk(named("rsa")),
                                 {{u"kty"_s, u"OKP"_s}, {u"crv"_s, u"Ed25519"_s}},
                                 m_ec.jwk(named("a")),
                                 m_otherEc.jwk({{u"kid"_s, u"b"_s}, {u"use"_s, u"enc"_s}})})));
    QVERIFY2(keys, keys ? "" : qPrintable(keys.error()));
    QCOMPARE(keys->keyIds(), QStringList{u"a"_s});
    QCOMPARE(keys->passedOver().size(), 3);
    QVERIFY(keys->passedOver().last().startsWith(u"the key number 4 "));
}

void TestKeySet::rotation_oldAndNewVerify()
{
    const QByteArray oldToken = sign(m_ec, header("ES256", R"("kid":"2026-01")"));
    const QByteArray newToken = sign(m_otherEc, header("ES256", R"("kid":"2026-02")"));
    const QJsonObject oldKey = m_ec.jwk(named("2026-01"));
    const QJsonObject newKey = m_otherEc.jwk(named("2026-02"));

    const Authenticator before = load(TokenAlgorithm::Es256, jwks({oldKey}));
    QVERIFY(before.verify(oldToken, now));
    QCOMPARE(before.verify(newToken, now).error(), TokenFault::UnknownKey);
    const Authenticator meanwhile = load(TokenAlgorithm::Es256, jwks({oldKey, newKey}));
    QVERIFY(meanwhile.verify(oldToken, now));
    QVERIFY(meanwhile.verify(newToken, now));
    const Authenticator after = load(TokenAlgorithm::Es256, jwks({newKey}));
    QCOMPARE(after.verify(oldToken, now).error(), TokenFault::UnknownKey);
    QVERIFY(after.verify(newToken, now));
}

void TestKeySet::keyIds_decide_data()
{
    QTest::addColumn<QByteArray>("kid"); // the member in the header, signed with the key "a"
    QTest::addColumn<QString>("ofTwo");  // the fault with the keys "a" and "b"
    QTest::addColumn<QString>("ofOne");  // with "a" alone
    QTest::addColumn<QString>("ofNameless");
    const auto row = [](const char *name, const QByteArray &kid, const QString &ofTwo,
                        const QString &ofOne, const QString &ofNameless) {
        QTest::newRow(name) << kid << ofTwo << ofOne << ofNameless;
    };
    const QString unknown = u"unknown-key"_s;
    const QString malformed = u"malformed"_s;
    row("its own", R"("kid":"a")", {}, {}, {});
    row("escaped", R"("kid":"\u0061")", {}, {}, {});
    row("none", {}, unknown, {}, {});
    row("the other's", R"("kid":"b")", u"bad-signature"_s, unknown, {});
    row("another case", R"("kid":"A")", unknown, unknown, {});
    row("empty", R"("kid":"")", unknown, unknown, {});
    row("a path", R"("kid":"../../../../dev/null")", unknown, unknown, {});
    row("SQL", R"("kid":"a' OR '1'='1")", unknown, unknown, {});
    row("a command", R"("kid":"a;cat /etc/passwd|x")", unknown, unknown, {});
    row("a URL",
        "\"kid\":\"https:/"
        "/attacker.example/key\"",
        unknown, unknown, {});
    row("with a NUL", R"("kid":"a\u0000b")", unknown, unknown, {});
    row("very long", R"("kid":")" + QByteArray(257, 'a') + '"', malformed, malformed, malformed);
    row("null", R"("kid":null)", malformed, malformed, malformed);
    row("a number", R"("kid":1)", malformed, malformed, malformed);
    row("a list", R"("kid":["a"])", malformed, malformed, malformed);
    row("an object", R"("kid":{"$ne":""})", malformed, malformed, malformed);
    row("twice", R"("kid":"a","kid":"b")", malformed, malformed, malformed);
    row("twice, once escaped", R"("kid":"b","\u006bid":"a")", malformed, malformed, malformed);
    // Keys that a token brings along, or points to, are never looked at.
    row("jwk and jku",
        "\"kid\":\"a\",\"jku\":\"https:/"
        "/attacker.example\",\"jwk\":{},\"x5c\":[]",
        {}, {}, {});
}

void TestKeySet::keyIds_decide()
{
    QFETCH(const QByteArray, kid);
    const QByteArray token = sign(m_ec, header("ES256", kid));
    const auto faultOf = [&](const QByteArray &content) {
        const auto caller = load(TokenAlgorithm::Es256, content).verify(token, now);
        return caller ? QString() : tokenFaultName(caller.error());
    };
    QTEST(faultOf(jwks({m_otherEc.jwk(named("b")), m_ec.jwk(named("a"))})), "ofTwo");
    QTEST(faultOf(jwks({m_ec.jwk(named("a"))})), "ofOne");
    QTEST(faultOf(m_ec.publicPem()), "ofNameless");
}

void TestKeySet::attacks_refused_data()
{
    QTest::addColumn<TokenAlgorithm>("algorithm");
    QTest::addColumn<QByteArray>("token");
    QTest::addColumn<TokenFault>("fault");
    const auto row = [](const char *name, TokenAlgorithm algorithm, const QByteArray &token,
                        TokenFault fault) {
        QTest::addRow("%s %s", qPrintable(tokenAlgorithmName(algorithm)), name)
            << algorithm << token << fault;
    };
    using enum TokenFault;
    for (const auto algorithm : {TokenAlgorithm::Rs256, TokenAlgorithm::Es256}) {
        const SigningKeyPair &pair = algorithm == TokenAlgorithm::Rs256 ? m_rsa : m_ec;
        const QByteArray name = tokenAlgorithmName(algorithm).toLatin1();
        const QByteArray text = textOf(header(name));
        const QByteArray signature = pair.jwtSignature(text);
        const QByteArray hmacText = textOf(header("HS256"));

        row("alg none", algorithm, textOf(header("none")) + '.', WrongAlgorithm);
        // The public key is no secret: whoever may name the algorithm may sign with it.
        for (const QByteArray &publicText :
             {pair.publicPem(), pair.publicPem().trimmed(), jwks({pair.jwk()})})
            row("HS256 with the public key", algorithm,
                hmacText + '.' + base64Url(hmacSha256(publicText, hmacText)), WrongAlgorithm);
        row("an HMAC under its own name", algorithm,
            text + '.' + base64Url(hmacSha256(pair.publicPem(), text)), BadSignature);
        for (const char *alg : {"HS256", "RS384", "PS256", "ES384", "ES256K", "EdDSA", ""})
            row(alg, algorithm, sign(pair, header(alg)), WrongAlgorithm);
        row("the other algorithm", algorithm,
            sign(pair, header(algorithm == TokenAlgorithm::Rs256 ? "ES256" : "RS256")),
            WrongAlgorithm);
        row("alg twice", algorithm, sign(pair, R"({"alg":"none",)" + header(name).sliced(1)),
            Malformed);
        row("crit", algorithm, sign(pair, header(name, R"("crit":["exp"])")), WrongAlgorithm);
        row("no signature", algorithm, text + '.', BadSignature);
        row("a byte more", algorithm, text + '.' + base64Url(signature + '\0'), BadSignature);
        row("a byte less", algorithm, text + '.' + base64Url(signature.chopped(1)), BadSignature);
        row("padding", algorithm, text + '.' + base64Url(signature) + "==", Malformed);
        row("plain base64", algorithm, text + ".+/+/", Malformed);
        row("zeros", algorithm, text + '.' + base64Url(QByteArray(signature.size(), '\0')),
            BadSignature);
        row("ones", algorithm, text + '.' + base64Url(QByteArray(signature.size(), '\xff')),
            BadSignature);
        row("of another text", algorithm,
            textOf(header(name), R"({"sub":"u","tenant_id":"other"})") + '.' + base64Url(signature),
            BadSignature);
        const auto claims = [&](const char *what, const QByteArray &more, TokenFault fault) {
            row(what, algorithm,
                sign(pair, header(name), R"({"sub":"u","tenant_id":"t",)" + more + '}'), fault);
        };
        claims("expired", R"("exp":1799999940)", Expired);
        claims("from the future", R"("nbf":1800000061)", NotYetValid);
        claims("exp a text", R"("exp":"1900000000")", BadClaim);
        claims("nbf a list", R"("nbf":[0])", BadClaim);
        claims("tenant twice", R"("tenant_id":"other")", Malformed);
    }
    const SigningKeyPair otherRsa = SigningKeyPair::rsa();
    row("another key", TokenAlgorithm::Rs256, sign(otherRsa, header("RS256")), BadSignature);
    row("another key", TokenAlgorithm::Es256, sign(m_otherEc, header("ES256")), BadSignature);
    row("signed by RSA", TokenAlgorithm::Es256, sign(m_rsa, header("ES256")), BadSignature);
    row("signed by EC", TokenAlgorithm::Rs256, sign(m_ec, header("RS256")), BadSignature);
    const QByteArray text = textOf(header("ES256"));
    const QByteArray raw = m_ec.rawSignature(text);
    const QByteArray zeros(32, '\0');
    const auto es256 = [&](const char *name, const QByteArray &signature) {
        row(name, TokenAlgorithm::Es256, text + '.' + base64Url(signature), BadSignature);
    };
    es256("DER", m_ec.signature(text));
    es256("of P-384", SigningKeyPair::ec("P-384").signature(text));
    es256("r is zero", zeros + raw.sliced(32));
    es256("s is zero", raw.first(32) + zeros);
    // The order of the group: what is zero modulo it.
    const QByteArray order =
        QByteArray::fromHex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
    es256("r is the order", order + raw.sliced(32));
    es256("s is the order", raw.first(32) + order);
    es256("r and s are the order", order + order);
    es256("r and s change places", raw.sliced(32) + raw.first(32));
    es256("zeros before each",
          QByteArray(1, '\0') + raw.first(32) + QByteArray(1, '\0') + raw.sliced(32));
}

void TestKeySet::attacks_refused()
{
    QFETCH(const TokenAlgorithm, algorithm);
    QFETCH(const QByteArray, token);
    QFETCH(const TokenFault, fault);
    const SigningKeyPair &pair = algorithm == TokenAlgorithm::Rs256 ? m_rsa : m_ec;
    const auto caller = load(algorithm, pair.publicPem()).verify(token, now);
    QVERIFY(!caller);
    QCOMPARE(tokenFaultName(caller.error()), tokenFaultName(fault));
    QCOMPARE(ERR_peek_error(), 0UL);
}

void TestKeySet::everyChangedCharacter_refused()
{
    for (const auto algorithm : {TokenAlgorithm::Rs256, TokenAlgorithm::Es256}) {
        const SigningKeyPair &pair = algorithm == TokenAlgorithm::Rs256 ? m_rsa : m_ec;
        const Authenticator authenticator = load(algorithm, pair.publicPem());
        const QByteArray good = sign(pair, header(tokenAlgorithmName(algorithm).toLatin1()));
        QVERIFY(authenticator.verify(good, now));
        for (qsizetype i = 0; i < good.size(); ++i) {
            QByteArray bad = good;
            bad[i] = bad.at(i) == 'A' ? 'B' : 'A';
            QVERIFY2(!authenticator.verify(bad, now), bad.constData());
        }
    }
}

void TestKeySet::issuerAndAudience_whereAskedFor_data()
{
    QTest::addColumn<QByteArray>("more");
    QTest::addColumn<QString>("fault");
    const auto row = [](const char *name, const char *more, const char *fault) {
        QTest::newRow(name) << QByteArray(more) << QString::fromLatin1(fault);
    };
    row("both", R"("iss":"us","aud":"gateway")", "");
    row("audience in a list", R"("iss":"us","aud":["other","gateway"])", "");
    row("no issuer", R"("aud":"gateway")", "bad-claim");
    row("another issuer", R"("iss":"them","aud":"gateway")", "wrong-issuer");
    row("another case", R"("iss":"US","aud":"gateway")", "wrong-issuer");
    row("issuer a list", R"("iss":["us"],"aud":"gateway")", "bad-claim");
    row("issuer null", R"("iss":null,"aud":"gateway")", "bad-claim");
    row("no audience", R"("iss":"us")", "bad-claim");
    row("another audience", R"("iss":"us","aud":"gateways")", "wrong-audience");
    row("an empty list", R"("iss":"us","aud":[])", "wrong-audience");
    row("a list without us", R"("iss":"us","aud":["a","b"])", "wrong-audience");
    row("a list with a number", R"("iss":"us","aud":["gateway",1])", "bad-claim");
    row("a list in a list", R"("iss":"us","aud":[["gateway"]])", "bad-claim");
    row("audience an object", R"("iss":"us","aud":{"gateway":true})", "bad-claim");
    row("audience a truth", R"("iss":"us","aud":true)", "bad-claim");
    row("issuer twice", R"("iss":"them","iss":"us","aud":"gateway")", "malformed");
}

void TestKeySet::issuerAndAudience_whereAskedFor()
{
    QFETCH(const QByteArray, more);
    const QByteArray secret = "0123456789abcdef0123456789abcdef";
    const Authenticator authenticator(std::make_shared<const TokenRules>(
        TokenRules{KeySet::ofSecret(secret), u"us"_s, u"gateway"_s}));
    const QByteArray text = textOf(header("HS256"), R"({"sub":"u","tenant_id":"t",)" + more + '}');
    const auto caller = authenticator.verify(text + '.' + base64Url(hmacSha256(secret, text)), now);
    QTEST(caller ? QString() : tokenFaultName(caller.error()), "fault");
}

void TestKeySet::reload_takesTheNewKeysOrKeepsItsTongue()
{
    TokenConfig config;
    config.algorithm = TokenAlgorithm::Es256;
    config.keyFile = write(m_ec.publicPem());
    const QByteArray oldToken = sign(m_ec, header("ES256"));
    const QByteArray newToken = sign(m_otherEc, header("ES256"));
    const auto before = loadAuthenticator(config);
    QVERIFY(before && before->verify(oldToken, now) && !before->verify(newToken, now));

    QVERIFY(QFile::remove(config.keyFile));
    QVERIFY(!loadAuthenticator(config));
    QVERIFY(before->verify(oldToken, now)); // as loaded, whatever became of the file
    QVERIFY(QFile::rename(write(m_otherEc.publicPem()), config.keyFile));
    const auto after = loadAuthenticator(config);
    QVERIFY(after && !after->verify(oldToken, now) && after->verify(newToken, now));
}

void TestKeySet::copies_verifyInDifferentThreads()
{
    const QByteArray secret = "0123456789abcdef0123456789abcdef";
    const QByteArray text = textOf(header("HS256"));
    const std::vector<std::pair<Authenticator, QByteArray>> cases{
        {Authenticator(secret), text + '.' + base64Url(hmacSha256(secret, text))},
        {load(TokenAlgorithm::Rs256, m_rsa.publicPem()), sign(m_rsa, header("RS256"))},
        {load(TokenAlgorithm::Es256, m_ec.publicPem()), sign(m_ec, header("ES256"))},
    };
    std::atomic<int> wrong = 0;
    std::vector<std::thread> threads;
    threads.reserve(4);
    for (int thread = 0; thread < 4; ++thread)
        threads.emplace_back([cases, &wrong] {
            for (int i = 0; i < 200; ++i) {
                for (const auto &[authenticator, token] : cases) {
                    if (!authenticator.verify(token, now) ||
                        authenticator.verify(token.chopped(4), now))
                        ++wrong;
                }
            }
        });
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(wrong.load(), 0);
}

void TestKeySet::noRules_refusesEverything()
{
    QVERIFY(!Authenticator().verify(sign(m_ec, header("ES256")), now));
    QVERIFY(!Authenticator().verify(textOf(header("none")) + '.', now));
}

QTEST_GUILESS_MAIN(TestKeySet)
#include "tst_key_set.moc"
