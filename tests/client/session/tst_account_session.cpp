#include "client/session/account_session.h"

#include "support/credentials.h"
#include "support/servers/manager_over_sockets.h"
#include "support/servers/scripted_supabase.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <utility>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace timesheet {

using test::HttpAnswer;
using test::HttpRequest;

namespace {

/// Three times what may wait for the cache.
constexpr int many = 60000;
constexpr int patience = 90000; // ms; they take seconds

} // namespace

/// A session with a real cache: what comes faster than the cache takes it is not lost, and nor is
/// what was in a cache that turns out to be damaged.
class AccountSessionTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_session.reset();
        m_project.reset();
        m_refreshes.clear();
        m_refreshAnswer = freshAnswer();
        m_whenAsked = nullptr;
        m_isRefused = false;
        m_signOuts = 0;
        m_isDamaged = false;
        m_server = std::make_unique<test::ScriptedServer>();
        m_folder = std::make_unique<QTemporaryDir>();
    }
    void cleanup() { m_session.reset(); }

    void burst_ofAPlainServer_isKeptWhole()
    {
        begin({});
        QTRY_VERIFY(m_session->connection().isConnected());
        sendMany();
        QTRY_COMPARE_WITH_TIMEOUT(kept(), many, patience);
        QCOMPARE(m_server->upgradeHeads.size(), 1);
        QVERIFY(m_session->connection().isConnected());
    }

    void replay_ofAsMany_takesOneConnection()
    {
        m_server->greeting = test::helloText();
        begin(Cursor(u"before"_s));
        QTRY_VERIFY(m_session->connection().isConnected());
        sendMany();
        m_server->send(u"{\"type\":\"resumed\",\"cursor\":\"end\",\"replayed\":60000,"
                       "\"complete\":true} "_s);
        QTRY_COMPARE_WITH_TIMEOUT(m_session->feed().cursor(), Cursor(u"end"_s), patience);
        QCOMPARE(kept(), many);
        QCOMPARE(m_server->upgradeHeads.size(), 1);
    }

    void cache_foundDamaged_isFetchedAnew_data()
    {
        QTest::addColumn<ConnectionState>("state");
        QTest::addRow("over the socket") << ConnectionState::Connected;
        QTest::addRow("while an attempt is under way") << ConnectionState::Connecting;
        QTest::addRow("while it polls") << ConnectionState::Polling;
    }
    void cache_foundDamaged_isFetchedAnew()
    {
        QFETCH(const ConnectionState, state);
        m_server->greeting = test::helloText();
        m_server->http = [](const test::HttpRequest &request) -> test::HttpAnswer {
            if (request.target.contains("after="))
                return {200, R"({"events":[]})", {}};
            return {200, R"({"events":[)" + test::eventText(u"e1"_s).toUtf8() + "]}", {}};
        };
        m_server->answersUpgrades = state != ConnectionState::Connecting;
        if (state == ConnectionState::Polling)
            m_server->refusal = "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n";
        begin(Cursor(u"before"_s));
        waitFor(state);
        m_server->answersUpgrades = true;

        QSignalSpy aside(&m_session->feed(), &EventFeed::setAside);
        m_isDamaged = true;
        m_session->feed().newest(1);
        QTRY_COMPARE(kept(), 1);
        QCOMPARE(aside.size(), 1);
    }

    void server_withAKey_isAProjectOnSupabase()
    {
        test::ScriptedSupabase project;
        project.publish(u"a"_s);
        begin({},
              {*Endpoint::create(project.server.url(), {}), "the-key", test::usualLargestMessage});
        QTRY_COMPARE(kept(), 1);
        project.publish(u"b"_s);
        QTRY_COMPARE(kept(), 2);
        QVERIFY(m_session->connection().isConnected());
        QVERIFY(project.server.upgradeHeads.constFirst().contains("x-api-key: the-key"));
        m_session.reset();
    }

    void token_withAShortLife_isRenewedOverTheSameChannel()
    {
        beginProject(1s);
        QTRY_VERIFY(m_session->connection().isConnected());
        QTRY_COMPARE(m_refreshes.size(), 1);
        QCOMPARE(m_refreshes.constFirst(), R"({"refresh_token":"first"})"_ba);
        QTRY_COMPARE(m_project->tokens.size(), 1);
        QVERIFY(m_session->credentials()->token == m_freshCredentials.token);
        QVERIFY(m_session->refreshToken() == Token("second"));
        m_project->publish(u"a"_s);
        QTRY_COMPARE(kept(), 1);
        QCOMPARE(m_project->server.upgradeHeads.size(), 1);
        QVERIFY(m_session->connection().isConnected());
    }

    void token_refusedWhileNothingRenewsIt_isWaitedFor_data()
    {
        QTest::addColumn<int>("status");
        QTest::addRow("busy") << 429;
        QTest::addRow("down") << 503;
    }
    void token_refusedWhileNothingRenewsIt_isWaitedFor()
    {
        QFETCH(const int, status);
        m_refreshAnswer = {status, {}, {}};
        m_isRefused = true;
        beginProject({});
        QList<ConnectionState> states;
        const QObject context; // ends with what it fills
        connect(&m_session->connection(), &ConnectionManager::statusChanged, &context,
                [&states](const ConnectionStatus &now) { states.append(now.state); });
        QTRY_VERIFY(m_refreshes.size() >= 2);
        QVERIFY(m_session->credentials().has_value());
        m_refreshAnswer = freshAnswer();
        m_isRefused = false;
        QTRY_VERIFY_WITH_TIMEOUT(m_session->connection().isConnected(), patience);
        QTRY_COMPARE_WITH_TIMEOUT(m_session->refreshToken().bytes(), "second"_ba, patience);
        QVERIFY(!states.contains(ConnectionState::Unauthorized));
        QVERIFY(!states.contains(ConnectionState::SignedOut));
    }

    void refresh_refused_isSignInNeeded()
    {
        m_refreshAnswer = {400, R"({"code":"refresh_token_already_used"})", {}};
        QSignalSpy renewals(this, &AccountSessionTest::renewed);
        beginProject(1s);
        QTRY_COMPARE(m_session->connection().status().state, ConnectionState::Unauthorized);
        QVERIFY(m_session->connection().status().detail.contains(u"refresh_token_already_used"));
        QVERIFY(m_session->refreshToken().isEmpty());
        QCOMPARE(renewals.size(), 0);
    }

    void freshToken_refusedAsWell_isSignInNeeded()
    {
        m_isRefused = true;
        beginProject({});
        QTRY_COMPARE_WITH_TIMEOUT(m_session->connection().status().state,
                                  ConnectionState::Unauthorized, patience);
        QCOMPARE(m_refreshes.size(), 1);
    }

    void signOut_endsTheSessionAtTheServer()
    {
        beginProject(1h);
        QTRY_VERIFY(m_session->connection().isConnected());
        m_session->signOut();
        QTRY_COMPARE(m_signOuts, 1);
        QVERIFY(m_session->refreshToken().isEmpty());
        QCOMPARE(m_refreshes.size(), 0);
    }

    void signOut_whileARefreshIsUnderWay_bringsNothingBack()
    {
        beginProject(1s);
        QSignalSpy renewals(this, &AccountSessionTest::renewed);
        m_whenAsked = [this] { m_session->signOut(); };
        QTRY_COMPARE(m_signOuts, 1); // was asked after the refresh was answered
        QCOMPARE(m_refreshes.size(), 1);
        QCOMPARE(renewals.size(), 0);
        QCOMPARE(m_session->connection().status().state, ConnectionState::SignedOut);
        QVERIFY(!m_session->credentials());
    }

    void warning_isLeftOutWhileTheTokenIsRenewed_data()
    {
        QTest::addColumn<QByteArray>("refreshToken");
        QTest::addColumn<qsizetype>("warnings");
        QTest::addRow("renewed") << "first"_ba << qsizetype(0);
        QTest::addRow("not renewed") << QByteArray() << qsizetype(1);
    }
    void warning_isLeftOutWhileTheTokenIsRenewed()
    {
        QFETCH(const QByteArray, refreshToken);
        QFETCH(const qsizetype, warnings);
        beginProject(1h);
        QSignalSpy warned(&m_session->tokenWatch(), &TokenWatch::expiresSoon);
        const qint64 soon = QDateTime::currentSecsSinceEpoch() + 120;
        m_session->signIn(TokenGrant{
            test::credentialsFor(u"tenant-123"_s, u"user-1"_s, soon), Token(refreshToken), 1h, {}});
        QCOMPARE(warned.size(), warnings);
    }

