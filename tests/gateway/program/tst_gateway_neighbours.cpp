#include "gateway/postgres/postgres_connection.h"
#include "gateway/program/gateway_clients.h"
#include "gateway/program/timesheets_database.h"

#include <QNetworkReply>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QTest>

using namespace timesheet;
using namespace timesheet::gateway;
using namespace Qt::StringLiterals;

namespace {

QByteArray service(const QString &tenant)
{
    return GatewayProcess::token(tenant, u"service"_s, u"service"_s);
}

QByteArray news()
{
    return R"({"type":"notification:new","payload":{"title":"T"}})";
}

/// What no rule of the protocol forbids, and this database does.
QByteArray poison()
{
    return R"({"type":"poison","payload":{}})";
}

} // namespace

/// What one tenant does to the storage costs only itself.
class TestGatewayNeighbours : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanup();

    void poisonedPublisher_failsAlone_data();
    void poisonedPublisher_failsAlone();
    void lockedTenant_holdsUpNobodyElse();
    void pollsThatAreDropped_leaveTheOthersAlone();

private:
    void startOn(const QString &engine);
    void refusePoison(const QString &engine);

    PostgresCluster m_cluster;
    std::unique_ptr<GatewayProcess> m_gateway;
    std::unique_ptr<WebClient> m_web;
};

void TestGatewayNeighbours::initTestCase()
{
    const QString fault = createTimesheets(m_cluster);
    QVERIFY2(fault.isEmpty(), qPrintable(fault));
}

void TestGatewayNeighbours::cleanup()
{
    if (m_gateway)
        QCOMPARE(m_gateway->terminate(), 0);
    m_web.reset();
    m_gateway.reset();
}

void TestGatewayNeighbours::startOn(const QString &engine)
{
    m_gateway = std::make_unique<GatewayProcess>();
    if (engine == u"postgres")
        m_gateway->setDatabase(m_cluster.url(u"timesheets"_s, u"gateway"_s));
    QVERIFY2(m_gateway->start(), m_gateway->log().constData());
    m_web = std::make_unique<WebClient>(*m_gateway);
}

void TestGatewayNeighbours::refusePoison(const QString &engine)
{
    if (engine == u"postgres") {
        m_cluster.run(u"timesheets"_s,
                      u"ALTER TABLE events ADD CONSTRAINT refused CHECK (type <> 'poison')"_s);
        return;
    }
    {
        QSqlDatabase file = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"outside"_s);
        file.setDatabaseName(m_gateway->database());
        QVERIFY(file.open());
        QSqlQuery query(file);
        QVERIFY2(query.exec(u"CREATE TRIGGER refuse BEFORE INSERT ON events "
                            "WHEN NEW.type = 'poison' BEGIN SELECT RAISE(ABORT, 'no'); END"_s),
                 qPrintable(query.lastError().text()));
    }
    QSqlDatabase::removeDatabase(u"outside"_s);
}

void TestGatewayNeighbours::poisonedPublisher_failsAlone_data()
{
    QTest::addColumn<QString>("engine");
    QTest::newRow("SQLite") << u"sqlite"_s;
    QTest::newRow("PostgreSQL") << u"postgres"_s;
}

void TestGatewayNeighbours::poisonedPublisher_failsAlone()
{
    QFETCH(const QString, engine);
    startOn(engine);
    refusePoison(engine);
    constexpr int rounds = 40;
    for (int round = 0; round < rounds; ++round) {
        const auto post = [this](const QString &tenant, const QByteArray &body) {
            return m_web->beginPost(u"/v1/events"_s, service(tenant), body);
        };
        // More connections than QNetworkAccessManager opens at once to one host would not wait
        // together: six it does.
        QNetworkReply *bad = post(u"bad"_s, poison());
        QList<QNetworkReply *> good;
        for (const QString &tenant : {u"a"_s, u"b"_s, u"c"_s, u"d"_s})
            good.append(post(tenant, news()));
        QCOMPARE(WebClient::finish(bad).status, 503);
        for (QNetworkReply *reply : std::as_const(good))
            QCOMPARE(WebClient::finish(reply).status, 201);
    }
    // What the same tenant publishes that is good goes on, too.
    QCOMPARE(m_web->post(u"/v1/events"_s, service(u"bad"_s), news()).status, 201);
    QCOMPARE(m_web->get(u"/v1/events"_s, GatewayProcess::token(u"a"_s, u"u"_s))
                 .json.value("events"_L1)
                 .toArray()
                 .size(),
             rounds);
}

