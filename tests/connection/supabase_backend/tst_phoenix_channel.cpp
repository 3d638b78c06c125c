#include "connection/supabase_backend/phoenix_channel.h"

#include <QJsonDocument>
#include <QStringList>
#include <QTest>

#include <memory>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace timesheet {

namespace {

const QString topic = u"realtime:events"_s;

using Actions = PhoenixChannel::Actions;

/// What is to be done, in a few words each.
QString wordOf(const PhoenixChannel::Action &action)
{
    struct Words {
        QString operator()(const PhoenixChannel::Send &send) const
        {
            return u"send %1 %2/%3"_s.arg(send.message.event, send.message.ref,
                                          send.message.joinRef);
        }
        QString operator()(const PhoenixChannel::Joined &) const { return u"joined"_s; }
        QString operator()(const PhoenixChannel::JoinFailed &failed) const
        {
            return u"join failed: %1"_s.arg(failed.reason);
        }
        QString operator()(const PhoenixChannel::Received &received) const
        {
            return u"received %1"_s.arg(received.event);
        }
        QString operator()(const PhoenixChannel::Replied &replied) const
        {
            return u"replied %1 %2"_s.arg(replied.ref, replied.isOk ? u"ok"_s : u"error"_s);
        }
        QString operator()(const PhoenixChannel::Unanswered &push) const
        {
            return u"unanswered %1"_s.arg(push.ref);
        }
        QString operator()(const PhoenixChannel::Closed &) const { return u"closed"_s; }
        QString operator()(const PhoenixChannel::Left &) const { return u"left"_s; }
        QString operator()(const PhoenixChannel::GaveUp &) const { return u"gave up"_s; }
    };
    return std::visit(Words(), action);
}

QStringList words(const Actions &actions)
{
    QStringList all;
    for (const PhoenixChannel::Action &action : actions)
        all.append(wordOf(action));
    return all;
}

QJsonObject payload(const QByteArray &text)
{
    return QJsonDocument::fromJson(QByteArray(text).replace('\'', '"')).object();
}

const QJsonObject ok = payload("{'status':'ok','response':{'postgres_changes':[{'id':42}]}}");

QJsonObject refusal(const QString &reason)
{
    return {{u"status"_s, u"error"_s}, {u"response"_s, QJsonObject{{u"reason"_s, reason}}}};
}

const PhoenixChannel::Timing timing{.reply = 10s, .steady = 30s, .backoff = {2s, 4s, 8s}};

} // namespace

class PhoenixChannelTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_refs = {};
        m_now = {};
        m_chance = 0.5;
        m_channel = std::make_unique<PhoenixChannel>(topic, QJsonObject{{u"private"_s, false}},
                                                     Token("one"), timing, m_refs,
                                                     [this] { return m_chance; });
    }

    void join_saysConfigurationAndToken()
    {
        const Actions actions = m_channel->join(m_now);
        QCOMPARE(actions.size(), 1U);
        const PhoenixMessage &message = std::get<PhoenixChannel::Send>(actions.front()).message;
        QCOMPARE(message, (PhoenixMessage{topic, u"phx_join"_s,
                                          payload("{'config':{'private':false},"
                                                  "'access_token':'one'}"),
                                          u"1"_s, u"1"_s}));
    }

    void join_whileJoined_doesNothing()
    {
        join();
        QVERIFY(m_channel->join(m_now).empty());
    }

    void join_answered_isJoined()
    {
        QCOMPARE(words(m_channel->join(m_now)), QStringList{u"send phx_join 1/1"_s});
        QVERIFY(!m_channel->isJoined());
        QCOMPARE(receive(u"phx_reply"_s, ok, u"1"_s), QStringList{u"joined"_s});
        QVERIFY(m_channel->isJoined());
        QVERIFY(!m_channel->nextTick());
    }

    void join_answeredTwice_countsOnce()
    {
        join();
        QVERIFY(receive(u"phx_reply"_s, ok, u"1"_s).isEmpty());
        QVERIFY(receive(u"phx_reply"_s, refusal(u"no"_s), u"1"_s).isEmpty());
        QVERIFY(m_channel->isJoined());
    }

    /// The rows of the table of cases that a channel sees as a refused join.
    void join_refused_saysWhyAndTriesAgainLater_data()
    {
        QTest::addColumn<QJsonObject>("reply");
        QTest::addColumn<QString>("reason");
        const auto row = [](const char *name, const QString &reason) {
            QTest::addRow("%s", name) << refusal(reason) << reason;
        };
        row("expired", u"InvalidJWTToken: Token has expired 5 seconds ago"_s);
        row("bad signature", u"JwtSignatureError: Failed to validate JWT signature"_s);
        row("malformed", u"MalformedJWT: The token provided is not a valid JWT"_s);
        QTest::addRow("no reason") << payload("{'status':'error','response':{}}") << QString();
        QTest::addRow("no response") << payload("{'status':'error'}") << QString();
        QTest::addRow("a response of text")
            << payload("{'status':'error','response':'no'}") << QString();
        QTest::addRow("a reason of a number")
            << payload("{'status':'error','response':{'reason':7}}") << QString();
        QTest::addRow("no status") << payload("{'response':{}}") << QString();
        QTest::addRow("a status of an object") << payload("{'status':{}}") << QString();
        QTest::addRow("nothing at all") << QJsonObject() << QString();
        QTest::addRow("a huge reason") << refusal(QString(100'000, u'x')) << QString(200, u'x');
    }
    void join_refused_saysWhyAndTriesAgainLater()
    {
        QFETCH(const QJsonObject, reply);
        QFETCH(const QString, reason);
        m_channel->join(m_now);
        QCOMPARE(receive(u"phx_reply"_s, reply, u"1"_s), QStringList{u"join failed: "_s + reason});
        QCOMPARE(waitingTime(), std::chrono::milliseconds(1s));
        QVERIFY(pass(999ms).isEmpty());
        QCOMPARE(pass(1ms), QStringList{u"send phx_join 2/2"_s});
    }

    void join_unanswered_isTriedAgainUnderAnotherRef()
    {
        m_channel->join(m_now);
        QCOMPARE(pass(10s), QStringList{u"join failed: "_s});
        QCOMPARE(pass(1s), QStringList{u"send phx_join 2/2"_s});
        QVERIFY(receive(u"phx_reply"_s, ok, u"1"_s).isEmpty()); // too late
        QVERIFY(!m_channel->isJoined());
        QCOMPARE(receive(u"phx_reply"_s, ok, u"2"_s), QStringList{u"joined"_s});
    }

    void join_closedBeforeItsReply_hasFailed_data()
    {
        QTest::addColumn<QString>("event");
        QTest::addRow("closed") << u"phx_close"_s;
        QTest::addRow("crashed") << u"phx_error"_s;
    }
    void join_closedBeforeItsReply_hasFailed()
    {
        QFETCH(const QString, event);
        m_channel->join(m_now);
        QCOMPARE(receive(event, {}, u"1"_s), QStringList{u"join failed: "_s});
        QVERIFY(receive(u"phx_reply"_s, ok, u"1"_s).isEmpty());
        QVERIFY(!m_channel->isJoined());
    }

    void pauses_grow_andEnd()
    {
        m_channel->join(m_now);
        int joins = 1;
        for (const auto pause : {1s, 2s, 4s}) {
            receive(u"phx_reply"_s, refusal(u"no"_s), QString::number(joins));
            QCOMPARE(waitingTime(), std::chrono::milliseconds(pause));
            pass(pause);
            ++joins;
        }
        QCOMPARE(receive(u"phx_reply"_s, refusal(u"no"_s), QString::number(joins)),
                 (QStringList{u"join failed: no"_s, u"gave up"_s}));
        QVERIFY(!m_channel->nextTick());
        QCOMPARE(m_channel->join(m_now).size(), 1U); // somebody else's decision
    }

    void pauses_areDrawnFromNothingToTheLongest()
    {
        m_chance = 0.0;
        m_channel->join(m_now);
        receive(u"phx_reply"_s, refusal(u"no"_s), u"1"_s);
        QCOMPARE(waitingTime(), 0ms);
    }

    /// Token expired live, too many messages, a crash: whatever the reason, the socket lives on.
    void closedByTheServer_isJoinedAgain_data() { join_closedBeforeItsReply_hasFailed_data(); }
    void closedByTheServer_isJoinedAgain()
    {
        QFETCH(const QString, event);
        join();
        QCOMPARE(receive(event, {}, u"1"_s), QStringList{u"closed"_s});
        QVERIFY(!m_channel->isJoined());
        QCOMPARE(pass(1s), QStringList{u"send phx_join 2/2"_s});
        QCOMPARE(receive(u"phx_reply"_s, ok, u"2"_s), QStringList{u"joined"_s});
    }

    void closedByTheServer_withoutARef_isJoinedAgain()
    {
        join();
        QCOMPARE(receive(u"phx_close"_s, {}, {}), QStringList{u"closed"_s});
    }

    void closedByTheServer_afterBeingSteady_countsAnew()
    {
        m_channel->join(m_now);
        receive(u"phx_reply"_s, refusal(u"no"_s), u"1"_s);
        pass(1s);
        receive(u"phx_reply"_s, ok, u"2"_s);
        pass(29s);
        receive(u"phx_close"_s, {}, u"2"_s);
        QCOMPARE(waitingTime(), std::chrono::milliseconds(2s)); // the second pause
        pass(2s);
        receive(u"phx_reply"_s, ok, u"3"_s);
        pass(30s);
        receive(u"phx_close"_s, {}, u"3"_s);
        QCOMPARE(waitingTime(), std::chrono::milliseconds(1s)); // the first again
    }

    void holdBack_makesTheNextPauseLonger_once()
    {
        join();
        m_channel->holdBack(60s);
        receive(u"phx_close"_s, {}, u"1"_s);
        QCOMPARE(waitingTime(), std::chrono::milliseconds(61s));
        pass(61s);
        receive(u"phx_reply"_s, ok, u"2"_s);
        receive(u"phx_close"_s, {}, u"2"_s);
        QCOMPARE(waitingTime(), std::chrono::milliseconds(2s));
    }

    /// A topic that is joined twice: the server closes the first join.
    void message_ofAnotherJoin_isIgnored_data()
    {
        QTest::addColumn<QString>("event");
        QTest::addColumn<QString>("ref");
        QTest::addColumn<QString>("joinRef");
        QTest::addRow("a close") << u"phx_close"_s << u"1"_s << QString();
        QTest::addRow("a crash") << u"phx_error"_s << u"1"_s << QString();
        QTest::addRow("a close by join_ref") << u"phx_close"_s << QString() << u"1"_s;
        QTest::addRow("a close with both") << u"phx_close"_s << u"1"_s << u"1"_s;
        QTest::addRow("a close with our ref only") << u"phx_close"_s << u"2"_s << u"1"_s;
        QTest::addRow("a reply") << u"phx_reply"_s << u"1"_s << QString();
        QTest::addRow("a reply by join_ref") << u"phx_reply"_s << u"2"_s << u"1"_s;
        QTest::addRow("a reply to nothing") << u"phx_reply"_s << u"77"_s << QString();
        QTest::addRow("a reply without a ref") << u"phx_reply"_s << QString() << QString();
        QTest::addRow("a change") << u"postgres_changes"_s << QString() << u"1"_s;
    }
    void message_ofAnotherJoin_isIgnored()
    {
        QFETCH(const QString, event);
        QFETCH(const QString, ref);
        QFETCH(const QString, joinRef);
        m_channel->join(m_now);
        pass(10s);
        pass(1s);
        QVERIFY(receive(event, refusal(u"no"_s), ref, joinRef).isEmpty());
        QCOMPARE(receive(u"phx_reply"_s, ok, u"2"_s), QStringList{u"joined"_s});
        QVERIFY(receive(event, refusal(u"no"_s), ref, joinRef).isEmpty());
        QVERIFY(m_channel->isJoined());
    }

    void message_ofAnotherTopic_isIgnored()
    {
        join();
        QVERIFY(m_channel->receive({u"phoenix"_s, u"phx_close"_s, {}, {}, {}}, m_now).empty());
        QVERIFY(m_channel->isJoined());
    }

    /// System messages and changes.
    void message_ofTheServers_isReceivedOnlyWhileJoined()
    {
        QVERIFY(receive(u"system"_s, {}, {}).isEmpty());
        m_channel->join(m_now);
        QVERIFY(receive(u"postgres_changes"_s, {}, {}).isEmpty());
        receive(u"phx_reply"_s, ok, u"1"_s);
        const QJsonObject said = payload("{'status':'ok','message':'Subscribed to PostgreSQL'}");
        const Actions actions = m_channel->receive({topic, u"system"_s, said, {}, {}}, m_now);
        QCOMPARE(actions, (Actions{PhoenixChannel::Received{u"system"_s, said}}));
        receive(u"phx_close"_s, {}, u"1"_s);
        QVERIFY(receive(u"postgres_changes"_s, {}, {}).isEmpty());
    }

    void leave_saysSoAndEndsWithTheReply()
    {
        join();
        QCOMPARE(words(m_channel->leave(m_now)), QStringList{u"send phx_leave 2/1"_s});
        QVERIFY(receive(u"postgres_changes"_s, {}, {}).isEmpty());
        QCOMPARE(receive(u"phx_reply"_s, ok, u"2"_s), QStringList{u"left"_s});
        QVERIFY(receive(u"phx_close"_s, {}, u"1"_s).isEmpty()); // which follows, and says no more
        QVERIFY(!m_channel->nextTick());
    }

    void leave_endsWithTheClose()
    {
        join();
        m_channel->leave(m_now);
        QCOMPARE(receive(u"phx_close"_s, {}, u"1"_s), QStringList{u"left"_s});
    }

    void leave_unanswered_endsByItself()
    {
        join();
        m_channel->leave(m_now);
        QCOMPARE(pass(10s), QStringList{u"left"_s});
        QVERIFY(!m_channel->nextTick());
        QVERIFY(m_channel->leave(m_now).empty());
    }

    void leave_whileItRests_needsNoServer()
    {
        join();
        receive(u"phx_close"_s, {}, u"1"_s);
        QCOMPARE(words(m_channel->leave(m_now)), QStringList{u"left"_s});
        QVERIFY(!m_channel->nextTick());
    }

    void push_notJoined_isNotSent()
    {
        m_channel->join(m_now);
        const auto pushed =
            m_channel->push(u"presence"_s, {}, PhoenixChannel::Reply::Expected, m_now);
        QVERIFY(pushed.ref.isEmpty());
        QVERIFY(pushed.actions.empty());
    }

    void push_answered_isRepliedToOnce()
    {
        join();
        const QString ref = push();
        QCOMPARE(ref, u"2"_s);
        QCOMPARE(receive(u"phx_reply"_s, ok, ref), QStringList{u"replied 2 ok"_s});
        QVERIFY(receive(u"phx_reply"_s, ok, ref).isEmpty());
        QCOMPARE(receive(u"phx_reply"_s, refusal(u"no"_s), push()),
                 QStringList{u"replied 3 error"_s});
        QVERIFY(!m_channel->nextTick());
    }

    void push_unanswered_saysSo()
    {
        join();
        push();
        pass(4s);
        push();
        QCOMPARE(pass(6s), QStringList{u"unanswered 2"_s});
        QCOMPARE(pass(4s), QStringList{u"unanswered 3"_s});
        QVERIFY(m_channel->isJoined());
        QVERIFY(!m_channel->nextTick());
    }

    void push_withoutAReply_waitsForNone()
    {
        join();
        m_channel->push(u"broadcast"_s, {}, PhoenixChannel::Reply::None, m_now);
        QVERIFY(!m_channel->nextTick());
    }

    void push_whoseJoinEnds_isUnanswered()
    {
        join();
        push();
        QCOMPARE(receive(u"phx_close"_s, {}, u"1"_s),
                 (QStringList{u"unanswered 2"_s, u"closed"_s}));
    }

    void push_tooMany_givesUpTheOldest()
    {
        join();
        for (int i = 0; i < 100; ++i)
            push();
        const auto pushed =
            m_channel->push(u"presence"_s, {}, PhoenixChannel::Reply::Expected, m_now);
        QCOMPARE(words(pushed.actions), (QStringList{u"send presence 102/1"_s, u"unanswered 2"_s}));
    }

    void setAccessToken_whileJoined_isSent()
    {
        join();
        const Actions actions = m_channel->setAccessToken(Token("two"));
        QCOMPARE(actions, (Actions{PhoenixChannel::Send{{topic, u"access_token"_s,
                                                         payload("{'access_token':'two'}"), u"2"_s,
                                                         u"1"_s}}}));
        QVERIFY(m_channel->isTokenNewerThanJoin());
        QVERIFY(m_channel->setAccessToken(Token("two")).empty());
        QVERIFY(!m_channel->nextTick());
    }

    void setAccessToken_whileJoining_followsTheReply()
    {
        m_channel->join(m_now);
        QVERIFY(m_channel->setAccessToken(Token("two")).empty());
        QCOMPARE(receive(u"phx_reply"_s, ok, u"1"_s),
                 (QStringList{u"joined"_s, u"send access_token 2/1"_s}));
    }

    void setAccessToken_whileItRests_isInTheNextJoin()
    {
        join();
        receive(u"phx_close"_s, {}, u"1"_s);
        QVERIFY(m_channel->setAccessToken(Token("two")).empty());
        m_now += 1s;
        const Actions actions = m_channel->tick(m_now);
        const auto &message = std::get<PhoenixChannel::Send>(actions.at(0)).message;
        QCOMPARE(message.payload.value("access_token"_L1), QJsonValue(u"two"_s));
        QVERIFY(!m_channel->isTokenNewerThanJoin());
    }

private:
    void join()
    {
        m_channel->join(m_now);
        receive(u"phx_reply"_s, ok, u"1"_s);
        QVERIFY(m_channel->isJoined());
    }

    QString push()
    {
        return m_channel->push(u"presence"_s, {}, PhoenixChannel::Reply::Expected, m_now).ref;
    }

    QStringList receive(const QString &event, const QJsonObject &said, const QString &ref,
                        const QString &joinRef = {})
    {
        return words(m_channel->receive({topic, event, said, ref, joinRef}, m_now));
    }

    /// What becomes due in this time.
    QStringList pass(std::chrono::milliseconds time)
    {
        m_now += time;
        return words(m_channel->tick(m_now));
    }

    std::chrono::milliseconds waitingTime() const
    {
        return std::chrono::duration_cast<std::chrono::milliseconds>(
            m_channel->nextTick().value_or(m_now - 1ms) - m_now);
    }

    PhoenixRefs m_refs;
    PhoenixChannel::Instant m_now;
    double m_chance = 0.5;
    std::unique_ptr<PhoenixChannel> m_channel;
};

} // namespace timesheet

QTEST_GUILESS_MAIN(timesheet::PhoenixChannelTest)
#include "tst_phoenix_channel.moc"
