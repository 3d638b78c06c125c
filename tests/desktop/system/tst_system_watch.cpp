#include "desktop/system/system_watch.h"

#include "support/private_bus.h"

#include <QDBusMessage>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;

namespace timesheet {

/// Against a login manager of the test's own on a bus of its own.
class SystemWatchTest : public QObject
{
    Q_OBJECT

private slots:
    void prepareForSleep_ends_isAWakeUp()
    {
        const PrivateBus bus;
        if (!bus.isRunning())
            QSKIP("there is no dbus-daemon");
        QDBusConnection logind = bus.connection(u"logind"_s);
        QVERIFY(logind.registerService(u"org.freedesktop.login1"_s));
        const SystemWatch watch(bus.connection(u"watch"_s));
        QSignalSpy wokeUp(&watch, &SystemWatch::wokeUp);

        QVERIFY(logind.send(prepareForSleep(true)));
        QVERIFY(logind.send(prepareForSleep(false)));
        QVERIFY(wokeUp.wait());
        QCOMPARE(wokeUp.size(), 1); // going to sleep came first and was none
    }

    void networkManager_changesTheNetwork_isTold()
    {
        const PrivateBus bus;
        if (!bus.isRunning())
            QSKIP("there is no dbus-daemon");
        QDBusConnection manager = bus.connection(u"NetworkManager"_s);
        QVERIFY(manager.registerService(u"org.freedesktop.NetworkManager"_s));
        const SystemWatch watch(bus.connection(u"watch of networks"_s));
        QSignalSpy changed(&watch, &SystemWatch::networkChanged);

        QVERIFY(manager.send(propertiesChanged({{u"ActivatingConnection"_s, u"/"_s}})));
        QVERIFY(manager.send(propertiesChanged({{u"Connectivity"_s, 4U}, {u"State"_s, 70U}})));
        QVERIFY(changed.wait());
        QCOMPARE(changed.size(), 1); // what came first is no other network yet
    }

    // cppcheck-suppress unreadVariable ; made and unmade is all
    void noBus_isNoProblem() { const SystemWatch watch(QDBusConnection(u"no such connection"_s)); }

private:
    static QDBusMessage propertiesChanged(const QVariantMap &changed)
    {
        QDBusMessage message = QDBusMessage::createSignal(u"/org/freedesktop/NetworkManager"_s,
                                                          u"org.freedesktop.DBus.Properties"_s,
                                                          u"PropertiesChanged"_s);
        message << u"org.freedesktop.NetworkManager"_s << changed << QStringList();
        return message;
    }
    static QDBusMessage prepareForSleep(bool begins)
    {
        QDBusMessage message =
            QDBusMessage::createSignal(u"/org/freedesktop/login1"_s,
                                       u"org.freedesktop.login1.Manager"_s, u"PrepareForSleep"_s);
        message << begins;
        return message;
    }
};

} // namespace timesheet

QTEST_GUILESS_MAIN(timesheet::SystemWatchTest)
#include "tst_system_watch.moc"
