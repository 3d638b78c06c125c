#include "desktop/dialogs/settings_dialog.h"
#include "support/unusual_preferences.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTimeEdit>
#include <QtTest>

using namespace timesheet;
using test::unusualPreferences;
using namespace Qt::StringLiterals;

namespace {

template <class Widget>
Widget *withText(SettingsDialog &dialog, const QString &text)
{
    for (Widget *widget : dialog.findChildren<Widget *>()) {
        if (widget->text() == text)
            return widget;
    }
    return nullptr;
}

int locksIn(const SettingsDialog &dialog)
{
    int locks = 0;
    for (const QLabel *label : dialog.findChildren<QLabel *>())
        locks += label->accessibleName() == u"Set by your administrator" && !label->isHidden();
    return locks;
}

QLineEdit *fieldWith(SettingsDialog &dialog, const QString &placeholder)
{
    for (auto *field : dialog.findChildren<QLineEdit *>()) {
        if (field->placeholderText() == placeholder)
            return field;
    }
    return nullptr;
}

} // namespace

class TestSettingsDialog : public QObject
{
    Q_OBJECT

private slots:
    void open_andOk_changesNothing_data();
    void open_andOk_changesNothing();
    void ok_tellsWhatWasChosen();
    void cancel_tellsNothing();
    void locked_isShownAndCannotBeChanged();
    void everySettingWithAName_hasAPlace_andCanBeLocked();
    void settingWithoutAName_isNotShown();
    void lockedValueWithoutSense_isNotTheUsersToMend();
    void badValue_isNamedAndRefused_data();
    void badValue_isNamedAndRefused();
    void fieldsWithoutEffect_areDisabled();
};

void TestSettingsDialog::open_andOk_changesNothing_data()
{
    QTest::addColumn<Preferences>("preferences");
    Preferences usual;
    usual.server = QUrl(u"ws://localhost:3001"_s);
    QTest::addRow("usual") << usual;
    QTest::addRow("unusual") << unusualPreferences();
    Preferences forEver = usual;
    forEver.keptFor.reset();
    QTest::addRow("for ever") << forEver;
}

void TestSettingsDialog::open_andOk_changesNothing()
{
    QFETCH(const Preferences, preferences);
    SettingsDialog dialog;
    QSignalSpy chosen(&dialog, &SettingsDialog::chosen);
    dialog.open(preferences, {});
    QCOMPARE(dialog.message(), QString());
    withText<QPushButton>(dialog, u"OK"_s)->click();
    QCOMPARE(chosen.size(), 1);
    QVERIFY(chosen.at(0).at(0).value<Preferences>() == preferences);
    QVERIFY(!dialog.isVisible());
}

void TestSettingsDialog::ok_tellsWhatWasChosen()
{
    SettingsDialog dialog;
    QSignalSpy chosen(&dialog, &SettingsDialog::chosen);
    dialog.open(unusualPreferences(), {});
    withText<QCheckBox>(dialog, u"Approved timesheets"_s)->click();
    withText<QCheckBox>(dialog, u"With a sound"_s)->click();
    fieldWith(dialog, u"wss://ws.example.com"_s)->setText(u"other.example.com"_s);
    withText<QPushButton>(dialog, u"OK"_s)->click();
    Preferences expected = unusualPreferences();
    expected.toasts.silentTypes = {EventType::NotificationNew};
    expected.toasts.sounds = false;
    expected.server = QUrl(u"wss://other.example.com"_s);
    QVERIFY(chosen.at(0).at(0).value<Preferences>() == expected);
}

void TestSettingsDialog::cancel_tellsNothing()
{
    SettingsDialog dialog;
    QSignalSpy chosen(&dialog, &SettingsDialog::chosen);
    dialog.open(unusualPreferences(), {});
    withText<QCheckBox>(dialog, u"With a sound"_s)->click();
    withText<QPushButton>(dialog, u"Cancel"_s)->click();
    QCOMPARE(chosen.size(), 0);
    dialog.open(unusualPreferences(), {});
    QVERIFY(withText<QCheckBox>(dialog, u"With a sound"_s)->isChecked());
}

void TestSettingsDialog::locked_isShownAndCannotBeChanged()
{
    SettingsDialog dialog;
    dialog.open(unusualPreferences(), {Setting::Server, toastSetting(EventType::DeadlineReminder)});
    QVERIFY(fieldWith(dialog, u"wss://ws.example.com"_s)->isReadOnly());
    QVERIFY(!withText<QCheckBox>(dialog, u"Deadlines"_s)->isEnabled());
    QVERIFY(withText<QCheckBox>(dialog, u"Approved timesheets"_s)->isEnabled());
    QCOMPARE(locksIn(dialog), 2);
    QVERIFY(
        !withText<QLabel>(dialog, u"A lock marks what your administrator has set."_s)->isHidden());
}

