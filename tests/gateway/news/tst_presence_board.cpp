#include "gateway/news/presence_board.h"
#include "gateway/sqlite_log/local_presence.h"
#include "gateway/storage/idle_event_log.h"

#include <boost/asio/executor_work_guard.hpp>

#include <QTest>

#include <deque>
#include <future>

using namespace timesheet;
using namespace timesheet::gateway;
using namespace Qt::StringLiterals;
using State = wire::PresenceState;

namespace {

constexpr std::chrono::seconds patience{20};
/// Nothing that a test waits for takes as long.
constexpr std::chrono::minutes never{30};

/// What the storage was told, and what it shall answer.
struct Script {
    LocalPresence presence;
    std::deque<std::optional<PresenceLease>> answers; ///< nothing: it fails; none left: Renewed
    bool isBlocked = false;                           ///< somebody holds the tenant
    QStringList told;                                 ///< the changes
    QStringList reports;                              ///< "scope: user state, ..."
    std::chrono::milliseconds lease{0};               ///< of the last
};

class ScriptedLog : public IdleEventLog
{
public:
    explicit ScriptedLog(Script &script)
        : m_script(script)
    {
    }

    tl::expected<PresenceReceipt, LogError> reportPresence(const QList<PresenceReport> &reports,
                                                           PresenceScope scope,
                                                           std::chrono::milliseconds lease) override
    {
        QStringList words;
        for (const PresenceReport &one : reports)
            words.append(one.user.value() + u' ' + wire::presenceStateName(one.state));
        words.sort();
        const bool isWhole = scope == PresenceScope::Everything;
        m_script.reports.append((isWhole ? u"all: "_s : u"changes: "_s) + words.join(u", "_s));
        m_script.lease = lease;
        auto answer = std::optional(PresenceLease::Renewed);
        if (!m_script.answers.empty()) {
            answer = m_script.answers.front();
            m_script.answers.pop_front();
        }
        if (!answer)
            return tl::unexpected(LogError{LogError::Kind::Storage, u"away"_s});
        if (m_script.isBlocked && !reports.isEmpty())
            return PresenceReceipt{*answer, {TenantId(u"t"_s)}};
        for (const PresenceNotice &change : m_script.presence.report(reports, scope))
            m_script.told.append(change.presence.user.value() + u' ' +
                                 wire::presenceStateName(change.presence.state));
        return PresenceReceipt{*answer, {}};
    }

private:
    Script &m_script;
};

/// The loop that the board lives on, with a storage. The test's thread runs the loop.
struct Fixture {
    explicit Fixture(const PresenceTiming &timing)
        : board(io, storage, timing)
    {
        const auto started =
            thread.start([this]() -> tl::expected<std::unique_ptr<EventLog>, QString> {
                return std::make_unique<ScriptedLog>(script);
            });
        if (!started)
            qFatal("the storage does not start");
    }

    void step(const QString &user, State before, State after)
    {
        board.tell({TenantId(u"t"_s), UserId(user), before, after});
    }

    /// What the script says, as the storage's thread has it after all that it was asked.
    template <class Result>
    Result ask(Result Script::*member)
    {
        std::promise<Result> answer;
        onThread([&] { answer.set_value(script.*member); });
        return answer.get_future().get();
    }
    void block(bool isBlocked)
    {
        onThread([this, isBlocked] { script.isBlocked = isBlocked; });
    }
    template <class Work>
    void onThread(const Work &todo)
    {
        const auto job = [todo](EventLog &, StorageThread::Attempt) {
            todo();
            return StorageThread::Outcome::Done;
        };
        if (!thread.run({}, job))
            qFatal("the storage is full");
    }

    /// Runs the loop until it is so.
    template <class Condition>
    bool runUntil(const Condition &condition)
    {
        const auto end = SteadyClock::now() + patience;
        while (!condition()) {
            if (SteadyClock::now() > end)
                return false;
            io.run_one_for(std::chrono::milliseconds(20));
        }
        return true;
    }
    bool runUntilTold(const QStringList &words)
    {
        return runUntil([&] { return ask(&Script::told) == words; });
    }

    Script script; ///< of the storage's thread, once that is there
    Metrics metrics;
    StorageThread thread{[](const LogNews &) {}, metrics};
    asio::io_context io;
    asio::executor_work_guard<asio::io_context::executor_type> work{io.get_executor()};
    Storage storage{io, thread};
    PresenceBoard board;
};

} // namespace

