#include "wire/token.h"

#include "support/tokens.h"

#include <QTest>
#include <QTimeZone>

using namespace Qt::StringLiterals;
using namespace timesheet;
using namespace timesheet::wire;

namespace {

QByteArray tokenOf(const QJsonObject &claims)
{
    return test::signedToken(claims, "a secret");
}

} // namespace

class TokenTest : public QObject
{
    Q_OBJECT

private slots:
    void readToken_allClaims_areRead()
    {
        const auto identity = readToken(tokenOf({{u"sub"_s, u"alex"_s},
                                                 {u"tenant_id"_s, u"acme"_s},
                                                 {u"name"_s, u"Alex Morgan"_s},
                                                 {u"role"_s, u"manager"_s},
                                                 {u"exp"_s, 1795420800}}));
        QVERIFY(identity.has_value());
        const Identity expected{TenantId(u"acme"_s), UserId(u"alex"_s), u"Alex Morgan"_s,
                                u"manager"_s,
                                QDateTime(QDate(2026, 11, 23), QTime(8, 0), QTimeZone::utc())};
        QCOMPARE(*identity, expected);
    }

    void readToken_expiryOutOfAnyCalendar_isTheNearestDate()
    {
        const auto identity =
            readToken(tokenOf({{u"sub"_s, u"u"_s}, {u"tenant_id"_s, u"t"_s}, {u"exp"_s, 1e300}}));
        QVERIFY(identity->expiresAt->isValid());
        QVERIFY(!readToken(tokenOf({{u"sub"_s, u"u"_s}, {u"tenant_id"_s, u"t"_s}}))->expiresAt);
    }

    void readToken_noGood_saysWhy_data()
    {
        QTest::addColumn<QByteArray>("token");
        QTest::addColumn<TokenProblem>("problem");
        const auto row = [](const char *name, const QByteArray &token, TokenProblem problem) {
            QTest::newRow(name) << token << problem;
        };
        const QByteArray good = test::tokenFor(u"t"_s, u"u"_s);
        row("nothing", "", TokenProblem::NotAJwt);
        row("words", "not a token", TokenProblem::NotAJwt);
        row("two parts", good.left(good.lastIndexOf('.')), TokenProblem::NotAJwt);
        row("no signature", good.left(good.lastIndexOf('.') + 1), TokenProblem::NotAJwt);
        row("four parts", good + ".e30", TokenProblem::NotAJwt);
        row("line break", good + "\r\nX-Header: 1", TokenProblem::NotAJwt);
        row("padded", good + "=", TokenProblem::NotAJwt);
        row("body no JSON", "e30.eA.eA", TokenProblem::NotAJwt);
        row("header no JSON", "eA.e30.eA", TokenProblem::NotAJwt);
        row("too long", good + QByteArray(65536, 'A'), TokenProblem::NotAJwt);
        row("no tenant", tokenOf({{u"sub"_s, u"u"_s}}), TokenProblem::NoTenant);
        row("tenant a number", tokenOf({{u"sub"_s, u"u"_s}, {u"tenant_id"_s, 7}}),
            TokenProblem::NoTenant);
        row("no subject", tokenOf({{u"tenant_id"_s, u"t"_s}}), TokenProblem::NoSubject);
    }
    void readToken_noGood_saysWhy()
    {
        QFETCH(QByteArray, token);
        const auto identity = readToken(token);
        QVERIFY(!identity.has_value());
        QTEST(identity.error(), "problem");
    }

    void decodeBase64Url_strict()
    {
        QCOMPARE(decodeBase64Url("-_8"), QByteArray("\xfb\xff"));
        QCOMPARE(decodeBase64Url(""), QByteArray());
        for (const char *text : {"-_9", "+/8", "-_8=", "-_ 8", "-_8\n", "A", "AAA!"})
            QVERIFY2(!decodeBase64Url(text), text);
    }
};

QTEST_GUILESS_MAIN(TokenTest)
#include "tst_token.moc"
