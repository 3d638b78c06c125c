#include "connection/supabase_backend/supabase_transport.h"

#include "connection/supabase_backend/supabase_backend.h"
#include "support/credentials.h"
#include "support/manual_time.h"
#include "support/remembered_rows.h"
#include "support/servers/scripted_supabase.h"

#include <QJsonArray>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>

#include <memory>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace timesheet {

using Cause = Loss::Cause;
using test::HttpAnswer;
using test::HttpRequest;

namespace {

constexpr qsizetype largestMessage = qsizetype{64} * 1024;
constexpr qint64 expiry = 1'800'000'000;

/// What is told, in a word each.
QString wordOf(const wire::ServerMessage &message)
{
    if (const auto *const event = std::get_if<Event>(&message))
        return event->id.value();
    if (const auto *const hello = std::get_if<wire::Hello>(&message))
        return u"hello %1"_s.arg(hello->cursor.value());
    if (const auto *const resumed = std::get_if<wire::Resumed>(&message)) {
        return u"resumed %1, %2, %3"_s.arg(resumed->cursor.value())
            .arg(resumed->replayed)
            .arg(resumed->complete ? u"complete"_s : u"not complete"_s);
    }
    if (std::holds_alternative<wire::Incomplete>(message))
        return u"incomplete"_s;
    if (std::holds_alternative<wire::Pong>(message))
        return u"pong"_s;
    if (std::holds_alternative<wire::AuthOk>(message))
        return u"auth ok"_s;
    if (std::holds_alternative<wire::RateLimited>(message))
        return u"rate limited"_s;
    return u"unused"_s;
}

} // namespace

