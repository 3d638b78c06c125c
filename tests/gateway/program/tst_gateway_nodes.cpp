#include "gateway/program/gateway_clients.h"
#include "gateway/program/timesheets_database.h"

#include <QJsonDocument>
#include <QNetworkReply>
#include <QStandardPaths>
#include <QTcpServer>
#include <QTest>
#include <QTimer>
#include <QUuid>
#include <QWebSocketHandshakeOptions>

#include <array>

using namespace timesheet::gateway;
using namespace Qt::StringLiterals;
using Offer = SocketClient::Offer;

namespace {

constexpr int patience = 30'000;
constexpr std::chrono::milliseconds retryAfter{50};

QByteArray service()
{
    return GatewayProcess::token(u"t"_s, u"s"_s, u"service"_s);
}

/// A client that comes back whatever happens and goes on after the last event that it has.
class Reader : public QObject
{
public:
    Reader(quint16 port, QByteArray token)
        : m_port(port)
        , m_token(std::move(token))
    {
        m_retry.setSingleShot(true);
        m_retry.setInterval(retryAfter);
        connect(&m_retry, &QTimer::timeout, this, &Reader::open);
        open();
    }

    bool isThere() const { return m_isGreeted; }
    int returns() const { return m_greetings - 1; }
    const QStringList &ids() const { return m_ids; }

private:
    /// With a socket of its own for each attempt: one that has failed is not good for another.
    void open()
    {
        auto *socket = new QWebSocket(QString(), QWebSocketProtocol::VersionLatest, this);
        connect(socket, &QWebSocket::textMessageReceived, this, &Reader::onText);
        const auto leave = [this, socket] {
            if (std::exchange(m_socket, nullptr) == nullptr)
                return; // of the two signals of one failure, the first has done it
            socket->deleteLater();
            comeBack();
        };
        connect(socket, &QWebSocket::disconnected, this, leave);
        connect(socket, qOverload<QAbstractSocket::SocketError>(&QWebSocket::error), this, leave);
        m_socket = socket;
        QString url = u"ws://127.0.0.1:%1/?token=%2"_s.arg(m_port).arg(QString::fromUtf8(m_token));
        if (!m_cursor.isEmpty())
            url += u"&after="_s + m_cursor;
        QWebSocketHandshakeOptions options;
        options.setSubprotocols({u"timesheet.v1"_s});
        socket->open(QNetworkRequest(QUrl(url)), options);
    }
    void comeBack()
    {
        m_isGreeted = false;
        m_retry.start();
    }
    void onText(const QString &text)
    {
        const QJsonObject message = QJsonDocument::fromJson(text.toUtf8()).object();
        const bool isHello = message.value("type"_L1).toString() == u"hello";
        if (isHello) {
            m_isGreeted = true;
            ++m_greetings;
        }
        if (message.contains("payload"_L1))
            m_ids.append(message.value("id"_L1).toString());
        if (message.contains("payload"_L1) || (isHello && m_cursor.isEmpty()))
            m_cursor = message.value("cursor"_L1).toString();
    }

    quint16 m_port;
    QByteArray m_token;
    QWebSocket *m_socket = nullptr; ///< the one that counts; the parent keeps all
    QTimer m_retry;
    QString m_cursor;
    QStringList m_ids;
    int m_greetings = 0;
    bool m_isGreeted = false;
};

/// Publishes one event after the other, each until it is answered with 201.
class Publisher : public QObject
{
public:
    Publisher(quint16 port, int count)
        : m_url(u"http://127.0.0.1:%1/v1/events"_s.arg(port))
        , m_left(count)
    {
        m_retry.setSingleShot(true);
        m_retry.setInterval(retryAfter);
        connect(&m_retry, &QTimer::timeout, this, &Publisher::post);
        next();
    }

