#include "client/session/account_session.h"

#include "support/credentials.h"
#include "support/manager_over_sockets.h"

#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

namespace timesheet {

namespace {

/// Three times what may wait for the cache.
constexpr int many = 60000;
constexpr int patience = 90000; // ms; they take seconds

} // namespace

/// A session with a real cache: what comes faster than the cache takes it is not lost.
class AccountSessionTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_session.reset();
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

private:
    void begin(const std::optional<Cursor> &cursor)
    {
        auto opened = EventStore::open(m_folder->filePath(u"events.sqlite"_s));
        QVERIFY(opened);
        if (cursor)
            QVERIFY(opened->store->commit({}, cursor, QDateTime::currentDateTimeUtc()));
        const Account account{m_server->url(), m_credentials.identity.tenant,
                              m_credentials.identity.user};
        m_session = std::make_unique<AccountSession>(
            account, std::move(opened->store), *Endpoint::create(m_server->url(), {}), systemClock);
        m_session->signIn(m_credentials);
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
};

} // namespace timesheet

QTEST_GUILESS_MAIN(timesheet::AccountSessionTest)
#include "tst_account_session.moc"
