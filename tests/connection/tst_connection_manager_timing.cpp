#include "connection/connection_manager.h"

#include "domain/instant.h"
#include "support/credentials.h"
#include "support/fake_backend.h"
#include "support/manual_time.h"
#include "support/sample_events.h"

#include <QSignalSpy>
#include <QTest>

#include <functional>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace timesheet {

using State = ConnectionState;

namespace {

const QDateTime now = *parseInstant(u"2026-11-23T09:00:00.000Z");

wire::Hello hello()
{
    wire::Hello message;
    message.server = u"fake/1"_s;
    return message;
}

} // namespace

/// When the manager does what, and that it does no more: over a back end without sockets, in time
/// that the test lets pass.
class ConnectionManagerTimingTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_manager.reset(); // before what it refers to
        m_backend = std::make_unique<test::FakeBackend>();
        m_manager = std::make_unique<ConnectionManager>(
            *m_backend, ConnectionTiming(), m_time, [this] { return m_now; }, [] { return 0.5; },
            [this] { return m_cursor; });
        m_cursor.reset();
        m_now = now;
    }

    void disconnect_whileConnected_triesNothingAnyMore()
    {
        connectWith(hello());
        m_manager->disconnect();
        QVERIFY(m_backend->credentials.token.isEmpty());
        verifyThatNothingIsTriedAnyMore();
    }

    void lost_unauthorized_triesNothingAnyMore()
    {
        connectWith(hello());
        lose(Loss::Cause::Unauthorized);
        QCOMPARE(m_manager->status().state, State::Unauthorized);
        QVERIFY(m_backend->credentials.token.isEmpty());
        m_manager->retryNow();
        m_manager->probe();
        verifyThatNothingIsTriedAnyMore();
    }

    void token_refusedWhileAFreshOneIsOnItsWay_isOnlyALoss()
    {
        m_manager->setRenewal([] { return true; });
        connectWith(hello());
        lose(Loss::Cause::Unauthorized);
        QCOMPARE(m_manager->status().state, State::Reconnecting);
        QCOMPARE(m_backend->attempts.size(), 1);
        m_manager->renewWith(m_fresh);
        QCOMPARE(m_backend->attempts.size(), 2); // at once
        QCOMPARE(m_backend->credentials, m_fresh);
    }

    void token_refusedForGood_isSignInNeeded()
    {
        m_manager->setRenewal([] { return false; });
        connectWith(hello());
        lose(Loss::Cause::Unauthorized);
        QCOMPARE(m_manager->status().state, State::Unauthorized);
        verifyThatNothingIsTriedAnyMore();
    }

    void poll_refusedWhileAFreshTokenIsOnItsWay_waitsForIt()
    {
        m_manager->setRenewal([] { return true; });
        loseUntilItPolls();
        m_backend->answer(emptyPage());
        QCOMPARE(m_manager->status().state, State::Polling);
        while (!m_backend->isFetching())
            m_time.pass(1s);
        m_backend->answer(refusedPage());
        QCOMPARE(m_manager->status().state, State::Offline);
        const qsizetype attempts = m_backend->attempts.size();
        m_time.pass(30s);
        QVERIFY(!m_backend->isFetching()); // the same token would be refused again
        m_manager->renewWith(m_fresh);
        QVERIFY(m_backend->isFetching());
        QVERIFY(m_backend->attempts.size() > attempts);
        m_backend->answer(emptyPage());
        QCOMPARE(m_manager->status().state, State::Polling);
    }

    void freshToken_whileAnAttemptIsUnderWay_beginsItAgain()
    {
        m_manager->connectTo(m_credentials);
        m_manager->renewWith(m_fresh);
        QCOMPARE(m_backend->attempts.size(), 2);
        QCOMPARE(m_manager->status().state, State::Connecting);
        QCOMPARE(m_backend->credentials, m_fresh);
    }

    void freshToken_whileConnected_goesOverTheSameConnection()
    {
        connectWith(hello());
        m_manager->renewWith(m_fresh);
        QCOMPARE(m_backend->transport->sent.constLast(),
                 wire::ClientMessage(wire::Auth{m_fresh.token}));
        QCOMPARE(m_backend->attempts.size(), 1);
        QVERIFY(m_manager->isConnected());
    }

    void freshToken_afterARefusal_signsIn()
    {
        connectWith(hello());
        m_manager->refuse(u"for the test"_s);
        QCOMPARE(m_manager->status().state, State::Unauthorized);
        m_manager->renewWith(m_fresh);
        QCOMPARE(m_manager->status().state, State::Connecting);
    }

    void lost_againAndAgain_isTriedAfterPausesOfTheBackoffThenSlowly()
    {
        m_manager->connectTo(m_credentials);
        qsizetype tried = 1;
        for (const auto pause : {500ms, 1000ms, 2000ms, 4000ms, 8000ms}) {
            lose(Loss::Cause::Failed);
            QCOMPARE(m_manager->status().state, State::Reconnecting);
            QCOMPARE(m_manager->status().nextAttempt, now.addMSecs(pause.count()));
            m_time.pass(pause - 1ms);
            QCOMPARE(m_backend->attempts.size(), tried);
            m_time.pass(1ms);
            QCOMPARE(m_backend->attempts.size(), ++tried);
        }
        QVERIFY(m_backend->fetches.isEmpty());
        lose(Loss::Cause::Failed);
        QCOMPARE(m_manager->status().state, State::Offline);
        QCOMPARE(m_backend->fetches.size(), 1);
        m_time.pass(60s - 1ms);
        QCOMPARE(m_backend->attempts.size(), tried);
        m_time.pass(1ms);
        QCOMPARE(m_backend->attempts.size(), tried + 1);
    }

    void lost_byAGoodbye_isTriedSoon()
    {
        connectWith(hello());
        lose(Loss::Cause::Goodbye);
        m_time.pass(500ms - 1ms);
        QCOMPARE(m_backend->attempts.size(), 1);
        m_time.pass(1ms);
        QCOMPARE(m_backend->attempts.size(), 2);
    }

    void lost_rateLimited_isNotTriedForAMinute()
    {
        connectWith(hello());
        lose(Loss::Cause::RateLimited);
        m_time.pass(60s);
        QCOMPARE(m_backend->attempts.size(), 1);
        m_time.pass(500ms);
        QCOMPARE(m_backend->attempts.size(), 2);
    }

    void connected_nothingAnswersAPing_isLostWhenItsTimeIsOver()
    {
        connectWith(hello());
        m_time.pass(30s);
        QCOMPARE(m_backend->transport->sent.size(), 2); // the first ping, and this one
        m_time.pass(10s - 1ms);
        QVERIFY(m_manager->isConnected());
        m_time.pass(1ms);
        QCOMPARE(m_manager->status().state, State::Reconnecting);
    }

    void attempt_afterOneThatWasReplaying_beginsWithNothing()
    {
        m_cursor = Cursor(u"c1"_s);
        connectWith(hello());
        receive(test::sampleEvent(2));
        lose(Loss::Cause::Goodbye);
        m_time.pass(1s);

        QSignalSpy events(m_manager.get(), &ConnectionManager::eventReceived);
        QSignalSpy gap(m_manager.get(), &ConnectionManager::gapFound);
        receive(test::sampleEvent(3));
        QCOMPARE(events.constFirst().constFirst().value<ReceivedEvent>().via, Via::Live);
        receive(hello());
        receive(wire::Resumed{.cursor = Cursor(u"c9"_s), .replayed = 0, .complete = false});
        QCOMPARE(gap.size(), 1);
        QCOMPARE(gap.constFirst().at(1).toDateTime(), now);
    }

    void replay_incomplete_isAGapBeforeTheEventBehindIt()
    {
        m_cursor = Cursor(u"c1"_s);
        connectWith(hello());
        QSignalSpy events(m_manager.get(), &ConnectionManager::eventReceived);
        QSignalSpy gap(m_manager.get(), &ConnectionManager::gapFound);
        receive(wire::Incomplete{});
        QVERIFY(gap.isEmpty());
        qsizetype known = 0;
        connect(m_manager.get(), &ConnectionManager::gapFound, m_manager.get(),
                [&] { known = events.size(); });
        receive(test::sampleEvent(2));
        QCOMPARE(gap.size(), 1);
        QCOMPARE(known, 0); // who stores both in their order never has the event alone
        QCOMPARE(gap.constFirst().at(1).toDateTime(), test::sampleEvent(2).timestamp);

        receive(test::sampleEvent(3));
        receive(wire::Resumed{.cursor = Cursor(u"c9"_s), .replayed = 2, .complete = false});
        QCOMPARE(gap.size(), 1);
    }

    void replay_incompleteWithoutAnEventBehind_isAGapUpToNow()
    {
        m_cursor = Cursor(u"c1"_s);
        connectWith(hello());
        QSignalSpy gap(m_manager.get(), &ConnectionManager::gapFound);
        receive(wire::Incomplete{});
        receive(wire::Resumed{.cursor = Cursor(u"c9"_s), .replayed = 0, .complete = false});
        QCOMPARE(gap.size(), 1);
        QCOMPARE(gap.constFirst().at(1).toDateTime(), now);
    }

    void connected_afterASleep_wasInSyncUntilThePingThatWasAnswered()
    {
        m_cursor = Cursor(u"c1"_s);
        QSignalSpy synced(m_manager.get(), &ConnectionManager::syncedThrough);
        connectWith(hello());
        receive(wire::Pong{}); // not in sync yet
        QVERIFY(synced.isEmpty());
        m_now = now.addSecs(1);
        receive(wire::Resumed{.cursor = Cursor(u"c9"_s), .replayed = 0, .complete = true});
        QCOMPARE(synced.takeFirst(), QVariantList{now}); // when it was asked

        m_now = now.addSecs(30);
        m_time.pass(30s);
        m_now = now.addSecs(31);
        receive(wire::Pong{});
        QCOMPARE(synced.takeFirst(), QVariantList{now.addSecs(30)});

        m_now = now.addSecs(60);
        m_time.pass(30s);
        m_now = now.addDays(1);        // the night
        receive(test::sampleEvent(2)); // was on its way before it
        receive(wire::Pong{});
        lose(Loss::Cause::Failed);
        QCOMPARE(synced.takeFirst(), QVariantList{now.addSecs(60)});
        QVERIFY(synced.isEmpty());
    }

    void attempt_afterOneThatSaidHello_isNotRenewedBeforeItSaysSo()
    {
        connectWith(hello());
        lose(Loss::Cause::Goodbye);
        m_time.pass(1s);
        QCOMPARE(m_backend->attempts.size(), 2);
        m_manager->connectTo(m_credentials);
        QCOMPARE(m_backend->attempts.size(), 3);
        receive(hello());
        m_manager->connectTo(m_credentials);
        QCOMPARE(m_backend->attempts.size(), 3);
        QCOMPARE(m_backend->transport->sent.constLast(),
                 wire::ClientMessage(wire::Auth{m_credentials.token}));
    }

    void lost_soonAfterAcceptance_isTriedAsPolitelyAsIfItHadFailed()
    {
        m_manager->connectTo(m_credentials);
        qsizetype tried = 1;
        for (const auto pause : {500ms, 1000ms, 2000ms, 4000ms, 8000ms}) {
            receive(hello());
            QVERIFY(m_manager->isConnected());
            lose(Loss::Cause::Goodbye);
            m_time.pass(pause - 1ms);
            QCOMPARE(m_backend->attempts.size(), tried);
            m_time.pass(1ms);
            QCOMPARE(m_backend->attempts.size(), ++tried);
        }
        receive(hello());
        lose(Loss::Cause::Goodbye);
        QCOMPARE(m_manager->status().state, State::Offline);
        m_backend->answer(emptyPage());
        QCOMPARE(m_manager->status().state, State::Polling);
        m_time.pass(60s - 1ms); // that HTTP answers is no reason to hurry: it always did
        QCOMPARE(m_backend->attempts.size(), tried);
        m_time.pass(1ms);
        QCOMPARE(m_backend->attempts.size(), tried + 1);
    }

    void lost_longAfterAcceptance_isTriedSoon()
    {
        connectWith(hello());
        lose(Loss::Cause::Failed);
        m_time.pass(500ms);
        receive(hello());
        m_time.pass(30s);
        lose(Loss::Cause::Failed);
        m_time.pass(500ms);
        QCOMPARE(m_backend->attempts.size(), 3);
    }

    void resume_refusedAgainAndAgain_isTriedLessAndLessOften()
    {
        m_cursor = Cursor(u"c1"_s);
        m_manager->connectTo(m_credentials);
        for (int i = 0; i < 100; ++i) {
            receive(hello());
            receive(wire::ErrorNotice{u"unavailable"_s, {}, u"resume"_s});
            m_time.pass(200ms); // 20 s in all
        }
        QVERIFY2(m_backend->attempts.size() <= 6,
                 qPrintable(QString::number(m_backend->attempts.size())));
    }

    void lost_serverWantsToBeLeftAlone_isLeftAloneForThatLong()
    {
        m_manager->connectTo(m_credentials);
        emit m_backend->transport->lost({Loss::Cause::Failed, u"HTTP status 503"_s, 10min});
        m_time.pass(10min);
        QCOMPARE(m_backend->attempts.size(), 1);
        m_time.pass(500ms);
        QCOMPARE(m_backend->attempts.size(), 2);
    }

    void authError_answersOurAuth_isUnauthorized()
    {
        connectWith(hello());
        receive(wire::AuthError{u"expired"_s});
        QVERIFY(m_manager->isConnected()); // nobody had asked
        m_manager->connectTo(m_credentials);
        receive(wire::AuthOk{});
        receive(wire::AuthError{u"expired"_s});
        QVERIFY(m_manager->isConnected());
        m_manager->connectTo(m_credentials);
        receive(wire::AuthError{u"expired"_s});
        QCOMPARE(m_manager->status().state, State::Unauthorized);
    }

    void lost_byWhatTheSocketCannotTake_isSteppedOverByHttp()
    {
        m_cursor = Cursor(u"c1"_s);
        QSignalSpy gap(m_manager.get(), &ConnectionManager::gapFound);
        connectWith(hello());
        lose(Loss::Cause::Indigestible);
        QCOMPARE(m_backend->fetches.constLast().after, m_cursor);
        EventsAnswer lacking = emptyPage();
        lacking.page->dropped = {wire::DropReason::TooLarge};
        lacking.page->page.cursor = Cursor(u"c2"_s);
        m_backend->answer(lacking);
        QCOMPARE(gap.size(), 1);
        QCOMPARE(m_manager->status().state, State::Reconnecting);
        m_cursor = Cursor(u"c2"_s);
        m_time.pass(1s);
        QCOMPARE(m_backend->attempts, (QList<std::optional<Cursor>>{Cursor(u"c1"_s), m_cursor}));
    }

    void lost_byWhatCanBeHadInNoWay_isGivenUpWithAGap()
    {
        m_cursor = Cursor(u"c1"_s);
        QSignalSpy gap(m_manager.get(), &ConnectionManager::gapFound);
        QSignalSpy advanced(m_manager.get(), &ConnectionManager::cursorAdvanced);
        m_manager->connectTo(m_credentials);
        for (int i = 0; i < 3; ++i) {
            QCOMPARE(m_backend->attempts.constLast(), m_cursor);
            receive(hello());
            lose(Loss::Cause::Indigestible);
            m_backend->answer(EventsAnswer{
                tl::unexpected(RequestFailure{RequestFailure::Cause::Failed, u"500"_s, 0ms}),
                std::nullopt});
            m_time.pass(4s);
        }
        QVERIFY(!m_backend->attempts.constLast());
        QVERIFY(gap.isEmpty());
        wire::Hello newest = hello();
        newest.cursor = Cursor(u"c9"_s);
        receive(newest);
        QCOMPARE(gap.size(), 1);
        QCOMPARE(advanced.constFirst().constFirst().value<Cursor>(), newest.cursor);
        m_cursor = newest.cursor;
        lose(Loss::Cause::Failed);
        m_time.pass(10s);
        QCOMPARE(m_backend->attempts.constLast(), m_cursor);
    }

    void setReading_no_holdsTheServerBackWithoutTakingItForDead()
    {
        connectWith(hello());
        m_manager->setReading(false);
        QVERIFY(!m_backend->transport->isReading);
        m_time.pass(1h);
        QVERIFY(m_manager->isConnected());
        m_manager->setReading(true);
        QVERIFY(m_backend->transport->isReading);
        m_time.pass(10s);
        QCOMPARE(m_manager->status().state, State::Reconnecting);
    }

    void setReading_no_countsForTheNextAttempt()
    {
        connectWith(hello());
        m_manager->setReading(false);
        m_manager->reconnect();
        m_time.pass(1s);
        QCOMPARE(m_backend->attempts.size(), 2);
        QVERIFY(!m_backend->transport->isReading);
    }

    void reconnect_whileAnAttemptIsUnderWay_beginsItAgain()
    {
        m_cursor = Cursor(u"c1"_s);
        m_manager->connectTo(m_credentials);
        const test::FakeTransport *const before = m_backend->transport;
        m_cursor.reset();
        m_manager->reconnect();
        QVERIFY(!before->isOpen);
        m_time.pass(1s);
        QCOMPARE(m_backend->attempts, (Places{Cursor(u"c1"_s), std::nullopt}));
        receive(hello());
        QVERIFY(m_manager->isConnected());
    }

    void reconnect_whilePolling_pollsAfterWhatIsStored()
    {
        m_cursor = Cursor(u"c1"_s);
        loseUntilItPolls();
        QCOMPARE(m_backend->fetches.constLast().after, m_cursor);
        m_backend->answer(emptyPage());
        m_time.pass(20s);
        QSignalSpy inSync(m_manager.get(), &ConnectionManager::inSyncChanged);
        const qsizetype tried = m_backend->attempts.size();
        const qsizetype asked = m_backend->fetches.size();
        m_cursor.reset();
        m_manager->reconnect();
        QCOMPARE(m_backend->fetches.size(), asked + 1);
        QVERIFY(!m_backend->fetches.constLast().after);
        QCOMPARE(m_manager->status().state, State::Polling);
        QCOMPARE(inSync.takeFirst(), QVariantList{false});
        m_backend->answer(emptyPage());
        QCOMPARE(inSync.takeFirst(), QVariantList{true});
        QCOMPARE(m_backend->attempts.size(), tried);
    }

    void reconnect_whilePollingAndTryingTheSocket_beginsBothAgain()
    {
        m_cursor = Cursor(u"c1"_s);
        loseUntilItPolls();
        m_backend->answer(emptyPage());
        m_manager->retryNow();
        QCOMPARE(m_backend->attempts.constLast(), m_cursor);
        const test::FakeTransport *const before = m_backend->transport;
        const qsizetype tried = m_backend->attempts.size();
        m_cursor.reset();
        m_manager->reconnect();
        QVERIFY(!before->isOpen);
        QVERIFY(!m_backend->fetches.constLast().after);
        QCOMPARE(m_manager->status().state, State::Polling);
        m_time.pass(60s);
        QCOMPARE(m_backend->attempts.size(), tried + 1);
        QVERIFY(!m_backend->attempts.constLast());
    }

    void reconnect_whileWaiting_waitsAndGoesOnAfterWhatIsStored()
    {
        m_cursor = Cursor(u"c1"_s);
        connectWith(hello());
        lose(Loss::Cause::Indigestible);
        QVERIFY(m_backend->isFetching());
        m_cursor.reset();
        m_manager->reconnect();
        QVERIFY(!m_backend->isFetching()); // or what it brings would be behind what is missing
        m_time.pass(500ms - 1ms);
        QCOMPARE(m_backend->attempts.size(), 1);
        m_time.pass(1ms);
        QCOMPARE(m_backend->attempts, (Places{Cursor(u"c1"_s), std::nullopt}));
    }

    void reconnect_againAndAgain_triesTheSocketAsPolitelyAsAfterLosses()
    {
        m_manager->connectTo(m_credentials);
        for (int i = 0; i < 100; ++i) {
            m_manager->reconnect();
            m_time.pass(200ms); // 20 s in all
        }
        QVERIFY2(m_backend->attempts.size() <= 6,
                 qPrintable(QString::number(m_backend->attempts.size())));
    }

    void reconnect_signedOut_doesNothing()
    {
        connectWith(hello());
        m_manager->disconnect();
        m_manager->reconnect();
        QCOMPARE(m_manager->status().state, State::SignedOut);
        verifyThatNothingIsTriedAnyMore();
    }

    void setEndpoint_whateverIsUnderWay_goesThatWayAtOnce_data()
    {
        QTest::addColumn<std::function<void()>>("begin");
        const auto row = [](const char *name, const std::function<void()> &begin) {
            QTest::newRow(name) << begin;
        };
        row("connected", [this] { connectWith(hello()); });
        row("an attempt", [this] { m_manager->connectTo(m_credentials); });
        row("waiting", [this] {
            connectWith(hello());
            lose(Loss::Cause::Failed);
        });
        row("polling", [this] { loseUntilItPolls(); });
        row("polling and an attempt", [this] {
            loseUntilItPolls();
            m_manager->retryNow();
        });
    }
    void setEndpoint_whateverIsUnderWay_goesThatWayAtOnce()
    {
        QFETCH(const std::function<void()>, begin);
        begin();
        const bool isPolling = m_manager->status().state == State::Offline;
        const qsizetype tried = m_backend->attempts.size();
        const qsizetype asked = m_backend->fetches.size();
        m_manager->setEndpoint(*Endpoint::create(m_backend->server(), {}));
        QCOMPARE(m_backend->attempts.size(), tried + 1);
        QCOMPARE(m_backend->fetches.size(), asked + (isPolling ? 1 : 0));
    }

    void setEndpoint_signedOut_doesNothing()
    {
        connectWith(hello());
        m_manager->disconnect();
        m_manager->setEndpoint(*Endpoint::create(m_backend->server(), {}));
        verifyThatNothingIsTriedAnyMore();
    }