    bool isDone() const { return m_left == 0; }
    const QStringList &ids() const { return m_ids; }

private:
    void next()
    {
        m_id = QUuid::createUuid().toString(QUuid::WithoutBraces);
        post();
    }
    void post()
    {
        QNetworkRequest request(m_url);
        request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
        request.setRawHeader("Authorization", "Bearer " + service());
        const QJsonObject event{
            {u"id"_s, m_id}, {u"type"_s, u"notification:new"_s}, {u"payload"_s, QJsonObject{}}};
        QNetworkReply *reply = m_network.post(request, QJsonDocument(event).toJson());
        connect(reply, &QNetworkReply::finished, this, [this, reply] {
            reply->deleteLater();
            if (reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt() != 201) {
                m_retry.start(); // also where it was stored and only the answer was lost
                return;
            }
            m_ids.append(m_id);
            if (--m_left > 0)
                next();
        });
    }

    QUrl m_url;
    QNetworkAccessManager m_network;
    QTimer m_retry;
    QString m_id;
    QStringList m_ids;
    int m_left;
};

} // namespace

/// Three gateways on one PostgreSQL, behind haproxy.
class TestGatewayNodes : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();

    void events_reachTheClientsOfEveryNode();
    void deployedClient_missesNothingAfterItsFirstPong();
    void resume_onAnotherNode();
    void readMark_reachesTheUsersDevicesOnOtherNodes();
    void databaseAway_isToldAndOverWhenItIsBack();
    void presence_reachesTheClientsOfEveryNode();
    void presence_saidWhileTheDatabaseIsAway_isToldWhenItIsBack();
    void killedNode_losesAndDoublesNothing();
    void presence_stoppedNode_leavesTimeToComeBack();
    void presence_killedNode_losesItsUsersWithItsLease();
    void cleanupTestCase();

private:
    bool startProxy();
    bool takePart(SocketClient &client, std::size_t node, const QString &tenant,
                  const QString &user, const QString &state) const;
    QStringList presentUsers(std::size_t node, const QString &tenant) const;
    int countReports(const QString &user, const QString &state) const;
    void endLeaseOf(const QString &user);

    PostgresCluster m_cluster;
    std::array<GatewayProcess, 3> m_nodes;
    QTemporaryDir m_folder;
    QProcess m_proxy;
    quint16 m_port = 0; ///< of the proxy
};

void TestGatewayNodes::initTestCase()
{
    const QString fault = createTimesheets(m_cluster);
    QVERIFY2(fault.isEmpty(), qPrintable(fault));
    for (GatewayProcess &node : m_nodes) {
        node.setDatabase(m_cluster.url(u"timesheets"_s, u"gateway"_s));
        QVERIFY2(node.start(), node.log().constData());
    }
    QVERIFY(startProxy());
}

bool TestGatewayNodes::startProxy()
{
    QTcpServer free;
    free.listen(QHostAddress::LocalHost);
    m_port = free.serverPort();
    free.close();
    QByteArray text =
        "defaults\n mode http\n timeout connect 2s\n timeout client 1h\n timeout server 1h\n"
        " timeout tunnel 1h\n option redispatch\n"
        "frontend all\n bind 127.0.0.1:" +
        QByteArray::number(m_port) +
        "\n default_backend nodes\n"
        "backend nodes\n balance roundrobin\n option httpchk\n"
        " http-check send meth GET uri /readyz ver HTTP/1.1 hdr Host gateway\n"
        " default-server check inter 200 fall 1 rise 1 on-marked-down shutdown-sessions\n";
    for (const GatewayProcess &node : m_nodes) {
        const QByteArray port = QByteArray::number(node.port());
        text += " server node" + port + " 127.0.0.1:" + port + '\n';
    }
    QFile file(m_folder.filePath(u"haproxy.cfg"_s));
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
        return false;
    file.close();
    m_proxy.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    // Debian keeps it where only root's PATH leads.
    const QString inSbin = QStandardPaths::findExecutable(u"haproxy"_s, {u"/usr/sbin"_s});
    m_proxy.start(inSbin.isEmpty() ? u"haproxy"_s : inSbin, {u"-db"_s, u"-f"_s, file.fileName()});
    const auto answers = [this] {
        QTcpSocket socket;
        socket.connectToHost(QHostAddress::LocalHost, m_port);
        return socket.waitForConnected(patience);
    };
    return m_proxy.waitForStarted(patience) && QTest::qWaitFor(answers, patience);
}