void TestSettingsDialog::everySettingWithAName_hasAPlace_andCanBeLocked()
{
    QSet<Setting> all;
    int shown = 0;
    for (const SettingRow &row : settingsTable()) {
        all.insert(row.setting);
        shown += row.label != nullptr;
    }
    SettingsDialog dialog;
    dialog.open(unusualPreferences(), all);
    QCOMPARE(locksIn(dialog), shown);
    for (const QWidget *field : dialog.findChildren<QWidget *>()) {
        const auto *line = qobject_cast<const QLineEdit *>(field);
        const bool isInOther = qobject_cast<QTimeEdit *>(field->parentWidget()) != nullptr;
        if (line && !isInOther)
            QVERIFY(line->isReadOnly());
        else if (qobject_cast<const QCheckBox *>(field) || qobject_cast<const QComboBox *>(field) ||
                 qobject_cast<const QTimeEdit *>(field))
            QVERIFY(!field->isEnabled());
    }
}

void TestSettingsDialog::settingWithoutAName_isNotShown()
{
    SettingsDialog dialog;
    dialog.open(unusualPreferences(), {Setting::LargestMessage});
    QCOMPARE(locksIn(dialog), 0);
    QVERIFY(
        withText<QLabel>(dialog, u"A lock marks what your administrator has set."_s)->isHidden());
    QVERIFY(!withText<QLineEdit>(dialog, u"2048"_s));
}

void TestSettingsDialog::lockedValueWithoutSense_isNotTheUsersToMend()
{
    SettingsDialog dialog;
    Preferences preferences = unusualPreferences();
    preferences.server = QUrl(u"https://ws.example.com"_s); // an administrator's slip
    dialog.open(preferences, {Setting::Server});
    QCOMPARE(dialog.message(), QString());
    QVERIFY(withText<QPushButton>(dialog, u"OK"_s)->isEnabled());
}

void TestSettingsDialog::badValue_isNamedAndRefused_data()
{
    QTest::addColumn<QString>("field");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("message");
    QTest::addRow("server") << u"wss://ws.example.com"_s << u"http://ws.example.com"_s
                            << u"not a server's address"_s;
    QTest::addRow("web address") << u"https://timesheets.example.com"_s << u"file:///etc"_s
                                 << u"not a web address"_s;
    QTest::addRow("proxy") << u"http://proxy.example.com:3128"_s << u"proxy.example.com"_s
                           << u"not a proxy's address"_s;
    QTest::addRow("certificates") << QString() << u"/etc/hostname"_s << u"no certificate"_s;
}

void TestSettingsDialog::badValue_isNamedAndRefused()
{
    QFETCH(const QString, field);
    QFETCH(const QString, value);
    QFETCH(const QString, message);
    SettingsDialog dialog;
    dialog.open(unusualPreferences(), {});
    QLineEdit *edit = nullptr;
    for (auto *candidate : dialog.findChildren<QLineEdit *>()) {
        const bool isSpinBox = qobject_cast<QTimeEdit *>(candidate->parentWidget()) != nullptr;
        if (!isSpinBox && candidate->placeholderText() == field)
            edit = candidate;
    }
    QVERIFY(edit);
    edit->setText(value);
    QVERIFY2(dialog.message().contains(message), qPrintable(dialog.message()));
    QVERIFY(!withText<QPushButton>(dialog, u"OK"_s)->isEnabled());
}

void TestSettingsDialog::fieldsWithoutEffect_areDisabled()
{
    SettingsDialog dialog;
    Preferences preferences = unusualPreferences();
    preferences.toasts.hasQuietHours = false;
    preferences.proxy = ProxyChoice::System;
    dialog.open(preferences, {});
    for (const QTimeEdit *time : dialog.findChildren<QTimeEdit *>())
        QVERIFY(!time->isEnabled());
    QVERIFY(!fieldWith(dialog, u"http://proxy.example.com:3128"_s)->isEnabled());
    withText<QCheckBox>(dialog, u"No notifications"_s)->click();
    for (const QTimeEdit *time : dialog.findChildren<QTimeEdit *>())
        QVERIFY(time->isEnabled());
}

QTEST_MAIN(TestSettingsDialog)
#include "tst_settings_dialog.moc"
