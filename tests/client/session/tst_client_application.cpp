#include "client/session/client_application.h"

#include "support/client_in_a_folder.h"
#include "support/credentials.h"
#include "support/servers/scripted_server.h"
#include "support/servers/small_log.h"

#include <QJsonArray>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;

namespace timesheet {

namespace {

const Credentials alex = test::credentialsFor(u"acme"_s, u"alex"_s);
const Credentials sam = test::credentialsFor(u"acme"_s, u"sam"_s);

} // namespace

class ClientApplicationTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_server = std::make_unique<test::ScriptedServer>();
        m_server->greeting = test::hello;
        m_client = std::make_unique<test::ClientInAFolder>();
    }
    void cleanup() { m_client.reset(); }

    void signIn_first_opensTheAccountAndConnects()
    {
        QSignalSpy opened(&application(), &ClientApplication::sessionOpened);
        QSignalSpy closing(&application(), &ClientApplication::sessionClosing);
        QVERIFY(signIn(alex));
        QCOMPARE(opened.size(), 1);
        QVERIFY(closing.isEmpty());
        QCOMPARE(application().session()->account(), accountOf(alex));
        QCOMPARE(application().session()->identity(), alex.identity);
        QCOMPARE(settings().lastAccount(), accountOf(alex));
        QCOMPARE(settings().accounts(), (QList{KnownAccount{accountOf(alex), QString()}}));
        QTRY_VERIFY(isConnected());
    }

    void signIn_sameAccount_goesOnWithItsSession()
    {
        QVERIFY(signIn(alex));
        QTRY_VERIFY(isConnected());
        QSignalSpy opened(&application(), &ClientApplication::sessionOpened);
        QVERIFY(signIn(test::credentialsFor(u"acme"_s, u"alex"_s, 4102444800)));
        QVERIFY(opened.isEmpty());
        QVERIFY(isConnected());
    }

    void signIn_anotherAccount_closesTheOneBefore()
    {
        QVERIFY(signIn(alex));
        QTRY_VERIFY(isConnected());
        receiveAnEvent();
        QSignalSpy closing(&application(), &ClientApplication::sessionClosing);
        QSignalSpy gone(m_server.get(), &test::ScriptedServer::clientGone);
        QVERIFY(signIn(sam));
        QCOMPARE(closing.size(), 1);
        QCOMPARE(application().session()->account(), accountOf(sam));
        QCOMPARE(application().session()->feed().unreadCount(), 0); // each has its own cache
        QVERIFY(gone.size() == 1 || gone.wait());
        QVERIFY(signIn(alex));
        QCOMPARE(application().session()->feed().unreadCount(), 1);
        QCOMPARE(settings().accounts().size(), 2);
    }

    /// A gateway that has a new name, or a project on Supabase over its database: and back.
    void signIn_atAnotherAddressOfTheSameLog_goesOnWithTheCache()
    {
        test::ScriptedServer elsewhere;
        test::serveLog(elsewhere, {"1", "9"});
        test::serveLog(*m_server, {"1", "9"});
        QVERIFY(signIn(alex));
        QTRY_COMPARE(kept(), 1);
        const Account before = accountOf(alex);
        const Account after{elsewhere.url(), before.tenant, before.user};
        QSignalSpy moved(&application(), &ClientApplication::accountMoved);

        for (const auto &[from, to] : {std::pair{before, after}, {after, before}}) {
            QVERIFY(application().signIn(to.server, alex, ServerSetting::Follows));
            QTRY_COMPARE(moved.size(), 1);
            QCOMPARE(moved.takeFirst().constFirst().value<Account>(), from);
            QCOMPARE(application().session()->account(), to);
            QCOMPARE(kept(), 1);
            QVERIFY(!QFile::exists(m_client->folders().cacheFile(from)));
            QCOMPARE(settings().accounts(), (QList{KnownAccount{to, QString()}}));
            QCOMPARE(settings().lastAccount(), to);
            QTRY_VERIFY(isConnected());
        }
        QCOMPARE(m_server->upgradeHeads.size(), 3);
        QVERIFY(m_server->upgradeHeads.constLast().contains("after=9"));
    }

    void signIn_atAServerOfAnotherLog_isANewAccount()
    {
        test::ScriptedServer elsewhere;
        test::serveLog(elsewhere, {"2", "5"});
        test::serveLog(*m_server, {"1", "9"});
        QVERIFY(signIn(alex));
        QTRY_COMPARE(kept(), 1);
        QSignalSpy moved(&application(), &ClientApplication::accountMoved);
        QVERIFY(application().signIn(elsewhere.url(), alex, ServerSetting::Follows));
        QTRY_COMPARE(kept(), 1);
        QVERIFY(application().session()->feed().find(EventId(u"2"_s)));
        QCOMPARE(settings().accounts().size(), 2);

        QVERIFY(signIn(alex));
        QVERIFY(application().session()->feed().find(EventId(u"1"_s)));
        QTRY_VERIFY(isConnected());
        QVERIFY(moved.isEmpty());
    }

    void signOut_beforeTheServerHasSaidWhatItContinues_leavesBothAccounts()
    {
        test::ScriptedServer elsewhere;
        elsewhere.greeting = test::hello;
        elsewhere.http = [](const test::HttpRequest &) { return test::HttpAnswer{503, {}, {}}; };
        test::serveLog(*m_server, {"1", "9"});
        QVERIFY(signIn(alex));
        QTRY_COMPARE(kept(), 1);
        QVERIFY(application().signIn(elsewhere.url(), alex, ServerSetting::Follows));
        QTRY_VERIFY(!elsewhere.httpHeads.isEmpty());
        QCOMPARE(kept(), 0);
        application().signOut();

        test::serveLog(elsewhere, {"1", "9"});
        QSignalSpy moved(&application(), &ClientApplication::accountMoved);
        QVERIFY(application().signIn(elsewhere.url(), alex, ServerSetting::Follows));
        QTRY_COMPARE(moved.size(), 1);
        QCOMPARE(kept(), 1);
    }

    void signIn_server_isKeptWhereTheSettingFollows()
    {
        QVERIFY(application().signIn(m_server->url(), alex, ServerSetting::Stays));
        QCOMPARE(settings().server({}), QUrl(u"ws://localhost:3001"_s));
        QVERIFY(application().signIn(m_server->url(), alex, ServerSetting::Follows));
        QCOMPARE(settings().server({}), m_server->url());
        m_client->restart();
        QCOMPARE(settings().server({}), m_server->url());
    }

    void signIn_badServer_isRefusedAndLeavesTheSession_data()
    {
        QTest::addColumn<QUrl>("server");
        QTest::addRow("none") << QUrl();
        QTest::addRow("a page") << QUrl(u"https://ws.example.com"_s);
        QTest::addRow("a user") << QUrl(u"wss://me:secret@ws.example.com"_s);
        QTest::addRow("a query") << QUrl(u"wss://ws.example.com/?token=secret"_s);
        QTest::addRow("a file") << QUrl(u"file:///etc/passwd"_s);
    }
    void signIn_badServer_isRefusedAndLeavesTheSession()
    {
        QFETCH(const QUrl, server);
        QVERIFY(signIn(alex));
        const auto refused = application().signIn(server, sam, ServerSetting::Follows);
        QVERIFY(!refused);
        QVERIFY(!refused.error().isEmpty());
        QVERIFY(!refused.error().contains(u"secret"_s));
        verifyThatAlexIsStillThere();
    }

    void signIn_cacheCannotBeOpened_isRefusedAndLeavesTheSession()
    {
        QVERIFY(signIn(alex));
        m_client->spoilCache(accountOf(sam));
        const auto refused = signIn(sam);
        QVERIFY(!refused);
        QVERIFY(!refused.error().isEmpty());
        verifyThatAlexIsStillThere();
    }

    void signIn_newerCache_isRefusedUntouched()
    {
        const QString file = m_client->folders().cacheFile(accountOf(alex));
        const QByteArray newer = newerCache();
        test::ClientInAFolder::write(file, newer);
        QVERIFY(!signIn(alex));
        QVERIFY(!application().session());
        QFile untouched(file);
        QVERIFY(untouched.open(QIODevice::ReadOnly));
        QCOMPARE(untouched.readAll(), newer);
    }

    void signIn_damagedCache_isSetAsideAndSaid()
    {
        test::ClientInAFolder::write(m_client->folders().cacheFile(accountOf(alex)),
                                     QByteArray(8192, 'x'));
        QSignalSpy noticed(&application(), &ClientApplication::noticed);
        QVERIFY(signIn(alex));
        QCOMPARE(noticed.size(), 1);
        QTRY_VERIFY(isConnected());
    }

    void signIn_refused_isUnauthorized()
    {
        m_server->greeting.clear();
        m_server->answersPings = false;
        m_server->closesWith = {1008, u"Unauthorized"_s};
        QVERIFY(signIn(alex));
        QTRY_COMPARE(application().session()->connection().status().state,
                     ConnectionState::Unauthorized);
    }

    void signOut_keepsTheEventsReadable()
    {
        application().signOut(); // nobody: nothing
        QVERIFY(signIn(alex));
        QTRY_VERIFY(isConnected());
        receiveAnEvent();
        application().signOut();
        QVERIFY(!application().session()->identity());
        QCOMPARE(application().session()->connection().status().state, ConnectionState::SignedOut);
        QCOMPARE(application().session()->feed().unreadCount(), 1);
    }

    void openLastAccount_none_isNothing()
    {
        QVERIFY(application().openLastAccount({}));
        QVERIFY(!application().session());
    }

    void openLastAccount_afterARestart_showsItsEventsSignedOut()
    {
        QVERIFY(signIn(alex));
        QTRY_VERIFY(isConnected());
        receiveAnEvent();
        m_client->restart();
        QVERIFY(application().openLastAccount({}));
        QCOMPARE(application().session()->account(), accountOf(alex));
        QVERIFY(!application().session()->identity());
        QCOMPARE(application().session()->feed().unreadCount(), 1);
    }

    void openLastAccount_imposedServer_overrulesItsOwn()
    {
        QVERIFY(signIn(alex));
        m_client->restart();
        const QUrl imposed(u"wss://ws.example.com"_s);
        QVERIFY(application().openLastAccount(imposed));
        QCOMPARE(application().session()->account().server, imposed);
    }

    void openAccount_isTheLastOneFromThenOn()
    {
        QVERIFY(signIn(alex));
        QVERIFY(application().openAccount(accountOf(sam)));
        QCOMPARE(settings().lastAccount(), accountOf(sam));
        QVERIFY(!application().session()->identity());
    }

    void openAccount_thatCannotBeOpened_leavesTheSession()
    {
        QVERIFY(signIn(alex));
        m_client->spoilCache(accountOf(sam));
        QVERIFY(!application().openAccount(accountOf(sam)));
        verifyThatAlexIsStillThere();
    }

    void largestMessage_ofTheAdministrators_isKept_data()
    {
        QTest::addColumn<QByteArray>("administrator");
        QTest::addColumn<bool>("isKept");
        QTest::addRow("nobody has chosen") << QByteArray() << false;
        QTest::addRow("less than it needs")
            << QByteArray("[connection]\nlargest_message=1024\n") << false;
        QTest::addRow("enough") << QByteArray("[connection]\nlargest_message=2048\n") << true;
        QTest::addRow("enough, as a preset")
            << QByteArray("[preset/connection]\nlargest_message=2048\n") << true;
        QTest::addRow("no sense") << QByteArray("[connection]\nlargest_message=4097\n") << false;
    }
    void largestMessage_ofTheAdministrators_isKept()
    {
        QFETCH(const QByteArray, administrator);
        QFETCH(const bool, isKept);
        m_client->administrate(administrator);
        QVERIFY(signIn(alex));
        QTRY_VERIFY(isConnected());
        m_server->send(largeEvent());
        QTRY_VERIFY(hasLargeEvent() || droppedAsTooLarge() > 0);
        QCOMPARE(hasLargeEvent(), isKept);
    }

    void follow_largestMessage_countsFromTheNextConnectionOn()
    {
        QVERIFY(signIn(alex));
        QTRY_VERIFY(isConnected());
        PreferencesChange change{settings().preferences(), settings().preferences()};
        change.now.largestMessage = qsizetype{2048} * 1024;
        QVERIFY(application().follow(change));
        m_server->send(largeEvent());
        QTRY_COMPARE(droppedAsTooLarge(), 1);

        m_server->client()->close();
        QTRY_COMPARE(m_server->upgradeHeads.size(), 2);
        QTRY_VERIFY(isConnected());
        m_server->send(largeEvent());
        QTRY_VERIFY(hasLargeEvent());
        QCOMPARE(droppedAsTooLarge(), 1);
    }

    void answer_status_saysWhoAndHow()
    {
        QJsonObject status = application().answer(local::Status())->value();
        QCOMPARE(
            status,
            (QJsonObject{{u"running"_s, true}, {u"state"_s, u"signed-out"_s}, {u"unread"_s, 0}}));
        QVERIFY(signIn(alex));
        QTRY_VERIFY(isConnected());
        receiveAnEvent();
        status = application().answer(local::Status())->value();
        QCOMPARE(status.value(u"state"_s).toString(), u"connected"_s);
        QCOMPARE(status.value(u"server"_s).toString(), m_server->url().toString());
        QCOMPARE(status.value(u"tenant_id"_s).toString(), u"acme"_s);
        QCOMPARE(status.value(u"user_id"_s).toString(), u"alex"_s);
        QCOMPARE(status.value(u"unread"_s).toInt(), 1);
        const QByteArray line = encodeLocalAnswer(status);
        QVERIFY(!line.contains(alex.token.bytes().split('.').constLast()));
    }

    void answer_events_tellsWhatIsCached()
    {
        local::Events wanted;
        wanted.limit = 10;
        QCOMPARE(application().answer(wanted)->value(), (QJsonObject{{u"events"_s, QJsonArray()}}));
        QVERIFY(signIn(alex));
        QTRY_VERIFY(isConnected());
        receiveAnEvent();
        const QJsonArray events =
            application().answer(wanted)->value().value(u"events"_s).toArray();
        QCOMPARE(events.size(), 1);
        QCOMPARE(events.at(0).toObject().value(u"id"_s).toString(), u"1"_s);
        wanted.limit = -1; // what makes no sense is bounded
        QCOMPARE(application().answer(wanted)->value().value(u"events"_s).toArray().size(), 0);
    }

    void answer_signInAndOut_doesSoAndSetsTheServer()
    {
        QVERIFY(*application().answer(local::SignIn{m_server->url(), alex}));
        QCOMPARE(settings().server({}), m_server->url());
        QTRY_VERIFY(isConnected());
        QVERIFY(*application().answer(local::SignOut()));
        QCOMPARE(application().session()->connection().status().state, ConnectionState::SignedOut);
        const auto refused = application().answer(local::SignIn{QUrl(), sam});
        QVERIFY(refused && !*refused);
        verifyThatAlexIsTheLast();
    }

    void answer_whatTakesAFace_isNotAnswered()
    {
        QVERIFY(!application().answer(local::Show()));
        QVERIFY(!application().answer(local::OpenLink()));
    }

