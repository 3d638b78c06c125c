#include "gateway/sqlite_log/sqlite_event_log.h"
#include "gateway/storage/event_log_cases.h"

#include <QSqlDatabase>
#include <QSqlQuery>
#include <QSqlRecord>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <sys/resource.h>

using namespace timesheet;
using namespace timesheet::gateway;
using namespace Qt::StringLiterals;

namespace {

/// Runs SQL on a file from outside, as an administrator would.
QVariant runSql(const QString &file, const QString &sql)
{
    QVariant result;
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"outside"_s);
        database.setDatabaseName(file);
        QSqlQuery query(database);
        if (database.open() && query.exec(sql) && query.next())
            result = query.value(0);
    }
    QSqlDatabase::removeDatabase(u"outside"_s);
    return result;
}

/// The last column of each row.
QStringList runSqlForAll(const QString &file, const QString &sql)
{
    QStringList rows;
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"outside"_s);
        database.setDatabaseName(file);
        QSqlQuery query(database);
        if (database.open() && query.exec(sql)) {
            while (query.next())
                rows.append(query.value(query.record().count() - 1).toString());
        }
    }
    QSqlDatabase::removeDatabase(u"outside"_s);
    return rows;
}

QByteArray contentOf(const QString &name)
{
    QFile file(name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class TestSqliteEventLog : public EventLogCases
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void append_diskFull_storesNothingAndRecovers();
    void pages_lookAtNothingThatIsForOthers_data();
    void pages_lookAtNothingThatIsForOthers();
    void open_setsWal();
    void open_newerSchema_refusedUntouched();
    void open_otherPrograms_refusedUntouched();
    void open_noDatabase_refusedUntouched();
    void open_inUse_refused();
    void open_noSuchPlace_refused();

private:
    std::unique_ptr<EventLog> openLog() override;
    void removeEventsUpTo(int sequence) override;
    int countMarks() override;
    void makeEventsAnHourYounger() override;
    void backUp() override;
    void restore() override;
    void refuseType(const QString &type) override;

    QString file() const { return m_folder->filePath(u"deep/er/events.db"_s); }

    std::unique_ptr<QTemporaryDir> m_folder;
};

std::unique_ptr<EventLog> TestSqliteEventLog::openLog()
{
    auto log = SqliteEventLog::open(file());
    if (!log)
        qWarning().noquote() << log.error();
    return log ? std::move(*log) : nullptr;
}

void TestSqliteEventLog::removeEventsUpTo(int sequence)
{
    runSql(file(), u"DELETE FROM events WHERE sequence <= %1"_s.arg(sequence));
}

int TestSqliteEventLog::countMarks()
{
    return runSql(file(), u"SELECT count(*) FROM read_events"_s).toInt();
}

void TestSqliteEventLog::makeEventsAnHourYounger()
{
    runSql(file(), u"UPDATE events SET accepted_at = accepted_at + 3600000"_s);
}

void TestSqliteEventLog::backUp()
{
    QVERIFY(QFile::copy(file(), file() + u".backup"_s));
}

void TestSqliteEventLog::restore()
{
    QVERIFY(QFile::remove(file()) && QFile::rename(file() + u".backup"_s, file()));
}

void TestSqliteEventLog::refuseType(const QString &type)
{
    runSql(file(), u"CREATE TRIGGER refuse BEFORE INSERT ON events WHEN NEW.type = '%1' "
                   "BEGIN SELECT RAISE(ABORT, 'refused'); END"_s.arg(type));
}

void TestSqliteEventLog::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_log = openLog();
    QVERIFY(m_log);
}

void TestSqliteEventLog::cleanup()
{
    m_log.reset();
    m_folder.reset();
}