/// One socket to a scripted project: what it says there, and what it tells.
class SupabaseTransportTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_transport.reset(); // before what made it
        m_backend.reset();
        m_project = std::make_unique<test::ScriptedSupabase>();
        m_now = QDateTime::fromSecsSinceEpoch(expiry - 3600, Qt::UTC);
        m_told.clear();
        m_unused = 0;
        m_dropped.clear();
        m_losses.clear();
        m_timing.hintsGathered = 0ms;
        m_backend = std::make_unique<SupabaseBackend>(
            *Endpoint::create(m_project->server.url(), {}),
            ProjectSettings{"the-key", largestMessage, {}}, m_rows, m_timing, m_time,
            [this] { return m_now; }, [] { return 0.5; });
        m_backend->setCredentials(m_credentials);
        find();
        m_perTurn = 0ms;
        m_turns = std::make_unique<QTimer>();
        connect(m_turns.get(), &QTimer::timeout, this, [this] { m_time.pass(m_perTurn); });
        m_turns->start(1ms);
    }
    void cleanup()
    {
        m_turns.reset();
        m_transport.reset();
    }

    void open_saysTheKeyInAHeaderAndNothingInTheUrl()
    {
        open(Cursor(u"0"_s));
        QTRY_COMPARE(m_project->server.upgradeHeads.size(), 1);
        const QByteArray head = m_project->server.upgradeHeads.constFirst();
        QVERIFY(head.startsWith("GET /realtime/v1/websocket?vsn=1.0.0 HTTP/1.1\r\n"));
        QVERIFY(head.contains("\r\nx-api-key: the-key\r\n"));
        QVERIFY(!head.contains(m_credentials.token.bytes()));
    }

    void opened_joinsWithTheTenantsFilterAndTheToken()
    {
        open(Cursor(u"0"_s));
        QTRY_COMPARE(m_project->joins.size(), 1);
        const QJsonObject join = m_project->joins.constFirst();
        QCOMPARE(join.value("topic"_L1), QJsonValue(u"realtime:timesheet-events"_s));
        QCOMPARE(join.value("ref"_L1), join.value("join_ref"_L1));
        const QJsonObject payload = join.value("payload"_L1).toObject();
        QCOMPARE(payload.value("access_token"_L1).toString().toLatin1(),
                 m_credentials.token.bytes());
        const QJsonArray changes =
            payload.value("config"_L1).toObject().value("postgres_changes"_L1).toArray();
        QCOMPARE(changes.at(0).toObject().value("filter"_L1),
                 QJsonValue(u"tenant_id=eq.tenant-123"_s));
    }

    void join_alone_isNotYetAcceptance()
    {
        m_project->instead = [this](const HttpRequest &) -> std::optional<HttpAnswer> {
            m_project->server.holds = 1h;
            return std::nullopt;
        };
        m_project->answersJoins = false;
        open(Cursor(u"0"_s));
        QTRY_COMPARE(m_project->joins.size(), 1);
        QVERIFY(m_project->requests.isEmpty());
        m_project->answerJoin();
        QTRY_COMPARE(m_project->requests.size(), 1);
        QVERIFY(m_told.isEmpty());
    }

    void events_sinceThePlace_areTheReplay()
    {
        publish({u"a"_s, u"b"_s, u"c"_s});
        open(Cursor(u"1"_s));
        QTRY_COMPARE(m_told.size(), 4);
        QCOMPARE(m_told, (QStringList{u"hello 1"_s, u"b"_s, u"c"_s, u"resumed 3, 2, complete"_s}));
    }

    void events_none_resumeAllTheSame()
    {
        publish({u"a"_s});
        open(Cursor(u"1"_s));
        QTRY_COMPARE(m_told, (QStringList{u"hello 1"_s, u"resumed 1, 0, complete"_s}));
    }

    void events_ofSeveralPages_areOneReplay()
    {
        QStringList expected{u"hello 0"_s};
        for (int i = 1; i <= 450; ++i) {
            publish({u"e%1"_s.arg(i)});
            expected.append(u"e%1"_s.arg(i));
        }
        expected.append(u"resumed 450, 450, complete"_s);
        open(Cursor(u"0"_s));
        QTRY_COMPARE(m_told.size(), expected.size());
        QCOMPARE(m_told, expected);
    }

    void events_ofWhichSomeAreGone_areNotComplete()
    {
        publish({u"a"_s, u"b"_s, u"c"_s});
        m_project->keptFrom = 2;
        open(Cursor(u"1"_s));
        QTRY_COMPARE(m_told, (QStringList{u"hello 1"_s, u"incomplete"_s, u"c"_s,
                                          u"resumed 3, 1, not complete"_s}));
    }

    /// Who hears this hello asks for the newest page by itself.
    void withoutAPlace_onlyWhatIsNewIsTold()
    {
        publish({u"a"_s, u"b"_s});
        open(std::nullopt);
        QTRY_COMPARE(m_told, QStringList{u"hello 2"_s});
        publish({u"c"_s});
        QTRY_COMPARE(m_told, (QStringList{u"hello 2"_s, u"c"_s}));
    }

    void withoutAPlace_inAnEmptyLog_theFirstEventIsTold()
    {
        open(std::nullopt);
        QTRY_COMPARE(m_told, QStringList{u"hello "_s});
        publish({u"a"_s});
        QTRY_COMPARE(m_told, (QStringList{u"hello "_s, u"a"_s}));
    }

    void change_isOnlyAHint()
    {
        beResumed();
        publish({u"a"_s, u"b"_s, u"c"_s});
        QTRY_COMPARE(m_told, (QStringList{u"a"_s, u"b"_s, u"c"_s}));
        m_project->say(u"postgres_changes"_s, {}); // of what is known, and of no form
        m_project->say(u"postgres_changes"_s, {{u"data"_s, 7}});
        m_project->say(u"postgres_changes"_s,
                       {{u"data"_s, QJsonObject{{u"errors"_s, QJsonArray{u"Error 401"_s}}}}});
        publish({u"d"_s});
        QTRY_COMPARE(m_told.size(), 4);
        QCOMPARE(m_told, (QStringList{u"a"_s, u"b"_s, u"c"_s, u"d"_s}));
    }

    /// Replication is broken in silence.
    void change_thatIsNeverSaid_isFoundWithinAMinute()
    {
        beResumed();
        m_project->sendsChanges = false;
        publish({u"a"_s});
        m_time.pass(m_timing.catchUpAgain);
        QTRY_COMPARE(m_told, QStringList{u"a"_s});
        publish({u"b"_s});
        m_time.pass(m_timing.catchUpInterval);
        QTRY_COMPARE(m_told, (QStringList{u"a"_s, u"b"_s}));
    }

    /// "Subscribed" comes when replication has begun, which may be long after the join: what was
    /// published in between is never said.
    void change_beforeTheSubscription_isFoundAsSoonAsThatIsThere()
    {
        beResumed();
        m_time.pass(m_timing.catchUpAgain);
        m_project->sendsChanges = false;
        publish({u"a"_s});
        m_project->sendSystem(u"ok"_s, u"Subscribed to PostgreSQL"_s);
        QTRY_COMPARE(m_told, QStringList{u"a"_s});
        publish({u"b"_s}); // changes soon after it are lost, too
        beHeard();
        m_time.pass(m_timing.catchUpAgain);
        QTRY_COMPARE(m_told, (QStringList{u"a"_s, u"b"_s}));
    }

    void heartbeat_isAnsweredByAPongOnlyAfterHello()
    {
        m_project->answersJoins = false;
        open(Cursor(u"0"_s));
        QTRY_COMPARE(m_project->joins.size(), 1);
        m_transport->send(wire::Ping{});
        QTRY_COMPARE(m_unused, 1); // which is a sign of life all the same
        m_project->answerJoin();
        QTRY_COMPARE(m_told.size(), 2);
        m_told.clear();
        m_transport->send(wire::Ping{});
        QTRY_COMPARE(m_told, QStringList{u"pong"_s});
        QCOMPARE(m_project->heartbeats, 2);
    }

    void join_refused_endsIt_data()
    {
        QTest::addColumn<QString>("reason");
        QTest::addColumn<Cause>("cause");
        QTest::addRow("expired") << u"InvalidJWTToken: Token has expired 5 seconds ago"_s
                                 << Cause::Unauthorized;
        QTest::addRow("a bad signature")
            << u"JwtSignatureError: Failed to validate JWT signature"_s << Cause::Unauthorized;
        QTest::addRow("malformed")
            << u"MalformedJWT: The token provided is not a valid JWT"_s << Cause::Unauthorized;
        QTest::addRow("too many") << u"Too many messages per second"_s << Cause::RateLimited;
        QTest::addRow("another") << u"ConnectionRateLimitReached"_s << Cause::Failed;
    }
    void join_refused_endsIt()
    {
        QFETCH(const QString, reason);
        QFETCH(const Cause, cause);
        m_project->refusesJoins = reason;
        open(Cursor(u"0"_s));
        QTRY_COMPARE(m_losses.size(), 1);
        QCOMPARE(m_losses.constFirst().cause, cause);
        QVERIFY(m_told.isEmpty());
        QCOMPARE(m_time.running(), 0);
    }

    void join_unanswered_endsIt()
    {
        m_project->answersJoins = false;
        open(Cursor(u"0"_s));
        QTRY_COMPARE(m_project->joins.size(), 1);
        m_time.pass(m_timing.channelReply);
        QCOMPARE(m_losses.size(), 1);
        QCOMPARE(m_losses.constFirst().cause, Cause::Failed);
    }

    void firstPage_refused_endsIt_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<Cause>("cause");
        QTest::addColumn<QString>("detail");
        QTest::addRow("an expired token")
            << 401 << QByteArray(R"({"code":"PGRST303"})") << Cause::Unauthorized << u"PGRST303"_s;
        QTest::addRow("a wrong key")
            << 401 << QByteArray(R"({"message":"Invalid API key"})") << Cause::Failed << u"key"_s;
        QTest::addRow("no schema")
            << 404 << QByteArray(R"({"code":"PGRST202"})") << Cause::Failed << u"schema"_s;
        QTest::addRow("broken") << 500 << QByteArray() << Cause::Failed << u"500"_s;
    }
    void firstPage_refused_endsIt()
    {
        QFETCH(const int, status);
        QFETCH(const QByteArray, body);
        QFETCH(const Cause, cause);
        QFETCH(const QString, detail);
        m_project->instead = [&](const HttpRequest &) { return HttpAnswer{status, body, {}}; };
        open(Cursor(u"0"_s));
        QTRY_COMPARE(m_losses.size(), 1);
        QCOMPARE(m_losses.constFirst().cause, cause);
        QVERIFY(m_losses.constFirst().detail.contains(detail));
        QVERIFY(m_told.isEmpty());
    }

    void firstPage_busy_isAskedForWhenTheServerWants()
    {
        m_project->instead = [](const HttpRequest &) {
            return HttpAnswer{429, "{}", {"Retry-After: 90"}};
        };
        open(Cursor(u"0"_s));
        QTRY_COMPARE(m_losses.size(), 1);
        QCOMPARE(m_losses.constFirst().retryAfter, std::chrono::milliseconds(90s));
    }

    void laterPages_failing_endItOnlyAfterSomeTries()
    {
        beResumed();
        m_project->instead = [](const HttpRequest &) { return HttpAnswer{500, {}, {}}; };
        publish({u"a"_s});
        m_project->requests.clear();
        m_perTurn = 100ms;
        QTRY_COMPARE(m_losses.size(), 1);
        QCOMPARE(m_losses.constFirst().cause, Cause::Failed);
        QCOMPARE(m_project->requests.size(), static_cast<qsizetype>(m_timing.backoff.size()) + 1);
    }

    void system_error_data()
    {
        QTest::addColumn<QString>("message");
        QTest::addColumn<bool>("endsIt");
        QTest::addColumn<Cause>("cause");
        QTest::addRow("the token expires live")
            << u"Token has expired 0 seconds ago"_s << true << Cause::Unauthorized;
        QTest::addRow("a bad table")
            << u"Unable to subscribe to changes with given parameters. Please check"_s << true
            << Cause::Failed;
        QTest::addRow("too many") << u"Too many messages per second"_s << false << Cause::Failed;
        QTest::addRow("another") << u"Something went wrong"_s << false << Cause::Failed;
    }
    void system_error()
    {
        QFETCH(const QString, message);
        QFETCH(const bool, endsIt);
        QFETCH(const Cause, cause);
        beResumed();
        m_project->sendSystem(u"ok"_s, message); // says nothing
        m_project->sendSystem(u"error"_s, message);
        m_transport->send(wire::Ping{});
        if (endsIt) {
            QTRY_COMPARE(m_losses.size(), 1);
            QCOMPARE(m_losses.constFirst().cause, cause);
        } else {
            QTRY_VERIFY(m_told.contains(u"pong"_s));
            QVERIFY(m_losses.isEmpty());
        }
    }

    void tooManyMessages_closedChannel_isLeftAloneForAWhile()
    {
        beResumed();
        m_project->sendSystem(u"error"_s, u"Too many messages per second"_s);
        m_project->closeChannel();
        QTRY_COMPARE(m_told, QStringList{u"rate limited"_s});
        beHeard();
        m_time.pass(m_timing.afterRateLimit);
        beHeard();
        QCOMPARE(m_project->joins.size(), 1);
        m_time.pass(m_timing.backoff.front());
        QTRY_COMPARE(m_project->joins.size(), 2);
        QVERIFY(m_losses.isEmpty());
    }

    void channel_closedWhileTheSocketLives_isJoinedAgainAndCaughtUp_data()
    {
        QTest::addColumn<QString>("event");
        QTest::addRow("closed") << u"phx_close"_s;
        QTest::addRow("crashed") << u"phx_error"_s;
    }
    void channel_closedWhileTheSocketLives_isJoinedAgainAndCaughtUp()
    {
        QFETCH(const QString, event);
        beResumed();
        m_project->sendsChanges = false;
        m_project->closeChannel(event);
        publish({u"a"_s});
        beHeard();
        m_told.clear();
        m_time.pass(m_timing.backoff.front() / 2);
        QTRY_COMPARE(m_told, QStringList{u"a"_s});
        QCOMPARE(m_project->joins.size(), 2);
        QVERIFY(m_losses.isEmpty());
    }

    void channel_ofAnEarlierJoinClosed_isIgnored()
    {
        beResumed();
        m_project->say(u"phx_close"_s, {}, u"no ref of ours"_s);
        beHeard();
        m_time.pass(m_timing.backoff.front());
        beHeard();
        QCOMPARE(m_project->joins.size(), 1);
    }

    void channel_thatCannotBeJoinedAgain_endsIt()
    {
        beResumed();
        m_project->answersJoins = false;
        m_project->closeChannel();
        beHeard();
        for (int tries = 0; tries < 20 && m_losses.isEmpty(); ++tries)
            m_time.pass(m_timing.channelReply);
        QTRY_COMPARE(m_losses.size(), 1);
        QCOMPARE(m_losses.constFirst().cause, Cause::Failed);
    }

    void auth_isSaidOnTheChannelAndProvenByAPage()
    {
        beResumed();
        const Credentials fresh = test::credentialsFor(u"tenant-123"_s, u"user-1"_s, expiry + 1);
        m_backend->setCredentials(fresh);
        m_transport->send(wire::Auth{fresh.token});
        QTRY_COMPARE(m_told, QStringList{u"auth ok"_s});
        QTRY_COMPARE(m_project->tokens.size(), 1);
        const QJsonObject payload = m_project->tokens.constFirst().value("payload"_L1).toObject();
        QCOMPARE(payload.value("access_token"_L1).toString().toLatin1(), fresh.token.bytes());
        QVERIFY(m_project->requests.constLast().head.contains(fresh.token.bytes()));
    }

    void auth_refused_endsIt()
    {
        beResumed();
        m_project->instead = [](const HttpRequest &) {
            return HttpAnswer{401, R"({"code":"PGRST301"})", {}};
        };
        m_transport->send(wire::Auth{m_credentials.token});
        QTRY_COMPARE(m_losses.size(), 1);
        QCOMPARE(m_losses.constFirst().cause, Cause::Unauthorized);
        QVERIFY(m_told.isEmpty());
    }

    void tokenExpired_thatHasBeenReplaced_isJoinedWithTheNewOne()
    {
        beResumed();
        const Credentials fresh = test::credentialsFor(u"tenant-123"_s, u"user-1"_s, expiry + 1);
        m_backend->setCredentials(fresh);
        m_transport->send(wire::Auth{fresh.token});
        QTRY_COMPARE(m_told, QStringList{u"auth ok"_s});
        m_project->sendSystem(u"error"_s, u"Token has expired 0 seconds ago"_s);
        m_project->closeChannel();
        beHeard();
        m_time.pass(m_timing.backoff.front());
        QTRY_COMPARE(m_project->joins.size(), 2);
        const QJsonObject payload = m_project->joins.constLast().value("payload"_L1).toObject();
        QCOMPARE(payload.value("access_token"_L1).toString().toLatin1(), fresh.token.bytes());
        QVERIFY(m_losses.isEmpty());
    }

    void upgrade_refused_isJudgedByTheTokensExpiry_data()
    {
        QTest::addColumn<QByteArray>("status");
        QTest::addColumn<qint64>("now");
        QTest::addColumn<Cause>("cause");
        QTest::addRow("403, valid") << QByteArray("403 Forbidden") << expiry - 1 << Cause::Failed;
        QTest::addRow("403, expired")
            << QByteArray("403 Forbidden") << expiry << Cause::Unauthorized;
        QTest::addRow("401, expired") << QByteArray("401 Unauthorized") << expiry << Cause::Failed;
        QTest::addRow("503") << QByteArray("503 Busy") << expiry << Cause::Failed;
    }
    void upgrade_refused_isJudgedByTheTokensExpiry()
    {
        QFETCH(const QByteArray, status);
        QFETCH(const qint64, now);
        QFETCH(const Cause, cause);
        m_now = QDateTime::fromSecsSinceEpoch(now, Qt::UTC);
        m_project->server.refusal = "HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n";
        open(Cursor(u"0"_s));
        QTRY_COMPARE(m_losses.size(), 1);
        QCOMPARE(m_losses.constFirst().cause, cause);
    }

    void upgrade_refused_isJudgedByTheServersClock()
    {
        m_project->instead = [](const HttpRequest &) {
            return HttpAnswer{200,
                              R"({"events":[],"cursor":"0"})",
                              {"Date: Fri, 15 Jan 2027 08:00:00 GMT"}}; // `expiry`
        };
        beResumed();
        m_project->server.refusal = "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n";
        open(Cursor(u"0"_s));
        QTRY_COMPARE(m_losses.size(), 1);
        QCOMPARE(m_losses.constFirst().cause, Cause::Unauthorized);
    }

    void closedByTheServer_data()
    {
        QTest::addColumn<int>("code");
        QTest::addColumn<Cause>("cause");
        QTest::addRow("a restart") << 1012 << Cause::Goodbye;
        QTest::addRow("going away") << 1001 << Cause::Goodbye;
        QTest::addRow("no heartbeat for 66 s") << 1000 << Cause::Failed;
        QTest::addRow("an error") << 1011 << Cause::Failed;
        QTest::addRow("too much") << 1009 << Cause::Failed;
    }
    void closedByTheServer()
    {
        QFETCH(const int, code);
        QFETCH(const Cause, cause);
        beResumed();
        m_project->server.client()->close(static_cast<QWebSocketProtocol::CloseCode>(code));
        QTRY_COMPARE(m_losses.size(), 1);
        QCOMPARE(m_losses.constFirst().cause, cause);
        QCOMPARE(m_time.running(), 0);
    }

    void hostileFrames_costThemselvesOnly_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("isDropped");
        const QString topic = u"\"topic\":\"realtime:timesheet-events\""_s;
        QTest::addRow("no JSON") << u"no"_s << true;
        QTest::addRow("an array") << u"[null,null,\"a\",\"b\",{}]"_s << true;
        QTest::addRow("no payload") << u"{%1,\"event\":\"system\"}"_s.arg(topic) << true;
        QTest::addRow("a ref of a number")
            << u"{%1,\"event\":\"phx_close\",\"payload\":{},\"ref\":1}"_s.arg(topic) << true;
        QTest::addRow("2 MiB") << u"{%1,\"event\":\"x\",\"payload\":{\"a\":\"%2\"}}"_s.arg(
                                      topic, QString(qsizetype{2} * 1024 * 1024, u'a'))
                               << false;
        QTest::addRow("a system message of numbers")
            << u"{%1,\"event\":\"system\",\"payload\":{\"status\":1,\"message\":2}}"_s.arg(topic)
            << false;
        QTest::addRow("another topic")
            << u"{\"topic\":\"realtime:x\",\"event\":\"phx_close\",\"payload\":{}}"_s << false;
        QTest::addRow("an unknown event")
            << u"{%1,\"event\":\"presence_state\",\"payload\":{}}"_s.arg(topic) << false;
    }
    void hostileFrames_costThemselvesOnly()
    {
        QFETCH(const QString, text);
        QFETCH(const bool, isDropped);
        beResumed();
        m_project->server.send(text);
        publish({u"a"_s});
        QTRY_COMPARE(m_told, QStringList{u"a"_s});
        QCOMPARE(m_dropped.size(), isDropped ? 1 : 0);
        QVERIFY(m_losses.isEmpty());
    }

    void gap_whileLive_isToldByAnotherReplay()
    {
        beResumed();
        m_project->sendsChanges = false;
        publish({u"a"_s, u"b"_s});
        m_project->keptFrom = 1;
        m_time.pass(m_timing.catchUpAgain);
        QTRY_COMPARE(m_losses.size(), 1);
        QCOMPARE(m_losses.constFirst().cause, Cause::Goodbye);
        QVERIFY(m_told.isEmpty());
    }

    void setReading_no_keepsWhatComesForLater()
    {
        publish({u"a"_s, u"b"_s, u"c"_s});
        const QObject untilTheEnd;
        connect(this, &SupabaseTransportTest::told, &untilTheEnd, [this] {
            if (m_told.size() == 2)
                m_transport->setReading(false);
        });
        open(Cursor(u"0"_s));
        QTRY_COMPARE(m_told.size(), 2);
        publish({u"d"_s});
        m_project->server.client()->close();
        QCOMPARE(m_told, (QStringList{u"hello 0"_s, u"a"_s}));
        QVERIFY(m_losses.isEmpty());
        m_transport->setReading(true);
        QTRY_COMPARE(m_losses.size(), 1); // what came before that was told before
        QCOMPARE(m_told.mid(0, 4), (QStringList{u"hello 0"_s, u"a"_s, u"b"_s, u"c"_s}));
    }

    void close_saysGoodbyeAndLeaves()
    {
        beResumed();
        QSignalSpy closed(m_transport.get(), &Transport::closed);
        m_transport->close();
        QTRY_COMPARE(m_project->others, QStringList{u"phx_leave"_s});
        m_time.pass(m_timing.closeTimeout);
        QCOMPARE(closed.size(), 1);
        QVERIFY(m_losses.isEmpty());
        QCOMPARE(m_time.running(), 0);
    }

    void close_afterTheLoss_isOver()
    {
        m_project->refusesJoins = u"no"_s;
        open(Cursor(u"0"_s));
        QTRY_COMPARE(m_losses.size(), 1);
        QSignalSpy closed(m_transport.get(), &Transport::closed);
        m_transport->close();
        QCOMPARE(closed.size(), 1);
        QCOMPARE(m_losses.size(), 1);
    }

    void open_whileNobodyKnowsWhatTheProjectHas_looksBeforeItJoins()
    {
        m_backend->forgetCredentials();
        m_backend->setCredentials(m_credentials);
        const auto hasJoined = std::make_shared<bool>(true); // the project outlives this function
        m_project->instead = [this, hasJoined](const HttpRequest &) -> std::optional<HttpAnswer> {
            if (m_project->requests.size() == 1)
                *hasJoined = !m_project->joins.isEmpty();
            return std::nullopt;
        };
        open(Cursor(u"0"_s));
        QTRY_COMPARE(m_told, (QStringList{u"hello 0"_s, u"resumed 0, 0, complete"_s}));
        QVERIFY(!*hasJoined);
        QCOMPARE(m_project->joins.size(), 1);
        QCOMPARE(m_serverName, u"Supabase, our schema"_s);
    }

    void open_ofAProjectWithTables_joinsForThose()
    {
        m_backend->forgetCredentials();
        m_backend->setCredentials(m_credentials);
        m_project->instead = [](const HttpRequest &request) {
            return request.target.contains("/rpc/") ? HttpAnswer{404, R"({"code":"PGRST202"})", {}}
                                                    : HttpAnswer{200, "[]", {}};
        };
        open(std::nullopt);
        QTRY_COMPARE(m_told.size(), 1);
        QCOMPARE(m_serverName, u"Supabase, tables of the Timesheet Manager"_s);
        const QJsonObject payload = m_project->joins.constFirst().value("payload"_L1).toObject();
        const QJsonArray changes =
            payload.value("config"_L1).toObject().value("postgres_changes"_L1).toArray();
        QStringList asked;
        for (const QJsonValue &one : changes)
            asked.append(one.toObject().value("event"_L1).toString() + u' ' +
                         one.toObject().value("table"_L1).toString());
        QCOMPARE(asked, (QStringList{u"UPDATE timesheets"_s, u"INSERT annotations"_s,
                                     u"UPDATE annotations"_s, u"INSERT notifications"_s,
                                     u"UPDATE notifications"_s}));
    }

    void open_lookRefused_isTheLoss()
    {
        m_backend->forgetCredentials();
        m_backend->setCredentials(m_credentials);
        m_project->instead = [](const HttpRequest &) {
            return HttpAnswer{401, R"({"code":"PGRST303"})", {}};
        };
        open(Cursor(u"0"_s));
        QTRY_COMPARE(m_losses.size(), 1);
        QCOMPARE(m_losses.constFirst().cause, Cause::Unauthorized);
        QVERIFY(m_project->joins.isEmpty());
    }

    void close_whileItLooks_givesThatUp()
    {
        m_backend->forgetCredentials();
        m_backend->setCredentials(m_credentials);
        m_project->server.holds = 1h;
        open(Cursor(u"0"_s));
        QTRY_COMPARE(m_project->requests.size(), 1);
        QSignalSpy closed(m_transport.get(), &Transport::closed);
        m_transport->close();
        m_time.pass(m_timing.closeTimeout);
        QTRY_COMPARE(closed.size(), 1);
        QVERIFY(m_losses.isEmpty());
        QCOMPARE(m_time.running(), 0);
    }

