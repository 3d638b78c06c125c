#include "connection/connection_manager.h"
#include "connection/supabase_backend/supabase_backend.h"
#include "support/credentials.h"
#include "support/manual_time.h"
#include "support/remembered_rows.h"
#include "support/servers/scripted_supabase.h"

#include <QTest>
#include <QTimer>

#include <memory>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace timesheet {

using State = ConnectionState;
using test::HttpAnswer;
using test::HttpRequest;

namespace {

constexpr qsizetype largestMessage = qsizetype{64} * 1024;

} // namespace

/// The manager, which knows nothing of Supabase, with a project: states, and each event once.
class SupabaseConnectionTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_turns.reset();
        m_manager.reset(); // before what it refers to
        m_backend.reset();
        m_project = std::make_unique<test::ScriptedSupabase>();
        m_cursor.reset();
        m_events.clear();
        m_states.clear();
        m_inSync = false;
        m_gaps = 0;
        m_renewed = 0;
        m_perTurn = 0ms;
        make();
    }
    void cleanup()
    {
        m_turns.reset();
        m_manager.reset();
    }

    void firstTime_theNewestEventsComeOnceAndThenWhatIsNew()
    {
        m_project->publish(u"a"_s);
        m_project->publish(u"b"_s);
        signIn();
        QTRY_COMPARE(m_events, (QStringList{u"a"_s, u"b"_s}));
        QVERIFY(m_inSync);
        QCOMPARE(m_manager->status().serverName, u"Supabase, our schema"_s);
        m_project->publish(u"c"_s);
        QTRY_COMPARE(m_events, (QStringList{u"a"_s, u"b"_s, u"c"_s}));
        QCOMPARE(m_gaps, 0);
    }

    void cut_goesOnAfterTheLastEvent()
    {
        m_cursor = Cursor(u"0"_s);
        m_project->publish(u"a"_s);
        signIn();
        QTRY_COMPARE(m_events, QStringList{u"a"_s});
        m_project->server.stop();
        m_project->publish(u"b"_s);
        m_project->server.start();
        m_perTurn = 10ms;
        QTRY_COMPARE(m_events, (QStringList{u"a"_s, u"b"_s}));
        QTRY_VERIFY(m_inSync);
        QVERIFY(m_states.contains(State::Reconnecting));
        QCOMPARE(m_gaps, 0);
    }

    void eventsGone_areAGap()
    {
        m_cursor = Cursor(u"1"_s);
        for (const auto &id : {u"a"_s, u"b"_s, u"c"_s})
            m_project->publish(id);
        m_project->keptFrom = 2;
        signIn();
        QTRY_COMPARE(m_events, QStringList{u"c"_s});
        QTRY_COMPARE(m_gaps, 1);
        QTRY_VERIFY(m_inSync);
    }

    void silence_isLostAfter42Seconds()
    {
        signIn();
        QTRY_COMPARE(m_manager->status().state, State::Connected);
        QTRY_VERIFY(m_project->heartbeats > 0);
        m_project->answersHeartbeats = false;
        m_time.pass(41s);
        QCOMPARE(m_manager->status().state, State::Connected);
        m_time.pass(1s);
        QCOMPARE(m_manager->status().state, State::Reconnecting);
    }

    void slowJoin_isNoSilence()
    {
        m_project->answersJoins = false;
        signIn();
        QTRY_COMPARE(m_project->joins.size(), 1);
        QTRY_COMPARE(m_project->heartbeats, 1);
        QTRY_VERIFY(!m_project->server.texts.isEmpty());
        m_time.pass(9s);
        m_project->answerJoin();
        QTRY_COMPARE(m_manager->status().state, State::Connected);
        QVERIFY(!m_states.contains(State::Reconnecting));
    }

    void noSchema_saysSoAndIsTriedAgain()
    {
        m_project->instead = [](const HttpRequest &) {
            return HttpAnswer{404, R"({"code":"PGRST202"})", {}};
        };
        signIn();
        QTRY_COMPARE(m_manager->status().state, State::Reconnecting);
        QVERIFY(m_manager->status().detail.contains(u"schema"_s));
        QVERIFY(m_events.isEmpty());
    }

    void noSubscription_stillBringsEvents()
    {
        m_cursor = Cursor(u"0"_s);
        connect(m_project.get(), &test::ScriptedSupabase::joined, this, [this] {
            m_project->sendSystem(u"error"_s, u"Unable to subscribe to changes with given"_s);
        });
        m_project->sendsChanges = false;
        m_project->publish(u"a"_s);
        signIn();
        m_perTurn = 100ms;
        QTRY_COMPARE(m_events, QStringList{u"a"_s});
        QTRY_COMPARE(m_manager->status().state, State::Polling);
        QCOMPARE(m_manager->status().serverName, u"Supabase, our schema"_s);
        m_project->publish(u"b"_s);
        QTRY_COMPARE(m_events, (QStringList{u"a"_s, u"b"_s}));
    }

    void tokenExpired_asksForSignIn()
    {
        signIn();
        QTRY_COMPARE(m_manager->status().state, State::Connected);
        m_project->sendSystem(u"error"_s, u"Token has expired 0 seconds ago"_s);
        QTRY_COMPARE(m_manager->status().state, State::Unauthorized);
    }

    void freshToken_isRenewedOnTheSameSocket()
    {
        m_cursor = Cursor(u"0"_s);
        signIn();
        QTRY_VERIFY(m_inSync);
        m_manager->connectTo(test::credentialsFor(u"tenant-123"_s, u"user-1"_s, 1'900'000'000));
        QTRY_COMPARE(m_renewed, 1);
        QCOMPARE(m_project->server.upgradeHeads.size(), 1);
        QCOMPARE(m_project->tokens.size(), 1);
    }

    void marks_areConfirmed()
    {
        signIn();
        QTRY_COMPARE(m_manager->status().state, State::Connected);
        QVERIFY(m_manager->reportMarks({EventId(u"a"_s)}));
        QTRY_COMPARE(m_project->marks.size(), 1);
    }

private:
    void make()
    {
        ConnectionTiming timing = supabaseTiming();
        timing.hintsGathered = 0ms;
        m_backend = std::make_unique<SupabaseBackend>(
            *Endpoint::create(m_project->server.url(), {}),
            ProjectSettings{"the-key", largestMessage, {}}, m_rows, timing, m_time, systemClock,
            [] { return 0.5; });
        m_manager = std::make_unique<ConnectionManager>(
            *m_backend, timing, m_time, systemClock, [] { return 0.5; },
            [this] { return m_cursor; });
        connect(m_manager.get(), &ConnectionManager::statusChanged, this,
                [this](const ConnectionStatus &status) { m_states.append(status.state); });
        connect(m_manager.get(), &ConnectionManager::eventReceived, this,
                [this](const ReceivedEvent &received) {
                    m_events.append(received.event.id.value());
                    m_cursor = received.event.cursor;
                });
        connect(m_manager.get(), &ConnectionManager::cursorAdvanced, this,
                [this](const Cursor &place) { m_cursor = place; });
        connect(m_manager.get(), &ConnectionManager::inSyncChanged, this,
                [this](bool inSync) { m_inSync = inSync; });
        connect(m_manager.get(), &ConnectionManager::gapFound, this, [this] { ++m_gaps; });
        connect(m_manager.get(), &ConnectionManager::tokenRenewed, this, [this] { ++m_renewed; });
        m_turns = std::make_unique<QTimer>();
        connect(m_turns.get(), &QTimer::timeout, this, [this] { m_time.pass(m_perTurn); });
        m_turns->start(1ms);
    }

    void signIn() { m_manager->connectTo(test::credentialsFor(u"tenant-123"_s, u"user-1"_s)); }

    test::ManualTime m_time;
    test::RememberedRows m_rows;
    std::unique_ptr<QTimer> m_turns;        ///< lets happen what is due at once
    std::chrono::milliseconds m_perTurn{0}; ///< lets so much time pass with it
    std::unique_ptr<test::ScriptedSupabase> m_project;
    std::unique_ptr<SupabaseBackend> m_backend;
    std::unique_ptr<ConnectionManager> m_manager;
    std::optional<Cursor> m_cursor; ///< as if what is told were stored at once
    QStringList m_events;
    QList<State> m_states;
    bool m_inSync = false;
    int m_gaps = 0;
    int m_renewed = 0;
};

} // namespace timesheet

QTEST_GUILESS_MAIN(timesheet::SupabaseConnectionTest)
#include "tst_supabase_connection.moc"
