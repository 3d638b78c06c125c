#include "client/process/sign_in_link.h"
#include "client/program/command_line.h"
#include "client/settings/settings.h"
#include "connection/endpoint.h"
#include "desktop/dialogs/settings_dialog.h"
#include "support/server_addresses.h"

#include <QLineEdit>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

namespace timesheet {

/// An address of a server is the same, or is refused, at whichever door it comes in. The door of
/// the sign-in dialog is in the dialog's own test.
class ServerDoorsTest : public QObject
{
    Q_OBJECT

private slots:
    void commandLine_data() { samples::addServerAddresses(); }
    void commandLine();
    void settingsFile_data() { samples::addServerAddresses(); }
    void settingsFile();
    void environment_data() { samples::addServerAddresses(); }
    void environment();
    void link_data() { samples::addServerAddresses(); }
    void link();
    void settingsDialog_data() { samples::addServerAddresses(); }
    void settingsDialog();
    void endpoint_data() { samples::addServerAddresses(); }
    void endpoint();

private:
    void checkSettings(const Settings &settings);
};

namespace {

QLineEdit *serverField(const QWidget &dialog)
{
    for (auto *field : dialog.findChildren<QLineEdit *>()) {
        if (field->placeholderText() == u"wss://ws.example.com")
            return field;
    }
    return nullptr;
}

} // namespace

void ServerDoorsTest::commandLine()
{
    QFETCH(const QString, text);
    QFETCH(const QString, url);
    for (const QStringList &command : {QStringList(), QStringList{u"sign-in"_s}}) {
        const auto line = parseCommandLine(QStringList{u"timesheet-tray"_s} + command +
                                           QStringList{u"--server"_s, text});
        QCOMPARE(line.has_value(), !url.isEmpty());
        if (line)
            QCOMPARE(line->server, QUrl(url));
        else
            QVERIFY2(!line.error().contains(u"secret"), qPrintable(line.error()));
    }
}

void ServerDoorsTest::checkSettings(const Settings &settings)
{
    QFETCH(const QString, text);
    QFETCH(const QString, url);
    if (text.trimmed().isEmpty()) { // nobody has chosen
        QCOMPARE(settings.server({}), QUrl(u"ws://localhost:3001"_s));
        return;
    }
    QCOMPARE(settings.problems().isEmpty(), !url.isEmpty());
    QCOMPARE(Endpoint::create(settings.server({}), {}).has_value(), !url.isEmpty());
    if (!url.isEmpty())
        QCOMPARE(settings.server({}), QUrl(url));
    QVERIFY(!settings.problems().join(u'\n').contains(u"secret"));
}

void ServerDoorsTest::settingsFile()
{
    QFETCH(const QString, text);
    const QTemporaryDir folder;
    Settings settings(folder.filePath(u"s.ini"_s), {});
    settings.store().setValue(u"connection/server"_s, text);
    checkSettings(settings);
}

void ServerDoorsTest::environment()
{
    QFETCH(const QString, text);
    const QTemporaryDir folder;
    QProcessEnvironment environment;
    environment.insert(u"TIMESHEET_WS_URL"_s, text);
    checkSettings(Settings(folder.filePath(u"s.ini"_s), environment));
}

void ServerDoorsTest::link()
{
    QFETCH(const QString, text);
    QFETCH(const QString, url);
    const auto read = readSignInLink(u"timesheet-tray://sign-in?token=a.b.c&server="_s +
                                     QString::fromLatin1(QUrl::toPercentEncoding(text)));
    QCOMPARE(read.has_value(), !url.isEmpty());
    if (read)
        QCOMPARE(read->server, QUrl(url));
}

void ServerDoorsTest::settingsDialog()
{
    QFETCH(const QString, text);
    QFETCH(const QString, url);
    SettingsDialog dialog;
    dialog.open({}, {});
    serverField(dialog)->setText(text);
    QCOMPARE(dialog.message().isEmpty(), !url.isEmpty());
    QCOMPARE(dialog.preferences().server, QUrl(url));
}

void ServerDoorsTest::endpoint()
{
    QFETCH(const QString, text);
    QFETCH(const QString, url);
    // What is connected to is a whole address already: nothing is added to it.
    const bool isWhole =
        QUrl(text.trimmed()).scheme().startsWith(u"ws"_s) && text.contains(u"://"_s);
    QCOMPARE(Endpoint::create(QUrl(text.trimmed()), {}).has_value(), isWhole && !url.isEmpty());
}

} // namespace timesheet

QTEST_MAIN(timesheet::ServerDoorsTest)
#include "tst_server_doors.moc"