void TestGatewayNeighbours::lockedTenant_holdsUpNobodyElse()
{
    startOn(u"postgres"_s);
    QVERIFY(!m_web->publish(u"locked"_s, {u"1"_s}).isEmpty());
    SocketClient neighbour;
    QVERIFY(neighbour.join(m_gateway->webSocketUrl(GatewayProcess::token(u"free"_s, u"u"_s)),
                           SocketClient::Offer::TimesheetV1));
    PostgresConnection holder(*parsePostgresUrl(m_cluster.adminUrl(u"timesheets"_s)));
    QVERIFY(holder.open());
    QVERIFY(holder.runScript(
        u"BEGIN; SELECT FROM event_heads WHERE tenant_id = 'locked' FOR UPDATE"_s));

    QNetworkReply *held = m_web->beginPost(u"/v1/events"_s, service(u"locked"_s), news());
    QNetworkReply *alsoHeld = m_web->beginPost(u"/v1/events"_s, service(u"locked"_s), news());
    QNetworkReply *heldMark = m_web->beginPost(
        u"/v1/read"_s, GatewayProcess::token(u"locked"_s, u"u"_s), R"({"ids":["1"]})");
    for (int i = 1; i <= 10; ++i) {
        QCOMPARE(m_web->post(u"/v1/events"_s, service(u"free"_s), news()).status, 201);
        QVERIFY(neighbour.waitForEvents(i));
        QCOMPARE(m_web->get(u"/readyz"_s).status, 200);
        QCOMPARE(
            m_web->post(u"/v1/read"_s, GatewayProcess::token(u"free"_s, u"u"_s), R"({"ids":["1"]})")
                .status,
            204);
        // Readers of the locked tenant do not wait either.
        QCOMPARE(m_web->get(u"/v1/events"_s, GatewayProcess::token(u"locked"_s, u"u"_s)).status,
                 200);
    }
    SocketClient newcomer;
    QVERIFY(newcomer.join(m_gateway->webSocketUrl(GatewayProcess::token(u"free"_s, u"v"_s)),
                          SocketClient::Offer::Nothing));
    QVERIFY(!held->isFinished() && !alsoHeld->isFinished() && !heldMark->isFinished());
    QVERIFY(holder.runScript(u"COMMIT"_s));
    QCOMPARE(WebClient::finish(held).status, 201);
    QCOMPARE(WebClient::finish(alsoHeld).status, 201);
    QCOMPARE(WebClient::finish(heldMark).status, 204);
}

void TestGatewayNeighbours::pollsThatAreDropped_leaveTheOthersAlone()
{
    startOn(u"sqlite"_s);
    QVERIFY(!m_web->publish(u"busy"_s, {u"1"_s, u"2"_s}, u"somebody else"_s).isEmpty());
    const QByteArray poll = "GET /v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " +
                            GatewayProcess::token(u"busy"_s, u"u"_s) + "\r\n\r\n";
    for (int i = 0; i < 50; ++i) {
        RawClient gone(*m_gateway);
        gone.write(poll.repeated(20));
        gone.socket().abort();
    }
    QCOMPARE(m_web->post(u"/v1/events"_s, service(u"free"_s), news()).status, 201);
}

QTEST_GUILESS_MAIN(TestGatewayNeighbours)
#include "tst_gateway_neighbours.moc"
