#include "gateway/postgres/postgres_cluster.h"
#include "gateway/postgres/postgres_migrations.h"
#include "gateway/postgres/postgres_session.h"
#include "gateway/postgres_log/postgres_event_log.h"
#include "gateway/storage/event_log_cases.h"

#include <QTest>

using namespace timesheet::gateway;
using namespace Qt::StringLiterals;
using Mode = PostgresSession::Mode;

namespace {

/// How many events there are for whoever claims this.
int eventsFor(PostgresTransaction &transaction, const PostgresClaims &claims)
{
    const auto rows = transaction.run(claims, u"SELECT count(*) FROM public.events"_s);
    return rows && (*rows)->next() ? (*rows)->value(0).toInt() : -1;
}

} // namespace

/// With whose claims a statement runs. Tenant a has an event for all and one for each of u and v,
/// tenant b has one for all.
class TestPostgresSession : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();

    void run_eachStatement_hasItsOwnClaims();
    void run_afterAFunctionThatClaims_hasItsOwnClaimsAgain();
    void run_nextTransaction_hasItsOwnClaims();

private:
    QString url() const { return m_cluster.url(u"events"_s, u"gate"_s); }

    const PostgresClaims m_tenantA = PostgresClaims::aboutTenants({u"a"_s});
    const PostgresClaims m_tenantB = PostgresClaims::aboutTenants({u"b"_s});
    const PostgresClaims m_employee = PostgresClaims::ofCaller(caller(u"a"_s));
    PostgresCluster m_cluster;
    std::unique_ptr<PostgresSession> m_session;
};

void TestPostgresSession::initTestCase()
{
    const QString failed = m_cluster.create();
    QVERIFY2(failed.isEmpty(), qPrintable(failed));
    m_cluster.run(u"postgres"_s, u"CREATE DATABASE events"_s);
    QVERIFY(migratePostgres(m_cluster.adminUrl(u"events"_s)));
    m_cluster.run(u"events"_s,
                  u"CREATE ROLE gate LOGIN PASSWORD 'gate' IN ROLE timesheet_gateway"_s);
    const auto log = openPostgresEventLog(url(), {});
    QVERIFY2(log, log ? "" : qPrintable(log.error()));
    QVERIFY((*log)->append({entry(u"a"_s, u"1"_s), entry(u"a"_s, u"2"_s, u"u"_s),
                            entry(u"a"_s, u"3"_s, u"v"_s), entry(u"b"_s, u"1"_s)}));
    auto session = PostgresSession::open(*parsePostgresUrl(url()));
    QVERIFY2(session, session ? "" : qPrintable(session.error()));
    m_session = std::move(*session);
}

void TestPostgresSession::run_eachStatement_hasItsOwnClaims()
{
    QList<int> seen;
    const auto done = m_session->transact(
        Mode::Read, [&](PostgresTransaction &transaction) -> tl::expected<void, LogError> {
            for (const auto &claims : {m_tenantA, m_employee, m_employee, m_tenantB, m_tenantA})
                seen.append(eventsFor(transaction, claims));
            return {};
        });
    QVERIFY(done);
    QCOMPARE(seen, (QList<int>{3, 2, 2, 1, 3}));
}

void TestPostgresSession::run_afterAFunctionThatClaims_hasItsOwnClaimsAgain()
{
    QList<int> seen;
    const auto done = m_session->transact(
        Mode::Write, [&](PostgresTransaction &transaction) -> tl::expected<void, LogError> {
            seen.append(eventsFor(transaction, m_employee));
            const auto called =
                transaction.call(u"SELECT public.timesheet_signal('b', 'g', 'read', '{}')"_s);
            if (!called)
                return tl::unexpected(called.error());
            seen.append(eventsFor(transaction, m_employee));
            return {};
        });
    QVERIFY(done);
    QCOMPARE(seen, (QList<int>{2, 2}));
}

void TestPostgresSession::run_nextTransaction_hasItsOwnClaims()
{
    for (const int expected : {2, 2}) {
        int seen = -1;
        const auto done = m_session->transact(
            Mode::Read, [&](PostgresTransaction &transaction) -> tl::expected<void, LogError> {
                seen = eventsFor(transaction, m_employee);
                return {};
            });
        QVERIFY(done);
        QCOMPARE(seen, expected);
    }
}

QTEST_GUILESS_MAIN(TestPostgresSession)
#include "tst_postgres_session.moc"
