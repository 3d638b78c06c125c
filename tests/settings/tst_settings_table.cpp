#include "settings/settings_table.h"

#include "settings/languages.h"

#include <QFile>
#include <QTest>

using namespace Qt::StringLiterals;

namespace timesheet {

namespace {

const SettingRow &rowOfKey(const QString &key)
{
    for (const SettingRow &row : settingsTable()) {
        if (row.key == key)
            return row;
    }
    return settingsTable().front();
}

/// The table as the README has it.
QStringList markdown()
{
    QStringList lines{
        u"| section | key | values (the usual one first, or an example) | what it is |"_s,
        u"| --- | --- | --- | --- |"_s};
    QString last;
    for (const SettingRow &row : settingsTable()) {
        const QString section = row.key.toString().section(u'/', 0, 0);
        const QString first = section == last ? QString() : u"`[%1]` "_s.arg(section);
        last = section;
        lines.append(u"| %1| `%2` | `%3` | %4 |"_s.arg(first, row.key.toString().section(u'/', 1),
                                                       valuesOf(row).join(u"` `"_s),
                                                       QString::fromLatin1(row.help)));
    }
    return lines;
}

} // namespace

class SettingsTableTest : public QObject
{
    Q_OBJECT

private slots:
    void table_eachSetting_hasOneRow()
    {
        QSet<QStringView> keys;
        int next = 0;
        for (const SettingRow &row : settingsTable()) {
            QCOMPARE(row.setting, Setting(next++));
            QCOMPARE(&rowOf(row.setting), &row);
            QVERIFY2(!keys.contains(row.key), qPrintable(row.key.toString()));
            keys.insert(row.key);
            QCOMPARE(row.key.count(u'/'), 1);
        }
        QCOMPARE(next, int(Setting::KeptFor) + 1);
        for (const EventType type : knownEventTypes)
            QCOMPARE(rowOf(toastSetting(type)).type, SettingType::Switch);
    }

    void table_eachRow_isWhole()
    {
        for (const SettingRow &row : settingsTable()) {
            QVERIFY(row.help && row.read && row.write && row.copy);
            const bool isInFilesOnly = row.setting == Setting::LargestMessage ||
                                       row.setting == Setting::AnonKey ||
                                       row.type == SettingType::Name;
            QCOMPARE(row.label != nullptr, !isInFilesOnly);
            const bool isTyped = row.type == SettingType::Address ||
                                 row.type == SettingType::File || row.type == SettingType::Key;
            QCOMPARE(row.example != nullptr, isTyped);
            QCOMPARE(row.refusal != nullptr, isTyped && !isInFilesOnly);
            const bool isOffered = row.type == SettingType::Choice || row.type == SettingType::Days;
            QCOMPARE(!row.choices.empty(), isOffered);
        }
    }

    void usualValues_areReadAsThemselves()
    {
        for (const SettingRow &row : settingsTable()) {
            const QString usual = row.write(Preferences());
            Preferences preferences;
            QVERIFY2(usual.isEmpty() || row.read(preferences, usual), qPrintable(usual));
            QVERIFY(preferences == Preferences());
        }
    }

    void toastSwitches_areOneForEachType()
    {
        for (const EventType type : knownEventTypes) {
            const SettingRow &row = rowOf(toastSetting(type));
            Preferences preferences;
            QVERIFY(row.read(preferences, u"false"_s));
            QCOMPARE(preferences.toasts.silentTypes, QSet{type});
            QCOMPARE(row.write(preferences), u"false"_s);
            QVERIFY(row.read(preferences, u"true"_s));
            QVERIFY(preferences == Preferences());
        }
    }

