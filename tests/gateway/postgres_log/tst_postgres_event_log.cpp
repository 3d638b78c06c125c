#include "domain/instant.h"
#include "gateway/postgres/postgres_cluster.h"
#include "gateway/postgres/postgres_connection.h"
#include "gateway/postgres/postgres_migrations.h"
#include "gateway/postgres_log/postgres_event_log.h"
#include "gateway/postgres_log/postgres_statements.h"
#include "gateway/storage/event_log_cases.h"

#include <QDeadlineTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QSqlDriver>
#include <QSqlError>
#include <QSqlQuery>
#include <QSqlRecord>
#include <QTest>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

using namespace timesheet;
using namespace timesheet::gateway;
using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::seconds patience{60};
constexpr std::chrono::hours lease{1}; ///< of presence; longer than any test

QJsonDocument payloadOf(const LogEntry &entry)
{
    return QJsonDocument::fromJson(entry.event.payload);
}

/// What a log rings when it may have news.
class Bell
{
public:
    void ring()
    {
        const std::scoped_lock lock(m_mutex);
        m_hasRung = true;
        m_rung.notify_all();
    }

    /// Whether it rang; since the last call or within the time.
    bool wait(std::chrono::milliseconds time)
    {
        std::unique_lock lock(m_mutex);
        m_rung.wait_for(lock, time, [this] { return m_hasRung; });
        return std::exchange(m_hasRung, false);
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_rung;
    bool m_hasRung = false;
};

/// News as the storage's thread asks for them, until `isEnough`. While the database is away there
/// are none.
template <class Enough>
LogNews collectUntil(EventLog &log, Bell &bell, const Enough &isEnough)
{
    LogNews all;
    const QDeadlineTimer deadline(patience);
    while (!isEnough(all) && !deadline.hasExpired()) {
        if (const auto news = log.news()) {
            all.entries.append(news->entries);
            all.reads.append(news->reads);
            all.presences.append(news->presences);
        }
        if (!isEnough(all))
            bell.wait(log.pollInterval());
    }
    return all;
}

/// As the storage's thread does: again, as long as another writer holds the tenant.
tl::expected<QList<Appended>, LogError> appendPatiently(EventLog &log,
                                                        const QList<NewLogEntry> &entries)
{
    const QDeadlineTimer deadline(patience);
    for (;;) {
        auto appended = log.append(entries);
        if (appended || appended.error().kind != LogError::Kind::Blocked || deadline.hasExpired())
            return appended;
    }
}

/// Until so many changes of presence have been told.
LogNews collectPresence(EventLog &log, Bell &bell, qsizetype changes)
{
    return collectUntil(log, bell,
                        [changes](const LogNews &all) { return all.presences.size() >= changes; });
}

tl::expected<PresenceReceipt, LogError> report(EventLog &log, const QString &tenant,
                                               const QString &user, wire::PresenceState state)
{
    return log.reportPresence({{TenantId(tenant), UserId(user), state}}, PresenceScope::Changes,
                              lease);
}

LogNews collectNews(EventLog &log, Bell &bell, qsizetype entries)
{
    return collectUntil(log, bell,
                        [entries](const LogNews &all) { return all.entries.size() >= entries; });
}

/// Counts what the gateway logs.
class LogLines
{
public:
    LogLines()
        : m_before(qInstallMessageHandler(note))
    {
        s_away = 0;
        s_back = 0;
    }
    ~LogLines() { qInstallMessageHandler(m_before); }
    Q_DISABLE_COPY_MOVE(LogLines)

    static int away() { return s_away; }
    static int back() { return s_back; }

private:
    static void note(QtMsgType /*type*/, const QMessageLogContext & /*context*/,
                     const QString &message)
    {
        s_away += static_cast<int>(message.contains(u"event=storage_away"_s));
        s_back += static_cast<int>(message.contains(u"event=storage_back"_s));
    }

    static inline std::atomic<int> s_away;
    static inline std::atomic<int> s_back;
    QtMessageHandler m_before;
};

/// Also of the tenants that another reporter held for too long. Whether it went.
bool reportAll(EventLog &log, QList<PresenceReport> reports)
{
    while (!reports.isEmpty()) {
        const auto receipt = log.reportPresence(reports, PresenceScope::Changes, lease);
        if (!receipt)
            return false;
        reports.removeIf(
            [&receipt](const auto &one) { return !receipt->blocked.contains(one.tenant); });
    }
    return true;
}

} // namespace

class TestPostgresEventLog : public EventLogCases
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();

    void append_zeroCharacters_areReplacedButNotInNames();
    void append_manyWriters_noReaderPassesOverARow();
    void append_whileAnotherHasTheNumberAndDoesNotCommit_waits();
    void append_whileAnotherHoldsTheTenant_isBlockedAndNothingElse();
    void writer_besideTheLog_isNewsOfTheLog();
    void append_tenantsInAnyOrder_neverDeadlocks();
    void news_ofAnotherGateway_areTold();
    void news_ofAnotherGateway_areAnnounced();
    void news_restoredBackup_goOnFromThere();
    void news_betweenOthersAppends_keepTheOrder();
    void news_ofPlacesAlreadyRead_areNotTold();
    void news_moreThanAPage_comeInPages();
    void news_withoutANotification_costThePollInterval();
    void news_killedConnections_loseAndDoubleNothing();
    void news_restartedServer_loseAndDoubleNothing();
    void append_databaseAway_failsAndRecovers();
    void presence_ofTwoGateways_isTheMoreOfBoth();
    void presence_reportedAtOnce_isToldInOneOrder();
    void presence_endedLease_isTakenBackOnce();
    void presence_endedLease_isNotShown();
    void presence_takenBack_isReportedAgain();
    void presence_ofAHeldTenant_waitsAlone();
    void presence_endedLeaseOfAHeldTenant_isTakenBackLater();
    void presence_takenBackInPart_isReportedAgain();
    void presence_databaseAway_failsAndRecovers();
    void presence_zeroCharacters_arePassedOver();
    void prune_oldSignals_go();
    void pages_lookAtNothingThatIsForOthers_data();
    void pages_lookAtNothingThatIsForOthers();
    void triggers_turnRowsIntoEvents_data();
    void triggers_turnRowsIntoEvents();
    void triggers_otherChanges_giveNoEvent();
    void triggers_rolledBack_giveNoEvent();
    void triggers_longTenantName_doesNotFailTheWriter();
    void triggers_longRecipient_doesNotFailTheWriter();
    void triggers_usersOwnTables_areRead();
    void rowSecurity_isForcedOnEveryTable();
    void rowSecurity_noClaims_showsNothing_data();
    void rowSecurity_noClaims_showsNothing();
    void rowSecurity_anotherTenantsRows_neverShow_data();
    void rowSecurity_anotherTenantsRows_neverShow();
    void rowSecurity_reportsOfGateways_areTheGatewaysOnly();
    void rowSecurity_recipients_data();
    void rowSecurity_recipients();
    void rowSecurity_writingForAnotherTenant_refused_data();
    void rowSecurity_writingForAnotherTenant_refused();
    void open_wrongVersion_refused_data();
    void open_wrongVersion_refused();
    void open_wrongRole_refused_data();
    void open_wrongRole_refused();
    void open_wrongPassword_refusedWithoutRepeatingIt();
    void migrate_newerDatabase_refusedUntouched();
    void migrate_twoAtOnce_doEachStepOnce();

private:
    std::unique_ptr<EventLog> openLog() override { return openLog(m_bell); }
    std::unique_ptr<EventLog> openLog(Bell &bell) const;
    void removeEventsUpTo(int sequence) override;
    int countMarks() override;
    void makeEventsAnHourYounger() override;
    void backUp() override;
    void restore() override;
    void refuseType(const QString &type) override;

    QVariant run(const QString &sql) const { return m_cluster.run(m_database, sql); }
    std::unique_ptr<PostgresConnection> connectAs(const QString &user) const;
    std::unique_ptr<PostgresConnection> holdTenantA() const;
    void addRowsOfTwoTenants();
    void abandonDatabase();

    PostgresCluster m_cluster;
    QString m_database;
    int m_databases = 0;
    Bell m_bell;
};

void TestPostgresEventLog::initTestCase()
{
    const QString failed = m_cluster.create();
    QVERIFY2(failed.isEmpty(), qPrintable(failed));
    // As an administrator would: who owns the database is no superuser.
    m_cluster.run(u"postgres"_s, u"CREATE ROLE owner LOGIN CREATEROLE PASSWORD 'owner'"_s);
    m_cluster.run(u"postgres"_s, u"CREATE DATABASE base OWNER owner"_s);
    const auto steps = migratePostgres(m_cluster.url(u"base"_s, u"owner"_s));
    QVERIFY2(steps, steps ? "" : qPrintable(steps.error()));
    QVERIFY(*steps >= 3);
    QCOMPARE(*migratePostgres(m_cluster.url(u"base"_s, u"owner"_s)), 0);
    m_cluster.run(u"base"_s,
                  u"CREATE ROLE gate LOGIN PASSWORD 'gate' IN ROLE timesheet_gateway;"
                  "CREATE ROLE stranger LOGIN PASSWORD 'stranger';"
                  "CREATE ROLE bypasser LOGIN BYPASSRLS PASSWORD 'bypasser' "
                  "IN ROLE timesheet_gateway;"
                  "CREATE ROLE web LOGIN PASSWORD 'web';"
                  "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO web"_s);
}

