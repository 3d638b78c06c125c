#include "gateway/tokens/authenticator.h"
#include "gateway/tokens/token_minter.h"

#include <QTest>

using namespace timesheet;
using namespace timesheet::gateway;
using namespace Qt::StringLiterals;

namespace {

const QByteArray secret = "0123456789abcdef0123456789abcdef";
constexpr qint64 nowSeconds = 1'800'000'000;
const WallClock::time_point now{std::chrono::seconds(nowSeconds)};

QByteArray encoded(const QByteArray &bytes)
{
    return bytes.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
}

/// A token of any header and claims, signed well.
QByteArray sign(const QByteArray &header, const QByteArray &claims, const QByteArray &key = secret)
{
    const QByteArray text = encoded(header) + '.' + encoded(claims);
    return text + '.' + encoded(hmacSha256(key, text));
}

const QByteArray hs256 = R"({"alg":"HS256","typ":"JWT"})";
const QByteArray goodClaims = R"({"sub":"u","tenant_id":"t","exp":1800000100})";

QByteArray claimsWith(const char *more)
{
    return QByteArray(R"({"sub":"u","tenant_id":"t",)") + more + '}';
}

} // namespace

class TestAuthenticator : public QObject
{
    Q_OBJECT

private slots:
    void publishedVector_verifies();
    void mintedToken_verifies();
    void goodTokens_accepted_data();
    void goodTokens_accepted();
    void attacks_refused_data();
    void attacks_refused();
    void everyChangedCharacter_refused();

private:
    const Authenticator m_authenticator{secret};
};

