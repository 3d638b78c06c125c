#include "client/program/command_line.h"
#include "settings/settings_table.h"

#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;

namespace timesheet {

class CommandLineTest : public QObject
{
    Q_OBJECT

private slots:
    void parse_nothing_runsTheTray()
    {
        const auto line = parse({});
        QVERIFY(line);
        QCOMPARE(line->action, CommandLine::Action::Run);
        QVERIFY(!line->headless && !line->minimized && !line->server);
    }

    void parse_allOptionsOfTheTray_areRead()
    {
        const auto line = parse({u"--server"_s, u"wss://ws.example.com"_s, u"--token-file"_s,
                                 u"t.jwt"_s, u"--data-dir"_s, u"d"_s, u"--minimized"_s,
                                 u"--headless"_s, u"--log-level"_s, u"debug"_s});
        QVERIFY(line);
        QCOMPARE(line->server, QUrl(u"wss://ws.example.com"_s));
        QCOMPARE(line->tokenFile, u"t.jwt"_s);
        QCOMPARE(line->dataDir, u"d"_s);
        QVERIFY(line->minimized && line->headless);
        QCOMPARE(line->logLevel, u"debug"_s);
    }

    void parse_events_readsItsOptions()
    {
        const auto line =
            parse({u"events"_s, u"--json"_s, u"--limit"_s, u"7"_s, u"--type"_s,
                   u"timesheet:approved"_s, u"--unread"_s, u"--search"_s, u"week 47"_s});
        QVERIFY(line);
        QCOMPARE(line->action, CommandLine::Action::Events);
        QVERIFY(line->json && line->unreadOnly);
        QCOMPARE(line->limit, 7);
        QCOMPARE(line->type, u"timesheet:approved"_s);
        QCOMPARE(line->search, u"week 47"_s);
    }

    void parse_signInWithoutFile_readsStandardInput()
    {
        QCOMPARE(parse({u"sign-in"_s})->tokenFile, u"-"_s);
    }

    void parse_helpAndVersion_haveText()
    {
        QVERIFY(parse({u"--help"_s})->text.contains(u"--headless"_s));
        QVERIFY(parse({u"events"_s, u"--help"_s})->text.contains(u"--unread"_s));
        QVERIFY(parse({u"events"_s, u"--help"_s})
                    ->text.startsWith(u"Usage: timesheet-tray events [options]\n"_s));
        QCOMPARE(parse({u"--version"_s})->text, u"timesheet-tray " TIMESHEET_VERSION "\n"_s);
    }

    void parse_help_listsEverySetting()
    {
        const QString help = parse({u"--help"_s})->text;
        for (const SettingRow &row : settingsTable()) {
            const QString key = row.key.toString();
            QVERIFY(help.contains(u"[%1]\n"_s.arg(key.section(u'/', 0, 0))));
            const auto line = QRegularExpression(
                u"^ +%1 .*%2"_s.arg(key.section(u'/', 1),
                                    QRegularExpression::escape(valuesOf(row).join(u", "_s))),
                QRegularExpression::MultilineOption);
            QVERIFY2(line.match(help).hasMatch(), qPrintable(key + u" in\n"_s + help));
        }
    }

    void parse_wrongUse_isOneLineThatSaysHowToMendIt_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addRow("unknown option") << QStringList{u"--bogus"_s};
        QTest::addRow("unknown command") << QStringList{u"frobnicate"_s};
        QTest::addRow("missing value") << QStringList{u"--server"_s};
        QTest::addRow("empty value") << QStringList{u"--data-dir"_s, QString()};
        QTest::addRow("log level") << QStringList{u"--log-level"_s, u"loud"_s};
        QTest::addRow("limit of words") << QStringList{u"events"_s, u"--limit"_s, u"many"_s};
        QTest::addRow("limit of none") << QStringList{u"events"_s, u"--limit"_s, u"0"_s};
        QTest::addRow("another command's option") << QStringList{u"status"_s, u"--headless"_s};
        QTest::addRow("a word too many") << QStringList{u"status"_s, u"now"_s};
    }
    void parse_wrongUse_isOneLineThatSaysHowToMendIt()
    {
        QFETCH(QStringList, arguments);
        const auto line = parse(arguments);
        QVERIFY(!line);
        QVERIFY(!line.error().isEmpty());
        QVERIFY(!line.error().contains(u'\n'));
    }

private:
    static tl::expected<CommandLine, QString> parse(const QStringList &arguments)
    {
        return parseCommandLine(QStringList{u"timesheet-tray"_s} + arguments);
    }
};

} // namespace timesheet

QTEST_GUILESS_MAIN(timesheet::CommandLineTest)
#include "tst_command_line.moc"