void TestPostgresEventLog::init()
{
    if (m_database.isEmpty()) {
        m_database = u"test%1"_s.arg(++m_databases);
        QVERIFY(m_cluster
                    .run(u"postgres"_s,
                         u"CREATE DATABASE %1 TEMPLATE base OWNER owner"_s.arg(m_database))
                    .isValid());
    }
    m_log = openLog();
    QVERIFY(m_log);
}

void TestPostgresEventLog::cleanup()
{
    m_log.reset();
    if (m_database.isEmpty())
        return;
    QVERIFY(run(u"TRUNCATE events, event_heads, read_events, read_through, signals, timesheets, "
                "annotations, notifications, presences, presence_reports, presence_leases"_s)
                .isValid());
}

/// The next test gets another one.
void TestPostgresEventLog::abandonDatabase()
{
    m_log.reset();
    m_cluster.run(u"postgres"_s, u"DROP DATABASE %1 WITH (FORCE)"_s.arg(m_database));
    m_database.clear();
}

std::unique_ptr<EventLog> TestPostgresEventLog::openLog(Bell &bell) const
{
    auto log = openPostgresEventLog(m_cluster.url(m_database, u"gate"_s), [&bell] { bell.ring(); });
    if (!log)
        qWarning().noquote() << log.error();
    return log ? std::move(*log) : nullptr;
}

void TestPostgresEventLog::removeEventsUpTo(int sequence)
{
    run(u"DELETE FROM events WHERE seq <= %1"_s.arg(sequence));
}

int TestPostgresEventLog::countMarks()
{
    return run(u"SELECT count(*) FROM read_events"_s).toInt();
}

void TestPostgresEventLog::makeEventsAnHourYounger()
{
    run(u"UPDATE events SET accepted_at = accepted_at + interval '1 hour';"
        "UPDATE event_heads SET last_accepted_at = last_accepted_at + interval '1 hour'"_s);
}

void TestPostgresEventLog::backUp()
{
    m_cluster.run(u"postgres"_s,
                  u"CREATE DATABASE backup TEMPLATE %1 OWNER owner"_s.arg(m_database));
}

void TestPostgresEventLog::restore()
{
    m_cluster.run(u"postgres"_s, u"DROP DATABASE %1 WITH (FORCE)"_s.arg(m_database));
    m_cluster.run(u"postgres"_s, u"ALTER DATABASE backup RENAME TO %1"_s.arg(m_database));
}

void TestPostgresEventLog::refuseType(const QString &type)
{
    run(u"ALTER TABLE events ADD CONSTRAINT refused CHECK (type <> '%1') NOT VALID"_s.arg(type));
}

std::unique_ptr<PostgresConnection> TestPostgresEventLog::connectAs(const QString &user) const
{
    const QString url =
        user == u"admin" ? m_cluster.adminUrl(m_database) : m_cluster.url(m_database, user);
    auto connection = std::make_unique<PostgresConnection>(*parsePostgresUrl(url));
    if (const auto opened = connection->open(); !opened)
        qFatal("%s", qPrintable(opened.error().detail));
    return connection;
}

/// Until its transaction ends. Nothing where that failed.
std::unique_ptr<PostgresConnection> TestPostgresEventLog::holdTenantA() const
{
    auto holder = connectAs(u"admin"_s);
    const bool isHeld =
        holder->runScript(u"BEGIN; SELECT FROM event_heads WHERE tenant_id = 'a' FOR UPDATE"_s)
            .has_value();
    return isHeld ? std::move(holder) : nullptr;
}

void TestPostgresEventLog::append_zeroCharacters_areReplacedButNotInNames()
{
    NewLogEntry fresh = entry(u"a"_s, u"1\u00002"_s);
    fresh.event.typeName = u"x\u0000"_s;
    const auto first = m_log->append({fresh});
    QVERIFY2(first, first ? "" : qPrintable(first.error().detail));
    QVERIFY(!m_log->append({fresh})->first().isNew);
    const auto page = m_log->readNewest(caller(u"a"_s), everything);
    QCOMPARE(page->entries.size(), 1);
    QCOMPARE(page->entries.first().event.id, EventId(u"1\uFFFD2"_s));
    QCOMPARE(page->cursor, first->first().entry.event.cursor);

    // Another's name could look like the replaced one.
    const QString name = u"a\u0000"_s;
    m_log->follow(TenantId(name));
    QVERIFY(!m_log->append({entry(name, u"1"_s)}));
    QVERIFY(!m_log->append({entry(u"a"_s, u"3"_s, name)}));
    for (const Caller &odd : {caller(name), caller(u"a"_s, name), caller(u"a"_s, u"u"_s, name)})
        QVERIFY(!m_log->markRead(odd, {{EventId(u"1"_s)}, {}}, 0));
    QVERIFY(!m_log->readNewest(caller(name), everything));
    QVERIFY(!m_log->readNewest(caller(u"a"_s, name), everything));
    QVERIFY(m_log->news()->isEmpty());
    QCOMPARE(countMarks(), 0);
}

void TestPostgresEventLog::append_manyWriters_noReaderPassesOverARow()
{
    constexpr int writers = 4;
    constexpr int batches = 60;
    std::atomic<int> failures = 0;
    std::vector<std::thread> threads;
    threads.reserve(writers + 1);
    for (int writer = 0; writer < writers; ++writer) {
        threads.emplace_back([this, writer, &failures] {
            Bell bell;
            const auto log = openLog(bell);
            for (int batch = 0; batch < batches; ++batch) {
                const QString id = u"%1-%2-"_s.arg(writer).arg(batch);
                const auto appended =
                    appendPatiently(*log, {entry(u"a"_s, id + u'1'), entry(u"b"_s, id + u'2'),
                                           entry(u"a"_s, id + u'3')});
                failures += appended ? 0 : 1;
            }
        });
    }
    // One more writes through triggers, and takes its time over each commit.
    threads.emplace_back([this, &failures] {
        const auto other = connectAs(u"admin"_s);
        for (int i = 0; i < batches; ++i) {
            const bool isDone =
                other->runScript(u"BEGIN"_s) &&
                other->runScript(u"INSERT INTO notifications (tenant_id) VALUES ('a')"_s) &&
                other->runScript(u"SET CONSTRAINTS ALL IMMEDIATE"_s) &&
                other->runScript(u"SELECT pg_sleep(0.003)"_s) && other->runScript(u"COMMIT"_s);
            failures += isDone ? 0 : 1;
        }
    });

    constexpr int expected = writers * batches * 2 + batches;
    const Caller reader = caller(u"a"_s);
    Cursor cursor = m_log->head(TenantId(u"nobody"_s))->cursor;
    QList<qint64> seen;
    const QDeadlineTimer deadline(patience);
    while (seen.size() < expected && !deadline.hasExpired() && failures == 0) {
        const auto page = m_log->readAfter(reader, cursor, {7, 1 << 20});
        if (!page)
            break;
        for (const LogEntry &one : page->entries)
            seen.append(one.sequence);
        cursor = page->cursor;
    }
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(failures, 0);
    QCOMPARE(seen.size(), expected);
    for (qsizetype i = 0; i < seen.size(); ++i)
        QCOMPARE(seen.at(i), i + 1);
}