class TestPresenceBoard : public QObject
{
    Q_OBJECT

private slots:
    void twoDevices_areOneUser();
    void sameStateOfAnotherDevice_isNotReported();
    void departure_isReportedAfterTheGrace();
    void returnWithinTheGrace_isNotReported();
    void manyChanges_areReportedSomeAtATime();
    void failedReport_isMadeUpForByEverything();
    void lostLease_hasEverythingReported();
    void heldTenant_isReportedWithRenewals_data();
    void heldTenant_isReportedWithRenewals();
    void renewals_comeWhileSomebodyIsThere();
    void end_leavesTheGrace();
};

void TestPresenceBoard::twoDevices_areOneUser()
{
    Fixture fixture({never, never, never});
    fixture.step(u"u"_s, State::Offline, State::Away);
    QVERIFY(fixture.runUntilTold({u"u away"_s}));
    fixture.step(u"u"_s, State::Offline, State::Online);
    QVERIFY(fixture.runUntilTold({u"u away"_s, u"u online"_s}));
    fixture.step(u"u"_s, State::Away, State::Online);
    fixture.step(u"u"_s, State::Online, State::Away);
    fixture.step(u"u"_s, State::Online, State::Away);
    QVERIFY(fixture.runUntilTold({u"u away"_s, u"u online"_s, u"u away"_s}));
}

void TestPresenceBoard::sameStateOfAnotherDevice_isNotReported()
{
    Fixture fixture({never, never, never});
    fixture.step(u"u"_s, State::Offline, State::Online);
    fixture.step(u"u"_s, State::Offline, State::Online);
    fixture.step(u"u"_s, State::Offline, State::Away);
    fixture.step(u"v"_s, State::Offline, State::Away);
    QVERIFY(fixture.runUntilTold({u"u online"_s, u"v away"_s}));
    QCOMPARE(fixture.ask(&Script::reports),
             (QStringList{u"all: u online"_s, u"changes: v away"_s}));
}

void TestPresenceBoard::departure_isReportedAfterTheGrace()
{
    Fixture fixture({std::chrono::milliseconds(50), never, never});
    fixture.step(u"u"_s, State::Offline, State::Online);
    fixture.step(u"u"_s, State::Offline, State::Away);
    QVERIFY(fixture.runUntilTold({u"u online"_s}));
    fixture.step(u"u"_s, State::Online, State::Offline);
    QVERIFY(fixture.runUntilTold({u"u online"_s, u"u away"_s}));
    fixture.step(u"u"_s, State::Away, State::Offline);
    QVERIFY(fixture.runUntilTold({u"u online"_s, u"u away"_s, u"u offline"_s}));
}

void TestPresenceBoard::returnWithinTheGrace_isNotReported()
{
    Fixture fixture({std::chrono::milliseconds(50), never, never});
    fixture.step(u"u"_s, State::Offline, State::Online);
    fixture.step(u"v"_s, State::Offline, State::Online);
    fixture.step(u"u"_s, State::Online, State::Offline);
    fixture.step(u"u"_s, State::Offline, State::Online);
    fixture.step(u"v"_s, State::Online, State::Offline); // its grace ends after that of u
    QVERIFY(fixture.runUntilTold({u"u online"_s, u"v online"_s, u"v offline"_s}));
}

void TestPresenceBoard::manyChanges_areReportedSomeAtATime()
{
    constexpr int users = 1700;
    Fixture fixture({never, never, never});
    fixture.step(u"first"_s, State::Offline, State::Online); // with it everything is reported
    QVERIFY(fixture.runUntilTold({u"first online"_s}));
    for (int i = 0; i < users; ++i)
        fixture.step(u"user-%1"_s.arg(i), State::Offline, State::Online);
    QVERIFY(fixture.runUntil([&] { return fixture.ask(&Script::told).size() == users + 1; }));
    const QStringList reports = fixture.ask(&Script::reports);
    for (const QString &one : reports)
        QVERIFY(one.count(u"online"_s) <= 500);
    QVERIFY(reports.size() < users / 2); // and not each by itself
}