void TestAuthenticator::publishedVector_verifies()
{
    // RFC 7515, appendix A.1: the MAC of the example, over its own text and key.
    const QByteArray key = QByteArray::fromBase64(
        "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow",
        QByteArray::Base64UrlEncoding);
    const QByteArray text = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9."
                            "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxl"
                            "LmNvbS9pc19yb290Ijp0cnVlfQ";
    QCOMPARE(encoded(hmacSha256(key, text)), "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
}

void TestAuthenticator::mintedToken_verifies()
{
    const TokenRequest request{TenantId(u"t"_s), UserId(u"u"_s), u"manager"_s, u"Dana"_s,
                               std::chrono::hours(8)};
    const auto caller = m_authenticator.verify(mintToken(request, secret, now), now);
    QVERIFY(caller);
    QCOMPARE(*caller, (Caller{TenantId(u"t"_s), UserId(u"u"_s), u"manager"_s,
                              now + std::chrono::hours(8), caller->key}));
    QVERIFY(m_authenticator.vouchesFor(*caller));
    QVERIFY(!Authenticator("another"_ba).vouchesFor(*caller));
    QVERIFY(caller->seesWholeTenant());
    QVERIFY(!caller->mayPublish());
}

void TestAuthenticator::goodTokens_accepted_data()
{
    QTest::addColumn<QByteArray>("token");
    QTest::newRow("plain") << sign(hs256, goodClaims);
    QTest::newRow("no expiry") << sign(hs256, R"({"sub":"u","tenant_id":"t"})");
    QTest::newRow("no typ") << sign(R"({"alg":"HS256"})", goodClaims);
    QTest::newRow("a kid that nobody asks for")
        << sign(R"({"alg":"HS256","kid":"../../dev/null"})", goodClaims);
    QTest::newRow("expired within the leeway") << sign(hs256, claimsWith(R"("exp":1799999941)"));
    QTest::newRow("early within the leeway") << sign(hs256, claimsWith(R"("nbf":1800000060)"));
    QTest::newRow("expires in 2286") << sign(hs256, claimsWith(R"("exp":9999999999)"));
    QTest::newRow("expires in 2300") << sign(hs256, claimsWith(R"("exp":10413792000)"));
    QTest::newRow("expires in 9999") << sign(hs256, claimsWith(R"("exp":253402300799)"));
    QTest::newRow("expires beyond all time") << sign(hs256, claimsWith(R"("exp":1e300)"));
    QTest::newRow("good since before all time") << sign(hs256, claimsWith(R"("nbf":-1e300)"));
    QTest::newRow("issued in a moment") << sign(hs256, claimsWith(R"("iat":1800000300)"));
    QTest::newRow("issued by a clock a day ahead")
        << sign(hs256, claimsWith(R"("iat":1800086400)"));
    QTest::newRow("issued before all time") << sign(hs256, claimsWith(R"("iat":-1e300)"));
    QTest::newRow("fractions") << sign(hs256, claimsWith(R"("exp":1800000000.5)"));
    QTest::newRow("unknown claims") << sign(hs256, claimsWith(R"("iss":"x","aud":["y"])"));
}

void TestAuthenticator::goodTokens_accepted()
{
    QFETCH(const QByteArray, token);
    const auto caller = m_authenticator.verify(token, now);
    QVERIFY2(caller, caller ? "" : qPrintable(tokenFaultName(caller.error())));
    QCOMPARE(caller->tenant, TenantId(u"t"_s));
    QCOMPARE(caller->user, UserId(u"u"_s));
}

void TestAuthenticator::attacks_refused_data()
{
    QTest::addColumn<QByteArray>("token");
    QTest::addColumn<TokenFault>("fault");
    const auto row = [](const char *name, const QByteArray &token, TokenFault fault) {
        QTest::newRow(name) << token << fault;
    };
    const QByteArray good = sign(hs256, goodClaims);
    const QByteArray text = good.first(good.lastIndexOf('.'));
    using enum TokenFault;

    row("empty", {}, Malformed);
    row("two parts", text, Malformed);
    row("four parts", good + ".x", Malformed);
    row("padding", good + '=', Malformed);
    row("a character of plain base64", encoded(hs256) + ".+/+/." + encoded("x"), Malformed);
    row("spaces", ' ' + good, Malformed);
    row("a line end", good + '\n', Malformed);
    row("spare bits set", good.chopped(1) + char(good.back() + 1), Malformed);
    row("header no object", sign("[]", goodClaims), Malformed);
    row("claims no JSON", sign(hs256, "{"), Malformed);
    row("huge", sign(hs256, claimsWith((R"("x":")" + QByteArray(8192, 'x') + '"').constData())),
        Malformed);

    row("alg none, no signature", encoded(R"({"alg":"none"})") + '.' + encoded(goodClaims) + '.',
        WrongAlgorithm);
    for (const char *alg : {"none", "None", "NONE", "nOnE", "HS384", "HS512", "RS256", "ES256",
                            "PS256", "hs256", "HS256 ", ""})
        QTest::addRow("alg %s", alg)
            << sign(QByteArray(R"({"alg":")") + alg + R"("})", goodClaims) << WrongAlgorithm;
    row("alg twice", sign(R"({"alg":"none","alg":"HS256"})", goodClaims), Malformed);
    row("a claim twice", sign(hs256, claimsWith(R"("sub":"admin")")), Malformed);
    row("no alg", sign("{}", goodClaims), WrongAlgorithm);
    row("alg no text", sign(R"({"alg":["HS256"]})", goodClaims), WrongAlgorithm);
    row("unknown critical header",
        sign(R"({"alg":"HS256","crit":["b64"],"b64":false})", goodClaims), WrongAlgorithm);

    row("no signature", text + '.', BadSignature);
    row("another key", sign(hs256, goodClaims, "another"), BadSignature);
    row("an empty key", sign(hs256, goodClaims, QByteArray("\0", 1)), BadSignature);
    row("signature cut", text + '.' + encoded(hmacSha256(secret, text).first(16)), BadSignature);
    row("signature of zeros", text + '.' + encoded(QByteArray(32, '\0')), BadSignature);
    row("signature of other claims",
        encoded(hs256) + '.' + encoded(R"({"sub":"u","tenant_id":"other"})") +
            good.sliced(good.lastIndexOf('.')),
        BadSignature);

    row("expired", sign(hs256, claimsWith(R"("exp":1799999940)")), Expired);
    row("expired long ago", sign(hs256, claimsWith(R"("exp":-1e300)")), Expired);
    row("from the future", sign(hs256, claimsWith(R"("nbf":1800000061)")), NotYetValid);
    row("from 2286", sign(hs256, claimsWith(R"("nbf":9999999999)")), NotYetValid);
    row("from beyond all time", sign(hs256, claimsWith(R"("nbf":1e300)")), NotYetValid);
    row("issued after tomorrow", sign(hs256, claimsWith(R"("iat":1800086401)")), NotYetValid);
    row("issued in milliseconds", sign(hs256, claimsWith(R"("iat":1800000000000)")), NotYetValid);
    row("issued beyond all time", sign(hs256, claimsWith(R"("iat":1e300)")), NotYetValid);
    row("iat a text", sign(hs256, claimsWith(R"("iat":"now")")), BadClaim);
    row("from the year 9999", sign(hs256, claimsWith(R"("nbf":253402300799)")), NotYetValid);
    row("exp a text", sign(hs256, claimsWith(R"("exp":"1900000000")")), BadClaim);
    row("exp null", sign(hs256, claimsWith(R"("exp":null)")), BadClaim);
    row("nbf a truth", sign(hs256, claimsWith(R"("nbf":true)")), BadClaim);
    row("no subject", sign(hs256, R"({"tenant_id":"t"})"), BadClaim);
    row("empty subject", sign(hs256, R"({"sub":"","tenant_id":"t"})"), BadClaim);
    row("no tenant", sign(hs256, R"({"sub":"u"})"), BadClaim);
    row("empty tenant", sign(hs256, R"({"sub":"u","tenant_id":""})"), BadClaim);
    row("tenant a number", sign(hs256, R"({"sub":"u","tenant_id":1})"), BadClaim);
    row("tenant a list", sign(hs256, R"({"sub":"u","tenant_id":["t","other"]})"), BadClaim);
    row("tenant an object", sign(hs256, R"({"sub":"u","tenant_id":{"$ne":""}})"), BadClaim);
    row("role a list", sign(hs256, claimsWith(R"("role":["admin"])")), BadClaim);
    for (const char *name : {"sub", "tenant_id", "role"})
        QTest::addRow("U+0000 in %s", name)
            << sign(hs256, QByteArray(R"({"sub":"u","tenant_id":"t","role":"r"})")
                               .replace('"' + QByteArray(name) + R"(":")",
                                        '"' + QByteArray(name) + R"(":"\u0000)"))
            << BadClaim;
    row("tenant without end",
        sign(hs256, R"({"sub":"u","tenant_id":")" + QByteArray(257, 't') + R"("})"), BadClaim);
}

void TestAuthenticator::attacks_refused()
{
    QFETCH(const QByteArray, token);
    QFETCH(const TokenFault, fault);
    const auto caller = m_authenticator.verify(token, now);
    QVERIFY(!caller);
    QCOMPARE(tokenFaultName(caller.error()), tokenFaultName(fault));
}

void TestAuthenticator::everyChangedCharacter_refused()
{
    const QByteArray good = sign(hs256, goodClaims);
    for (qsizetype i = 0; i < good.size(); ++i) {
        QByteArray bad = good;
        bad[i] = bad.at(i) == 'A' ? 'B' : 'A';
        QVERIFY2(!m_authenticator.verify(bad, now), bad.constData());
    }
}

QTEST_GUILESS_MAIN(TestAuthenticator)
#include "tst_authenticator.moc"
