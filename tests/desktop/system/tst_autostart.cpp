#include "desktop/system/autostart.h"

#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

using namespace timesheet;
using namespace Qt::StringLiterals;

class TestAutostart : public QObject
{
    Q_OBJECT

private slots:
    void setEnabled_writesAnEntryThatTheDesktopUnderstands();
    void setDisabled_removesIt();
    void entry_thatTheDesktopHasSwitchedOff_isOff_data();
    void entry_thatTheDesktopHasSwitchedOff_isOff();
    void setEnabled_whereItCannotBe_saysWhy();
};

namespace {

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

void TestAutostart::setEnabled_writesAnEntryThatTheDesktopUnderstands()
{
    const QTemporaryDir folder;
    const Autostart autostart(folder.filePath(u"autostart"_s),
                              {u"/opt/My $Apps/100%/timesheet-tray"_s, u"--minimized"_s});
    QVERIFY(!autostart.isEnabled());
    QVERIFY(autostart.setEnabled(true));
    QVERIFY(autostart.isEnabled());
    const QByteArray entry = contentOf(folder.filePath(u"autostart/timesheet-tray.desktop"_s));
    QVERIFY(entry.startsWith("[Desktop Entry]\n"));
    QVERIFY(entry.contains("\nExec=\"/opt/My \\\\$Apps/100%%/timesheet-tray\" \"--minimized\"\n"));
    QVERIFY(entry.contains("\nType=Application\n"));
}

void TestAutostart::setDisabled_removesIt()
{
    const QTemporaryDir folder;
    const Autostart autostart(folder.path(), {u"timesheet-tray"_s});
    QVERIFY(autostart.setEnabled(false));
    QVERIFY(autostart.setEnabled(true));
    QVERIFY(autostart.setEnabled(false));
    QVERIFY(!autostart.isEnabled());
    QVERIFY(!QFile::exists(folder.filePath(u"timesheet-tray.desktop"_s)));
}

void TestAutostart::entry_thatTheDesktopHasSwitchedOff_isOff_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addRow("hidden") << QByteArray("Hidden=true");
    QTest::addRow("hidden, with spaces") << QByteArray("Hidden = true");
    QTest::addRow("GNOME's way") << QByteArray("X-GNOME-Autostart-enabled=false");
}

void TestAutostart::entry_thatTheDesktopHasSwitchedOff_isOff()
{
    QFETCH(const QByteArray, line);
    const QTemporaryDir folder;
    QFile file(folder.filePath(u"timesheet-tray.desktop"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("[Desktop Entry]\nType=Application\nExec=timesheet-tray\n" + line + '\n');
    file.close();
    const Autostart autostart(folder.path(), {u"timesheet-tray"_s});
    QVERIFY(!autostart.isEnabled());
    QVERIFY(autostart.setEnabled(true));
    QVERIFY(autostart.isEnabled());
}

void TestAutostart::setEnabled_whereItCannotBe_saysWhy()
{
    const QTemporaryDir folder;
    QFile inTheWay(folder.filePath(u"autostart"_s));
    QVERIFY(inTheWay.open(QIODevice::WriteOnly));
    const Autostart autostart(folder.filePath(u"autostart"_s), {u"timesheet-tray"_s});
    const auto set = autostart.setEnabled(true);
    QVERIFY(!set);
    QVERIFY(!set.error().isEmpty());
}

QTEST_GUILESS_MAIN(TestAutostart)
#include "tst_autostart.moc"