void TestGatewayNodes::events_reachTheClientsOfEveryNode()
{
    std::array<SocketClient, 3> clients;
    SocketClient stranger;
    for (std::size_t i = 0; i < m_nodes.size(); ++i)
        QVERIFY(clients.at(i).join(
            m_nodes.at(i).webSocketUrl(GatewayProcess::token(u"t"_s, u"u"_s)), Offer::TimesheetV1));
    QVERIFY(stranger.join(m_nodes.at(1).webSocketUrl(GatewayProcess::token(u"b"_s, u"u"_s)),
                          Offer::TimesheetV1));
    QStringList expected;
    for (std::size_t i = 0; i < 9; ++i) {
        WebClient web(m_nodes.at(i % 3));
        const QString id = u"everywhere-%1"_s.arg(i);
        QCOMPARE(web.publish(u"t"_s, {id}).size(), 1);
        expected.append(id);
    }
    for (SocketClient &client : clients) {
        QVERIFY(client.waitForEvents(9));
        QCOMPARE(client.eventIds(), expected);
    }
    QVERIFY(stranger.events().isEmpty());
}

/// It cannot ask for what it has missed. Each time another tenant, which its node did not follow.
void TestGatewayNodes::deployedClient_missesNothingAfterItsFirstPong()
{
    for (int i = 0; i < 10; ++i) {
        const QString tenant = u"new-%1"_s.arg(i);
        SocketClient client;
        QVERIFY(client.join(m_nodes.at(0).webSocketUrl(GatewayProcess::token(tenant, u"u"_s)),
                            Offer::Nothing));
        WebClient(m_nodes.at(1)).publish(tenant, {u"at-once"_s});
        QVERIFY(client.waitForEvents(1));
    }
}

void TestGatewayNodes::resume_onAnotherNode()
{
    const QByteArray token = GatewayProcess::token(u"t"_s, u"u"_s);
    const QString cursor = WebClient(m_nodes.at(0)).publish(u"t"_s, {u"before"_s}).value(0);
    WebClient(m_nodes.at(1)).publish(u"t"_s, {u"meanwhile"_s});
    SocketClient client;
    client.open(m_nodes.at(2).webSocketUrl(token, cursor), Offer::TimesheetV1);
    const QJsonObject resumed = client.waitFor(u"resumed"_s);
    QCOMPARE(resumed.value("complete"_L1), QJsonValue(true));
    QCOMPARE(client.eventIds(), QStringList{u"meanwhile"_s});
}

void TestGatewayNodes::readMark_reachesTheUsersDevicesOnOtherNodes()
{
    const QByteArray token = GatewayProcess::token(u"t"_s, u"u"_s);
    SocketClient laptop;
    SocketClient desktop;
    SocketClient colleague;
    QVERIFY(laptop.join(m_nodes.at(0).webSocketUrl(token), Offer::TimesheetV1));
    QVERIFY(desktop.join(m_nodes.at(1).webSocketUrl(token), Offer::TimesheetV1));
    QVERIFY(colleague.join(m_nodes.at(1).webSocketUrl(GatewayProcess::token(u"t"_s, u"v"_s)),
                           Offer::TimesheetV1));
    WebClient(m_nodes.at(2)).publish(u"t"_s, {u"to be read"_s});
    QVERIFY(laptop.waitForEvents(1) && desktop.waitForEvents(1) && colleague.waitForEvents(1));
    laptop.send({{u"type"_s, u"read"_s}, {u"ids"_s, QJsonArray{u"to be read"_s}}});
    const QJsonObject read = desktop.waitFor(u"read"_s);
    QCOMPARE(read.value("ids"_L1).toArray(), QJsonArray{u"to be read"_s});
    WebClient(m_nodes.at(2)).publish(u"t"_s, {u"after that"_s});
    QVERIFY(laptop.waitForEvents(2) && colleague.waitForEvents(2));
    QCOMPARE(laptop.count(u"read"_s) + colleague.count(u"read"_s), 0);
}

