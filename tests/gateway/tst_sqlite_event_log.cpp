#include "gateway/sqlite_event_log.h"
#include "wire/event_codec.h"

#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <sys/resource.h>

using namespace timesheet;
using namespace timesheet::gateway;
using namespace Qt::StringLiterals;

namespace {

constexpr PageLimit everything{1000, 1 << 20};

Caller caller(const QString &tenant, const QString &user = u"u"_s, const QString &role = {})
{
    return {TenantId(tenant), UserId(user), role, {}};
}

NewLogEntry entry(const QString &tenant, const QString &id,
                  const std::optional<QString> &recipient = {})
{
    Event event;
    event.id = EventId(id);
    event.typeName = u"timesheet:approved"_s;
    event.payload = {{u"id"_s, u"ts-1"_s}, {u"hours"_s, 38.5}};
    event.timestamp = QDateTime::fromMSecsSinceEpoch(1'800'000'000'123).toUTC();
    event.tenant = TenantId(tenant);
    return {event, recipient ? std::optional(UserId(*recipient)) : std::nullopt};
}

QStringList idsOf(const LogPage &page)
{
    QStringList ids;
    for (const LogEntry &one : page.entries)
        ids.append(one.event.id.value());
    return ids;
}

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

QByteArray contentOf(const QString &name)
{
    QFile file(name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class TestSqliteEventLog : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void append_givesEachTenantItsOwnOrder();
    void append_keepsTheWholeEvent();
    void append_sameIdAgain_storesNothing();
    void append_sameIdOfAnotherTenant_isAnotherEvent();
    void append_diskFull_storesNothingAndRecovers();
    void readAfter_pagesUntilTheEnd();
    void readAfter_bytesBoundThePage();
    void readAfter_showsWhatTheCallerMaySee_data();
    void readAfter_showsWhatTheCallerMaySee();
    void readAfter_hiddenEvents_moveTheCursorOn();
    void readAfter_unknownCursor_beginsAtTheBeginning_data();
    void readAfter_unknownCursor_beginsAtTheBeginning();
    void readAfter_prunedGap_isNotComplete();
    void readAfter_everythingPruned_isNotComplete();
    void prune_oldEvents_goInStepsWithTheirMarks();
    void prune_whateverTheClockSays_leavesNoHole();
    void readAfter_restoredBackup_isNotCompleteAndBeginsAtTheStart();
    void readAfter_cursorWithoutCheck_isTakenAsItIs();
    void marksSince_madeElsewhereMeanwhile_areTold();
    void readNewest_givesTheNewestOldestFirst();
    void head_ofAnEmptyTenant_isAPlaceToResumeFrom();
    void markRead_ids_showInThePages();
    void markRead_through_showsInThePages();
    void markRead_whatTheCallerCannotSee_isPassedOver();
    void markRead_unknownCursor_refused();
    void reopen_goesOnWhereItWas();
    void open_setsWal();
    void open_newerSchema_refusedUntouched();
    void open_otherPrograms_refusedUntouched();
    void open_noDatabase_refusedUntouched();
    void open_inUse_refused();
    void open_noSuchPlace_refused();

private:
    QString file() const { return m_folder->filePath(u"deep/er/events.db"_s); }
    void add(const NewLogEntry &fresh) { QVERIFY(m_log->append({fresh})); }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<SqliteEventLog> m_log;
};

void TestSqliteEventLog::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    auto log = SqliteEventLog::open(file());
    QVERIFY2(log, log ? "" : qPrintable(log.error()));
    m_log = std::move(*log);
}

void TestSqliteEventLog::cleanup()
{
    m_log.reset();
    m_folder.reset();
}

void TestSqliteEventLog::append_givesEachTenantItsOwnOrder()
{
    const auto appended =
        m_log->append({entry(u"a"_s, u"1"_s), entry(u"b"_s, u"2"_s), entry(u"a"_s, u"3"_s)});
    QVERIFY(appended);
    QCOMPARE(appended->at(0).entry.sequence, 1);
    QCOMPARE(appended->at(1).entry.sequence, 1);
    QCOMPARE(appended->at(2).entry.sequence, 2);
    QVERIFY(appended->at(0).entry.event.cursor < appended->at(2).entry.event.cursor);
    QCOMPARE(m_log->head(TenantId(u"a"_s))->cursor, *appended->at(2).entry.event.cursor);
    QCOMPARE(m_log->head(TenantId(u"b"_s))->sequence, 1);
}

void TestSqliteEventLog::append_keepsTheWholeEvent()
{
    NewLogEntry fresh = entry(u"a"_s, u"1"_s, u"u"_s);
    fresh.event.typeName = u"some:thing \u20ac \U0001F600"_s;
    fresh.event.payload.insert(u"text"_s, u"a\u0000b\n\"\u202e"_s);
    add(fresh);
    const auto page = m_log->readNewest(caller(u"a"_s), everything);
    QVERIFY(page);
    QCOMPARE(page->entries.size(), 1);
    fresh.event.cursor = page->cursor;
    QCOMPARE(page->entries.first().event, fresh.event);
    QCOMPARE(page->entries.first().recipient, fresh.recipient);
}

void TestSqliteEventLog::append_sameIdAgain_storesNothing()
{
    const auto first = m_log->append({entry(u"a"_s, u"1"_s), entry(u"a"_s, u"1"_s)});
    QVERIFY(first);
    QVERIFY(first->at(0).isNew);
    QVERIFY(!first->at(1).isNew);
    const auto second = m_log->append({entry(u"a"_s, u"1"_s), entry(u"a"_s, u"2"_s)});
    QVERIFY(second);
    QVERIFY(!second->at(0).isNew);
    QCOMPARE(second->at(0).entry.event.cursor, first->at(0).entry.event.cursor);
    QCOMPARE(second->at(1).entry.sequence, 2);
}

void TestSqliteEventLog::append_sameIdOfAnotherTenant_isAnotherEvent()
{
    add(entry(u"a"_s, u"1"_s));
    const auto other = m_log->append({entry(u"b"_s, u"1"_s)});
    QVERIFY(other && other->first().isNew);
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

void TestSqliteEventLog::readAfter_pagesUntilTheEnd()
{
    for (int i = 1; i <= 5; ++i)
        add(entry(u"a"_s, QString::number(i)));
    const auto start = m_log->readNewest(caller(u"nobody"_s), everything);
    const auto first = m_log->readAfter(caller(u"a"_s), start->cursor, {2, 1 << 20});
    QCOMPARE(idsOf(*first), (QStringList{u"1"_s, u"2"_s}));
    QVERIFY(!first->atEnd && first->complete);
    const auto second = m_log->readAfter(caller(u"a"_s), first->cursor, {4, 1 << 20});
    QCOMPARE(idsOf(*second), (QStringList{u"3"_s, u"4"_s, u"5"_s}));
    QVERIFY(second->atEnd && second->complete);
    const auto third = m_log->readAfter(caller(u"a"_s), second->cursor, everything);
    QVERIFY(third->entries.isEmpty() && third->atEnd && third->complete);
    QCOMPARE(third->cursor, second->cursor);
}

void TestSqliteEventLog::readAfter_bytesBoundThePage()
{
    for (int i = 1; i <= 3; ++i)
        add(entry(u"a"_s, QString::number(i)));
    const Cursor start = m_log->head(TenantId(u"nobody"_s))->cursor;
    const auto page = m_log->readAfter(caller(u"a"_s), start, {100, 1});
    QCOMPARE(idsOf(*page), QStringList{u"1"_s});
    QVERIFY(!page->atEnd);
    QCOMPARE(page->sequence, 1);
}

void TestSqliteEventLog::readAfter_showsWhatTheCallerMaySee_data()
{
    QTest::addColumn<QString>("tenant");
    QTest::addColumn<QString>("user");
    QTest::addColumn<QString>("role");
    QTest::addColumn<QStringList>("ids");
    const QStringList all{u"all"_s, u"for-u"_s, u"for-v"_s};
    QTest::newRow("the recipient")
        << u"a"_s << u"u"_s << u""_s << QStringList{u"all"_s, u"for-u"_s};
    QTest::newRow("a bystander") << u"a"_s << u"w"_s << u"employee"_s << QStringList{u"all"_s};
    QTest::newRow("a manager") << u"a"_s << u"w"_s << u"manager"_s << all;
    QTest::newRow("an admin") << u"a"_s << u"w"_s << u"admin"_s << all;
    QTest::newRow("a service") << u"a"_s << u"w"_s << u"service"_s << QStringList{u"all"_s};
    QTest::newRow("another tenant's admin")
        << u"b"_s << u"u"_s << u"admin"_s << QStringList{u"other"_s};
    QTest::newRow("nobody's admin") << u"c"_s << u"u"_s << u"admin"_s << QStringList{};
    QTest::newRow("a tenant named as a pattern") << u"%"_s << u"u"_s << u"admin"_s << QStringList{};
    QTest::newRow("a tenant named as SQL")
        << u"a' OR '1'='1"_s << u"u"_s << u"admin"_s << QStringList{};
}

void TestSqliteEventLog::readAfter_showsWhatTheCallerMaySee()
{
    QFETCH(const QString, tenant);
    QFETCH(const QString, user);
    QFETCH(const QString, role);
    QFETCH(const QStringList, ids);
    QVERIFY(m_log->append({entry(u"a"_s, u"all"_s), entry(u"a"_s, u"for-u"_s, u"u"_s),
                           entry(u"b"_s, u"other"_s), entry(u"a"_s, u"for-v"_s, u"v"_s)}));
    const Caller reader = caller(tenant, user, role);
    const Cursor start = m_log->head(TenantId(u"nobody"_s))->cursor;
    QCOMPARE(idsOf(*m_log->readAfter(reader, start, everything)), ids);
    QCOMPARE(idsOf(*m_log->readNewest(reader, everything)), ids);
}

void TestSqliteEventLog::readAfter_hiddenEvents_moveTheCursorOn()
{
    const Cursor start = m_log->head(TenantId(u"a"_s))->cursor;
    add(entry(u"a"_s, u"1"_s, u"someone"_s));
    const auto page = m_log->readAfter(caller(u"a"_s), start, everything);
    QVERIFY(page->entries.isEmpty());
    QCOMPARE(page->cursor, m_log->head(TenantId(u"a"_s))->cursor);
}

void TestSqliteEventLog::readAfter_unknownCursor_beginsAtTheBeginning_data()
{
    QTest::addColumn<QString>("cursor");
    QTest::newRow("another log's") << u"00000000-000000000001"_s;
    QTest::newRow("words") << u"yesterday"_s;
    QTest::newRow("beyond the end") << u"%1-000000000003"_s;
    QTest::newRow("negative") << u"%1--00000000001"_s;
    QTest::newRow("short") << u"%1-1"_s;
    QTest::newRow("capitals") << u"%1-00000000000A"_s;
    QTest::newRow("a sign") << u"%1-+00000000001"_s;
    QTest::newRow("long") << u"%1-0000000000001"_s;
}

void TestSqliteEventLog::readAfter_unknownCursor_beginsAtTheBeginning()
{
    QFETCH(QString, cursor);
    add(entry(u"a"_s, u"1"_s));
    add(entry(u"a"_s, u"2"_s));
    const QString epoch = m_log->head(TenantId(u"a"_s))->cursor.value().section(u'-', 0, 0);
    if (cursor.contains(u"%1"_s))
        cursor = cursor.arg(epoch);
    const auto page = m_log->readAfter(caller(u"a"_s), Cursor(cursor), everything);
    QVERIFY(page);
    QVERIFY(!page->complete);
    QCOMPARE(page->entries.size(), 2);
}

void TestSqliteEventLog::readAfter_prunedGap_isNotComplete()
{
    QList<Cursor> cursors{m_log->head(TenantId(u"a"_s))->cursor};
    for (int i = 1; i <= 4; ++i) {
        add(entry(u"a"_s, QString::number(i)));
        cursors.append(m_log->head(TenantId(u"a"_s))->cursor);
    }
    runSql(file(), u"DELETE FROM events WHERE sequence <= 2"_s);
    QVERIFY(!m_log->readAfter(caller(u"a"_s), cursors.at(0), everything)->complete);
    QVERIFY(!m_log->readAfter(caller(u"a"_s), cursors.at(1), everything)->complete);
    QVERIFY(m_log->readAfter(caller(u"a"_s), cursors.at(2), everything)->complete);
    QVERIFY(m_log->readAfter(caller(u"a"_s), cursors.at(4), everything)->complete);
}

void TestSqliteEventLog::readAfter_everythingPruned_isNotComplete()
{
    const Cursor start = m_log->head(TenantId(u"a"_s))->cursor;
    add(entry(u"a"_s, u"1"_s));
    const Cursor end = m_log->head(TenantId(u"a"_s))->cursor;
    runSql(file(), u"DELETE FROM events"_s);
    QVERIFY(!m_log->readAfter(caller(u"a"_s), start, everything)->complete);
    QVERIFY(m_log->readAfter(caller(u"a"_s), end, everything)->complete);
    QCOMPARE(m_log->append({entry(u"a"_s, u"2"_s)})->first().entry.sequence, 2);
}

void TestSqliteEventLog::prune_oldEvents_goInStepsWithTheirMarks()
{
    const Cursor start = m_log->head(TenantId(u"a"_s))->cursor;
    for (int i = 1; i <= 5; ++i)
        add(entry(u"a"_s, QString::number(i)));
    QVERIFY(m_log->markRead(caller(u"a"_s), {{EventId(u"1"_s), EventId(u"5"_s)}, {}}, 0));
    QCOMPARE(*m_log->prune(QDateTime::currentDateTimeUtc().addDays(-1), 3), 0);
    const QDateTime later = QDateTime::currentDateTimeUtc().addDays(1);
    QCOMPARE(*m_log->prune(later, 3), 3);
    QCOMPARE(idsOf(*m_log->readNewest(caller(u"a"_s), everything)), (QStringList{u"4"_s, u"5"_s}));
    QVERIFY(!m_log->readAfter(caller(u"a"_s), start, everything)->complete);
    QCOMPARE(runSql(file(), u"SELECT count(*) FROM read_events"_s), 1);
    QCOMPARE(*m_log->prune(later, 3), 2);
    QCOMPARE(*m_log->prune(later, 3), 0);
}

void TestSqliteEventLog::prune_whateverTheClockSays_leavesNoHole()
{
    add(entry(u"a"_s, u"1"_s));
    runSql(file(), u"UPDATE events SET accepted_at = accepted_at + 3600000"_s);
    m_log.reset();
    m_log = std::move(*SqliteEventLog::open(file()));
    add(entry(u"a"_s, u"2"_s)); // the clock was set back by an hour
    QCOMPARE(*m_log->prune(QDateTime::currentDateTimeUtc().addSecs(1800), 10), 0);
}

void TestSqliteEventLog::readAfter_restoredBackup_isNotCompleteAndBeginsAtTheStart()
{
    add(entry(u"a"_s, u"1"_s));
    m_log.reset();
    QVERIFY(QFile::copy(file(), file() + u".backup"_s));
    m_log = std::move(*SqliteEventLog::open(file()));
    add(entry(u"a"_s, u"lost"_s));
    const Cursor lost = m_log->head(TenantId(u"a"_s))->cursor;
    m_log.reset();
    QVERIFY(QFile::remove(file()) && QFile::rename(file() + u".backup"_s, file()));
    m_log = std::move(*SqliteEventLog::open(file()));

    QVERIFY(!m_log->readAfter(caller(u"a"_s), lost, everything)->complete); // beyond the end
    add(entry(u"a"_s, u"other"_s));                                         // the same place again
    const auto page = m_log->readAfter(caller(u"a"_s), lost, everything);
    QVERIFY(!page->complete);
    QCOMPARE(idsOf(*page), (QStringList{u"1"_s, u"other"_s}));
    QVERIFY(!m_log->markRead(caller(u"a"_s), {{}, lost}, 0));
}

void TestSqliteEventLog::readAfter_cursorWithoutCheck_isTakenAsItIs()
{
    add(entry(u"a"_s, u"1"_s));
    const Cursor cursor = m_log->head(TenantId(u"a"_s))->cursor;
    add(entry(u"a"_s, u"2"_s));
    const auto page =
        m_log->readAfter(caller(u"a"_s), Cursor(cursor.value().chopped(9)), everything);
    QVERIFY(page->complete);
    QCOMPARE(idsOf(*page), QStringList{u"2"_s});
}

void TestSqliteEventLog::marksSince_madeElsewhereMeanwhile_areTold()
{
    for (int i = 1; i <= 3; ++i)
        add(entry(u"a"_s, QString::number(i)));
    const Cursor end = m_log->head(TenantId(u"a"_s))->cursor;
    QVERIFY(m_log->marksSince(caller(u"a"_s), end, 10)->ids.isEmpty());
    QVERIFY(m_log->markRead(caller(u"a"_s), {{EventId(u"1"_s), EventId(u"3"_s)}, {}}, 0));
    QVERIFY(m_log->markRead(caller(u"a"_s, u"somebody else"_s), {{EventId(u"2"_s)}, {}}, 0));
    const auto marks = m_log->marksSince(caller(u"a"_s), end, 10);
    QCOMPARE(QSet(marks->ids.begin(), marks->ids.end()), (QSet{EventId(u"1"_s), EventId(u"3"_s)}));
    QVERIFY(!marks->through);
    QCOMPARE(m_log->marksSince(caller(u"a"_s), end, 1)->ids.size(), 1);

    QVERIFY(m_log->markRead(caller(u"a"_s), {{}, end}, 0));
    QCOMPARE(m_log->marksSince(caller(u"a"_s), end, 10)->through, end);
}

void TestSqliteEventLog::readNewest_givesTheNewestOldestFirst()
{
    for (int i = 1; i <= 5; ++i)
        add(entry(u"a"_s, QString::number(i)));
    const auto page = m_log->readNewest(caller(u"a"_s), {2, 1 << 20});
    QCOMPARE(idsOf(*page), (QStringList{u"4"_s, u"5"_s}));
    QCOMPARE(page->sequence, 5);
    QVERIFY(page->complete);
}

void TestSqliteEventLog::head_ofAnEmptyTenant_isAPlaceToResumeFrom()
{
    const auto head = m_log->head(TenantId(u"a"_s));
    QVERIFY(head && !head->cursor.isEmpty());
    add(entry(u"a"_s, u"1"_s));
    const auto page = m_log->readAfter(caller(u"a"_s), head->cursor, everything);
    QCOMPARE(idsOf(*page), QStringList{u"1"_s});
    QVERIFY(page->complete);
}

void TestSqliteEventLog::markRead_ids_showInThePages()
{
    add(entry(u"a"_s, u"1"_s));
    add(entry(u"a"_s, u"2"_s));
    const wire::ReadMark mark{{EventId(u"2"_s), EventId(u"unheard-of"_s)}, {}};
    QVERIFY(m_log->markRead(caller(u"a"_s), mark, 0));
    QVERIFY(m_log->markRead(caller(u"a"_s), mark, 0));
    QCOMPARE(m_log->readNewest(caller(u"a"_s), everything)->read, QList{EventId(u"2"_s)});
    QVERIFY(m_log->readNewest(caller(u"a"_s, u"v"_s), everything)->read.isEmpty());
}

void TestSqliteEventLog::markRead_through_showsInThePages()
{
    add(entry(u"a"_s, u"1"_s));
    const Cursor first = m_log->head(TenantId(u"a"_s))->cursor;
    add(entry(u"a"_s, u"2"_s));
    const Cursor second = m_log->head(TenantId(u"a"_s))->cursor;
    QVERIFY(m_log->markRead(caller(u"a"_s), {{}, first}, 0));
    QCOMPARE(m_log->readNewest(caller(u"a"_s), everything)->read, QList{EventId(u"1"_s)});
    QVERIFY(m_log->markRead(caller(u"a"_s), {{}, second}, 0));
    QVERIFY(m_log->markRead(caller(u"a"_s), {{}, first}, 0)); // never takes back
    QCOMPARE(m_log->readNewest(caller(u"a"_s), everything)->read.size(), 2);
}

void TestSqliteEventLog::markRead_whatTheCallerCannotSee_isPassedOver()
{
    add(entry(u"a"_s, u"1"_s, u"someone"_s));
    add(entry(u"b"_s, u"2"_s));
    QVERIFY(m_log->markRead(caller(u"a"_s), {{EventId(u"1"_s), EventId(u"2"_s)}, {}}, 0));
    QCOMPARE(runSql(file(), u"SELECT count(*) FROM read_events"_s).toInt(), 0);
}

void TestSqliteEventLog::markRead_unknownCursor_refused()
{
    add(entry(u"a"_s, u"1"_s));
    const auto marked = m_log->markRead(caller(u"a"_s), {{}, Cursor(u"x"_s)}, 0);
    QVERIFY(!marked);
    QCOMPARE(marked.error().kind, LogError::Kind::UnknownCursor);
    QVERIFY(m_log->append({entry(u"a"_s, u"2"_s)})); // no transaction was left open
}

void TestSqliteEventLog::reopen_goesOnWhereItWas()
{
    add(entry(u"a"_s, u"1"_s));
    const Cursor before = m_log->head(TenantId(u"a"_s))->cursor;
    m_log.reset();
    m_log = std::move(*SqliteEventLog::open(file()));
    QCOMPARE(m_log->head(TenantId(u"a"_s))->cursor, before);
    add(entry(u"a"_s, u"2"_s));
    const auto page = m_log->readAfter(caller(u"a"_s), before, everything);
    QVERIFY(page->complete);
    QCOMPARE(idsOf(*page), QStringList{u"2"_s});
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
