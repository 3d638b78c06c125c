#include "connection/connection_manager.h"

#include "connection/gateway_backend/gateway_backend.h"
#include "support/credentials.h"
#include "support/protocol_examples.h"
#include "support/servers/scripted_server.h"
#include "wire/limits.h"

#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace timesheet {

using State = ConnectionState;

namespace {

const auto hello = u"{\"type\":\"hello\",\"protocol\":1,\"server\":\"scripted/1\",\"cursor\":\"9\","
                   "\"heartbeat_s\":30,\"limits\":{},\"features\":[\"resume\",\"long-poll\"]}"_s;

QString news(const QString &id, const QString &type = u"timesheet:approved"_s)
{
    return u"{\"type\":\"%1\",\"payload\":{\"id\":\"%2\",\"employee_id\":\"user-1\"},"
           "\"timestamp\":\"2026-11-23T08:15:30.123Z\",\"tenant_id\":\"tenant-123\",\"id\":\"%2\"}"_s
               .arg(type, id);
}

/// The answer to GET /v1/events.
QByteArray page(const QString &id, const QString &cursor)
{
    return u"{\"events\":[%1],\"cursor\":\"%2\"}"_s.arg(news(id), cursor).toUtf8();
}

QByteArray emptyPage(const QString &cursor)
{
    return u"{\"events\":[],\"cursor\":\"%1\"}"_s.arg(cursor).toUtf8();
}

ConnectionTiming quick()
{
    ConnectionTiming timing;
    timing.handshakeTimeout = 200ms;
    timing.closeTimeout = 50ms;
    timing.heartbeat = 20ms;
    timing.pongTimeout = 200ms;
    timing.backoff = {2ms, 2ms, 2ms, 2ms, 2ms};
    timing.afterGoodbye = 2ms;
    timing.afterRateLimit = 1h;
    timing.steady = 0ms;
    timing.slowRetry = 40ms;
    timing.pollInterval = 20ms;
    timing.transferTimeout = 300ms;
    return timing;
}

} // namespace

class ConnectionManagerTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_server = std::make_unique<test::ScriptedServer>();
        m_cursor.reset();
        m_states.clear();
        m_events.clear();
        make(quick());
    }

    void cleanup() { m_manager.reset(); }

    void connectTo_deployedServer_isConnectedByTheFirstPong()
    {
        m_server->answersPings = false;
        QSignalSpy connected(m_server.get(), &test::ScriptedServer::clientConnected);
        m_manager->connectTo(m_token);
        QVERIFY(connected.wait());
        QTRY_VERIFY(m_server->pings > 0);
        QCOMPARE(m_manager->status().state, State::Connecting); // open is not accepted
        m_server->send(u"{\"type\":\"pong\"}"_s);
        QTRY_VERIFY(m_manager->isConnected());
        QVERIFY(m_manager->status().roundTrip);
        QCOMPARE(m_states, (QList{State::Connecting, State::Connected}));
    }

    void connectTo_deployedServer_isConnectedByTheFirstEvent()
    {
        m_server->answersPings = false;
        m_server->greeting = news(u"a"_s);
        m_manager->connectTo(m_token);
        QTRY_VERIFY(m_manager->isConnected());
        QCOMPARE(m_events, QStringList{u"live a"_s});
    }

    void connectTo_anyServer_carriesTheTokenInTheQueryAndOffersTheSubprotocol()
    {
        m_manager->connectTo(m_token);
        QTRY_VERIFY(m_manager->isConnected());
        QCOMPARE(m_server->requestUrls.constFirst().query(),
                 u"token="_s + QString::fromLatin1(m_token.token.bytes()));
        // QWebSocketServer takes a request without a path, other servers do not.
        QVERIFY(m_server->upgradeHeads.constFirst().startsWith("GET /?token="));
        QVERIFY(m_server->upgradeHeads.constFirst().contains("timesheet.v1"));
        QVERIFY(!m_server->upgradeHeads.constFirst().contains("Authorization"));
    }

    void reconnect_afterHello_carriesTheTokenInTheHeaderOnly()
    {
        m_server->greeting = hello;
        m_manager->connectTo(m_token);
        QTRY_VERIFY(m_manager->isConnected());
        QCOMPARE(m_manager->status().serverName, u"scripted/1"_s);
        m_server->client()->close(static_cast<QWebSocketProtocol::CloseCode>(1012));
        QTRY_COMPARE(m_server->upgradeHeads.size(), 2);
        QTRY_VERIFY(m_manager->isConnected());
        QVERIFY(m_server->upgradeHeads.at(1).contains("Authorization: Bearer " +
                                                      m_token.token.bytes()));
        QVERIFY(!m_server->requestUrls.at(1).hasQuery());
    }

    void hello_withACursor_resumesAndTellsReplayFromLive()
    {
        m_cursor = Cursor(u"7+"_s);
        m_server->greeting = hello;
        QSignalSpy advanced(m_manager.get(), &ConnectionManager::cursorAdvanced);
        m_manager->connectTo(m_token);
        QTRY_VERIFY(m_manager->isConnected());
        QVERIFY(m_server->requestUrls.constFirst().query().endsWith(u"&after=7%2B"_s));
        m_server->send(news(u"a"_s));
        m_server->send(
            u"{\"type\":\"resumed\",\"cursor\":\"9\",\"replayed\":1,\"complete\":true}"_s);
        m_server->send(news(u"b"_s));
        QTRY_COMPARE(m_events, (QStringList{u"replay a"_s, u"live b"_s}));
        QCOMPARE(advanced.size(), 1);
    }

    void hello_withoutACursor_fetchesTheNewestOverHttp()
    {
        m_server->greeting = hello;
        m_server->http = [](const test::HttpRequest &) -> test::HttpAnswer {
            return {200, page(u"old"_s, u"9"_s), {}};
        };
        m_manager->connectTo(m_token);
        QTRY_COMPARE(m_events, QStringList{u"poll old"_s});
        QVERIFY(m_server->texts.isEmpty());
        QVERIFY(m_manager->isConnected());
    }

    void close_unauthorized_isUnauthorized_data()
    {
        QTest::addColumn<QString>("reason");
        QTest::addRow("refused") << u"Unauthorized"_s;
        QTest::addRow("expired") << u"Token expired"_s;
    }
    void close_unauthorized_isUnauthorized()
    {
        QFETCH(QString, reason);
        m_server->closesWith = {1008, reason};
        m_server->answersPings = false;
        m_manager->connectTo(m_token);
        QTRY_COMPARE(m_manager->status().state, State::Unauthorized);
        QCOMPARE(m_server->upgradeHeads.size(), 1);
        QCOMPARE(m_states, (QList{State::Connecting, State::Unauthorized}));
    }

    void upgrade_refusedWithStatus_isTriedAgain_data()
    {
        QTest::addColumn<QByteArray>("status");
        QTest::addRow("500") << QByteArray("500 Internal Server Error");
        QTest::addRow("200") << QByteArray("200 OK");
        QTest::addRow("302") << QByteArray("302 Found");
    }
    void upgrade_refusedWithStatus_isTriedAgain()
    {
        QFETCH(QByteArray, status);
        m_server->refusal = "HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n";
        m_manager->connectTo(m_token);
        QTRY_VERIFY(m_server->upgradeHeads.size() >= 2);
        QVERIFY(!m_states.contains(State::Connected));
    }

    void server_takesTheUpgradeAndSaysNothing_isGivenUpAfterTheHandshakeTimeout()
    {
        m_server->answersUpgrades = false;
        m_manager->connectTo(m_token);
        QTRY_VERIFY(m_server->upgradeHeads.size() >= 2);
        QVERIFY(m_states.contains(State::Reconnecting));
    }

    void server_acceptsAndNeverAnswers_isNoConnection()
    {
        m_server->answersPings = false;
        m_manager->connectTo(m_token);
        QTRY_VERIFY(m_server->upgradeHeads.size() >= 2);
        QVERIFY(!m_states.contains(State::Connected));
    }

    void link_goesDead_isNoticedByTheMissingPong()
    {
        m_manager->connectTo(m_token);
        QTRY_VERIFY(m_manager->isConnected());
        m_server->answersPings = false;
        QTRY_COMPARE(m_manager->status().state, State::Reconnecting);
        m_server->answersPings = true;
        QTRY_VERIFY(m_manager->isConnected());
    }

    void server_gone_isTriedFiveTimesThenOfflineAndComesBack()
    {
        m_manager->connectTo(m_token);
        QTRY_VERIFY(m_manager->isConnected());
        m_server->stop();
        QTRY_COMPARE(m_manager->status().state, State::Offline);
        QCOMPARE(m_attempts, (QList{1, 2, 3, 4, 5}));
        QVERIFY(m_manager->status().nextAttempt);
        m_server->start();
        QTRY_VERIFY(m_manager->isConnected());
        QVERIFY(!m_manager->status().nextAttempt);
    }

    void socketRefused_serverAnswersHttp_isPolledUntilTheSocketIsBack()
    {
        m_cursor = Cursor(u"7"_s);
        m_server->refusal = "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n";
        m_server->http = [](const test::HttpRequest &) -> test::HttpAnswer {
            return {200, page(u"p"_s, u"8"_s), {}};
        };
        m_manager->connectTo(m_token);
        QTRY_COMPARE(m_manager->status().state, State::Polling);
        QVERIFY(m_events.contains(u"poll p"_s));
        QVERIFY(m_server->httpHeads.constFirst().contains("after=7"));
        m_server->refusal.clear();
        QTRY_VERIFY(m_manager->isConnected());
    }

    void polling_answersAgain_triesTheSocketAtOnce()
    {
        ConnectionTiming timing = quick();
        timing.slowRetry = 1h;
        make(timing);
        m_server->refusal = "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n";
        m_manager->connectTo(m_token);
        QTRY_VERIFY(m_server->httpHeads.size() > 1); // the first has failed
        QCOMPARE(m_manager->status().state, State::Offline);
        m_server->refusal.clear();
        m_server->http = [](const test::HttpRequest &) -> test::HttpAnswer {
            return {200, emptyPage(u"8"_s), {}};
        };
        QTRY_VERIFY(m_manager->isConnected());
    }

    void close_rateLimited_waitsLong()
    {
        m_manager->connectTo(m_token);
        QTRY_VERIFY(m_manager->isConnected());
        m_server->client()->close(QWebSocketProtocol::CloseCodePolicyViolated,
                                  u"Rate limit exceeded"_s);
        QTRY_COMPARE(m_manager->status().state, State::Reconnecting);
        const auto wait = QDateTime::currentDateTimeUtc().msecsTo(*m_manager->status().nextAttempt);
        QVERIFY(wait > 3000000);
    }

    void close_goodbye_isFollowedByAnAttemptAtOnce_data()
    {
        QTest::addColumn<int>("code");
        QTest::addRow("normal") << 1000;
        QTest::addRow("going away") << 1001;
        QTest::addRow("service restart") << 1012;
    }
    void close_goodbye_isFollowedByAnAttemptAtOnce()
    {
        QFETCH(int, code);
        ConnectionTiming timing = quick();
        timing.backoff = {1h};
        make(timing);
        m_manager->connectTo(m_token);
        QTRY_VERIFY(m_manager->isConnected());
        m_server->client()->close(static_cast<QWebSocketProtocol::CloseCode>(code));
        QTRY_COMPARE(m_server->upgradeHeads.size(), 2);
    }

    void retryNow_whileWaiting_triesAtOnce()
    {
        ConnectionTiming timing = quick();
        timing.backoff = {1h};
        make(timing);
        m_server->refusal = "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n";
        m_manager->connectTo(m_token);
        QTRY_COMPARE(m_manager->status().state, State::Reconnecting);
        m_server->refusal.clear();
        m_manager->retryNow();
        QTRY_VERIFY(m_manager->isConnected());
    }

    void message_noGood_isDroppedAndWhatFollowsComes_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<wire::DropReason>("reason");
        using Reason = wire::DropReason;
        QTest::addRow("no JSON") << u"hello"_s << Reason::NotJson;
        QTest::addRow("an array") << u"[]"_s << Reason::NotAnObject;
        QTest::addRow("no type") << u"{}"_s << Reason::NoType;
        QTest::addRow("no payload") << u"{\"type\":\"timesheet:approved\"}"_s << Reason::NoPayload;
        QTest::addRow("no instant")
            << u"{\"type\":\"x\",\"payload\":{},\"timestamp\":\"yesterday\"}"_s
            << Reason::BadTimestamp;
        QTest::addRow("another tenant's")
            << news(u"z"_s).replace(u"tenant-123"_s, u"tenant-666"_s) << Reason::WrongTenant;
    }
    void message_noGood_isDroppedAndWhatFollowsComes()
    {
        QFETCH(QString, text);
        QFETCH(wire::DropReason, reason);
        m_manager->connectTo(m_token);
        QTRY_VERIFY(m_manager->isConnected());
        m_server->send(text);
        m_server->send(news(u"next"_s));
        QTRY_COMPARE(m_events, QStringList{u"live next"_s});
        QCOMPARE(m_manager->droppedCounts().value(reason), 1);
        QVERIFY(m_manager->isConnected());
    }

    void message_binary_isDropped()
    {
        m_manager->connectTo(m_token);
        QTRY_VERIFY(m_manager->isConnected());
        const QList<test::Example> examples = test::examplesIn(u"refused/by-client"_s);
        for (const test::Example &example : examples) {
            if (!example.isText)
                m_server->client()->sendBinaryMessage(example.text);
        }
        QTRY_COMPARE(m_manager->droppedCounts().value(wire::DropReason::NotText), 1);
        QVERIFY(m_manager->isConnected());
    }

    void message_tooLarge_costsTheConnectionButNotTheClient()
    {
        m_manager->connectTo(m_token);
        QTRY_VERIFY(m_manager->isConnected());
        m_server->send(QString(qsizetype{5} * 1024 * 1024, u'x'));
        QTRY_VERIFY(m_server->upgradeHeads.size() >= 2);
        QTRY_VERIFY(m_manager->isConnected());
    }

    void on_oneType_isToldOfThatTypeUntilTheSubscriptionEnds()
    {
        QStringList approved;
        auto subscription = m_manager->on(EventType::TimesheetApproved, this,
                                          [&approved](const ReceivedEvent &received) {
                                              approved.append(received.event.id.value());
                                          });
        m_manager->connectTo(m_token);
        QTRY_VERIFY(m_manager->isConnected());
        m_server->send(news(u"a"_s));
        m_server->send(news(u"r"_s, u"timesheet:rejected"_s));
        QTRY_COMPARE(m_events.size(), 2);
        QCOMPARE(approved, QStringList{u"a"_s});
        subscription.end();
        m_server->send(news(u"b"_s));
        QTRY_COMPARE(m_events.size(), 3);
        QCOMPARE(approved, QStringList{u"a"_s});
    }

    void on_holderGone_isToldNothing()
    {
        int told = 0;
        auto holder = std::make_unique<QObject>();
        const auto subscription = m_manager->on(EventType::TimesheetApproved, holder.get(),
                                                [&told](const ReceivedEvent &) { ++told; });
        holder.reset();
        m_manager->connectTo(m_token);
        QTRY_VERIFY(m_manager->isConnected());
        m_server->send(news(u"a"_s));
        QTRY_COMPARE(m_events.size(), 1);
        QCOMPARE(told, 0);
    }

    void disconnect_whileConnected_saysGoodbye()
    {
        m_manager->connectTo(m_token);
        QTRY_VERIFY(m_manager->isConnected());
        QSignalSpy gone(m_server.get(), &test::ScriptedServer::clientGone);
        m_manager->disconnect();
        QCOMPARE(m_manager->status().state, State::SignedOut);
        QVERIFY(gone.wait());
        QCOMPARE(m_server->upgradeHeads.size(), 1);
    }

    void connectTo_freshTokenOfTheSameUser_isRenewedInPlace()
    {
        m_server->greeting = hello;
        m_manager->connectTo(m_token);
        QTRY_VERIFY(m_manager->isConnected());
        QSignalSpy renewed(m_manager.get(), &ConnectionManager::tokenRenewed);
        const Credentials credentials =
            test::credentialsFor(u"tenant-123"_s, u"user-1"_s, 4102444800);
        QVERIFY(credentials != m_token);
        m_manager->connectTo(credentials);
        const QByteArray &fresh = credentials.token.bytes();
        QTRY_COMPARE(m_server->texts, QStringList{u"{\"token\":\"%1\",\"type\":\"auth\"}"_s.arg(
                                          QString::fromLatin1(fresh))});
        m_server->send(u"{\"type\":\"auth_ok\"}"_s);
        QTRY_COMPARE(renewed.size(), 1);
        QCOMPARE(m_states, (QList{State::Connecting, State::Connected}));
        m_server->client()->close(static_cast<QWebSocketProtocol::CloseCode>(1012));
        QTRY_COMPARE(m_server->upgradeHeads.size(), 2);
        QVERIFY(m_server->upgradeHeads.at(1).contains("Authorization: Bearer " + fresh));
    }

    void connectTo_freshTokenRefused_isUnauthorized()
    {
        m_server->greeting = hello;
        m_manager->connectTo(m_token);
        QTRY_VERIFY(m_manager->isConnected());
        m_manager->connectTo(test::credentialsFor(u"tenant-123"_s, u"user-1"_s, 4102444800));
        m_server->send(u"{\"type\":\"auth_error\",\"reason\":\"expired\"}"_s);
        QTRY_COMPARE(m_manager->status().state, State::Unauthorized);
    }

    void connectTo_tokenOfAnotherUser_isAnotherConnection()
    {
        m_server->greeting = hello;
        m_manager->connectTo(m_token);
        QTRY_VERIFY(m_manager->isConnected());
        m_manager->connectTo(test::credentialsFor(u"tenant-123"_s, u"user-2"_s));
        QTRY_COMPARE(m_server->upgradeHeads.size(), 2);
        QVERIFY(m_server->texts.isEmpty());
    }

    void resume_incomplete_isAGapUpToTheFirstReplayedEvent()
    {
        m_cursor = Cursor(u"7"_s);
        m_server->greeting = hello;
        QSignalSpy gap(m_manager.get(), &ConnectionManager::gapFound);
        m_manager->connectTo(m_token);
        QTRY_VERIFY(m_manager->isConnected());
        m_server->send(news(u"a"_s));
        m_server->send(
            u"{\"type\":\"resumed\",\"cursor\":\"9\",\"replayed\":1,\"complete\":false}"_s);
        QTRY_COMPARE(m_inSync, QList{true});
        QCOMPARE(gap.size(), 1);
        QCOMPARE(gap.constFirst().at(1).toDateTime(),
                 QDateTime::fromString(u"2026-11-23T08:15:30.123Z"_s, Qt::ISODateWithMs));
    }

    void resume_refused_isTriedOnANewConnection()
    {
        m_cursor = Cursor(u"7"_s);
        m_server->greeting = hello;
        m_manager->connectTo(m_token);
        QTRY_VERIFY(m_manager->isConnected());
        m_server->send(u"{\"type\":\"error\",\"code\":\"unavailable\",\"message\":\"\","
                       "\"ref\":\"resume\"}"_s);
        QTRY_COMPARE(m_server->requestUrls.size(), 2);
        QVERIFY(m_inSync.isEmpty());
    }

    void deployedServer_withoutHttp_leavesAGap()
    {
        QSignalSpy gap(m_manager.get(), &ConnectionManager::gapFound);
        m_manager->connectTo(m_token);
        QTRY_COMPARE(m_inSync, QList{true});
        QCOMPARE(gap.size(), 1);
        m_server->stop();
        QTRY_COMPARE(m_inSync, (QList{true, false}));
    }

    void deployedServer_withHttp_fillsTheGapHoweverOftenItIsAsked()
    {
        m_cursor = Cursor(u"7"_s);
        m_server->http = [asked = 0](const test::HttpRequest &) mutable -> test::HttpAnswer {
            if (++asked < 3)
                return {503, "{}", {}};
            return {200, asked == 3 ? page(u"old"_s, u"8"_s) : emptyPage(u"8"_s), {}};
        };
        QSignalSpy gap(m_manager.get(), &ConnectionManager::gapFound);
        m_manager->connectTo(m_token);
        QTRY_COMPARE(m_inSync, QList{true});
        QCOMPARE(m_events, QStringList{u"poll old"_s});
        QVERIFY(gap.isEmpty());
    }

    void probe_whileWaiting_triesAtOnce()
    {
        ConnectionTiming timing = quick();
        timing.backoff = {1h};
        make(timing);
        m_server->refusal = "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n";
        m_manager->connectTo(m_token);
        QTRY_COMPARE(m_manager->status().state, State::Reconnecting);
        m_server->refusal.clear();
        m_manager->probe();
        QTRY_VERIFY(m_manager->isConnected());
    }

    void probe_whileConnected_noticesADeadLink()
    {
        ConnectionTiming timing = quick();
        timing.heartbeat = 1h;
        timing.pongTimeout = 50ms;
        make(timing);
        m_manager->connectTo(m_token);
        QTRY_VERIFY(m_manager->isConnected());
        m_server->answersPings = false;
        m_manager->probe();
        QTRY_VERIFY(m_states.contains(State::Reconnecting));
    }

    void reconnect_whileConnected_goesOnAfterTheCursorAtOnce()
    {
        ConnectionTiming timing = quick();
        timing.backoff = {1h};
        make(timing);
        m_cursor = Cursor(u"7"_s);
        m_server->greeting = hello;
        m_manager->connectTo(m_token);
        QTRY_VERIFY(m_manager->isConnected());
        m_manager->reconnect();
        QTRY_COMPARE(m_server->requestUrls.size(), 2);
        QCOMPARE(m_server->requestUrls.at(1).query(), u"after=7"_s);
    }

    void reportMarks_connected_areConfirmed()
    {
        m_server->http = [](const test::HttpRequest &request) -> test::HttpAnswer {
            return {request.target == "/v1/read" ? 204 : 404, {}, {}};
        };
        QSignalSpy confirmed(m_manager.get(), &ConnectionManager::marksConfirmed);
        QSignalSpy wanted(m_manager.get(), &ConnectionManager::readyForMarks);
        QVERIFY(!m_manager->reportMarks({EventId(u"a"_s)}));
        m_manager->connectTo(m_token);
        QTRY_COMPARE(wanted.size(), 1);
        QVERIFY(m_manager->reportMarks({EventId(u"a"_s)}));
        QVERIFY(!m_manager->reportMarks({EventId(u"a"_s)})); // one at a time
        QTRY_COMPARE(confirmed.size(), 1);
        QCOMPARE(confirmed.constFirst().constFirst().value<QList<EventId>>(),
                 QList{EventId(u"a"_s)});
    }

    void reportMarks_answerIsNoYes_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<bool>("again");
        QTest::addRow("the server keeps no marks") << 404 << false;
        QTest::addRow("busy") << 503 << true;
        QTest::addRow("broken") << 500 << true;
    }
    void reportMarks_answerIsNoYes()
    {
        QFETCH(int, status);
        QFETCH(bool, again);
        m_server->http = [status](const test::HttpRequest &request) -> test::HttpAnswer {
            return {request.target == "/v1/read" ? status : 404, {}, {}};
        };
        m_manager->connectTo(m_token);
        QTRY_VERIFY(m_manager->isConnected());
        QSignalSpy confirmed(m_manager.get(), &ConnectionManager::marksConfirmed);
        QSignalSpy wanted(m_manager.get(), &ConnectionManager::readyForMarks);
        QVERIFY(m_manager->reportMarks({EventId(u"a"_s)}));
        QTRY_COMPARE(again ? wanted.size() : confirmed.size(), 1);
        QCOMPARE(again ? confirmed.size() : wanted.size(), 0);
    }

    void status_anyError_neverHoldsTheToken()
    {
        m_server->refusal = "HTTP/1.1 500 Broken\r\nContent-Length: 0\r\n\r\n";
        QStringList details;
        connect(m_manager.get(), &ConnectionManager::statusChanged, this,
                [&details](const ConnectionStatus &status) {
                    details.append(status.detail + status.server.toString());
                });
        m_manager->connectTo(m_token);
        QTRY_VERIFY(m_server->upgradeHeads.size() >= 3);
        QVERIFY(!details.join(u' ').contains(QString::fromLatin1(m_token.token.bytes().left(20))));
    }