void TestGatewayNodes::databaseAway_isToldAndOverWhenItIsBack()
{
    SocketClient client;
    QVERIFY(client.join(m_nodes.at(0).webSocketUrl(GatewayProcess::token(u"t"_s, u"u"_s)),
                        Offer::TimesheetV1));
    WebClient web(m_nodes.at(0));
    QCOMPARE(web.get(u"/readyz"_s).status, 200);
    m_cluster.stop();
    QVERIFY(QTest::qWaitFor([&] { return web.get(u"/readyz"_s).status == 503; }, patience));
    const HttpResult refused = web.post(u"/v1/events"_s, service(),
                                        R"({"id":"late","type":"notification:new","payload":{}})");
    QCOMPARE(refused.status, 503);
    QVERIFY(!refused.retryAfter.isEmpty());
    QCOMPARE(web.get(u"/healthz"_s).status, 200);

    const QString fault = m_cluster.start();
    QVERIFY2(fault.isEmpty(), qPrintable(fault));
    for (const GatewayProcess &node : m_nodes)
        QTRY_COMPARE_WITH_TIMEOUT(WebClient(node).get(u"/readyz"_s).status, 200, patience);
    QCOMPARE(WebClient(m_nodes.at(1)).publish(u"t"_s, {u"late"_s}).size(), 1);
    QVERIFY(client.waitForEvents(1));
    QCOMPARE(client.eventIds(), QStringList{u"late"_s});
}

bool TestGatewayNodes::takePart(SocketClient &client, std::size_t node, const QString &tenant,
                                const QString &user, const QString &state) const
{
    const QUrl url = m_nodes.at(node).webSocketUrl(GatewayProcess::token(tenant, user));
    return client.join(url, Offer::TimesheetV1) && client.sayPresence(state);
}

/// "user state", each.
QStringList TestGatewayNodes::presentUsers(std::size_t node, const QString &tenant) const
{
    const HttpResult found =
        WebClient(m_nodes.at(node)).get(u"/v1/presence"_s, GatewayProcess::token(tenant, u"x"_s));
    QStringList words;
    const QJsonArray users = found.json.value("users"_L1).toArray();
    for (const QJsonValue &user : users)
        words.append(user.toObject().value("user_id"_L1).toString() + u' ' +
                     user.toObject().value("state"_L1).toString());
    return words;
}

/// How many nodes have said this of a user.
int TestGatewayNodes::countReports(const QString &user, const QString &state) const
{
    return m_cluster
        .run(u"timesheets"_s, u"SELECT count(*) FROM presence_reports WHERE user_id = '%1' "
                              "AND state = '%2'"_s.arg(user, state))
        .toInt();
}

/// As if the time had passed that the lease of this user's node still has.
void TestGatewayNodes::endLeaseOf(const QString &user)
{
    m_cluster.run(u"timesheets"_s,
                  u"UPDATE presence_leases SET expires_at = now() - interval '1 second' "
                  "WHERE gateway IN (SELECT gateway FROM presence_reports "
                  "WHERE user_id = '%1')"_s.arg(user));
}

