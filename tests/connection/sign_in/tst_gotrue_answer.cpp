#include "connection/sign_in/gotrue_answer.h"

#include "support/credentials.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace timesheet {

using Cause = TokenFailure::Cause;

namespace {

const Credentials alex = test::credentialsFor(u"acme"_s, u"alex"_s, 4102444800);

QByteArray grantText(const QJsonObject &members = {})
{
    QJsonObject said{{u"access_token"_s, QString::fromLatin1(alex.token.bytes())},
                     {u"token_type"_s, u"bearer"_s},
                     {u"expires_in"_s, 3600},
                     {u"refresh_token"_s, u"first"_s}};
    for (auto it = members.begin(); it != members.end(); ++it)
        said.insert(it.key(), it.value());
    return QJsonDocument(said).toJson();
}

} // namespace

/// What GoTrue says, and what stands before it.
class GotrueAnswerTest : public QObject
{
    Q_OBJECT

private slots:
    void grant_isRead()
    {
        const auto grant = readGrant({200, grantText(), {}, 0ms});
        QVERIFY(grant.has_value());
        QVERIFY(grant->credentials == alex);
        QVERIFY(grant->refreshToken == Token("first"));
        QCOMPARE(grant->lifetime, std::optional(3600s));
    }

    void lifetime_withinReason_data()
    {
        QTest::addColumn<QJsonValue>("said");
        QTest::addColumn<qint64>("seconds"); // 0: none
        QTest::addRow("fraction") << QJsonValue(1.5) << qint64(1);
        QTest::addRow("text") << QJsonValue(u"3600"_s) << qint64(0);
        QTest::addRow("zero") << QJsonValue(0) << qint64(0);
        QTest::addRow("negative") << QJsonValue(-1) << qint64(0);
        QTest::addRow("for ever") << QJsonValue(1e300) << qint64(31536000);
    }
    void lifetime_withinReason()
    {
        QFETCH(const QJsonValue, said);
        QFETCH(const qint64, seconds);
        const auto grant = readGrant({200, grantText({{u"expires_in"_s, said}}), {}, 0ms});
        QVERIFY(grant.has_value());
        QCOMPARE(grant->lifetime.value_or(0s).count(), seconds);
    }

    void answer_ofNoUse_saysWhy_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<Cause>("cause");
        QTest::addRow("a web page") << "<html>Welcome to our hotel</html>"_ba << Cause::Failed;
        QTest::addRow("nothing") << QByteArray() << Cause::Failed;
        QTest::addRow("no token") << grantText({{u"access_token"_s, {}}}) << Cause::Failed;
        QTest::addRow("long refresh token")
            << grantText({{u"refresh_token"_s, QString(9000, u'x')}}) << Cause::Failed;
        QTest::addRow("no JWT") << grantText({{u"access_token"_s, u"opaque"_s}}) << Cause::NoUse;
        const QString ofNobody =
            QString::fromLatin1(test::signedToken({{u"sub"_s, u"alex"_s}}, "secret"));
        QTest::addRow("no organisation")
            << grantText({{u"access_token"_s, ofNobody}}) << Cause::NoUse;
    }
    void answer_ofNoUse_saysWhy()
    {
        QFETCH(const QByteArray, body);
        QFETCH(const Cause, cause);
        const auto grant = readGrant({200, body, {}, 0ms});
        QVERIFY(!grant);
        QCOMPARE(grant.error().cause, cause);
        QVERIFY(!describe(grant.error()).contains(u"hotel"));
    }

    void failure_hasItsCause_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<Cause>("cause");
        QTest::addColumn<bool>("isLast"); // a refresh is not tried again
        const auto row = [](const char *name, int status, const char *body, Cause cause,
                            bool isLast) {
            QTest::addRow("%s", name) << status << QByteArray(body) << cause << isLast;
        };
        row("no network", 0, "", Cause::Unreachable, false);
        row("wrong password", 400, R"({"code":"invalid_credentials","message":"Invalid"})",
            Cause::WrongPassword, true);
        row("the same of version 1", 400, R"({"code":400,"error_code":"invalid_credentials"})",
            Cause::WrongPassword, true);
        row("the same of OAuth", 400,
            R"({"error":"invalid_grant","error_description":"Invalid login credentials"})",
            Cause::WrongPassword, true);
        row("not confirmed", 400, R"({"code":"email_not_confirmed"})", Cause::NotConfirmed, true);
        row("the same of OAuth: not confirmed", 400,
            R"({"error":"invalid_grant","error_description":"Email not confirmed"})",
            Cause::NotConfirmed, true);
        row("too many", 429, R"({"code":"over_request_rate_limit"})", Cause::TooManyTries, false);
        row("too many for who stands before it", 429, "slow down", Cause::TooManyTries, false);
        row("another key", 401, R"({"message":"Invalid API key"})", Cause::KeyNotTaken, false);
        row("another key, 403", 403, "", Cause::KeyNotTaken, false);
        row("no project", 404, "<html>", Cause::NoSuchProject, false);
        row("refresh token unknown", 400, R"({"code":"refresh_token_not_found"})", Cause::Refused,
            true);
        row("refresh token used", 400, R"({"code":"refresh_token_already_used"})", Cause::Refused,
            true);
        row("session ended", 403, R"({"code":"session_not_found"})", Cause::Refused, true);
        row("switched off", 422, R"({"code":"email_provider_disabled"})", Cause::Refused, true);
        row("banned", 400, R"({"code":"user_banned"})", Cause::Refused, true);
        row("a proxy's 400", 400, "Bad Request", Cause::Failed, false);
        row("down", 503, "upstream", Cause::Failed, false);
        row("broken", 500, R"({"code":"unexpected_failure"})", Cause::Failed, false);
        row("redirected", 302, "", Cause::Failed, false);
    }
    void failure_hasItsCause()
    {
        QFETCH(const int, status);
        QFETCH(const QByteArray, body);
        QFETCH(const Cause, cause);
        QFETCH(const bool, isLast);
        const auto grant = readGrant({status, body, u"no network"_s, 7s});
        QVERIFY(!grant);
        QCOMPARE(grant.error().cause, cause);
        QCOMPARE(grant.error().retryAfter, std::chrono::milliseconds(7s));
        QCOMPARE(isFinal(grant.error().cause), isLast);
    }

    void words_ofTheServer_areNotRepeated()
    {
        const auto grant =
            readGrant({400, R"({"code":"Your token xyz","msg":"was hunter2"})", {}, 0ms});
        QVERIFY(!grant);
        QCOMPARE(grant.error().detail, u"HTTP status 400"_s);
    }
};

} // namespace timesheet

QTEST_GUILESS_MAIN(timesheet::GotrueAnswerTest)
#include "tst_gotrue_answer.moc"