private:
    void make(const ConnectionTiming &timing)
    {
        m_manager.reset(); // before what it refers to
        m_backend = std::make_unique<GatewayBackend>(*Endpoint::create(m_server->url(), {}),
                                                     wire::maxMessageBytes, timing, m_time);
        m_manager = std::make_unique<ConnectionManager>(
            *m_backend, timing, m_time, systemClock, [] { return 0.5; },
            [this] { return m_cursor; });
        m_attempts.clear();
        connect(m_manager.get(), &ConnectionManager::statusChanged, this,
                [this](const ConnectionStatus &status) {
                    if (m_states.isEmpty() || m_states.constLast() != status.state)
                        m_states.append(status.state);
                    if (status.state == State::Reconnecting &&
                        (m_attempts.isEmpty() || m_attempts.constLast() != status.attempt))
                        m_attempts.append(status.attempt);
                });
        m_inSync.clear();
        connect(m_manager.get(), &ConnectionManager::inSyncChanged, this,
                [this](bool inSync) { m_inSync.append(inSync); });
        connect(m_manager.get(), &ConnectionManager::eventReceived, this,
                [this](const ReceivedEvent &received) {
                    m_events.append(viaName(received.via) + u' ' + received.event.id.value());
                });
    }

    Credentials m_token = test::credentialsFor(u"tenant-123"_s, u"user-1"_s);
    std::unique_ptr<test::ScriptedServer> m_server;
    SystemTimeSource m_time;
    std::unique_ptr<GatewayBackend> m_backend;
    std::unique_ptr<ConnectionManager> m_manager;
    std::optional<Cursor> m_cursor;
    QList<State> m_states;
    QList<int> m_attempts;
    QList<bool> m_inSync;
    QStringList m_events;
};

} // namespace timesheet

QTEST_GUILESS_MAIN(timesheet::ConnectionManagerTest)
#include "tst_connection_manager.moc"