private:
    using Places = QList<std::optional<Cursor>>;

    static EventsAnswer emptyPage() { return {wire::DecodedPage(), std::nullopt}; }
    static EventsAnswer refusedPage()
    {
        return {
            tl::unexpected(RequestFailure{RequestFailure::Cause::Unauthorized, u"refused"_s, 0ms}),
            std::nullopt};
    }

    void connectWith(const wire::ServerMessage &greeting)
    {
        m_manager->connectTo(m_credentials);
        emit m_backend->transport->opened();
        receive(greeting);
        QVERIFY(m_manager->isConnected());
    }

    /// The socket fails until no attempt is left of the backoff: then HTTP is asked.
    void loseUntilItPolls()
    {
        m_manager->connectTo(m_credentials);
        lose(Loss::Cause::Failed);
        while (m_manager->status().state == State::Reconnecting) {
            m_manager->retryNow();
            lose(Loss::Cause::Failed);
        }
        QCOMPARE(m_manager->status().state, State::Offline);
    }

    void receive(const wire::ServerMessage &message)
    {
        emit m_backend->transport->messageReceived(message);
    }

    void lose(Loss::Cause cause)
    {
        emit m_backend->transport->lost({cause, u"lost by the test"_s});
    }

    void verifyThatNothingIsTriedAnyMore()
    {
        QCOMPARE(m_time.running(), 0);
        QVERIFY(!m_backend->isFetching());
        m_time.pass(24h);
        QCOMPARE(m_backend->attempts.size(), 1);
    }

    Credentials m_credentials = test::credentialsFor(u"tenant-123"_s, u"user-1"_s);
    Credentials m_fresh = test::credentialsFor(u"tenant-123"_s, u"user-1"_s, 4102444800);
    test::ManualTime m_time;
    QDateTime m_now;
    std::unique_ptr<test::FakeBackend> m_backend;
    std::unique_ptr<ConnectionManager> m_manager;
    std::optional<Cursor> m_cursor;
};

} // namespace timesheet

QTEST_GUILESS_MAIN(timesheet::ConnectionManagerTimingTest)
#include "tst_connection_manager_timing.moc"