    void read_text_isWrittenAsTheSame_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("written");
        const auto row = [](const char *key, const QString &text, const QString &written) {
            QTest::addRow("%s=%s", key, qPrintable(text))
                << QString::fromLatin1(key) << text << written;
        };
        const auto same = [&row](const char *key, const QString &text) { row(key, text, text); };
        same("notifications/approved", u"false"_s);
        row("notifications/sounds", u"Yes"_s, u"true"_s);
        row("notifications/sounds", u"ON"_s, u"true"_s);
        row("notifications/quiet_hours", u"1"_s, u"true"_s);
        row("notifications/about_others", u"off"_s, u"false"_s);
        row("notifications/deadlines_break_through", u"0"_s, u"false"_s);
        same("notifications/quiet_from", u"00:00"_s);
        row("notifications/quiet_to", u"6:05"_s, u"06:05"_s);
        same("connection/server", u"wss://ws.example.com/rt/"_s);
        row("connection/server", u"ws.example.com"_s, u"wss://ws.example.com"_s);
        same("connection/web_address", u"https://example.com/a b?c=d#e"_s);
        same("connection/proxy", u"system"_s);
        same("connection/proxy", u"none"_s);
        same("connection/proxy", u"manual"_s);
        row("connection/proxy_address", u"proxy:3128"_s, u"http://proxy:3128"_s);
        same("connection/proxy_address", u"socks5://proxy:1080"_s);
        same("connection/ca_file", u"/etc/ssl/company, inc.pem"_s);
        same("connection/largest_message", u"64"_s);
        same("connection/largest_message", u"1024"_s);
        same("connection/largest_message", u"4096"_s);
        same("connection/anon_key", u"sb_publishable_ab-C9"_s);
        same("connection/anon_key", u"eyJh.eyJp.c2ln"_s);
        same("tables/schema", u"time_tracking"_s);
        same("tables/timesheets", u"Sheets2"_s);
        same("tables/annotations", u"_notes"_s);
        same("tables/notifications", QString(63, u'n'));
        same("tables/tenant_column", u"organisation"_s);
        same("tables/id_column", u"uuid"_s);
        same("tables/status_column", u"state"_s);
        same("tables/changed_column", u"modified"_s);
        same("tables/user_column", u"user_id"_s);
        same("program/start_at_login", u"true"_s);
        for (const Language &language : knownLanguages)
            same("program/language", language.code.toString());
        same("program/keep_days", u"0"_s);
        same("program/keep_days", u"1"_s);
        same("program/keep_days", u"36500"_s);
    }
    void read_text_isWrittenAsTheSame()
    {
        QFETCH(const QString, key);
        QFETCH(const QString, text);
        QFETCH(const QString, written);
        const SettingRow &row = rowOfKey(key);
        Preferences preferences;
        QVERIFY(row.read(preferences, text));
        QCOMPARE(row.write(preferences), written);
        Preferences again;
        QVERIFY(row.read(again, written));
        QVERIFY(again == preferences);
        Preferences copied;
        row.copy(copied, preferences);
        QVERIFY(copied == preferences);
    }

    void read_textWithoutSense_changesNothing_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("text");
        const auto row = [](const char *key, const QString &text) {
            QTest::addRow("%s=%s", key, qPrintable(text)) << QString::fromLatin1(key) << text;
        };
        row("notifications/approved", u"perhaps"_s);
        row("notifications/quiet_hours", u"22:00"_s);
        row("notifications/quiet_from", u"24:00"_s);
        row("notifications/quiet_to", u"late"_s);
        row("connection/server", u"https://ws.example.com"_s);
        row("connection/web_address", u"javascript:alert(1)"_s);
        row("connection/web_address", u"example.com"_s);
        row("connection/proxy", u"Manual"_s);
        row("connection/proxy_address", u"proxy.example.com"_s);
        row("connection/proxy_address", u"http://me:secret@proxy:3128"_s);
        row("connection/proxy_address", u"https://proxy:3128"_s);
        row("connection/proxy_address", u"http://proxy:3128/path"_s);
        for (const char *text : {"63", "4097", "0", "-1024", "18446744073709552640", "1.5", "1,024",
                                 "1 024", "1024 KiB", "0x400", "much"})
            row("connection/largest_message", QString::fromLatin1(text));
        row("connection/anon_key", u"sb_secret_abc"_s);
        row("connection/anon_key", u"two words"_s);
        row("connection/anon_key", u"a\r\nHost: b"_s);
        row("connection/anon_key", u"schlüssel"_s);
        row("connection/anon_key", QString(2049, u'a'));
        for (const char *text : {"2sheets", "time sheets", "a.b", "a;drop", "a,b", "\"a\"", "a-b"})
            row("tables/timesheets", QString::fromLatin1(text));
        row("tables/schema", u"bücher"_s);
        row("tables/schema", QString(64, u'n'));
        row("program/language", u"xx"_s);
        row("program/keep_days", u"-1"_s);
        row("program/keep_days", u"36501"_s);
        row("program/keep_days", u"a year"_s);
    }
    void read_textWithoutSense_changesNothing()
    {
        QFETCH(const QString, key);
        QFETCH(const QString, text);
        Preferences preferences;
        QVERIFY(!rowOfKey(key).read(preferences, text));
        QVERIFY(preferences == Preferences());
    }

    void largestMessage_isWrittenInKibibytes()
    {
        const SettingRow &row = rowOf(Setting::LargestMessage);
        QCOMPARE(Preferences().largestMessage, 1048576);
        Preferences preferences;
        QVERIFY(row.read(preferences, u"64"_s));
        QCOMPARE(preferences.largestMessage, 65536);
        QCOMPARE(valuesOf(row), (QStringList{u"1024"_s, u"64 to 4096"_s}));
    }

    void readme_hasThisTable()
    {
        QFile file(QStringLiteral(README));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QStringList lines = QString::fromUtf8(file.readAll()).split(u'\n');
        const QStringList expected = markdown();
        lines = lines.sliced(qMax(0, lines.indexOf(expected.constFirst())));
        QCOMPARE(lines.first(qMin(lines.size(), expected.size())), expected);
        QVERIFY(lines.value(expected.size()).isEmpty()); // no row more
    }
};

} // namespace timesheet

QTEST_APPLESS_MAIN(timesheet::SettingsTableTest)
#include "tst_settings_table.moc"