signals:
    void renewed(const timesheet::TokenGrant &);

private:
    HttpAnswer freshAnswer() const
    {
        const QJsonObject said{
            {u"access_token"_s, QString::fromLatin1(m_freshCredentials.token.bytes())},
            {u"expires_in"_s, 3600},
            {u"refresh_token"_s, u"second"_s}};
        return {200, QJsonDocument(said).toJson(), {}};
    }

    /// Signed in to a project, with a token of such a life; nothing: of another run.
    void beginProject(const std::optional<std::chrono::seconds> &lifetime)
    {
        m_project = std::make_unique<test::ScriptedSupabase>();
        m_project->instead = [this](const HttpRequest &request) -> std::optional<HttpAnswer> {
            if (request.target.startsWith("/auth/v1/logout")) {
                ++m_signOuts;
                return HttpAnswer{204, {}, {}};
            }
            if (request.target.startsWith("/auth/v1/token")) {
                m_refreshes.append(request.body);
                if (m_whenAsked)
                    m_whenAsked();
                return m_refreshAnswer;
            }
            if (m_isRefused)
                return HttpAnswer{401, R"({"code":"PGRST303"})", {}};
            return std::nullopt;
        };
        begin({}, {*Endpoint::create(m_project->server.url(), {}), "the-key",
                   test::usualLargestMessage});
        connect(m_session.get(), &AccountSession::tokensRenewed, this,
                &AccountSessionTest::renewed);
        m_session->signOut();
        m_session->signIn(TokenGrant{m_credentials, Token("first"), lifetime, {}});
    }

    void begin(const std::optional<Cursor> &cursor)
    {
        begin(cursor, {*Endpoint::create(m_server->url(), {}), {}, test::usualLargestMessage});
    }

    void begin(const std::optional<Cursor> &cursor, const ServerAccess &access)
    {
        const auto fault = [this](const QString & /*sql*/) -> std::optional<StoreError> {
            if (std::exchange(m_isDamaged, false))
                return StoreError{StoreError::Kind::Damaged, u"damaged"_s};
            return std::nullopt;
        };
        auto opened = EventStore::open(m_folder->filePath(u"events.sqlite"_s), fault);
        QVERIFY(opened);
        if (cursor)
            QVERIFY(opened->store->commit({}, cursor, QDateTime::currentDateTimeUtc()));
        const Account account{access.endpoint.server(), m_credentials.identity.tenant,
                              m_credentials.identity.user};
        m_session = std::make_unique<AccountSession>(account, std::move(opened->store), access,
                                                     systemClock);
        m_session->signIn(m_credentials);
    }

    void waitFor(ConnectionState state)
    {
        ConnectionManager &connection = m_session->connection();
        const auto hurry = [&connection](const ConnectionStatus &status) {
            if (status.state == ConnectionState::Reconnecting)
                connection.retryNow();
        };
        connect(&connection, &ConnectionManager::statusChanged, &connection, hurry,
                Qt::QueuedConnection);
        QTRY_COMPARE(connection.status().state, state);
        QTRY_VERIFY(!m_server->upgradeHeads.isEmpty());
    }

    void sendMany()
    {
        for (int i = 0; i < many; ++i)
            m_server->send(test::eventText(u"e%1"_s.arg(i)));
    }

    int kept() { return m_session->feed().counts().value(EventFilter::All); }

    Credentials m_credentials = test::credentialsFor(u"tenant-123"_s, u"user-1"_s);
    Credentials m_freshCredentials = test::credentialsFor(u"tenant-123"_s, u"user-1"_s, 4102444800);
    std::unique_ptr<test::ScriptedServer> m_server;
    std::unique_ptr<test::ScriptedSupabase> m_project;
    QList<QByteArray> m_refreshes; ///< bodies
    HttpAnswer m_refreshAnswer;
    std::function<void()> m_whenAsked;
    bool m_isRefused = false; ///< each token is, by PostgREST
    int m_signOuts = 0;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<AccountSession> m_session;
    bool m_isDamaged = false; ///< the next statement finds it
};

} // namespace timesheet

QTEST_GUILESS_MAIN(timesheet::AccountSessionTest)
#include "tst_account_session.moc"
