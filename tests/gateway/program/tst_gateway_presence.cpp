#include "domain/instant.h"
#include "gateway/program/gateway_clients.h"

#include <QTest>

using namespace timesheet::gateway;
using namespace Qt::StringLiterals;
using Offer = SocketClient::Offer;

namespace {

/// More than a grace.
constexpr int patience = 30'000;

} // namespace

/// Presence, against the real program.
class TestGatewayPresence : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanupTestCase();
    void init();

    void change_isToldToThoseWhoTakePart();
    void change_isToldInTheProtocolsWords();
    void twoDevices_areOneUser();
    void departure_isToldAfterTheGraceAndNoReturn();
    void freshToken_keepsPresence();
    void firstMessage_mayBePresence();
    void badState_isAnError_data();
    void badState_isAnError();
    void get_showsTheTenantsUsersInOrder();
    void get_withoutToken_isUnauthorized();

private:
    QUrl urlOf(const QString &user) const
    {
        return m_gateway.webSocketUrl(GatewayProcess::token(m_tenant, user));
    }
    bool takePart(SocketClient &client, const QString &user, const QString &state) const
    {
        return client.join(urlOf(user), Offer::TimesheetV1) && client.sayPresence(state);
    }

    GatewayProcess m_gateway;
    std::unique_ptr<WebClient> m_web;
    QString m_tenant; ///< each test has its own
    int m_tests = 0;
};

void TestGatewayPresence::initTestCase()
{
    QVERIFY(m_gateway.start());
    m_web = std::make_unique<WebClient>(m_gateway);
}

void TestGatewayPresence::cleanupTestCase()
{
    QCOMPARE(m_gateway.terminate(), 0);
}

void TestGatewayPresence::init()
{
    m_tenant = u"tenant-%1"_s.arg(++m_tests);
}

void TestGatewayPresence::change_isToldToThoseWhoTakePart()
{
    SocketClient witness;
    SocketClient idle;
    SocketClient deployed;
    SocketClient stranger;
    QVERIFY(takePart(witness, u"w"_s, u"away"_s));
    QVERIFY(idle.join(urlOf(u"i"_s), Offer::TimesheetV1));
    QVERIFY(deployed.join(urlOf(u"d"_s), Offer::Nothing));
    QVERIFY(stranger.join(m_gateway.webSocketUrl(GatewayProcess::token(u"stranger"_s, u"u"_s)),
                          Offer::TimesheetV1));
    QVERIFY(stranger.sayPresence(u"online"_s));
    QVERIFY(deployed.sayPresence(u"online"_s)); // means nothing there
    QVERIFY(deployed.sayPresence(u"asleep"_s));

    SocketClient user;
    QVERIFY(takePart(user, u"u"_s, u"online"_s));
    QTRY_COMPARE_WITH_TIMEOUT(witness.presences(), (QStringList{u"w away"_s, u"u online"_s}),
                              patience);
    QTRY_COMPARE_WITH_TIMEOUT(user.presences(), QStringList{u"u online"_s}, patience);
    // The same order as above: had they heard of it, they would have by now.
    m_web->publish(m_tenant, {u"1"_s});
    m_web->publish(u"stranger"_s, {u"2"_s});
    QVERIFY(idle.waitForEvents(1) && deployed.waitForEvents(1) && stranger.waitForEvents(1));
    QVERIFY(idle.presences().isEmpty());
    QVERIFY(deployed.presences().isEmpty());
    QCOMPARE(deployed.count(u"error"_s), 0);
    QCOMPARE(stranger.presences(), QStringList{u"u online"_s}); // of its own tenant
}

void TestGatewayPresence::change_isToldInTheProtocolsWords()
{
    const QDateTime before = QDateTime::currentDateTimeUtc();
    SocketClient user;
    QVERIFY(takePart(user, u"u"_s, u"away"_s));
    const QJsonObject told = user.waitFor(u"presence"_s);
    QCOMPARE(told.keys(), (QStringList{u"since"_s, u"state"_s, u"type"_s, u"user_id"_s}));
    QCOMPARE(told.value("user_id"_L1), u"u"_s);
    QCOMPARE(told.value("state"_L1), u"away"_s);
    const auto since = timesheet::parseInstant(told.value("since"_L1).toString());
    QVERIFY(since && *since >= before && *since <= QDateTime::currentDateTimeUtc());
    QVERIFY(user.first(u"hello"_s).value("features"_L1).toArray().contains(u"presence"_s));
}

