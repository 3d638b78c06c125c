#include "client/session/account_session.h"

#include "support/credentials.h"
#include "support/servers/manager_over_sockets.h"
#include "support/servers/scripted_supabase.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <utility>

using namespace Qt::StringLiterals;

namespace timesheet {

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

private:
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
    std::unique_ptr<test::ScriptedServer> m_server;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<AccountSession> m_session;
    bool m_isDamaged = false; ///< the next statement finds it
};

} // namespace timesheet

QTEST_GUILESS_MAIN(timesheet::AccountSessionTest)
#include "tst_account_session.moc"