void TestGatewayNodes::presence_reachesTheClientsOfEveryNode()
{
    std::array<SocketClient, 3> witnesses;
    SocketClient stranger;
    const QString tenant = u"everywhere"_s;
    for (std::size_t i = 0; i < witnesses.size(); ++i)
        QVERIFY(takePart(witnesses.at(i), i, tenant, u"w"_s, u"away"_s)); // one user
    QVERIFY(takePart(stranger, 1, u"elsewhere"_s, u"w"_s, u"away"_s));
    SocketClient laptop;
    SocketClient phone;
    QVERIFY(takePart(phone, 1, tenant, u"u"_s, u"away"_s));
    QTRY_COMPARE_WITH_TIMEOUT(witnesses.at(0).presences(), (QStringList{u"w away"_s, u"u away"_s}),
                              patience);
    QVERIFY(takePart(laptop, 0, tenant, u"u"_s, u"online"_s));
    QTRY_VERIFY_WITH_TIMEOUT(witnesses.at(2).presences().endsWith(u"u online"_s), patience);
    QVERIFY(phone.sayPresence(u"online"_s));
    QTRY_COMPARE_WITH_TIMEOUT(countReports(u"u"_s, u"online"_s), 2, patience);
    QVERIFY(laptop.sayPresence(u"away"_s));
    QCOMPARE(presentUsers(2, tenant), (QStringList{u"u online"_s, u"w away"_s}));
    QVERIFY(phone.sayPresence(u"away"_s));
    const QStringList expected{u"u away"_s, u"u online"_s, u"u away"_s};
    for (const SocketClient &witness : witnesses)
        QTRY_COMPARE_WITH_TIMEOUT(witness.presences().filter(u"u "_s), expected, patience);
    QTRY_VERIFY_WITH_TIMEOUT(laptop.presences().endsWith(u"u away"_s), patience);
    QCOMPARE(stranger.presences(), QStringList{u"w away"_s});
    QCOMPARE(presentUsers(2, u"elsewhere"_s), QStringList{u"w away"_s});
}

void TestGatewayNodes::presence_saidWhileTheDatabaseIsAway_isToldWhenItIsBack()
{
    const QString tenant = u"outage"_s;
    SocketClient user;
    SocketClient witness;
    QVERIFY(takePart(witness, 1, tenant, u"w"_s, u"online"_s));
    QVERIFY(takePart(user, 0, tenant, u"u"_s, u"online"_s));
    QTRY_VERIFY_WITH_TIMEOUT(witness.presences().endsWith(u"u online"_s), patience);
    m_cluster.stop();
    WebClient web(m_nodes.at(0));
    QVERIFY(user.sayPresence(u"away"_s));
    const QByteArray token = GatewayProcess::token(tenant, u"u"_s);
    QTRY_COMPARE_WITH_TIMEOUT(web.get(u"/v1/presence"_s, token).status, 503, patience);
    const QString fault = m_cluster.start();
    QVERIFY2(fault.isEmpty(), qPrintable(fault));
    QTRY_COMPARE_WITH_TIMEOUT(witness.presences(),
                              (QStringList{u"w online"_s, u"u online"_s, u"u away"_s}), patience);
}

void TestGatewayNodes::killedNode_losesAndDoublesNothing()
{
    constexpr int readers = 12;
    constexpr int publishers = 4;
    constexpr int eventsEach = 100;
    std::vector<std::unique_ptr<Reader>> all;
    all.reserve(readers);
    for (int i = 0; i < readers; ++i)
        all.push_back(
            std::make_unique<Reader>(m_port, GatewayProcess::token(u"t"_s, u"user-%1"_s.arg(i))));
    for (const auto &reader : all)
        QTRY_VERIFY_WITH_TIMEOUT(reader->isThere(), patience);

    std::vector<std::unique_ptr<Publisher>> sources;
    sources.reserve(publishers);
    for (int i = 0; i < publishers; ++i)
        sources.push_back(std::make_unique<Publisher>(m_port, eventsEach));
    QTRY_VERIFY_WITH_TIMEOUT(all.front()->ids().size() > 50, patience);
    m_nodes.at(0).kill();
    for (const auto &source : sources)
        QTRY_VERIFY_WITH_TIMEOUT(source->isDone(), patience);

    QStringList published;
    for (const auto &source : sources)
        published += source->ids();
    QCOMPARE(published.size(), publishers * eventsEach);
    for (const auto &reader : all)
        QTRY_VERIFY_WITH_TIMEOUT(reader->ids().size() >= published.size(), patience);
    int returns = 0;
    for (const auto &reader : all) {
        QCOMPARE(reader->ids(), all.front()->ids()); // in one order, and so none twice
        returns += reader->returns();
    }
    QVERIFY(returns > 0);
    QStringList received = all.front()->ids();
    received.sort();
    published.sort();
    QCOMPARE(received, published);
}

