#include "desktop/tray/tray_host_watcher.h"
#include "support/private_bus.h"

#include <QDBusMessage>
#include <QtTest>

using namespace timesheet;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// A StatusNotifierWatcher whose host comes when the test says so.
class FakeStatusNotifierWatcher : public QObject
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.kde.StatusNotifierWatcher")
    Q_PROPERTY(bool IsStatusNotifierHostRegistered READ hasHost SCRIPTABLE true)

public:
    explicit FakeStatusNotifierWatcher(QDBusConnection bus)
        : m_bus(std::move(bus))
    {
    }

    ~FakeStatusNotifierWatcher() override
    {
        m_bus.unregisterService(u"org.kde.StatusNotifierWatcher"_s);
        m_bus.unregisterObject(u"/StatusNotifierWatcher"_s);
    }

    bool start()
    {
        return m_bus.registerObject(u"/StatusNotifierWatcher"_s, this,
                                    QDBusConnection::ExportScriptableProperties) &&
               m_bus.registerService(u"org.kde.StatusNotifierWatcher"_s);
    }

    bool hasHost() const { return m_hasHost; }

    void registerHost()
    {
        m_hasHost = true;
        m_bus.send(QDBusMessage::createSignal(u"/StatusNotifierWatcher"_s,
                                              u"org.kde.StatusNotifierWatcher"_s,
                                              u"StatusNotifierHostRegistered"_s));
    }

    void setHost(bool hasHost) { m_hasHost = hasHost; }

private:
    QDBusConnection m_bus;
    bool m_hasHost = false;
};

class TestTrayHostWatcher : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_bus = std::make_unique<PrivateBus>();
        QVERIFY(m_bus->isRunning());
    }

    void firstLook_isOverOnce_withAHostOrWithout_data()
    {
        QTest::addColumn<bool>("hasHost");
        QTest::addRow("with a host") << true;
        QTest::addRow("without") << false;
    }
    void firstLook_isOverOnce_withAHostOrWithout()
    {
        QFETCH(const bool, hasHost);
        FakeStatusNotifierWatcher fake(m_bus->connection(u"panel"_s));
        fake.setHost(hasHost);
        QVERIFY(fake.start());
        TrayHostWatcher watcher(m_bus->connection(u"program"_s), 5s);
        bool hadHost = !hasHost;
        connect(&watcher, &TrayHostWatcher::looked, this, [&] { hadHost = watcher.hasHost(); });
        QSignalSpy looked(&watcher, &TrayHostWatcher::looked);
        watcher.start();
        QVERIFY(looked.wait());
        QCOMPARE(hadHost, hasHost); // the icon comes first, and then what takes time
        QSignalSpy appeared(&watcher, &TrayHostWatcher::hostAppeared);
        fake.registerHost();
        QVERIFY(hasHost || appeared.wait());
        QCOMPARE(looked.size(), 1);
    }

    void host_thatIsThere_isFound()
    {
        FakeStatusNotifierWatcher fake(m_bus->connection(u"panel"_s));
        fake.setHost(true);
        QVERIFY(fake.start());
        TrayHostWatcher watcher(m_bus->connection(u"program"_s), 5s);
        QSignalSpy appeared(&watcher, &TrayHostWatcher::hostAppeared);
        QSignalSpy none(&watcher, &TrayHostWatcher::noHost);
        watcher.start();
        QVERIFY(appeared.wait());
        QVERIFY(watcher.hasHost());
        QVERIFY(none.isEmpty());
    }

    void watcher_withoutHost_isNotEnough()
    {
        FakeStatusNotifierWatcher fake(m_bus->connection(u"panel"_s));
        QVERIFY(fake.start());
        TrayHostWatcher watcher(m_bus->connection(u"program"_s), 100ms);
        QSignalSpy appeared(&watcher, &TrayHostWatcher::hostAppeared);
        QSignalSpy none(&watcher, &TrayHostWatcher::noHost);
        watcher.start();
        QVERIFY(none.wait());
        QVERIFY(appeared.isEmpty());
        fake.registerHost();
        QVERIFY(appeared.wait());
    }

    void host_thatComesLate_isFoundOnce()
    {
        TrayHostWatcher watcher(m_bus->connection(u"program"_s), 20ms);
        QSignalSpy appeared(&watcher, &TrayHostWatcher::hostAppeared);
        QSignalSpy none(&watcher, &TrayHostWatcher::noHost);
        watcher.start();
        QVERIFY(none.wait());
        FakeStatusNotifierWatcher fake(m_bus->connection(u"panel"_s));
        fake.setHost(true);
        QVERIFY(fake.start());
        fake.registerHost();
        QVERIFY(appeared.wait());
        fake.registerHost();
        QTRY_COMPARE(none.size(), 1);
        QCOMPARE(appeared.size(), 1);
    }

    void withoutABus_thereIsNoHost()
    {
        TrayHostWatcher watcher(QDBusConnection(u"nowhere"_s), 20ms);
        QSignalSpy none(&watcher, &TrayHostWatcher::noHost);
        watcher.start();
        QVERIFY(none.wait());
    }

private:
    std::unique_ptr<PrivateBus> m_bus;
};

QTEST_MAIN(TestTrayHostWatcher)
#include "tst_tray_host_watcher.moc"
