#include "sqlite/database.h"

#include "scripts_folder.h"

#include <QTest>

using namespace Qt::StringLiterals;

namespace timesheet {

using Kind = SqliteError::Kind;

class DatabaseTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<test::ScriptsFolder>();
        m_database = std::make_unique<Database>(m_folder->file(), m_folder->profile());
        QVERIFY(m_database->open());
    }
    void cleanup()
    {
        m_database.reset();
        m_folder.reset();
    }

    void open_settings_areAsTheProfileSays_data()
    {
        QTest::addColumn<bool>("survivesPowerCut");
        QTest::addColumn<int>("synchronous");
        QTest::addRow("power") << true << 2;
        QTest::addRow("process") << false << 1;
    }
    void open_settings_areAsTheProfileSays()
    {
        QFETCH(const bool, survivesPowerCut);
        QFETCH(const int, synchronous);
        SqliteProfile profile = m_folder->profile();
        profile.durability = survivesPowerCut ? SqliteProfile::Durability::Power
                                              : SqliteProfile::Durability::Process;
        Database database(m_folder->path(u"other.sqlite"_s), profile);
        QVERIFY(database.open());
        QCOMPARE(database.ask(u"PRAGMA synchronous"_s)->toInt(), synchronous);
        QCOMPARE(database.ask(u"PRAGMA journal_mode"_s)->toString(), u"wal"_s);
        QCOMPARE(database.ask(u"PRAGMA foreign_keys"_s)->toInt(), 1);
        QCOMPARE(database.ask(u"PRAGMA busy_timeout"_s)->toInt(), 50);
    }

    void open_noPlaceForTheFile_saysSo()
    {
        Database database(m_folder->path(u"no/such/folder/test.sqlite"_s), m_folder->profile());
        const auto opened = database.open();
        QVERIFY(!opened);
        QCOMPARE(opened.error().kind, Kind::Open);
        QVERIFY(!opened.error().detail.isEmpty());
    }

    void open_aFolder_isAnError()
    {
        Database database(m_folder->path(u"scripts"_s), m_folder->profile());
        QVERIFY(!database.open());
    }

    void writeAndRead_values_comeBack()
    {
        const QString text = u"Überstunden 😀 ' \" ; --"_s;
        QVERIFY(add(7, text));
        QStringList texts;
        QVERIFY(
            m_database->read(u"SELECT id, text FROM notes"_s, {}, [&texts](const QSqlQuery &row) {
                texts.append(u"%1 %2"_s.arg(row.value(0).toInt()).arg(row.value(1).toString()));
            }));
        QCOMPARE(texts, QStringList{u"7 "_s + text});
    }

    void ask_noRow_isNull()
    {
        const auto answer = m_database->ask(u"SELECT text FROM notes"_s);
        QVERIFY(answer);
        QVERIFY(answer->isNull());
    }

    void ask_severalRows_isTheFirst()
    {
        QVERIFY(add(1, u"first"_s) && add(2, u"second"_s));
        QCOMPARE(m_database->ask(u"SELECT text FROM notes ORDER BY id"_s)->toString(), u"first"_s);
    }

    void statement_again_takesNewValues()
    {
        for (int id = 1; id <= 3; ++id)
            QVERIFY(add(id, QString::number(id)));
        QCOMPARE(m_database->ask(u"SELECT text FROM notes WHERE id = ?"_s, {2})->toString(),
                 u"2"_s);
        QCOMPARE(m_database->ask(u"SELECT text FROM notes WHERE id = ?"_s, {3})->toString(),
                 u"3"_s);
    }

    void statement_noGood_isAnErrorAndTheNextOneWorks_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::addRow("no SQL") << u"give me all"_s;
        QTest::addRow("no such table") << u"SELECT * FROM nothing"_s;
        QTest::addRow("not null") << u"INSERT INTO notes VALUES (1, NULL)"_s;
        QTest::addRow("a page of no note") << u"INSERT INTO pages VALUES (99)"_s;
    }
    void statement_noGood_isAnErrorAndTheNextOneWorks()
    {
        QFETCH(const QString, sql);
        const auto written = m_database->write(sql);
        QVERIFY(!written);
        QCOMPARE(written.error().kind, Kind::Io);
        QVERIFY(add(1, u"one"_s));
        QCOMPARE(count(), 1);
    }

    void transaction_committed_isKept()
    {
        Transaction transaction(*m_database);
        QVERIFY(transaction.begin());
        QVERIFY(add(1, u"one"_s));
        QVERIFY(transaction.commit());
        reopen();
        QCOMPARE(count(), 1);
    }

    void transaction_notCommitted_isRolledBack()
    {
        {
            Transaction transaction(*m_database);
            QVERIFY(transaction.begin());
            QVERIFY(add(1, u"one"_s));
            QCOMPARE(count(), 1);
        }
        QCOMPARE(count(), 0);
        QVERIFY(add(2, u"two"_s)); // and nothing is left open
        reopen();
        QCOMPARE(count(), 1);
    }

    void transaction_insideAnother_isRefusedAndLeavesTheOuterOne()
    {
        Transaction outer(*m_database);
        QVERIFY(outer.begin());
        QVERIFY(add(1, u"one"_s));
        {
            Transaction inner(*m_database);
            QVERIFY(!inner.begin());
        }
        QVERIFY(outer.commit());
        QCOMPARE(count(), 1);
    }

    void begin_whileAnotherWrites_failsAfterItsPatience()
    {
        Database other(m_folder->file(), m_folder->profile());
        QVERIFY(other.open());
        {
            Transaction first(*m_database);
            QVERIFY(first.begin());
            QVERIFY(add(1, u"one"_s));
            Transaction second(other);
            const auto begun = second.begin();
            QVERIFY(!begun);
            QCOMPARE(begun.error().kind, Kind::Io);
            // Who reads need not wait, and does not see what may never be.
            QCOMPARE(other.ask(u"SELECT count(*) FROM notes"_s)->toInt(), 0);
            QVERIFY(first.commit());
        }
        QCOMPARE(other.ask(u"SELECT count(*) FROM notes"_s)->toInt(), 1);
    }

    void fault_eachStatement_failsWithWhatItSays()
    {
        const SqliteError full{Kind::Full, u"no space left"_s};
        bool isFull = false;
        SqliteProfile profile = m_folder->profile();
        profile.fault = [&](const QString &sql) -> std::optional<SqliteError> {
            return isFull && sql.startsWith(u"INSERT") ? std::optional(full) : std::nullopt;
        };
        m_database = std::make_unique<Database>(m_folder->file(), profile);
        QVERIFY(m_database->open());
        isFull = true;
        const auto written = add(1, u"one"_s);
        QVERIFY(!written);
        QCOMPARE(written.error(), full);
        QCOMPARE(count(), 0);
        isFull = false;
        QVERIFY(add(1, u"one"_s));
    }

    void diskFull_isSaidAndRolledBack()
    {
        // The file may grow by no page more: as on a full disk.
        const int pages = m_database->ask(u"PRAGMA page_count"_s)->toInt();
        QVERIFY(m_database->write(u"PRAGMA max_page_count = %1"_s.arg(pages)));
        {
            Transaction transaction(*m_database);
            QVERIFY(transaction.begin());
            const auto written = add(1, QString(1'000'000, u'x'));
            QVERIFY(!written);
            QCOMPARE(written.error().kind, Kind::Full);
        }
        QCOMPARE(count(), 0);
        QVERIFY(m_database->write(u"PRAGMA max_page_count = %1"_s.arg(pages + 1000)));
        QVERIFY(add(1, QString(1'000'000, u'x')));
    }

    void damagedPage_isSaidWhenItsRowIsReached()
    {
        QVERIFY(add(1, QString(100'000, u'x')));
        m_database.reset(); // which leaves all of it in the file
        QByteArray bytes = m_folder->content(u"test.sqlite"_s);
        constexpr qsizetype pageSize = 4096;
        bytes.replace(pageSize, bytes.size() - pageSize,
                      QByteArray(bytes.size() - pageSize, '\xff'));
        m_folder->write(u"test.sqlite"_s, bytes);
        m_database = std::make_unique<Database>(m_folder->file(), m_folder->profile());
        QVERIFY(m_database->open()); // its head is whole
        const auto read = m_database->ask(u"SELECT text FROM notes WHERE id = 1"_s);
        QVERIFY(!read);
        QCOMPARE(read.error().kind, Kind::Damaged);
    }

    void close_andOpen_keepsWhatWasWritten()
    {
        QVERIFY(add(1, u"one"_s));
        m_database->close();
        QVERIFY(m_database->open());
        QCOMPARE(count(), 1);
    }

private:
    tl::expected<void, SqliteError> add(int id, const QString &text)
    {
        return m_database->write(u"INSERT INTO notes VALUES (?, ?)"_s, {id, text});
    }
    int count() { return m_database->ask(u"SELECT count(*) FROM notes"_s)->toInt(); }
    void reopen()
    {
        m_database = std::make_unique<Database>(m_folder->file(), m_folder->profile());
        QVERIFY(m_database->open());
    }

    std::unique_ptr<test::ScriptsFolder> m_folder;
    std::unique_ptr<Database> m_database;
};

} // namespace timesheet

QTEST_GUILESS_MAIN(timesheet::DatabaseTest)
#include "tst_database.moc"