void TestSqliteEventLog::append_diskFull_storesNothingAndRecovers()
{
    add(entry(u"a"_s, u"1"_s));
    // A limit on the size of files is a full disk that needs no disk.
    std::signal(SIGXFSZ, SIG_IGN);
    rlimit before{};
    QCOMPARE(getrlimit(RLIMIT_FSIZE, &before), 0);
    rlimit tight = before;
    tight.rlim_cur = static_cast<rlim_t>(QFileInfo(file() + u"-wal"_s).size());
    QCOMPARE(setrlimit(RLIMIT_FSIZE, &tight), 0);
    const auto refused = m_log->append({entry(u"a"_s, u"2"_s), entry(u"new"_s, u"3"_s)});
    QCOMPARE(setrlimit(RLIMIT_FSIZE, &before), 0);
    QVERIFY(!refused);
    QCOMPARE(refused.error().kind, LogError::Kind::Storage);

    const auto retried = m_log->append({entry(u"a"_s, u"2"_s)});
    QVERIFY2(retried, retried ? "" : qPrintable(retried.error().detail));
    QVERIFY(retried->first().isNew);
    QCOMPARE(retried->first().entry.sequence, 2);
    QCOMPARE(m_log->head(TenantId(u"new"_s))->sequence, 0);
}

void TestSqliteEventLog::pages_lookAtNothingThatIsForOthers_data()
{
    QTest::addColumn<bool>("isOwn");
    QTest::addColumn<bool>("isOldestFirst");
    QTest::newRow("own, oldest first") << true << true;
    QTest::newRow("own, newest first") << true << false;
    QTest::newRow("whole, oldest first") << false << true;
    QTest::newRow("whole, newest first") << false << false;
}

/// The plan has every condition in an index, and needs no sorting: so LIMIT bounds what is read.
void TestSqliteEventLog::pages_lookAtNothingThatIsForOthers()
{
    QFETCH(const bool, isOwn);
    QFETCH(const bool, isOldestFirst);
    const auto opened = SqliteFile::open(file(), SqliteProfile::Access::Read);
    QVERIFY(opened);
    const SqliteStatements &statements = (*opened)->statements;
    const PageStatements &pages = isOwn ? statements.readOwn : statements.readWhole;
    const QSqlQuery &query = isOldestFirst ? pages.oldestFirst : pages.newestFirst;
    const QString plan =
        runSqlForAll(file(), u"EXPLAIN QUERY PLAN "_s + query.lastQuery().replace(u'?', u'1'))
            .join(u'\n');
    QVERIFY2(plan.contains(u"SEARCH events USING INDEX"_s), qPrintable(plan));
    QVERIFY2(!plan.contains(u"SCAN"_s) && !plan.contains(u"TEMP B-TREE"_s), qPrintable(plan));
    QCOMPARE(plan.count(u"(tenant=? AND recipient=? AND sequence>?)"_s), isOwn ? 2 : 0);
}

void TestSqliteEventLog::open_setsWal()
{
    QCOMPARE(runSql(file(), u"PRAGMA journal_mode"_s).toString(), u"wal"_s);
}

void TestSqliteEventLog::open_newerSchema_refusedUntouched()
{
    m_log.reset();
    runSql(file(), u"PRAGMA user_version = 1000"_s);
    const QByteArray before = contentOf(file());
    const auto refused = SqliteEventLog::open(file());
    QVERIFY(!refused);
    QVERIFY2(refused.error().contains(u"newer"_s), qPrintable(refused.error()));
    QCOMPARE(contentOf(file()), before);
}

void TestSqliteEventLog::open_otherPrograms_refusedUntouched()
{
    const QString other = m_folder->filePath(u"other.db"_s);
    runSql(other, u"CREATE TABLE customers (name TEXT)"_s);
    const QByteArray before = contentOf(other);
    QVERIFY(!before.isEmpty());
    QVERIFY(!SqliteEventLog::open(other));
    QCOMPARE(contentOf(other), before);
}

void TestSqliteEventLog::open_noDatabase_refusedUntouched()
{
    const QString other = m_folder->filePath(u"notes.txt"_s);
    const QByteArray text(5000, 'x');
    QFile notes(other);
    QVERIFY(notes.open(QIODevice::WriteOnly));
    notes.write(text);
    notes.close();
    QVERIFY(!SqliteEventLog::open(other));
    QCOMPARE(contentOf(other), text);
}

void TestSqliteEventLog::open_inUse_refused()
{
    const auto second = SqliteEventLog::open(file());
    QVERIFY(!second);
    QVERIFY(second.error().contains(u"another gateway"_s));
}

void TestSqliteEventLog::open_noSuchPlace_refused()
{
    QVERIFY(!SqliteEventLog::open(u"/proc/nowhere/events.db"_s));
}

QTEST_GUILESS_MAIN(TestSqliteEventLog)
#include "tst_sqlite_event_log.moc"