void TestPostgresEventLog::append_whileAnotherHasTheNumberAndDoesNotCommit_waits()
{
    const Cursor start = m_log->head(TenantId(u"a"_s))->cursor;
    const auto slow = connectAs(u"admin"_s);
    QVERIFY(
        slow->runScript(u"BEGIN; INSERT INTO notifications (tenant_id, id) VALUES ('a', 'slow');"
                        "SET CONSTRAINTS ALL IMMEDIATE"_s)); // it has number 1
    std::atomic<qint64> fastNumber = 0;
    std::thread fast([this, &fastNumber] {
        Bell bell;
        const auto log = openLog(bell);
        const auto appended = appendPatiently(*log, {entry(u"a"_s, u"fast"_s)});
        fastNumber = appended ? appended->first().entry.sequence : -1;
    });
    const QString waiting = u"SELECT count(*) FROM pg_stat_activity WHERE datname = '%1' "
                            "AND wait_event_type = 'Lock'"_s.arg(m_database);
    QTRY_COMPARE_WITH_TIMEOUT(run(waiting).toInt(), 1, 10'000);
    QVERIFY(m_log->readAfter(caller(u"a"_s), start, everything)->entries.isEmpty());
    QVERIFY(m_log->append({entry(u"b"_s, u"others do not wait"_s)}));
    QVERIFY(slow->runScript(u"COMMIT"_s));
    fast.join();
    QCOMPARE(fastNumber, 2);
    const auto page = m_log->readAfter(caller(u"a"_s), start, everything);
    QCOMPARE(page->entries.size(), 2);
    QCOMPARE(page->entries.first().event.typeName, u"notification:new"_s);
}

void TestPostgresEventLog::append_whileAnotherHoldsTheTenant_isBlockedAndNothingElse()
{
    add(entry(u"a"_s, u"1"_s));
    const Cursor start = m_log->head(TenantId(u"a"_s))->cursor;
    const auto holder = holdTenantA();
    QVERIFY(holder);
    for (const Patience one : {Patience::Usual, Patience::Short}) {
        m_log->setPatience(one);
        const auto blocked = m_log->append({entry(u"a"_s, u"2"_s), entry(u"b"_s, u"3"_s)});
        QVERIFY(!blocked);
        QCOMPARE(blocked.error().kind, LogError::Kind::Blocked);
        const auto mark = m_log->markRead(caller(u"a"_s), {{EventId(u"1"_s)}, {}}, 0);
        QVERIFY(!mark);
        QCOMPARE(mark.error().kind, LogError::Kind::Blocked);
    }
    QVERIFY(m_log->append({entry(u"b"_s, u"4"_s)}));
    QVERIFY(m_log->readAfter(caller(u"a"_s), start, everything)->atEnd);
    QVERIFY(m_log->readerFactory()()->get()->head(TenantId(u"a"_s)));
    QVERIFY(holder->runScript(u"COMMIT"_s));
    QCOMPARE(m_log->append({entry(u"a"_s, u"2"_s)})->first().entry.sequence, 2);
}

/// What the other writer stores is told once, in order, and without being read again.
void TestPostgresEventLog::writer_besideTheLog_isNewsOfTheLog()
{
    const TenantId a(u"a"_s);
    m_log->follow(a);
    QVERIFY(m_log->head(a));
    const auto writer = m_log->writerFactory()();
    QVERIFY(writer);
    m_log->appendsElsewhere(a);
    const auto appended = (*writer)->append({entry(u"a"_s, u"1"_s), entry(u"a"_s, u"2"_s)});
    QVERIFY(appended);
    QVERIFY(m_bell.wait(std::chrono::seconds(30))); // it is announced, as others' are
    QVERIFY(m_log->news()->entries.isEmpty());
    m_log->appendedElsewhere(a, *appended);
    const auto news = m_log->news();
    QCOMPARE(news->entries.size(), 2);
    QCOMPARE(news->entries.first().event.id, EventId(u"1"_s));
    QVERIFY(m_log->news()->entries.isEmpty());
    // Where it failed, others' events are news as ever.
    m_log->appendsElsewhere(a);
    run(u"INSERT INTO notifications (tenant_id, id) VALUES ('a', 'x')"_s);
    m_log->appendedElsewhere(a, {});
    QCOMPARE(collectNews(*m_log, m_bell, 1).entries.size(), 1);
}

void TestPostgresEventLog::append_tenantsInAnyOrder_neverDeadlocks()
{
    std::atomic<int> failures = 0;
    std::vector<std::thread> threads;
    threads.reserve(4);
    for (int writer = 0; writer < 4; ++writer) {
        threads.emplace_back([this, writer, &failures] {
            Bell bell;
            const auto log = openLog(bell);
            for (int batch = 0; batch < 50; ++batch) {
                QList<NewLogEntry> entries;
                for (int i = 0; i < 8; ++i) {
                    const int tenant = writer % 2 == 0 ? i : 7 - i;
                    entries.append(
                        entry(u"tenant %1"_s.arg(tenant), u"%1-%2"_s.arg(writer).arg(batch)));
                }
                failures += appendPatiently(*log, entries) ? 0 : 1;
            }
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(failures, 0);
    QCOMPARE(m_log->head(TenantId(u"tenant 0"_s))->sequence, 200);
}

void TestPostgresEventLog::news_ofAnotherGateway_areTold()
{
    Bell bell;
    const auto other = openLog(bell);
    m_log->follow(TenantId(u"a"_s));
    QVERIFY(m_log->head(TenantId(u"a"_s)));
    QVERIFY(other->append({entry(u"a"_s, u"1"_s), entry(u"b"_s, u"2"_s), entry(u"a"_s, u"3"_s)}));
    const LogNews news = collectNews(*m_log, m_bell, 2);
    QCOMPARE(idsOf(news), (QStringList{u"1"_s, u"3"_s}));
    QCOMPARE(news.entries.last().event.cursor, m_log->head(TenantId(u"a"_s))->cursor);
    QCOMPARE(news.entries.last().event.payload, entry(u"a"_s, u"3"_s).event.payload);

    const wire::ReadMark mark{{EventId(u"1"_s), EventId(u"3"_s)}, {}};
    const wire::ReadMark through{{}, news.entries.last().event.cursor};
    QVERIFY(other->markRead(caller(u"a"_s, u"v"_s), mark, 5));
    QVERIFY(other->markRead(caller(u"a"_s, u"v"_s), through, 5));
    const LogNews marks =
        collectUntil(*m_log, m_bell, [](const LogNews &all) { return all.reads.size() >= 2; });
    QCOMPARE(marks.reads.size(), 2);
    QCOMPARE(marks.reads.first().mark, mark);
    QCOMPARE(marks.reads.first().user, UserId(u"v"_s));
    QCOMPARE(marks.reads.first().tenant, TenantId(u"a"_s));
    QCOMPARE(marks.reads.first().origin, OriginId{0});
    QCOMPARE(marks.reads.last().mark, through);
    QVERIFY(marks.entries.isEmpty());
}

void TestPostgresEventLog::news_ofAnotherGateway_areAnnounced()
{
    Bell bell;
    const auto other = openLog(bell);
    m_log->follow(TenantId(u"a"_s));
    QVERIFY(m_log->head(TenantId(u"a"_s)));
    QVERIFY(m_bell.wait(patience)); // it listens now, and says so
    QVERIFY(m_log->news());
    QVERIFY(other->append({entry(u"a"_s, u"1"_s)}));
    QVERIFY(m_bell.wait(patience));
    QCOMPARE(idsOf(*m_log->news()), QStringList{u"1"_s});
    run(u"INSERT INTO notifications (tenant_id) VALUES ('a'), ('a'), ('b')"_s);
    QVERIFY(m_bell.wait(patience));
    QCOMPARE(collectNews(*m_log, m_bell, 2).entries.size(), 2);
}

void TestPostgresEventLog::news_restoredBackup_goOnFromThere()
{
    m_log->follow(TenantId(u"a"_s));
    QVERIFY(m_log->head(TenantId(u"a"_s)));
    add(entry(u"a"_s, u"1"_s));
    m_log.reset();
    backUp();
    m_log = openLog();
    m_log->follow(TenantId(u"a"_s));
    QVERIFY(m_log->head(TenantId(u"a"_s)));
    add(entry(u"a"_s, u"lost"_s));
    add(entry(u"a"_s, u"lost, too"_s));
    QCOMPARE(m_log->news()->entries.size(), 2);
    restore(); // while the gateway runs
    QTRY_VERIFY_WITH_TIMEOUT(m_log->news() && m_log->head(TenantId(u"a"_s)), 30'000);
    QCOMPARE(m_log->head(TenantId(u"a"_s))->sequence, 1);
    QTRY_VERIFY_WITH_TIMEOUT(m_log->news()->isEmpty(), 30'000);
    run(u"INSERT INTO notifications (tenant_id) VALUES ('a')"_s);
    QCOMPARE(collectNews(*m_log, m_bell, 1).entries.first().sequence, 2);
}

void TestPostgresEventLog::news_betweenOthersAppends_keepTheOrder()
{
    Bell bell;
    const auto other = openLog(bell);
    m_log->follow(TenantId(u"a"_s));
    QVERIFY(m_log->head(TenantId(u"a"_s)));
    add(entry(u"a"_s, u"1"_s));
    QVERIFY(other->append({entry(u"a"_s, u"2"_s)}));
    add(entry(u"a"_s, u"3"_s));
    add(entry(u"a"_s, u"4"_s));
    QCOMPARE(idsOf(collectNews(*m_log, m_bell, 4)), (QStringList{u"1"_s, u"2"_s, u"3"_s, u"4"_s}));
    QVERIFY(other->append({entry(u"a"_s, u"5"_s)}));
    QCOMPARE(idsOf(collectNews(*m_log, m_bell, 1)), QStringList{u"5"_s});
}

void TestPostgresEventLog::news_ofPlacesAlreadyRead_areNotTold()
{
    Bell bell;
    const auto other = openLog(bell);
    m_log->follow(TenantId(u"a"_s));
    QVERIFY(other->append({entry(u"a"_s, u"1"_s)}));
    QCOMPARE(m_log->head(TenantId(u"a"_s))->sequence, 1);
    QVERIFY(other->append({entry(u"a"_s, u"2"_s)}));
    QCOMPARE(m_log->head(TenantId(u"a"_s))->sequence, 2); // that was not the first
    QCOMPARE(idsOf(collectNews(*m_log, m_bell, 1)), QStringList{u"2"_s});
    QVERIFY(m_log->news()->isEmpty());
}

void TestPostgresEventLog::news_moreThanAPage_comeInPages()
{
    Bell bell;
    const auto other = openLog(bell);
    m_log->follow(TenantId(u"a"_s));
    QVERIFY(m_log->head(TenantId(u"a"_s)));
    m_log->follow(TenantId(u"b"_s));
    QVERIFY(m_log->head(TenantId(u"b"_s)));
    QVERIFY(m_log->news());
    QList<NewLogEntry> many;
    QStringList ids;
    for (int i = 0; i < 700; ++i) {
        ids.append(QString::number(i));
        many << entry(u"a"_s, ids.last()) << entry(u"b"_s, ids.last());
    }
    QVERIFY(other->append(many));
    const LogNews news = collectNews(*m_log, m_bell, 1400);
    QCOMPARE(news.entries.size(), 1400);
    QStringList ofA;
    QStringList ofB;
    for (const LogEntry &one : news.entries)
        (one.event.tenant.value() == u"a" ? ofA : ofB).append(one.event.id.value());
    QCOMPARE(ofA, ids);
    QCOMPARE(ofB, ids);
    QVERIFY(m_log->news()->isEmpty());
}

void TestPostgresEventLog::news_withoutANotification_costThePollInterval()
{
    m_log->follow(TenantId(u"a"_s));
    QVERIFY(m_log->head(TenantId(u"a"_s)));
    add(entry(u"a"_s, u"1"_s));
    QCOMPARE(idsOf(collectNews(*m_log, m_bell, 1)), QStringList{u"1"_s});
    QVERIFY(m_log->pollInterval() > std::chrono::milliseconds(0));
    // Nobody rings: this is written behind the functions' backs.
    run(u"UPDATE event_heads SET last_seq = 2;"
        "INSERT INTO events SELECT tenant_id, 2, '2', type, payload, \"timestamp\", recipient_id, "
        "accepted_at FROM events"_s);
    QCOMPARE(idsOf(collectNews(*m_log, m_bell, 1)), QStringList{u"2"_s});
}

void TestPostgresEventLog::news_killedConnections_loseAndDoubleNothing()
{
    const LogLines lines;
    m_log->follow(TenantId(u"a"_s));
    QVERIFY(m_log->head(TenantId(u"a"_s)));
    add(entry(u"a"_s, u"0"_s));
    QStringList expected{u"0"_s};
    QStringList told = idsOf(*m_log->news());
    const auto writer = connectAs(u"admin"_s);
    for (int round = 1; round <= 3; ++round) {
        run(u"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
            "WHERE usename = 'gate' AND datname = '%1'"_s.arg(m_database));
        QVERIFY(writer->ask(u"INSERT INTO notifications (tenant_id, title) VALUES ('a', ?)"_s,
                            {QString::number(round)}));
        expected.append(QString::number(round));
        const LogNews news = collectNews(*m_log, m_bell, 1);
        for (const LogEntry &one : news.entries)
            told.append(payloadOf(one)[u"title"_s].toString());
    }
    QCOMPARE(told, expected);
    QVERIFY(m_log->append({entry(u"a"_s, u"after"_s)}));
    QCOMPARE(idsOf(*m_log->news()), QStringList{u"after"_s});
    QCOMPARE(lines.away(), 3);
    QCOMPARE(lines.back(), 3);
    // The listener is there again, too.
    const QString listening = u"SELECT count(*) FROM pg_stat_activity WHERE usename = 'gate' "
                              "AND datname = '%1'"_s.arg(m_database);
    QTRY_COMPARE_WITH_TIMEOUT(run(listening).toInt(), 2, 30'000);
}

void TestPostgresEventLog::news_restartedServer_loseAndDoubleNothing()
{
    const LogLines lines;
    m_log->follow(TenantId(u"a"_s));
    QVERIFY(m_log->head(TenantId(u"a"_s)));
    add(entry(u"a"_s, u"0"_s));
    QCOMPARE(idsOf(*m_log->news()), QStringList{u"0"_s});
    m_cluster.stop();
    QVERIFY(!m_log->news() || m_log->news()->isEmpty());
    QVERIFY(!m_log->head(TenantId(u"a"_s)));
    const QString failed = m_cluster.start();
    QVERIFY2(failed.isEmpty(), qPrintable(failed));
    run(u"INSERT INTO notifications (tenant_id, title) VALUES ('a', 'news')"_s);
    const LogNews news = collectNews(*m_log, m_bell, 1);
    QCOMPARE(news.entries.size(), 1);
    QCOMPARE(news.entries.first().sequence, 2);
    QVERIFY(m_log->news()->isEmpty());
    QCOMPARE(lines.away(), 1);
    QCOMPARE(lines.back(), 1);
}

void TestPostgresEventLog::append_databaseAway_failsAndRecovers()
{
    const LogLines lines;
    m_cluster.stop();
    for (int i = 0; i < 3; ++i) {
        const auto refused = m_log->append({entry(u"a"_s, u"1"_s)});
        QVERIFY(!refused);
        QCOMPARE(refused.error().kind, LogError::Kind::Storage);
    }
    const QString failed = m_cluster.start();
    QVERIFY2(failed.isEmpty(), qPrintable(failed));
    QTRY_VERIFY_WITH_TIMEOUT(m_log->append({entry(u"a"_s, u"1"_s)}), 30'000);
    QCOMPARE(m_log->head(TenantId(u"a"_s))->sequence, 1);
    QCOMPARE(lines.away(), 1);
    QCOMPARE(lines.back(), 1);
}

void TestPostgresEventLog::presence_ofTwoGateways_isTheMoreOfBoth()
{
    Bell bell;
    const auto other = openLog(bell);
    m_log->follow(TenantId(u"a"_s));
    QVERIFY(m_log->head(TenantId(u"a"_s)));
    other->follow(TenantId(u"a"_s));
    QVERIFY(m_log->head(TenantId(u"a"_s)) && other->head(TenantId(u"a"_s)));
    using State = wire::PresenceState;
    QVERIFY(report(*m_log, u"a"_s, u"u"_s, State::Away));
    QVERIFY(report(*other, u"a"_s, u"u"_s, State::Online));
    QVERIFY(report(*m_log, u"a"_s, u"u"_s, State::Online)); // changes nothing
    const auto since = m_log->presentUsers(caller(u"a"_s), 10)->first().since;
    QVERIFY(report(*other, u"a"_s, u"u"_s, State::Offline)); // neither does this
    QCOMPARE(m_log->presentUsers(caller(u"a"_s), 10)->first().since, since);
    QVERIFY(report(*other, u"a"_s, u"u"_s, State::Away)); // nor this
    QVERIFY(report(*m_log, u"a"_s, u"u"_s, State::Offline));
    QVERIFY(report(*other, u"b"_s, u"u"_s, State::Online));
    QVERIFY(report(*other, u"a"_s, u"u"_s, State::Offline));
    const QStringList expected{u"u away"_s, u"u online"_s, u"u away"_s, u"u offline"_s};
    QCOMPARE(wordsOf(collectPresence(*m_log, m_bell, 4).presences), expected);
    QCOMPARE(wordsOf(collectPresence(*other, bell, 4).presences), expected);
    QVERIFY(m_log->news()->isEmpty());
    QVERIFY(other->news()->isEmpty());
}

void TestPostgresEventLog::presence_reportedAtOnce_isToldInOneOrder()
{
    constexpr int reporters = 4;
    constexpr int rounds = 40;
    m_log->follow(TenantId(u"a"_s));
    QVERIFY(m_log->head(TenantId(u"a"_s)));
    using State = wire::PresenceState;
    std::atomic<int> failures = 0;
    std::vector<std::thread> threads;
    threads.reserve(reporters);
    for (int reporter = 0; reporter < reporters; ++reporter) {
        threads.emplace_back([this, reporter, &failures] {
            Bell bell;
            const auto log = openLog(bell);
            for (int round = 0; round <= rounds; ++round) {
                const State state = round == rounds               ? State::Offline
                                    : (round + reporter) % 2 == 0 ? State::Online
                                                                  : State::Away;
                QList<PresenceReport> reports;
                for (int i = 0; i < 4; ++i) {
                    const int tenant = reporter % 2 == 0 ? i : 3 - i;
                    reports.append(
                        {TenantId(QString(QChar(u'a' + tenant))), UserId(u"u"_s), state});
                }
                failures += reportAll(*log, reports) ? 0 : 1;
            }
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(failures, 0);
    const LogNews news = collectUntil(*m_log, m_bell, [](const LogNews &all) {
        return !all.presences.isEmpty() && all.presences.last().presence.state == State::Offline;
    });
    // Each is another state than the one before, and it ends as it is.
    State before = State::Offline;
    for (const PresenceNotice &change : news.presences)
        QVERIFY(std::exchange(before, change.presence.state) != change.presence.state);
    QTRY_VERIFY_WITH_TIMEOUT(m_log->news()->isEmpty(), 30'000);
    QCOMPARE(before, State::Offline);
    QCOMPARE(run(u"SELECT count(*) FROM presences"_s).toInt(), 0);
}

void TestPostgresEventLog::presence_endedLease_isTakenBackOnce()
{
    Bell bell;
    Bell thirdBell;
    auto dying = openLog(bell);
    const auto third = openLog(thirdBell);
    m_log->follow(TenantId(u"a"_s));
    QVERIFY(m_log->head(TenantId(u"a"_s)));
    third->follow(TenantId(u"a"_s));
    QVERIFY(m_log->head(TenantId(u"a"_s)) && third->head(TenantId(u"a"_s)));
    using State = wire::PresenceState;
    QVERIFY(report(*m_log, u"a"_s, u"v"_s, State::Away));
    const QList<PresenceReport> both{{TenantId(u"a"_s), UserId(u"u"_s), State::Online},
                                     {TenantId(u"a"_s), UserId(u"v"_s), State::Online}};
    QVERIFY(dying->reportPresence(both, PresenceScope::Everything, std::chrono::milliseconds(300)));
    dying.reset(); // as kill -9 does it: it says nothing
    // Both notice.
    QTRY_VERIFY_WITH_TIMEOUT(m_log->reportPresence({}, PresenceScope::Changes, lease) &&
                                 third->reportPresence({}, PresenceScope::Changes, lease) &&
                                 m_log->presentUsers(caller(u"a"_s), 10)->size() == 1,
                             30'000);
    for (auto &[log, ringing] :
         {std::pair<EventLog *, Bell *>{m_log.get(), &m_bell}, {third.get(), &thirdBell}}) {
        QCOMPARE(
            wordsOf(collectPresence(*log, *ringing, 5).presences),
            (QStringList{u"v away"_s, u"u online"_s, u"v online"_s, u"u offline"_s, u"v away"_s}));
        QVERIFY(log->news()->isEmpty());
    }
    QCOMPARE(run(u"SELECT count(*) FROM presence_leases"_s).toInt(), 2);
}

void TestPostgresEventLog::presence_endedLease_isNotShown()
{
    Bell bell;
    auto dying = openLog(bell);
    QVERIFY(report(*dying, u"a"_s, u"u"_s, wire::PresenceState::Online));
    dying.reset();
    QCOMPARE(m_log->presentUsers(caller(u"a"_s), 10)->size(), 1);
    run(u"UPDATE presence_leases SET expires_at = now() - interval '1 second'"_s);
    QVERIFY(m_log->presentUsers(caller(u"a"_s), 10)->isEmpty());
    QCOMPARE(run(u"SELECT count(*) FROM presence_reports"_s).toInt(), 0);
}

void TestPostgresEventLog::presence_takenBack_isReportedAgain()
{
    using State = wire::PresenceState;
    QCOMPARE(report(*m_log, u"a"_s, u"u"_s, State::Online)->lease, PresenceLease::New);
    QCOMPARE(report(*m_log, u"a"_s, u"v"_s, State::Online)->lease, PresenceLease::Renewed);
    run(u"UPDATE presence_leases SET expires_at = now() - interval '1 second'"_s);
    Bell bell;
    QVERIFY(openLog(bell)->presentUsers(caller(u"a"_s), 10)->isEmpty());
    QCOMPARE(report(*m_log, u"a"_s, u"u"_s, State::Online)->lease, PresenceLease::New);
    // An end that nobody has noticed is none.
    run(u"UPDATE presence_leases SET expires_at = now() - interval '1 second'"_s);
    QCOMPARE(report(*m_log, u"a"_s, u"v"_s, State::Away)->lease, PresenceLease::Renewed);
    QCOMPARE(wordsOf(*m_log->presentUsers(caller(u"a"_s), 10)),
             (QStringList{u"u online"_s, u"v away"_s}));
}

void TestPostgresEventLog::presence_ofAHeldTenant_waitsAlone()
{
    using State = wire::PresenceState;
    const TenantId a(u"a"_s);
    const TenantId b(u"b"_s);
    const UserId u(u"u"_s);
    QVERIFY(report(*m_log, u"a"_s, u"before"_s, State::Online));
    const auto holder = holdTenantA();
    QVERIFY(holder);
    const QList<PresenceReport> both{{a, u, State::Online}, {b, u, State::Online}};
    for (const PresenceScope scope : {PresenceScope::Changes, PresenceScope::Everything}) {
        const auto receipt = m_log->reportPresence(both, scope, lease);
        QVERIFY(receipt);
        QCOMPARE(receipt->lease, PresenceLease::Renewed);
        QCOMPARE(receipt->blocked, QSet{a});
    }
    QCOMPARE(wordsOf(*m_log->presentUsers(caller(u"a"_s), 10)), QStringList{u"before online"_s});
    QCOMPARE(wordsOf(*m_log->presentUsers(caller(u"b"_s), 10)), QStringList{u"u online"_s});
    QVERIFY(holder->runScript(u"COMMIT"_s));
    const auto receipt = m_log->reportPresence(both, PresenceScope::Everything, lease);
    QVERIFY(receipt && receipt->blocked.isEmpty());
    QCOMPARE(wordsOf(*m_log->presentUsers(caller(u"a"_s), 10)), QStringList{u"u online"_s});
}

/// Of a gateway that was killed, what can be taken back is, and the rest later.
void TestPostgresEventLog::presence_endedLeaseOfAHeldTenant_isTakenBackLater()
{
    using State = wire::PresenceState;
    Bell bell;
    const auto dying = openLog(bell);
    QVERIFY(report(*dying, u"a"_s, u"u"_s, State::Online));
    QVERIFY(report(*dying, u"b"_s, u"u"_s, State::Online));
    run(u"UPDATE presence_leases SET expires_at = now() - interval '1 second'"_s);
    const auto holder = holdTenantA();
    QVERIFY(holder);
    QCOMPARE(wordsOf(*m_log->presentUsers(caller(u"b"_s), 10)), QStringList());
    QCOMPARE(wordsOf(*m_log->presentUsers(caller(u"a"_s), 10)), QStringList{u"u online"_s});
    QVERIFY(holder->runScript(u"COMMIT"_s));
    QCOMPARE(wordsOf(*m_log->presentUsers(caller(u"a"_s), 10)), QStringList());
    QCOMPARE(run(u"SELECT count(*) FROM presence_leases"_s).toInt(), 0);
}

/// It was not dead, and part of what it had reported is gone.
void TestPostgresEventLog::presence_takenBackInPart_isReportedAgain()
{
    using State = wire::PresenceState;
    QVERIFY(report(*m_log, u"a"_s, u"u"_s, State::Online));
    QVERIFY(report(*m_log, u"b"_s, u"u"_s, State::Online));
    run(u"UPDATE presence_leases SET expires_at = now() - interval '1 second'"_s);
    const auto holder = holdTenantA();
    QVERIFY(holder);
    Bell bell;
    QVERIFY(openLog(bell)->presentUsers(caller(u"c"_s), 10));
    QVERIFY(holder->runScript(u"COMMIT"_s));
    QCOMPARE(m_log->reportPresence({}, PresenceScope::Changes, lease)->lease, PresenceLease::New);
    QCOMPARE(m_log->reportPresence({}, PresenceScope::Changes, lease)->lease,
             PresenceLease::Renewed);
}

void TestPostgresEventLog::presence_databaseAway_failsAndRecovers()
{
    using State = wire::PresenceState;
    m_log->follow(TenantId(u"a"_s));
    QVERIFY(m_log->head(TenantId(u"a"_s)));
    QVERIFY(report(*m_log, u"a"_s, u"u"_s, State::Online));
    QCOMPARE(wordsOf(m_log->news()->presences), QStringList{u"u online"_s});
    m_cluster.stop();
    QVERIFY(!report(*m_log, u"a"_s, u"u"_s, State::Offline));
    QVERIFY(!m_log->presentUsers(caller(u"a"_s), 10));
    const QString failed = m_cluster.start();
    QVERIFY2(failed.isEmpty(), qPrintable(failed));
    const QList<PresenceReport> all{{TenantId(u"a"_s), UserId(u"v"_s), State::Away}};
    QTRY_VERIFY_WITH_TIMEOUT(m_log->reportPresence(all, PresenceScope::Everything, lease), 30'000);
    QCOMPARE(wordsOf(collectPresence(*m_log, m_bell, 2).presences),
             (QStringList{u"u offline"_s, u"v away"_s}));
}

void TestPostgresEventLog::presence_zeroCharacters_arePassedOver()
{
    const QString odd = u"u\u0000"_s;
    const auto state = wire::PresenceState::Online;
    QVERIFY(m_log->reportPresence({{TenantId(u"a"_s), UserId(odd), state},
                                   {TenantId(odd), UserId(u"u"_s), state},
                                   {TenantId(u"a"_s), UserId(u"u"_s), state}},
                                  PresenceScope::Changes, lease));
    QCOMPARE(wordsOf(*m_log->presentUsers(caller(u"a"_s), 10)), QStringList{u"u online"_s});
    QVERIFY(m_log->presentUsers(caller(odd), 10)->isEmpty());
}

void TestPostgresEventLog::pages_lookAtNothingThatIsForOthers_data()
{
    QTest::addColumn<PageOrder>("order");
    QTest::addColumn<PageSight>("sight");
    QTest::newRow("own, oldest first") << PageOrder::OldestFirst << PageSight::Own;
    QTest::newRow("own, newest first") << PageOrder::NewestFirst << PageSight::Own;
    QTest::newRow("whole, oldest first") << PageOrder::OldestFirst << PageSight::WholeTenant;
    QTest::newRow("whole, newest first") << PageOrder::NewestFirst << PageSight::WholeTenant;
}

/// Whatever the planner knows of the tables: no step of it throws away what it has read.
void TestPostgresEventLog::pages_lookAtNothingThatIsForOthers()
{
    QFETCH(const PageOrder, order);
    QFETCH(const PageSight, sight);
    QList<NewLogEntry> fresh;
    for (int i = 0; i < 5000; ++i)
        fresh.append(entry(u"a"_s, QString::number(i), u"other %1"_s.arg(i % 50)));
    fresh[2500].recipient = std::nullopt;
    fresh[4000].recipient = UserId(u"u"_s);
    QVERIFY(m_log->append(fresh));
    const Caller reader =
        caller(u"a"_s, u"u"_s, sight == PageSight::Own ? u"employee"_s : u"manager"_s);
    const auto connection = connectAs(u"gate"_s);
    QVERIFY(connection->becomeGateway());
    for (const bool isAnalyzed : {false, true}) {
        if (isAnalyzed)
            run(u"ANALYZE events"_s);
        QString sql = u"EXPLAIN (ANALYZE, FORMAT JSON) "_s + pageSql(order, sight);
        const QVariantList values = pageValues(reader, 0, {100, 1 << 20}, sight);
        for (const QVariant &value : values) // nobody prepares an EXPLAIN
            sql.replace(sql.indexOf(u'?'), 1, u"'%1'"_s.arg(value.toString()));
        QVERIFY(connection->runScript(u"BEGIN"_s));
        QVERIFY(connection->claim(PostgresClaims::ofCaller(reader)));
        QSqlQuery explained(connection->driver()->createResult());
        QVERIFY2(explained.exec(sql) && explained.next(),
                 qPrintable(explained.lastError().databaseText()));
        const QString plan = explained.value(0).toString();
        QVERIFY(connection->runScript(u"ROLLBACK"_s));
        QVERIFY(plan.contains(u"Actual Rows"_s));
        static const QRegularExpression removed(u"\"Rows Removed by Filter\": ([0-9]+)"_s);
        auto found = removed.globalMatch(plan);
        while (found.hasNext())
            QVERIFY2(found.next().captured(1).toInt() <= 100, qPrintable(plan));
    }
}

void TestPostgresEventLog::prune_oldSignals_go()
{
    add(entry(u"a"_s, u"1"_s));
    for (const QString &user : {u"u"_s, u"v"_s})
        QVERIFY(m_log->markRead(caller(u"a"_s, user), {{EventId(u"1"_s)}, {}}, 0));
    run(u"UPDATE signals SET created_at = created_at - interval '2 hours' WHERE number = 1"_s);
    QCOMPARE(*m_log->prune(QDateTime::currentDateTimeUtc().addDays(-1), 10), 0);
    QCOMPARE(run(u"SELECT min(number) FROM signals"_s).toInt(), 2);
}

void TestPostgresEventLog::triggers_turnRowsIntoEvents_data()
{
    QTest::addColumn<QString>("sql");
    QTest::addColumn<QString>("type");
    QTest::addColumn<QByteArray>("payload");
    QTest::addColumn<QString>("recipient"); // null: the whole tenant
    QTest::newRow("approved")
        << u"UPDATE timesheets SET status = 'approved', approved_by = 'boss'"_s
        << u"timesheet:approved"_s
        << QByteArray(R"({"id":"t","employee_id":"u","employee_name":"Una","hours":38.5,
                          "period_start":"2026-11-16","approved_by":"boss"})")
        << u"u"_s;
    QTest::newRow("rejected")
        << u"UPDATE timesheets SET status = 'rejected', rejected_by = 'boss', reason = 'no'"_s
        << u"timesheet:rejected"_s
        << QByteArray(R"({"id":"t","employee_id":"u","employee_name":"Una","hours":38.5,
                          "period_start":"2026-11-16","rejected_by":"boss","reason":"no"})")
        << u"u"_s;
    QTest::newRow("annotated")
        << u"INSERT INTO annotations (id, tenant_id, timesheet_id, author_id, author, text) "
           "VALUES ('n', 'a', 't', 'boss', 'The Boss', 'hm')"_s
        << u"timesheet:annotated"_s
        << QByteArray(R"({"id":"t","employee_id":"u","employee_name":"Una","hours":38.5,
                          "period_start":"2026-11-16","author":"The Boss",
                          "annotation":{"id":"n","text":"hm","author":"The Boss"}})")
        << u"u"_s;
    QTest::newRow("annotated by the employee: for managers and admins")
        << u"INSERT INTO annotations (id, tenant_id, timesheet_id, author_id, text) "
           "VALUES ('n', 'a', 't', 'u', 'hm')"_s
        << u"timesheet:annotated"_s
        << QByteArray(R"({"id":"t","employee_id":"u","employee_name":"Una","hours":38.5,
                          "period_start":"2026-11-16","author":"u",
                          "annotation":{"id":"n","text":"hm","author":"u"}})")
        << u""_s;
    QTest::newRow("a deadline")
        << u"INSERT INTO notifications (id, tenant_id, kind, recipient_id, due_at) VALUES "
           "('n', 'a', 'deadline', 'u', '2026-11-30T17:00:00Z')"_s
        << u"deadline:reminder"_s
        << QByteArray(R"({"id":"n","due_at":"2026-11-30T17:00:00+00:00"})") << u"u"_s;
    QTest::newRow("a notification")
        << u"INSERT INTO notifications (id, tenant_id, title, body, url, severity) VALUES "
           "('n', 'a', 'T', 'B', 'https://x', 'warning')"_s
        << u"notification:new"_s
        << QByteArray(R"({"id":"n","title":"T","body":"B","url":"https://x","severity":"warning"})")
        << QString();
}

void TestPostgresEventLog::triggers_turnRowsIntoEvents()
{
    QFETCH(const QString, sql);
    QFETCH(const QString, type);
    QFETCH(const QByteArray, payload);
    QFETCH(const QString, recipient);
    m_log->follow(TenantId(u"a"_s));
    QVERIFY(m_log->head(TenantId(u"a"_s)));
    run(u"INSERT INTO timesheets (id, tenant_id, employee_id, employee_name, hours, period_start, "
        "status) VALUES ('t', 'a', 'u', 'Una', 38.5, '2026-11-16', 'submitted')"_s);
    QVERIFY(run(sql).isValid());

    const LogNews news = collectNews(*m_log, m_bell, 1);
    QCOMPARE(news.entries.size(), 1);
    const LogEntry &told = news.entries.first();
    QCOMPARE(told.event.typeName, type);
    const QJsonObject expected = QJsonDocument::fromJson(payload).object();
    QCOMPARE(payloadOf(told).toJson(), QJsonDocument(expected).toJson());
    if (recipient.isNull())
        QVERIFY(!told.recipient);
    else
        QCOMPARE(told.recipient, UserId(recipient));
    QVERIFY(parseInstant(formatInstant(told.event.timestamp)));
    QCOMPARE(told.event.id.value().size(), 36);
    QCOMPARE(told.event.id.value().at(14), u'7');
}

void TestPostgresEventLog::triggers_otherChanges_giveNoEvent()
{
    run(u"INSERT INTO timesheets (id, tenant_id, employee_id, status) VALUES "
        "('t', 'a', 'u', 'approved')"_s);
    run(u"UPDATE timesheets SET hours = 3"_s);
    run(u"UPDATE timesheets SET status = 'draft'"_s);
    QCOMPARE(m_log->head(TenantId(u"a"_s))->sequence, 0);
}

void TestPostgresEventLog::triggers_rolledBack_giveNoEvent()
{
    run(u"BEGIN; INSERT INTO notifications (tenant_id) VALUES ('a');"
        "SET CONSTRAINTS ALL IMMEDIATE; ROLLBACK"_s);
    run(u"INSERT INTO notifications (tenant_id, title) VALUES ('a', 'x')"_s);
    QCOMPARE(m_log->head(TenantId(u"a"_s))->sequence, 1);
}

void TestPostgresEventLog::triggers_longTenantName_doesNotFailTheWriter()
{
    const QString insert = u"INSERT INTO notifications (tenant_id) SELECT left(string_agg("
                           "md5(i::text), ''), %1) FROM generate_series(1, 300) i"_s;
    QVERIFY(run(insert.arg(9000)).isValid());
    QVERIFY(run(insert.arg(1990)).isValid());
    QCOMPARE(run(u"SELECT count(*) FROM events"_s).toInt(), 1);
}

void TestPostgresEventLog::triggers_longRecipient_doesNotFailTheWriter()
{
    const QString insert = u"INSERT INTO notifications (tenant_id, recipient_id) "
                           "SELECT left(string_agg(md5(i::text), ''), 2000), "
                           "left(string_agg(md5((-i)::text), ''), %1) "
                           "FROM generate_series(1, 300) i"_s;
    QVERIFY(run(insert.arg(512)).isValid());
    QVERIFY(run(insert.arg(513)).isValid());
    QVERIFY(run(insert.arg(9000)).isValid());
    QCOMPARE(run(u"SELECT string_agg(octet_length(recipient_id)::text, ' ' ORDER BY seq) "
                 "FROM events"_s)
                 .toString(),
             u"512 0 0"_s);
}

void TestPostgresEventLog::triggers_usersOwnTables_areRead()
{
    const QString database = u"own%1"_s.arg(m_databases);
    m_cluster.run(u"postgres"_s, u"CREATE DATABASE %1 OWNER owner"_s.arg(database));
    m_cluster.run(database,
                  u"SET ROLE owner; CREATE TYPE state AS ENUM ('open', 'approved', 'rejected');"
                  "CREATE TABLE timesheets (id uuid PRIMARY KEY, tenant_id uuid, employee_id int, "
                  "status state, salary numeric);"
                  "CREATE TABLE annotations (id int, tenant_id uuid, timesheet_id uuid, "
                  "created_by int, body text)"_s);
    QVERIFY(migratePostgres(m_cluster.url(database, u"owner"_s)));
    const QString id = u"11111111-2222-7333-8444-555555555555"_s;
    // As somebody who may write these tables and knows nothing of events.
    m_cluster.run(database, u"GRANT SELECT, INSERT, UPDATE ON timesheets, annotations TO stranger;"
                            "SET ROLE stranger;"
                            "INSERT INTO timesheets VALUES ('%1', '%1', 7, 'open', 99999);"
                            "UPDATE timesheets SET status = 'approved';"
                            "INSERT INTO annotations VALUES (1, '%1', '%1', 8, 'hm')"_s.arg(id));
    QCOMPARE(m_cluster
                 .run(database, u"SELECT string_agg(type || ' ' || payload || ' ' || recipient_id, "
                                "'; ' ORDER BY seq) FROM events WHERE tenant_id = '%1'"_s.arg(id))
                 .toString(),
             u"timesheet:approved {\"id\": \"%1\", \"employee_id\": \"7\"} 7; "
             "timesheet:annotated {\"id\": \"%1\", \"author\": \"8\", \"annotation\": {\"id\": "
             "\"1\", \"text\": \"hm\", \"author\": \"8\"}, \"employee_id\": \"7\"} 7"_s.arg(id));
    QCOMPARE(m_cluster
                 .run(database, u"SELECT count(*) FROM pg_class WHERE relname IN "
                                "('timesheets', 'annotations') AND relrowsecurity"_s)
                 .toInt(),
             0); // theirs stay as they are
    m_cluster.run(u"postgres"_s, u"DROP DATABASE %1 WITH (FORCE)"_s.arg(database));
}

void TestPostgresEventLog::addRowsOfTwoTenants()
{
    for (const QString &tenant : {u"a"_s, u"b"_s}) {
        run(u"INSERT INTO timesheets (id, tenant_id, employee_id) VALUES ('%1', '%1', 'u')"_s.arg(
            tenant));
        run(u"UPDATE timesheets SET status = 'approved' WHERE id = '%1'"_s.arg(tenant));
        run(u"INSERT INTO annotations (tenant_id, timesheet_id, text) VALUES ('%1', '%1', '')"_s
                .arg(tenant));
        run(u"INSERT INTO notifications (tenant_id) VALUES ('%1')"_s.arg(tenant));
        const Caller user = caller(tenant, u"u"_s);
        const auto page = m_log->readNewest(user, everything);
        QVERIFY(m_log->markRead(user, {{}, page->entries.first().event.cursor}, 0));
        QVERIFY(m_log->markRead(user, {{page->entries.last().event.id}, {}}, 0));
        QVERIFY(report(*m_log, tenant, u"u"_s, wire::PresenceState::Online));
    }
    const QString tables =
        u"SELECT count(*) FROM (SELECT 1 FROM %1 WHERE tenant_id = 'b' LIMIT 1) x"_s;
    for (const QString &table :
         {u"timesheets"_s, u"annotations"_s, u"notifications"_s, u"events"_s, u"event_heads"_s,
          u"read_events"_s, u"read_through"_s, u"signals"_s, u"presences"_s, u"presence_reports"_s})
        QCOMPARE(run(tables.arg(table)).toInt(), 1);
}

void TestPostgresEventLog::rowSecurity_isForcedOnEveryTable()
{
    QCOMPARE(run(u"SELECT coalesce(string_agg(relname, ' '), '') FROM pg_class "
                 "WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') "
                 "AND NOT (relrowsecurity AND relforcerowsecurity)"_s)
                 .toString(),
             QString());
    QCOMPARE(run(u"SELECT count(*) FROM pg_roles WHERE rolname LIKE 'timesheet%' "
                 "AND (rolsuper OR rolbypassrls OR rolcanlogin)"_s)
                 .toInt(),
             0);
    QCOMPARE(run(u"SELECT count(*) FROM pg_proc WHERE prosecdef "
                 "AND pronamespace = 'public'::regnamespace "
                 "AND (proowner <> 'timesheet_events'::regrole OR proconfig IS NULL)"_s)
                 .toInt(),
             0);
}

namespace {

QStringList tablesOf(PostgresConnection &connection)
{
    QStringList names;
    const auto rows =
        connection.run(u"SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace "
                       "AND relkind IN ('r', 'p') ORDER BY relname"_s);
    while (rows && (*rows)->next())
        names.append((*rows)->value(0).toString());
    return names;
}

/// Claims whatever there is to claim, which PostgresClaims would not.
bool claim(PostgresConnection &connection, const QJsonObject &claims)
{
    const QString text = QString::fromUtf8(QJsonDocument(claims).toJson(QJsonDocument::Compact));
    return connection.ask(u"SELECT set_config('request.jwt.claims', ?, true)"_s, {text})
        .has_value();
}

/// What comes out of a table without any WHERE, in a transaction with claims: the values of
/// tenant_id. Nothing where the role may not read the table at all.
QStringList tenantsIn(PostgresConnection &connection, const QString &table,
                      const QJsonObject &claims)
{
    QStringList tenants;
    if (!connection.runScript(u"BEGIN"_s) || (!claims.isEmpty() && !claim(connection, claims)))
        qFatal("no transaction");
    const auto rows = connection.run(u"SELECT * FROM public."_s + table);
    while (rows && (*rows)->next())
        tenants.append((*rows)->record().contains(u"tenant_id"_s)
                           ? (*rows)->value(u"tenant_id"_s).toString()
                           : u"-"_s);
    if (!connection.runScript(u"ROLLBACK"_s))
        qFatal("no end of a transaction");
    return tenants;
}

} // namespace

void TestPostgresEventLog::rowSecurity_noClaims_showsNothing_data()
{
    QTest::addColumn<QString>("user");
    QTest::newRow("the gateway") << u"gate"_s;
    QTest::newRow("the owner of the tables") << u"owner"_s;
    QTest::newRow("somebody who may use all tables") << u"web"_s;
}

void TestPostgresEventLog::rowSecurity_noClaims_showsNothing()
{
    QFETCH(const QString, user);
    addRowsOfTwoTenants();
    const auto connection = connectAs(user);
    if (user == u"gate")
        QVERIFY(connection->becomeGateway());
    const QStringList tables = tablesOf(*connection);
    QVERIFY(tables.size() >= 13);
    for (const QString &table : tables) {
        QVERIFY2(tenantsIn(*connection, table, {}).isEmpty(), qPrintable(table));
        // After a transaction with claims there are none again.
        tenantsIn(*connection, table, {{u"tenant_id"_s, u"b"_s}, {u"role"_s, u"admin"_s}});
        QVERIFY2(tenantsIn(*connection, table, {}).isEmpty(), qPrintable(table));
    }
}

void TestPostgresEventLog::rowSecurity_anotherTenantsRows_neverShow_data()
{
    QTest::addColumn<QString>("user");
    QTest::addColumn<QJsonObject>("claims");
    QTest::addColumn<int>("tables"); // at least so many show rows of the own tenant
    for (const QString &user : {u"gate"_s, u"owner"_s, u"web"_s}) {
        const int shown = user == u"gate" ? 3 : 6;
        for (const QString &role : {u"employee"_s, u"manager"_s, u"admin"_s, u"service"_s})
            QTest::addRow("%s as %s", qPrintable(user), qPrintable(role))
                << user
                << QJsonObject{{u"tenant_id"_s, u"a"_s}, {u"sub"_s, u"u"_s}, {u"role"_s, role}}
                << shown;
    }
    QTest::newRow("gate for some tenants")
        << u"gate"_s << QJsonObject{{u"tenant_ids"_s, QJsonArray{u"a"_s}}} << 3;
    QTest::newRow("web, which claims tenants as the gateway does")
        << u"web"_s << QJsonObject{{u"tenant_ids"_s, QJsonArray{u"b"_s}}} << 0;
    QTest::newRow("web, which prunes as the gateway does")
        << u"web"_s << QJsonObject{{u"prune_before"_s, u"2100-01-01"_s}} << 0;
    QTest::newRow("a tenant named as SQL")
        << u"gate"_s << QJsonObject{{u"tenant_id"_s, u"a' OR '1'='1"_s}, {u"role"_s, u"admin"_s}}
        << 0;
}

void TestPostgresEventLog::rowSecurity_anotherTenantsRows_neverShow()
{
    QFETCH(const QString, user);
    QFETCH(const QJsonObject, claims);
    QFETCH(const int, tables);
    addRowsOfTwoTenants();
    const auto connection = connectAs(user);
    if (user == u"gate")
        QVERIFY(connection->becomeGateway());
    int shown = 0;
    for (const QString &table : tablesOf(*connection)) {
        const QStringList tenants = tenantsIn(*connection, table, claims);
        QVERIFY2(!tenants.contains(u"b"_s), qPrintable(table));
        shown += static_cast<int>(tenants.contains(u"a"_s));
    }
    QVERIFY2(shown >= tables, qPrintable(QString::number(shown)));
}

void TestPostgresEventLog::rowSecurity_reportsOfGateways_areTheGatewaysOnly()
{
    addRowsOfTwoTenants();
    const QString name = run(u"SELECT gateway FROM presence_leases"_s).toString();
    const QJsonObject claims{{u"gateways"_s, QJsonArray{name}}};
    for (const QString &user : {u"owner"_s, u"web"_s}) {
        const auto connection = connectAs(user);
        for (const QString &table : tablesOf(*connection)) {
            const QStringList tenants = tenantsIn(*connection, table, claims);
            QVERIFY2(!tenants.contains(u"a"_s) && !tenants.contains(u"b"_s), qPrintable(table));
        }
        QVERIFY(tenantsIn(*connection, u"presence_leases"_s, claims).isEmpty());
    }
    const auto gate = connectAs(u"gate"_s);
    QVERIFY(gate->becomeGateway());
    QCOMPARE(tenantsIn(*gate, u"presence_reports"_s, claims).size(), 2);
    QVERIFY(tenantsIn(*gate, u"presences"_s, claims).isEmpty());
    const QJsonObject others{{u"gateways"_s, QJsonArray{u"another"_s}}};
    QVERIFY(tenantsIn(*gate, u"presence_reports"_s, others).isEmpty());
}

void TestPostgresEventLog::rowSecurity_recipients_data()
{
    QTest::addColumn<QJsonObject>("claims");
    QTest::addColumn<int>("events");
    QTest::newRow("the recipient") << QJsonObject{{u"sub"_s, u"u"_s}} << 2;
    QTest::newRow("a bystander") << QJsonObject{{u"sub"_s, u"w"_s}} << 1;
    QTest::newRow("without a name") << QJsonObject{{u"sub"_s, u""_s}} << 1;
    QTest::newRow("a manager") << QJsonObject{{u"role"_s, u"manager"_s}} << 4;
    QTest::newRow("an admin") << QJsonObject{{u"role"_s, u"admin"_s}} << 4;
    QTest::newRow("Supabase's manager")
        << QJsonObject{{u"role"_s, u"authenticated"_s}, {u"user_role"_s, u"manager"_s}} << 4;
    QTest::newRow("Supabase's employee")
        << QJsonObject{{u"role"_s, u"authenticated"_s}, {u"user_role"_s, u"employee"_s}} << 1;
}

void TestPostgresEventLog::rowSecurity_recipients()
{
    QFETCH(QJsonObject, claims);
    QFETCH(const int, events);
    QVERIFY(m_log->append({entry(u"a"_s, u"1"_s), entry(u"a"_s, u"2"_s, u"u"_s),
                           entry(u"a"_s, u"3"_s, u"v"_s), entry(u"a"_s, u"4"_s, u""_s)}));
    claims.insert(u"tenant_id"_s, u"a"_s);
    const auto web = connectAs(u"web"_s);
    QCOMPARE(tenantsIn(*web, u"events"_s, claims).size(), events);
}

void TestPostgresEventLog::rowSecurity_writingForAnotherTenant_refused_data()
{
    QTest::addColumn<QString>("sql");
    QTest::addColumn<bool>("isRefused"); // else it changes nothing
    QTest::newRow("an event") << u"INSERT INTO events VALUES ('b', 9, '9', 'x', '{}', now(), null, "
                                 "now())"_s
                              << true;
    QTest::newRow("a head") << u"INSERT INTO event_heads (tenant_id) VALUES ('c')"_s << true;
    QTest::newRow("counting") << u"UPDATE event_heads SET last_seq = 99"_s << false;
    QTest::newRow("removing") << u"DELETE FROM events"_s << false;
    QTest::newRow("changing") << u"UPDATE events SET type = 'x'"_s << true;
    QTest::newRow("a mark") << u"INSERT INTO read_through VALUES ('b', 'u', 9, now())"_s << true;
    QTest::newRow("a signal") << u"INSERT INTO signals VALUES ('b', 9, '', '', '{}')"_s << true;
    QTest::newRow("a presence") << u"INSERT INTO presences VALUES ('b', 'x', 'away', now())"_s
                                << true;
    QTest::newRow("a report of presence")
        << u"INSERT INTO presence_reports VALUES ('b', 'x', 'g', 'away')"_s << true;
    QTest::newRow("changing presences") << u"UPDATE presences SET state = 'away'"_s << false;
    QTest::newRow("removing presences") << u"DELETE FROM presences"_s << false;
    QTest::newRow("removing reports") << u"DELETE FROM presence_reports"_s << false;
    QTest::newRow("a trigger's function")
        << u"SELECT timesheet_add_event('b', 'x', '{}', null)"_s << true;
    QTest::newRow("truncating") << u"TRUNCATE events CASCADE"_s << true;
}

void TestPostgresEventLog::rowSecurity_writingForAnotherTenant_refused()
{
    QFETCH(const QString, sql);
    QFETCH(const bool, isRefused);
    addRowsOfTwoTenants();
    const QString ofB = u"SELECT (SELECT count(*) FROM events WHERE tenant_id = 'b') || ' ' || "
                        "(SELECT last_seq FROM event_heads WHERE tenant_id = 'b') || ' ' || "
                        "(SELECT string_agg(user_id || state, '') FROM presences "
                        "WHERE tenant_id = 'b') || ' ' || "
                        "(SELECT count(*) FROM presence_reports WHERE tenant_id = 'b')"_s;
    const QVariant before = run(ofB);
    const auto gate = connectAs(u"gate"_s);
    QVERIFY(gate->becomeGateway());
    QVERIFY(gate->runScript(u"BEGIN"_s));
    QVERIFY(
        claim(*gate, {{u"tenant_id"_s, u"a"_s}, {u"role"_s, u"service"_s}, {u"sub"_s, u"u"_s}}));
    QCOMPARE(!gate->runScript(sql), isRefused);
    QVERIFY(gate->runScript(u"COMMIT"_s));
    QCOMPARE(run(ofB), before);
}

void TestPostgresEventLog::open_wrongVersion_refused_data()
{
    QTest::addColumn<QString>("sql");
    QTest::addColumn<QString>("words");
    QTest::newRow("newer") << u"INSERT INTO timesheet_gateway_migrations VALUES (99)"_s
                           << u"is of version 99, newer than this program"_s;
    QTest::newRow("older") << u"DELETE FROM timesheet_gateway_migrations WHERE version > 1"_s
                           << u"is of version 1, this program needs 6: run timesheet-gateway "
                              "migrate --database"_s;
    QTest::newRow("none") << u"DROP TABLE timesheet_gateway_migrations"_s << u"is of version 0"_s;
}

void TestPostgresEventLog::open_wrongVersion_refused()
{
    QFETCH(const QString, sql);
    QFETCH(const QString, words);
    run(sql);
    const auto refused = openPostgresEventLog(m_cluster.url(m_database, u"gate"_s), {});
    abandonDatabase();
    QVERIFY(!refused);
    QVERIFY2(refused.error().contains(words), qPrintable(refused.error()));
}

void TestPostgresEventLog::open_wrongRole_refused_data()
{
    QTest::addColumn<QString>("user");
    QTest::addColumn<QString>("words");
    QTest::newRow("a superuser") << u"admin"_s << u"superuser"_s;
    QTest::newRow("BYPASSRLS") << u"bypasser"_s << u"BYPASSRLS"_s;
    QTest::newRow("no member") << u"stranger"_s << u"IN ROLE timesheet_gateway"_s;
}

void TestPostgresEventLog::open_wrongRole_refused()
{
    QFETCH(const QString, user);
    QFETCH(const QString, words);
    const QString url =
        user == u"admin" ? m_cluster.adminUrl(m_database) : m_cluster.url(m_database, user);
    const auto refused = openPostgresEventLog(url, {});
    QVERIFY(!refused);
    QVERIFY2(refused.error().contains(words), qPrintable(refused.error()));
}

void TestPostgresEventLog::open_wrongPassword_refusedWithoutRepeatingIt()
{
    QString url = m_cluster.url(m_database, u"gate"_s);
    url.replace(u"gate:gate"_s, u"gate:sesame%20open"_s);
    for (const QString &text : {url, url + u"?nonsense=1"_s, url.left(url.size() - 8) + u"\\"_s}) {
        const auto refused = openPostgresEventLog(text, {});
        QVERIFY(!refused);
        QVERIFY2(!refused.error().contains(u"sesame"_s), qPrintable(refused.error()));
        const auto unmigrated = migratePostgres(text);
        QVERIFY(!unmigrated);
        QVERIFY2(!unmigrated.error().contains(u"sesame"_s), qPrintable(unmigrated.error()));
    }
}

void TestPostgresEventLog::migrate_newerDatabase_refusedUntouched()
{
    run(u"INSERT INTO timesheet_gateway_migrations VALUES (99)"_s);
    const auto refused = migratePostgres(m_cluster.url(m_database, u"owner"_s));
    const int version = run(u"SELECT max(version) FROM timesheet_gateway_migrations"_s).toInt();
    abandonDatabase();
    QVERIFY(!refused);
    QVERIFY2(refused.error().contains(u"newer"_s), qPrintable(refused.error()));
    QCOMPARE(version, 99);
}

void TestPostgresEventLog::migrate_twoAtOnce_doEachStepOnce()
{
    const QString database = u"fresh%1"_s.arg(m_databases);
    m_cluster.run(u"postgres"_s, u"CREATE DATABASE %1 OWNER owner"_s.arg(database));
    std::atomic<int> steps = 0;
    std::vector<std::thread> threads;
    threads.reserve(3);
    for (int i = 0; i < 3; ++i)
        threads.emplace_back(
            [&] { steps += migratePostgres(m_cluster.url(database, u"owner"_s)).value_or(-100); });
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(steps, 6);
    m_cluster.run(u"postgres"_s, u"DROP DATABASE %1 WITH (FORCE)"_s.arg(database));
}

QTEST_GUILESS_MAIN(TestPostgresEventLog)
#include "tst_postgres_event_log.moc"
