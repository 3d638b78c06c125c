#include "client/settings/settings.h"
#include "support/unusual_preferences.h"

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

    void preferences_ofNobody_areTheUsual()
    {
        const QTemporaryDir folder;
        const Settings settings(folder.filePath(u"s.ini"_s), {});
        Preferences usual;
        usual.server = QUrl(u"ws://localhost:3001"_s);
        QVERIFY(settings.preferences() == usual);
        QVERIFY(settings.locked().isEmpty());
    }

    void preferences_kept_areReadAgain()
    {
        const QTemporaryDir folder;
        Preferences preferences = test::unusualPreferences();
        preferences.caFile = u"/etc/ssl/company, inc.pem"_s;
        preferences.keptFor.reset();
        {
            Settings settings(folder.filePath(u"s.ini"_s), {});
            settings.setPreferences(preferences);
        }
        const Settings settings(folder.filePath(u"s.ini"_s), {});
        QVERIFY(settings.problems().isEmpty());
        QVERIFY(settings.preferences() == preferences);
    }

    void administrator_locksAndPresets()
    {
        const QTemporaryDir folder;
        QVERIFY(QDir(folder.path()).mkdir(u"timesheet-tray"_s));
        write(
            folder.filePath(u"timesheet-tray/administrator.ini"_s),
            "[connection]\nserver=wss://company\nlargest_message=4096\n[notifications]\nsounds=no\n"
            "[preset/notifications]\napproved=false\nquiet_hours=true\n"
            "[preset/connection]\nweb_address=https://company\n");
        QProcessEnvironment environment;
        environment.insert(u"XDG_CONFIG_DIRS"_s, folder.path());
        Settings settings(folder.filePath(u"s.ini"_s), environment);
        QCOMPARE(settings.locked(),
                 (QSet{Setting::Server, Setting::LargestMessage, Setting::Sounds}));
        Preferences preferences = settings.preferences();
        QCOMPARE(preferences.largestMessage, 4194304);
        QCOMPARE(preferences.server, QUrl(u"wss://company"_s));
        QVERIFY(preferences.toasts.silentTypes.contains(EventType::TimesheetApproved));
        QVERIFY(preferences.toasts.hasQuietHours);

        preferences.server = QUrl(u"wss://elsewhere"_s);
        preferences.toasts.sounds = true;
        preferences.toasts.silentTypes.clear();
        preferences.webAddress.clear();
        const PreferencesChange change = settings.setPreferences(preferences);
        const Preferences after = settings.preferences();
        QVERIFY(change.now == after);
        QCOMPARE(after.server, QUrl(u"wss://company"_s));
        QVERIFY(!after.toasts.sounds);
        QVERIFY(after.toasts.silentTypes.isEmpty());
        QVERIFY(after.toasts.hasQuietHours); // nobody chose: the preset still counts
        QVERIFY(after.webAddress.isEmpty());
        QVERIFY(!settings.store().contains(u"connection/server"_s));
        QVERIFY(!settings.store().contains(u"notifications/quiet_hours"_s));
    }

    void administrator_presetsTheLargestMessage_userOverrules()
    {
        const QTemporaryDir folder;
        QVERIFY(QDir(folder.path()).mkdir(u"timesheet-tray"_s));
        write(folder.filePath(u"timesheet-tray/administrator.ini"_s),
              "[preset/connection]\nlargest_message=2048\n");
        QProcessEnvironment environment;
        environment.insert(u"XDG_CONFIG_DIRS"_s, folder.path());
        const QString file = folder.filePath(u"s.ini"_s);
        QCOMPARE(Settings(file, environment).preferences().largestMessage, 2097152);
        write(file, "[connection]\nlargest_message=512\n");
        QCOMPARE(Settings(file, environment).preferences().largestMessage, 524288);
    }

    void problems_largestMessageWithoutSense_isNamedAndLeftOut_data()
    {
        QTest::addColumn<QByteArray>("text");
        for (const char *text : {"0", "63", "4097", "-1", "99999999999999999999", "much"})
            QTest::newRow(text) << QByteArray(text);
    }
    void problems_largestMessageWithoutSense_isNamedAndLeftOut()
    {
        QFETCH(const QByteArray, text);
        const QTemporaryDir folder;
        const QString file = folder.filePath(u"s.ini"_s);
        write(file, "[connection]\nlargest_message=" + text + "\n");
        const Settings settings(file, {});
        QCOMPARE(settings.problems(),
                 QStringList{u"connection/largest_message=%1 makes no sense in the settings: it is "
                             "left out"_s.arg(QString::fromLatin1(text))});
        QCOMPARE(settings.preferences().largestMessage, Preferences().largestMessage);
    }

    void problems_keyWithoutSense_isNotRepeated()
    {
        const QTemporaryDir folder;
        const QString file = folder.filePath(u"s.ini"_s);
        write(file, "[connection]\nanon_key=sb_secret_abc\n");
        const Settings settings(file, {});
        QCOMPARE(settings.problems(),
                 QStringList{u"connection/anon_key makes no sense in the settings: it is left "
                             "out"_s});
        QVERIFY(settings.preferences().anonKey.isEmpty());
    }

    void administrator_presetsStartAtLogin_once()
    {
        const QTemporaryDir folder;
        QVERIFY(QDir(folder.path()).mkdir(u"timesheet-tray"_s));
        write(folder.filePath(u"timesheet-tray/administrator.ini"_s),
              "[preset/program]\nstart_at_login=true\n");
        QProcessEnvironment environment;
        environment.insert(u"XDG_CONFIG_DIRS"_s, folder.path());
        Settings settings(folder.filePath(u"s.ini"_s), environment);
        QCOMPARE(settings.takePresetStartAtLogin(), std::optional(true));
        QCOMPARE(settings.takePresetStartAtLogin(), std::nullopt);
    }

    void problems_valuesThatMakeNoSense_areNamedAndLeftOut()
    {
        const QTemporaryDir folder;
        const QString file = folder.filePath(u"s.ini"_s);
        write(file, "[notifications]\nquiet_from=late\nsounds=perhaps\n[connection]\n"
                    "web_address=javascript:alert(1)\nproxy=maybe\nproxy_address=nowhere\n"
                    "[program]\nkeep_days=-3\nlanguage=xx\n");
        const Settings settings(file, {});
        QVERIFY2(settings.problems().size() == 7, qPrintable(settings.problems().join(u" / "_s)));
        QVERIFY(settings.problems().constFirst().contains(u"notifications/sounds=perhaps"));
        Preferences usual;
        usual.server = QUrl(u"ws://localhost:3001"_s);
        Preferences read = settings.preferences();
        QCOMPARE(read.toasts.quietFrom, usual.toasts.quietFrom);
        QCOMPARE(read.keptFor, usual.keptFor);
        QVERIFY(read == usual);
    }

    void problems_ofAddresses_doNotRepeatThem()
    {
        const QTemporaryDir folder;
        const QString file = folder.filePath(u"s.ini"_s);
        write(file, "[connection]\nserver=wss://ws.example.com?token=secret\n"
                    "web_address=ftp://me:secret@example.com\n"
                    "proxy_address=http://me:secret@proxy:3128\n");
        const QString problems = Settings(file, {}).problems().join(u'\n');
        QCOMPARE(problems.count(u'\n'), 2);
        QVERIFY(problems.contains(u"a query"));
        QVERIFY(problems.contains(u"connection/web_address"));
        QVERIFY(problems.contains(u"connection/proxy_address"));
        QVERIFY2(!problems.contains(u"secret"), qPrintable(problems));
    }

    void accounts_areRememberedAndForgotten()
    {
        const QTemporaryDir folder;
        const KnownAccount one{{QUrl(u"wss://one"_s), TenantId(u"tenant"_s), UserId(u"user"_s)},
                               u"Sam, Reed"_s};
        const KnownAccount two{{QUrl(u"wss://two"_s), TenantId(u"tenant"_s), UserId(u"user"_s)},
                               QString()};
        Settings settings(folder.filePath(u"s.ini"_s), {});
        settings.remember(one);
        settings.remember(two);
        settings.remember(one);
        QCOMPARE(settings.accounts().size(), 2);
        QVERIFY(settings.accounts().contains(one));
        settings.forget(one.account);
        QCOMPARE(settings.accounts(), QList{two});
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
