#include "client/settings.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

namespace timesheet {

class SettingsTest : public QObject
{
    Q_OBJECT

private slots:
    void server_sources_data()
    {
        QTest::addColumn<int>("sources"); // how many of the five say something, from the weakest
        QTest::addColumn<QString>("server");
        QTest::addRow("nobody") << 0 << u"ws://localhost:3001"_s;
        QTest::addRow("NEXT_PUBLIC_WS_URL") << 1 << u"ws://next"_s;
        QTest::addRow("TIMESHEET_WS_URL") << 2 << u"ws://environment"_s;
        QTest::addRow("settings") << 3 << u"ws://settings"_s;
        QTest::addRow("administrator") << 4 << u"ws://administrator"_s;
        QTest::addRow("command line") << 5 << u"ws://command-line"_s;
    }
    void server_sources()
    {
        QFETCH(int, sources);
        QFETCH(QString, server);
        const QTemporaryDir folder;
        QProcessEnvironment environment;
        environment.insert(u"XDG_CONFIG_DIRS"_s, folder.path());
        if (sources >= 1)
            environment.insert(u"NEXT_PUBLIC_WS_URL"_s, u"ws://next"_s);
        if (sources >= 2)
            environment.insert(u"TIMESHEET_WS_URL"_s, u"ws://environment"_s);
        if (sources >= 4) {
            QVERIFY(QDir(folder.path()).mkdir(u"timesheet-tray"_s));
            write(folder.filePath(u"timesheet-tray/administrator.ini"_s),
                  "[connection]\nserver=ws://administrator\n");
        }
        Settings settings(folder.filePath(u"settings.ini"_s), environment);
        if (sources >= 3)
            settings.setServer(QUrl(u"ws://settings"_s));
        const auto commandLine =
            sources >= 5 ? std::optional(QUrl(u"ws://command-line"_s)) : std::nullopt;
        QCOMPARE(settings.server(commandLine), QUrl(server));
        QVERIFY(settings.problems().isEmpty());
    }

    void lastAccount_written_isReadByAnotherProcess()
    {
        const QTemporaryDir folder;
        const Account account{QUrl(u"ws://localhost:3001"_s), TenantId(u"tenant-123"_s),
                              UserId(u"Zoë, the user"_s)};
        Settings first(folder.filePath(u"s.ini"_s), {});
        QVERIFY(!first.lastAccount());
        first.setLastAccount(account);
        const Settings second(folder.filePath(u"s.ini"_s), {});
        QCOMPARE(second.lastAccount(), account);
    }

    void problems_damagedFile_isNamed()
    {
        const QTemporaryDir folder;
        const QString file = folder.filePath(u"s.ini"_s);
        write(file, "[connection\nserver\x00\xff=\n]]]");
        const Settings settings(file, {});
        QCOMPARE(settings.problems().size(), 1);
        QVERIFY(settings.problems().constFirst().contains(file));
        QCOMPARE(settings.server({}), QUrl(u"ws://localhost:3001"_s));
    }

private:
    static void write(const QString &path, const QByteArray &content)
    {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
    }
};

} // namespace timesheet

QTEST_GUILESS_MAIN(timesheet::SettingsTest)
#include "tst_settings.moc"