/// Its clients are sent away, and may be on another node within the grace.
void TestGatewayNodes::presence_stoppedNode_leavesTimeToComeBack()
{
    const QString tenant = u"restart"_s;
    QVERIFY2(m_nodes.at(0).start(), m_nodes.at(0).log().constData());
    SocketClient witness;
    SocketClient user;
    SocketClient back;
    QVERIFY(takePart(witness, 1, tenant, u"w"_s, u"online"_s));
    QVERIFY(takePart(user, 0, tenant, u"back"_s, u"online"_s));
    SocketClient leaving;
    QVERIFY(takePart(leaving, 0, tenant, u"gone"_s, u"away"_s));
    QTRY_COMPARE_WITH_TIMEOUT(witness.presences().size(), 3, patience);
    QCOMPARE(m_nodes.at(0).terminate(), 0);
    QVERIFY(m_cluster
                .run(u"timesheets"_s,
                     u"SELECT expires_at < now() + interval '11 seconds' FROM presence_leases "
                     "JOIN presence_reports USING (gateway) WHERE user_id = 'gone'"_s)
                .toBool()); // the grace is 10 s
    QVERIFY(takePart(back, 2, tenant, u"back"_s, u"online"_s));
    QTRY_COMPARE_WITH_TIMEOUT(countReports(u"back"_s, u"online"_s), 2, patience);
    endLeaseOf(u"gone"_s);
    QTRY_COMPARE_WITH_TIMEOUT(presentUsers(2, tenant),
                              (QStringList{u"back online"_s, u"w online"_s}), patience);
    QTRY_COMPARE_WITH_TIMEOUT(
        witness.presences(),
        (QStringList{u"w online"_s, u"back online"_s, u"gone away"_s, u"gone offline"_s}),
        patience);
}

void TestGatewayNodes::presence_killedNode_losesItsUsersWithItsLease()
{
    const QString tenant = u"killed"_s;
    QVERIFY2(m_nodes.at(0).start(), m_nodes.at(0).log().constData());
    SocketClient witness;
    SocketClient lost;
    SocketClient phone;
    SocketClient laptop;
    QVERIFY(takePart(witness, 1, tenant, u"w"_s, u"online"_s));
    QVERIFY(takePart(phone, 2, tenant, u"u"_s, u"away"_s));
    QVERIFY(takePart(laptop, 0, tenant, u"u"_s, u"online"_s));
    QVERIFY(takePart(lost, 0, tenant, u"lost"_s, u"online"_s));
    QTRY_COMPARE_WITH_TIMEOUT(witness.presences().size(), 4, patience);
    m_nodes.at(0).kill();
    endLeaseOf(u"lost"_s);
    // The others notice with their next renewals, and one of them tells it.
    const QStringList expected{u"lost offline"_s, u"u away"_s};
    QTRY_COMPARE_WITH_TIMEOUT(witness.presences().mid(4), expected, patience);
    QTRY_VERIFY_WITH_TIMEOUT(phone.presences().endsWith(expected.last()), patience);
    QCOMPARE(presentUsers(2, tenant), (QStringList{u"u away"_s, u"w online"_s}));
}

void TestGatewayNodes::cleanupTestCase()
{
    m_proxy.kill();
    m_proxy.waitForFinished(patience);
}

QTEST_GUILESS_MAIN(TestGatewayNodes)
#include "tst_gateway_nodes.moc"