void TestGatewayPresence::twoDevices_areOneUser()
{
    SocketClient witness;
    SocketClient laptop;
    SocketClient phone;
    QVERIFY(takePart(witness, u"w"_s, u"online"_s));
    QVERIFY(takePart(laptop, u"u"_s, u"online"_s));
    QVERIFY(takePart(phone, u"u"_s, u"away"_s));
    QVERIFY(laptop.sayPresence(u"online"_s));
    QVERIFY(phone.sayPresence(u"away"_s));
    QVERIFY(laptop.sayPresence(u"away"_s));
    QTRY_VERIFY_WITH_TIMEOUT(witness.presences().endsWith(u"u away"_s), patience);
    QVERIFY(phone.sayPresence(u"online"_s));
    QTRY_COMPARE_WITH_TIMEOUT(
        witness.presences(),
        (QStringList{u"w online"_s, u"u online"_s, u"u away"_s, u"u online"_s}), patience);
    QTRY_COMPARE_WITH_TIMEOUT(laptop.presences(),
                              (QStringList{u"u online"_s, u"u away"_s, u"u online"_s}), patience);
    QTRY_VERIFY_WITH_TIMEOUT(phone.presences().endsWith(u"u online"_s), patience);
}

void TestGatewayPresence::departure_isToldAfterTheGraceAndNoReturn()
{
    SocketClient witness;
    SocketClient leaving;
    SocketClient cut;
    SocketClient returning;
    QVERIFY(takePart(witness, u"w"_s, u"online"_s));
    QVERIFY(takePart(returning, u"r"_s, u"online"_s));
    QVERIFY(takePart(cut, u"c"_s, u"away"_s));
    QVERIFY(takePart(leaving, u"l"_s, u"online"_s));
    const QStringList here{u"w online"_s, u"r online"_s, u"c away"_s, u"l online"_s};
    QTRY_COMPARE_WITH_TIMEOUT(witness.presences(), here, patience);

    returning.socket().close();
    QVERIFY(returning.waitForClose());
    SocketClient returned;
    QVERIFY(takePart(returned, u"r"_s, u"online"_s));
    cut.socket().abort();
    leaving.socket().close();
    QTRY_COMPARE_WITH_TIMEOUT(witness.presences().size(), 6, patience);
    QStringList told = witness.presences().mid(4);
    told.sort();
    QCOMPARE(told, (QStringList{u"c offline"_s, u"l offline"_s}));
    const QJsonArray users = m_web->get(u"/v1/presence"_s, GatewayProcess::token(m_tenant, u"w"_s))
                                 .json.value("users"_L1)
                                 .toArray();
    QCOMPARE(users.size(), 2);
    QCOMPARE(users.first().toObject().value("user_id"_L1), u"r"_s);
}

void TestGatewayPresence::freshToken_keepsPresence()
{
    SocketClient user;
    QVERIFY(takePart(user, u"u"_s, u"online"_s));
    const QByteArray fresh = GatewayProcess::token(m_tenant, u"u"_s, u"manager"_s);
    user.send({{u"type"_s, u"auth"_s}, {u"token"_s, QString::fromLatin1(fresh)}});
    QVERIFY(!user.waitFor(u"auth_ok"_s).isEmpty());
    SocketClient other;
    QVERIFY(takePart(other, u"v"_s, u"away"_s));
    QTRY_COMPARE_WITH_TIMEOUT(user.presences(), (QStringList{u"u online"_s, u"v away"_s}),
                              patience);
    QVERIFY(user.sayPresence(u"away"_s));
    QTRY_COMPARE_WITH_TIMEOUT(other.presences(), (QStringList{u"v away"_s, u"u away"_s}), patience);
}

