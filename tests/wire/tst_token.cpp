#include "wire/token.h"

#include "support/tokens.h"
#include "wire/limits.h"

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
    void readCredentials_allClaims_areRead()
    {
        const QByteArray token = tokenOf({{u"sub"_s, u"alex"_s},
                                          {u"tenant_id"_s, u"acme"_s},
                                          {u"name"_s, u"Alex Morgan"_s},
                                          {u"role"_s, u"manager"_s},
                                          {u"exp"_s, 1795420800}});
        const auto credentials = readCredentials(token);
        QVERIFY(credentials.has_value());
        const Identity expected{TenantId(u"acme"_s), UserId(u"alex"_s), u"Alex Morgan"_s,
                                u"manager"_s,
                                QDateTime(QDate(2026, 11, 23), QTime(8, 0), QTimeZone::utc())};
        QCOMPARE(credentials->identity, expected);
        QCOMPARE(credentials->token.bytes(), token);
    }

    void readCredentials_ownClaims_areReadWhereTheyStand_data()
    {
        QTest::addColumn<QJsonObject>("claims");
        QTest::addColumn<QString>("tenant");
        QTest::addColumn<QString>("role");
        const auto row = [](const char *name, QJsonObject claims, const QString &tenant,
                            const QString &role) {
            claims.insert(u"sub"_s, u"alex"_s);
            QTest::newRow(name) << claims << tenant << role;
        };
        const QString database = u"authenticated"_s;
        const QString manager = u"manager"_s;
        const QJsonObject metadata{{u"tenant_id"_s, u"inner"_s}, {u"user_role"_s, manager}};
        row("in app_metadata", {{u"role"_s, database}, {u"app_metadata"_s, metadata}}, u"inner"_s,
            manager);
        row("at the top first",
            {{u"role"_s, database},
             {u"tenant_id"_s, u"top"_s},
             {u"user_role"_s, u"admin"_s},
             {u"app_metadata"_s, metadata}},
            u"top"_s, u"admin"_s);
        row("empty at the top",
            {{u"tenant_id"_s, u""_s}, {u"user_role"_s, u""_s}, {u"app_metadata"_s, metadata}},
            u"inner"_s, manager);
        row("null at the top",
            {{u"tenant_id"_s, QJsonValue()},
             {u"user_role"_s, QJsonValue()},
             {u"app_metadata"_s, metadata}},
            u"inner"_s, manager);
        row("one here and one there",
            {{u"role"_s, database}, {u"tenant_id"_s, u"top"_s}, {u"app_metadata"_s, metadata}},
            u"top"_s, manager);
        row("no role of its own",
            {{u"role"_s, database}, {u"app_metadata"_s, QJsonObject{{u"tenant_id"_s, u"inner"_s}}}},
            u"inner"_s, database);
        row("the database's role is not looked for below",
            {{u"tenant_id"_s, u"top"_s}, {u"app_metadata"_s, QJsonObject{{u"role"_s, manager}}}},
            u"top"_s, u""_s);
        row("app_metadata no object",
            {{u"role"_s, manager}, {u"tenant_id"_s, u"top"_s}, {u"app_metadata"_s, u"inner"_s}},
            u"top"_s, manager);
    }
    void readCredentials_ownClaims_areReadWhereTheyStand()
    {
        QFETCH(const QJsonObject, claims);
        const auto credentials = readCredentials(tokenOf(claims));
        QVERIFY(credentials.has_value());
        QTEST(credentials->identity.tenant.value(), "tenant");
        QTEST(credentials->identity.role, "role");
    }

    void readCredentials_expiryOutOfAnyCalendar_isTheNearestDate()
    {
        QJsonObject claims{{u"sub"_s, u"u"_s}, {u"tenant_id"_s, u"t"_s}};
        QVERIFY(!readCredentials(tokenOf(claims))->identity.expiresAt);
        claims.insert(u"exp"_s, 1e300);
        QVERIFY(readCredentials(tokenOf(claims))->identity.expiresAt->isValid());
    }

    void readCredentials_noGood_saysWhy_data()
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
        row("too long", good + QByteArray(maxTokenBytes + 1 - good.size(), 'A'),
            TokenProblem::TooLong);
        row("far too long", QByteArray(65536, 'A'), TokenProblem::TooLong);
        row("no tenant", tokenOf({{u"sub"_s, u"u"_s}}), TokenProblem::NoTenant);
        row("tenant a number", tokenOf({{u"sub"_s, u"u"_s}, {u"tenant_id"_s, 7}}),
            TokenProblem::NoTenant);
        const auto tenantIn = [](const QString &place, const QJsonValue &value) {
            return tokenOf({{u"sub"_s, u"u"_s}, {place, QJsonObject{{u"tenant_id"_s, value}}}});
        };
        row("tenant below empty", tenantIn(u"app_metadata"_s, u""_s), TokenProblem::NoTenant);
        row("tenant below a number", tenantIn(u"app_metadata"_s, 7), TokenProblem::NoTenant);
        row("tenant that the user has written", tenantIn(u"user_metadata"_s, u"t"_s),
            TokenProblem::NoTenant);
        row("tenant at the top a number, below a text",
            tokenOf({{u"sub"_s, u"u"_s},
                     {u"tenant_id"_s, 7},
                     {u"app_metadata"_s, QJsonObject{{u"tenant_id"_s, u"t"_s}}}}),
            TokenProblem::NoTenant);
        row("subject below",
            tokenOf(
                {{u"tenant_id"_s, u"t"_s}, {u"app_metadata"_s, QJsonObject{{u"sub"_s, u"u"_s}}}}),
            TokenProblem::NoSubject);
        row("no subject", tokenOf({{u"tenant_id"_s, u"t"_s}}), TokenProblem::NoSubject);
    }
    void readCredentials_noGood_saysWhy()
    {
        QFETCH(QByteArray, token);
        const auto credentials = readCredentials(token);
        QVERIFY(!credentials.has_value());
        QTEST(credentials.error(), "problem");
        QVERIFY(!describe(credentials.error()).isEmpty());
    }

    void readCredentials_longest_isTaken()
    {
        const auto tokenNamed = [](qsizetype length) {
            return tokenOf(
                {{u"sub"_s, u"u"_s}, {u"tenant_id"_s, u"t"_s}, {u"name"_s, QString(length, u'n')}});
        };
        qsizetype length = 0;
        while (tokenNamed(length + 1).size() <= maxTokenBytes)
            ++length;
        QVERIFY(readCredentials(tokenNamed(length)));
        QCOMPARE(readCredentials(tokenNamed(length + 1)).error(), TokenProblem::TooLong);
    }

    void readPastedCredentials_whatPeoplePaste_isUnderstood_data()
    {
        QTest::addColumn<QString>("before");
        QTest::addColumn<QString>("inside");
        QTest::addColumn<QString>("after");
        QTest::addRow("as it is") << u""_s << u""_s << u""_s;
        QTest::addRow("white space") << u"  \t"_s << u""_s << u" \r\n"_s;
        QTest::addRow("of a header") << u"Bearer "_s << u""_s << u""_s;
        QTest::addRow("of a script") << u" bearer \""_s << u""_s << u"\" "_s;
        QTest::addRow("in lines") << u"'"_s << u"\n"_s << u"'\n"_s;
        QTest::addRow("far away") << QString(100000, u' ') << u""_s << QString(100000, u'\n');
    }
    void readPastedCredentials_whatPeoplePaste_isUnderstood()
    {
        QFETCH(const QString, before);
        QFETCH(const QString, inside);
        QFETCH(const QString, after);
        const QByteArray token = test::tokenFor(u"t"_s, u"u"_s);
        const QString half = QString::fromLatin1(token.left(20));
        const QString rest = QString::fromLatin1(token.mid(20));
        const auto credentials = readPastedCredentials(before + half + inside + rest + after);
        QVERIFY(credentials);
        QCOMPARE(credentials->token.bytes(), token);
    }

    void readPastedCredentials_noGood_saysWhy()
    {
        QCOMPARE(readPastedCredentials(QString()).error(), TokenProblem::NotAJwt);
        QCOMPARE(readPastedCredentials(u"my password"_s).error(), TokenProblem::NotAJwt);
        QCOMPARE(readPastedCredentials(QString(1000000, u'A')).error(), TokenProblem::TooLong);
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
