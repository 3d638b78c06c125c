#include "desktop/system_watch.h"

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

    void noBus_isNoProblem() { const SystemWatch watch(QDBusConnection(u"no such connection"_s)); }

private:
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