/// Also before the client could have resumed.
void TestGatewayPresence::firstMessage_mayBePresence()
{
    const QStringList cursors = m_web->publish(m_tenant, {u"1"_s, u"2"_s});
    SocketClient user;
    QVERIFY(user.join(urlOf(u"u"_s), Offer::TimesheetV1));
    user.send({{u"type"_s, u"presence"_s}, {u"state"_s, u"online"_s}});
    user.send({{u"type"_s, u"resume"_s}, {u"after"_s, cursors.first()}});
    QCOMPARE(user.waitFor(u"resumed"_s).value("replayed"_L1), 1);
    QCOMPARE(user.eventIds(), QStringList{u"2"_s});
    QTRY_COMPARE_WITH_TIMEOUT(user.presences(), QStringList{u"u online"_s}, patience);
}

void TestGatewayPresence::badState_isAnError_data()
{
    QTest::addColumn<QJsonObject>("message");
    QTest::newRow("none") << QJsonObject{};
    QTest::newRow("offline") << QJsonObject{{u"state"_s, u"offline"_s}};
    QTest::newRow("another word") << QJsonObject{{u"state"_s, u"Online"_s}};
    QTest::newRow("a number") << QJsonObject{{u"state"_s, 1}};
}

void TestGatewayPresence::badState_isAnError()
{
    QFETCH(QJsonObject, message);
    message.insert("type"_L1, u"presence"_s);
    SocketClient user;
    QVERIFY(user.join(urlOf(u"u"_s), Offer::TimesheetV1));
    user.send(message);
    const QJsonObject error = user.waitFor(u"error"_s);
    QCOMPARE(error.value("code"_L1), u"bad-member"_s);
    QCOMPARE(error.value("ref"_L1), u"presence"_s);
    QVERIFY(user.sayPresence(u"away"_s)); // it is still open
    QTRY_COMPARE_WITH_TIMEOUT(user.presences(), QStringList{u"u away"_s}, patience);
}

void TestGatewayPresence::get_showsTheTenantsUsersInOrder()
{
    const QByteArray token = GatewayProcess::token(m_tenant, u"nobody"_s);
    const QByteArray strange = GatewayProcess::token(u"strange-"_s + m_tenant, u"u"_s, u"admin"_s);
    QCOMPARE(m_web->get(u"/v1/presence"_s, token).json, (QJsonObject{{u"users"_s, QJsonArray{}}}));
    std::array<SocketClient, 3> clients;
    QVERIFY(takePart(clients.at(0), u"v"_s, u"away"_s));
    QVERIFY(takePart(clients.at(1), u"U"_s, u"online"_s));
    QVERIFY(takePart(clients.at(2), u"u"_s, u"online"_s));
    QVERIFY(clients.at(2).sayPresence(u"away"_s));
    QTRY_COMPARE_WITH_TIMEOUT(clients.at(0).presences().size(), 4, patience);

    const HttpResult found = m_web->get(u"/v1/presence"_s, token);
    QCOMPARE(found.status, 200);
    QJsonArray expected;
    for (const qsizetype message : {1, 3, 0}) { // what the first heard of U, u and v
        QJsonObject told = clients.at(0).messagesOf(u"presence"_s).at(message);
        told.remove("type"_L1);
        expected.append(told);
    }
    QCOMPARE(found.json, (QJsonObject{{u"users"_s, expected}}));
    QCOMPARE(m_web->get(u"/v1/presence"_s, strange).json,
             (QJsonObject{{u"users"_s, QJsonArray{}}}));
}

void TestGatewayPresence::get_withoutToken_isUnauthorized()
{
    QCOMPARE(m_web->get(u"/v1/presence"_s).status, 401);
    QCOMPARE(m_web->post(u"/v1/presence"_s, GatewayProcess::token(m_tenant, u"u"_s), {}).status,
             405);
}

QTEST_GUILESS_MAIN(TestGatewayPresence)
#include "tst_gateway_presence.moc"