signals:
    void told();

private:
    void open(const std::optional<Cursor> &after)
    {
        m_transport = m_backend->makeTransport(after);
        connect(m_transport.get(), &Transport::messageReceived, this,
                [this](const wire::ServerMessage &message) {
                    if (const auto *const hello = std::get_if<wire::Hello>(&message))
                        m_serverName = hello->server;
                    const QString word = wordOf(message);
                    if (word == u"unused") {
                        ++m_unused;
                        return;
                    }
                    m_told.append(word);
                    emit told();
                });
        connect(m_transport.get(), &Transport::dropped, this,
                [this](wire::DropReason reason) { m_dropped.append(reason); });
        connect(m_transport.get(), &Transport::lost, this,
                [this](const Loss &loss) { m_losses.append(loss); });
        m_transport->open();
    }

    /// Finds out what the project has, and leaves no trace of that.
    void find()
    {
        const auto request = m_backend->look([](const auto & /*found*/) {});
        QTRY_VERIFY(m_backend->source());
        m_project->requests.clear();
        m_project->questions.clear();
    }

    void publish(const QStringList &ids)
    {
        for (const QString &id : ids)
            m_project->publish(id);
    }

    /// Connected, in a log without events.
    void beResumed()
    {
        open(Cursor(u"0"_s));
        QTRY_COMPARE(m_told, (QStringList{u"hello 0"_s, u"resumed 0, 0, complete"_s}));
        m_told.clear();
    }

    /// Until what was said before has been taken.
    void beHeard()
    {
        const QStringList before = m_told;
        m_transport->send(wire::Ping{});
        QTRY_COMPARE(m_told.size(), before.size() + 1);
        m_told = before;
    }

    Credentials m_credentials = test::credentialsFor(u"tenant-123"_s, u"user-1"_s, expiry);
    ConnectionTiming m_timing;
    test::ManualTime m_time;
    test::RememberedRows m_rows;
    std::unique_ptr<QTimer> m_turns;        ///< lets happen what is due at once
    std::chrono::milliseconds m_perTurn{0}; ///< lets so much time pass with it
    QDateTime m_now;
    std::unique_ptr<test::ScriptedSupabase> m_project;
    std::unique_ptr<SupabaseBackend> m_backend;
    std::unique_ptr<Transport> m_transport;
    QStringList m_told;
    QString m_serverName; ///< in hello
    int m_unused = 0;
    QList<wire::DropReason> m_dropped;
    QList<Loss> m_losses;
};

} // namespace timesheet

QTEST_GUILESS_MAIN(timesheet::SupabaseTransportTest)
#include "tst_supabase_transport.moc"