void TestPresenceBoard::failedReport_isMadeUpForByEverything()
{
    Fixture fixture({never, std::chrono::milliseconds(50), never});
    fixture.script.answers = {PresenceLease::Renewed, std::nullopt, std::nullopt};
    fixture.step(u"u"_s, State::Offline, State::Online);
    QVERIFY(fixture.runUntilTold({u"u online"_s}));
    fixture.step(u"v"_s, State::Offline, State::Away);
    QVERIFY(fixture.runUntilTold({u"u online"_s, u"v away"_s}));
    QVERIFY(fixture.ask(&Script::reports).contains(u"all: u online, v away"_s));
}

void TestPresenceBoard::lostLease_hasEverythingReported()
{
    Fixture fixture({never, std::chrono::milliseconds(50), never});
    fixture.script.answers = {PresenceLease::New, PresenceLease::New};
    fixture.step(u"u"_s, State::Offline, State::Online);
    QVERIFY(fixture.runUntil([&] { return fixture.ask(&Script::reports).size() >= 4; }));
    // The first is everything anyway, whatever the answer.
    QCOMPARE(fixture.ask(&Script::reports).mid(0, 4),
             (QStringList{u"all: u online"_s, u"changes: "_s, u"all: u online"_s, u"changes: "_s}));
}

void TestPresenceBoard::heldTenant_isReportedWithRenewals_data()
{
    QTest::addColumn<bool>("isFirst");
    QTest::newRow("of everything") << true;
    QTest::newRow("of a change") << false;
}

void TestPresenceBoard::heldTenant_isReportedWithRenewals()
{
    QFETCH(const bool, isFirst);
    Fixture fixture({std::chrono::milliseconds(1), std::chrono::milliseconds(50), never});
    QStringList told;
    if (!isFirst) {
        fixture.step(u"first"_s, State::Offline, State::Online);
        told.append(u"first online"_s);
        QVERIFY(fixture.runUntilTold(told));
    }
    fixture.block(true);
    fixture.step(u"u"_s, State::Offline, State::Online);
    const qsizetype before = fixture.ask(&Script::reports).size();
    QVERIFY(fixture.runUntil([&] { return fixture.ask(&Script::reports).size() >= before + 3; }));
    QCOMPARE(fixture.ask(&Script::told), told);
    fixture.block(false);
    QVERIFY(fixture.runUntilTold(told << u"u online"_s));
    // Who is gone meanwhile is not forgotten either, although nobody is left.
    for (const QString &user : {u"u"_s, u"first"_s}) {
        if (user == u"first" && isFirst)
            break;
        fixture.block(true);
        const qsizetype reports = fixture.ask(&Script::reports).size();
        fixture.step(user, State::Online, State::Offline);
        QVERIFY(fixture.runUntil([&] { return fixture.ask(&Script::reports).size() > reports; }));
        fixture.block(false);
        QVERIFY(fixture.runUntilTold(told << user + u" offline"_s));
    }
}

void TestPresenceBoard::renewals_comeWhileSomebodyIsThere()
{
    Fixture fixture({std::chrono::milliseconds(1), std::chrono::milliseconds(20), never});
    fixture.step(u"u"_s, State::Offline, State::Online);
    QVERIFY(fixture.runUntil([&] { return fixture.ask(&Script::reports).size() >= 5; }));
    QCOMPARE(fixture.ask(&Script::reports).constLast(), u"changes: "_s);
    QCOMPARE(fixture.ask(&Script::lease), std::chrono::milliseconds(never));
    fixture.step(u"u"_s, State::Online, State::Offline);
    QVERIFY(fixture.runUntilTold({u"u online"_s, u"u offline"_s}));
    // Then nothing is waited for any more, and the loop runs out of work.
    fixture.work.reset();
    fixture.io.run();
    QCOMPARE(fixture.ask(&Script::reports).constLast(), u"changes: u offline"_s);
}

void TestPresenceBoard::end_leavesTheGrace()
{
    Fixture fixture({std::chrono::milliseconds(700), never, never});
    fixture.board.end();
    QCOMPARE(fixture.ask(&Script::reports), QStringList());
    fixture.step(u"u"_s, State::Offline, State::Online);
    QVERIFY(fixture.runUntilTold({u"u online"_s}));
    fixture.board.end();
    QCOMPARE(fixture.ask(&Script::reports).constLast(), u"changes: "_s);
    QCOMPARE(fixture.ask(&Script::lease), std::chrono::milliseconds(700));
}

QTEST_GUILESS_MAIN(TestPresenceBoard)
#include "tst_presence_board.moc"
