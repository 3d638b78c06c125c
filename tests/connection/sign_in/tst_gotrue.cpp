#include "connection/sign_in/gotrue.h"

#include "support/credentials.h"
#include "support/manual_time.h"
#include "support/servers/scripted_server.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace timesheet {

using Cause = TokenFailure::Cause;
using test::HttpAnswer;
using test::HttpRequest;

namespace {

const Credentials alex = test::credentialsFor(u"acme"_s, u"alex"_s, 4102444800);

QByteArray grantText()
{
    const QJsonObject said{{u"access_token"_s, QString::fromLatin1(alex.token.bytes())},
                           {u"expires_in"_s, 60},
                           {u"refresh_token"_s, u"second"_s}};
    return QJsonDocument(said).toJson();
}

} // namespace

/// GoTrue over real sockets: what it is asked, and where secrets go.
class GoTrueTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_request.reset();
        m_server = std::make_unique<test::ScriptedServer>();
        m_asked.clear();
        m_answer = {200, grantText(), {"Date: Tue, 01 Dec 2026 12:00:00 GMT"}};
        m_server->http = [this](const HttpRequest &request) {
            m_asked.append(request);
            return m_answer;
        };
        m_goTrue = std::make_unique<GoTrue>(*Endpoint::create(m_server->url(), {}), "the-key",
                                            ConnectionTiming(), m_time);
        m_verdict.reset();
    }
    void cleanup() { m_request.reset(); }

    void signIn_asksWithThePasswordInTheBody()
    {
        signIn();
        QTRY_VERIFY(m_verdict);
        QVERIFY(m_verdict->has_value());
        QVERIFY((*m_verdict)->credentials == alex);
        QVERIFY((*m_verdict)->refreshToken == Token("second"));
        QCOMPARE((*m_verdict)->serverTime,
                 std::optional(QDateTime::fromString(u"2026-12-01T12:00:00Z"_s, Qt::ISODate)));
        QCOMPARE(m_asked.size(), 1);
        const HttpRequest &asked = m_asked.constFirst();
        QCOMPARE(asked.target, "/auth/v1/token?grant_type=password"_ba);
        QVERIFY(asked.head.startsWith("POST "));
        QVERIFY(asked.head.toLower().contains("\r\napikey: the-key\r\n"));
        QVERIFY(!asked.head.toLower().contains("authorization"));
        QCOMPARE(QJsonDocument::fromJson(asked.body).object(),
                 (QJsonObject{{u"email"_s, u"alex@acme.example"_s}, {u"password"_s, u"pä\"ss"_s}}));
    }

    void refresh_asksWithTheTokenInTheBody()
    {
        m_request = m_goTrue->refresh(Token("first"), taker());
        QTRY_VERIFY(m_verdict);
        QVERIFY(m_verdict->has_value());
        QCOMPARE(m_asked.constFirst().target, "/auth/v1/token?grant_type=refresh_token"_ba);
        QCOMPARE(m_asked.constFirst().body, R"({"refresh_token":"first"})"_ba);
    }

    void revoke_endsThisSessionOnly()
    {
        bool wasTried = false;
        m_request = m_goTrue->revoke(alex.token, [&] { wasTried = true; });
        QTRY_VERIFY(wasTried);
        QCOMPARE(m_asked.constFirst().target, "/auth/v1/logout?scope=local"_ba);
        QVERIFY(m_asked.constFirst().head.contains("Bearer " + alex.token.bytes()));
    }

    void redirect_carriesThePasswordNowhere()
    {
        m_answer = {307, {}, {"Location: " + m_server->url().toEncoded() + "/elsewhere"}};
        signIn();
        QTRY_VERIFY(m_verdict);
        QCOMPARE(m_verdict->error().cause, Cause::Failed);
        QCOMPARE(m_asked.size(), 1);
    }

    void answer_withoutEnd_isCutOff()
    {
        m_answer.body = QByteArray(qsizetype{1024} * 1024, ' ');
        signIn();
        QTRY_VERIFY(m_verdict);
        QCOMPARE(m_verdict->error(), (TokenFailure{Cause::Failed, u"the answer is too large"_s}));
    }

    void tooManyTries_sayUntilWhen()
    {
        m_answer = {429, {}, {"Retry-After: 30"}};
        signIn();
        QTRY_VERIFY(m_verdict);
        QCOMPARE(m_verdict->error().cause, Cause::TooManyTries);
        QCOMPARE(m_verdict->error().retryAfter, std::chrono::milliseconds(30s));
    }

    void server_away_cannotBeReached()
    {
        m_server->stop();
        signIn();
        QTRY_VERIFY(m_verdict);
        QCOMPARE(m_verdict->error().cause, Cause::Unreachable);
    }

    void answer_thatNeverEnds_isGivenUpInTime()
    {
        m_server->http = nullptr;
        m_server->holds = 1h;
        signIn();
        m_time.pass(3min);
        QTRY_VERIFY(m_verdict);
        QCOMPARE(m_verdict->error().cause, Cause::Unreachable);
    }

    void request_destroyed_saysNothing()
    {
        m_server->http = [this](const HttpRequest &request) {
            m_asked.append(request);
            m_request.reset();
            return m_answer;
        };
        signIn();
        QTRY_COMPARE(m_asked.size(), 1);
        bool wasAnswered = false; // later than the first one would have been
        const auto next =
            m_goTrue->refresh(Token("first"), [&](const auto &) { wasAnswered = true; });
        QTRY_VERIFY(wasAnswered);
        QVERIFY(!m_verdict);
    }

private:
    TokenSource::GrantHandler taker()
    {
        return [this](const auto &answer) {
            m_request.reset();
            m_verdict = answer;
        };
    }
    void signIn()
    {
        m_request = m_goTrue->signIn(u"alex@acme.example"_s, Password("pä\"ss"), taker());
    }

    test::ManualTime m_time;
    std::unique_ptr<test::ScriptedServer> m_server;
    QList<HttpRequest> m_asked;
    HttpAnswer m_answer;
    std::unique_ptr<GoTrue> m_goTrue;
    std::unique_ptr<Request> m_request;
    std::optional<tl::expected<TokenGrant, TokenFailure>> m_verdict;
};

} // namespace timesheet

QTEST_GUILESS_MAIN(timesheet::GoTrueTest)
#include "tst_gotrue.moc"
