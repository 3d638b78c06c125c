#include "sqlite/migrations.h"

#include "scripts_folder.h"

#include <QTest>
#include <QtEndian>

using namespace Qt::StringLiterals;

namespace timesheet {

using Kind = SqliteError::Kind;

namespace {

/// https://www.sqlite.org/fileformat.html, 1.3
constexpr qsizetype versionAt = 60;
constexpr qsizetype applicationAt = 68;

} // namespace

class MigrationsTest : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_folder = std::make_unique<test::ScriptsFolder>(); }

    void open_newFile_hasTheNewestSchema()
    {
        m_folder->addScript("CREATE TABLE later (id INTEGER);\n");
        Database database(m_folder->file(), m_folder->profile());
        QVERIFY(database.open());
        QCOMPARE(database.ask(u"PRAGMA user_version"_s)->toInt(), 2);
        QCOMPARE(database.ask(u"PRAGMA application_id"_s)->toInt(),
                 test::ScriptsFolder::applicationId);
        QCOMPARE(tables(database), (QStringList{u"later"_s, u"notes"_s, u"pages"_s}));
    }

    void open_olderFile_getsOnlyWhatItLacks()
    {
        {
            Database database(m_folder->file(), m_folder->profile());
            QVERIFY(database.open());
            QVERIFY(database.write(u"INSERT INTO notes VALUES (1, 'one')"_s));
        }
        m_folder->addScript("ALTER TABLE notes ADD COLUMN read INTEGER NOT NULL DEFAULT 7;\n");
        m_folder->addScript("CREATE TABLE later (id INTEGER);\n");
        Database database(m_folder->file(), m_folder->profile());
        QVERIFY(database.open());
        QCOMPARE(database.ask(u"PRAGMA user_version"_s)->toInt(), 3);
        QCOMPARE(database.ask(u"SELECT text || read FROM notes"_s)->toString(), u"one7"_s);
    }

    void open_again_changesNothing()
    {
        QVERIFY(Database(m_folder->file(), m_folder->profile()).open());
        const QByteArray before = m_folder->content(u"test.sqlite"_s);
        QVERIFY(Database(m_folder->file(), m_folder->profile()).open());
        QCOMPARE(m_folder->content(u"test.sqlite"_s), before);
    }

    /// The i-th statement fails, for every i: what is there then is the old schema or the new one.
    void script_failsInTheMiddle_leavesTheVersionBefore()
    {
        QVERIFY(Database(m_folder->file(), m_folder->profile()).open());
        m_folder->addScript("CREATE TABLE first (id INTEGER);\n\n"
                            "CREATE TABLE second (id INTEGER);\n\n"
                            "INSERT INTO notes VALUES (1, 'one');\n");
        bool isThrough = false;
        for (int failing = 0; !isThrough; ++failing) {
            int statements = 0;
            SqliteProfile profile = m_folder->profile();
            profile.fault = [&](const QString & /*sql*/) -> std::optional<SqliteError> {
                if (statements++ == failing)
                    return SqliteError{Kind::Full, u"planted"_s};
                return std::nullopt;
            };
            isThrough = Database(m_folder->file(), profile).open().has_value();
            const auto version = qFromBigEndian<qint32>(wholeFile().constData() + versionAt);
            QCOMPARE(version, isThrough ? 2 : 1);
            QVERIFY(failing < 100);
        }
        Database database(m_folder->file(), m_folder->profile());
        QVERIFY(database.open());
        QCOMPARE(database.ask(u"SELECT count(*) FROM notes"_s)->toInt(), 1);
        QCOMPARE(tables(database), (QStringList{u"first"_s, u"notes"_s, u"pages"_s, u"second"_s}));
    }

    void script_withBadSql_isAnErrorAndLeavesTheFileUsable()
    {
        QVERIFY(Database(m_folder->file(), m_folder->profile()).open());
        const SqliteProfile before = m_folder->profile();
        test::ScriptsFolder other;
        other.addScript("CREATE TABLE fine (id INTEGER);\n\nthis is no statement;\n");
        SqliteProfile profile = before;
        profile.migrations = other.profile().migrations;
        const auto opened = Database(m_folder->file(), profile).open();
        QVERIFY(!opened);
        QCOMPARE(opened.error().kind, Kind::Io);
        Database database(m_folder->file(), before);
        QVERIFY(database.open());
        QCOMPARE(tables(database), (QStringList{u"notes"_s, u"pages"_s}));
    }

    void open_newerFile_isRefusedUntouched()
    {
        makeHead(versionAt, 99);
        const auto opened = refused();
        QCOMPARE(opened.kind, Kind::Newer);
        QVERIFY2(opened.detail.contains(u"99"_s), qPrintable(opened.detail));
    }

    void open_anotherProgramsFile_isRefusedUntouched()
    {
        makeHead(applicationAt, 7);
        QCOMPARE(refused().kind, Kind::Open);
    }

    void open_noDatabase_isRefusedUntouched_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addRow("a letter") << QByteArray("x");
        QTest::addRow("words") << QByteArray(4096, 'x');
        QTest::addRow("zeros") << QByteArray(8192, '\0');
        QTest::addRow("the beginning of a head") << QByteArray("SQLite format 3\0", 16);
    }
    void open_noDatabase_isRefusedUntouched()
    {
        QFETCH(const QByteArray, content);
        m_folder->write(u"test.sqlite"_s, content);
        QCOMPARE(refused().kind, Kind::Damaged);
    }

    void open_emptyFile_isBegun()
    {
        m_folder->write(u"test.sqlite"_s, {});
        Database database(m_folder->file(), m_folder->profile());
        QVERIFY(database.open());
        QCOMPARE(tables(database), (QStringList{u"notes"_s, u"pages"_s}));
    }

    void migrate_newerVersionInTheLog_isRefused()
    {
        Database database(m_folder->file(), m_folder->profile());
        QVERIFY(database.open());
        // It stands in the file's log until a checkpoint: the head does not say it yet.
        QVERIFY(database.write(u"PRAGMA user_version = 99"_s));
        QVERIFY(inspectFile(m_folder->file(), m_folder->profile()));
        const auto opened = Database(m_folder->file(), m_folder->profile()).open();
        QVERIFY(!opened);
        QCOMPARE(opened.error().kind, Kind::Newer);
    }

private:
    static QStringList tables(Database &database)
    {
        QStringList names;
        const auto read = database.read(
            u"SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"_s, {},
            [&names](const QSqlQuery &row) { names.append(row.value(0).toString()); });
        return read ? names : QStringList();
    }

    QByteArray wholeFile() const { return m_folder->content(u"test.sqlite"_s); }

    /// A database of ours with another number in its head.
    void makeHead(qsizetype at, qint32 value)
    {
        QVERIFY(Database(m_folder->file(), m_folder->profile()).open());
        QByteArray bytes = wholeFile();
        qToBigEndian(value, bytes.data() + at);
        m_folder->write(u"test.sqlite"_s, bytes);
    }

    /// Opens a file that is none of ours; why it was refused. Nothing is changed, and nothing is
    /// laid beside it.
    SqliteError refused()
    {
        const QByteArray before = wholeFile();
        const auto opened = Database(m_folder->file(), m_folder->profile()).open();
        if (opened || wholeFile() != before || m_folder->files() != QStringList{u"test.sqlite"_s})
            qFatal("the file was opened or touched");
        return opened.error();
    }

    std::unique_ptr<test::ScriptsFolder> m_folder;
};

} // namespace timesheet

QTEST_GUILESS_MAIN(timesheet::MigrationsTest)
#include "tst_migrations.moc"