private:
    ClientApplication &application() { return m_client->application(); }
    Settings &settings() { return m_client->settings(); }
    bool isConnected() { return application().session()->connection().isConnected(); }

    Account accountOf(const Credentials &credentials) const
    {
        return {m_server->url(), credentials.identity.tenant, credentials.identity.user};
    }
    tl::expected<void, QString> signIn(const Credentials &credentials)
    {
        return application().signIn(m_server->url(), credentials, ServerSetting::Follows);
    }
    int kept() { return application().session()->feed().counts().value(EventFilter::All); }
    void receiveAnEvent()
    {
        m_server->send(u"{\"type\":\"timesheet:approved\",\"payload\":{},\"id\":\"1\","
                       "\"timestamp\":\"2026-11-23T08:15:30.123Z\",\"tenant_id\":\"acme\"}"_s);
        QTRY_COMPARE(application().session()->feed().unreadCount(), 1);
    }
    qint64 droppedAsTooLarge()
    {
        return application().session()->connection().droppedCounts().value(
            wire::DropReason::TooLarge);
    }
    bool hasLargeEvent()
    {
        return application().session()->feed().find(EventId(u"large"_s)).has_value();
    }
    /// Of one and a half MiB.
    static QString largeEvent()
    {
        return u"{\"type\":\"timesheet:approved\",\"payload\":{\"title\":\"%1\"},"
               "\"id\":\"large\",\"timestamp\":\"2026-11-23T08:15:30.123Z\","
               "\"tenant_id\":\"acme\"}"_s.arg(QString(qsizetype{1536} * 1024, u'x'));
    }
    void verifyThatAlexIsTheLast()
    {
        QCOMPARE(settings().lastAccount(), accountOf(alex));
        QCOMPARE(settings().accounts().size(), 1);
        QCOMPARE(settings().server({}), m_server->url());
    }
    void verifyThatAlexIsStillThere()
    {
        verifyThatAlexIsTheLast();
        QCOMPARE(application().session()->account(), accountOf(alex));
        QTRY_VERIFY(isConnected());
    }

    /// A cache of a version that nobody knows yet.
    QByteArray newerCache()
    {
        constexpr qsizetype versionAt = 60; // https://www.sqlite.org/fileformat.html, 1.3
        const QString file = m_client->path(u"newer.sqlite"_s);
        if (!EventStore::open(file))
            qFatal("cannot make a cache");
        QFile made(file);
        if (!made.open(QIODevice::ReadOnly))
            qFatal("cannot read the cache");
        QByteArray bytes = made.readAll();
        bytes.replace(versionAt, 4, QByteArray("\0\0\0\x63", 4));
        return bytes;
    }

    std::unique_ptr<test::ScriptedServer> m_server;
    std::unique_ptr<test::ClientInAFolder> m_client;
};

} // namespace timesheet

QTEST_GUILESS_MAIN(timesheet::ClientApplicationTest)
#include "tst_client_application.moc"
