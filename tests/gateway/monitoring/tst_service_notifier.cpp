#include "gateway/monitoring/service_notifier.h"

#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstddef>
#include <ctime>

using namespace timesheet::gateway;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// What a service manager has: a datagram socket of the kernel's, under a name.
class Manager
{
public:
    explicit Manager(const QByteArray &name)
    {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::copy(name.begin(), name.end(), std::begin(address.sun_path));
        const bool isAbstract = name.startsWith('@');
        if (isAbstract)
            address.sun_path[0] = '\0';
        const auto size = offsetof(sockaddr_un, sun_path) + static_cast<std::size_t>(name.size()) +
                          (isAbstract ? 0 : 1);
        if (m_socket < 0 || bind(m_socket, reinterpret_cast<const sockaddr *>(&address),
                                 static_cast<socklen_t>(size)) != 0)
            qFatal("cannot listen");
    }
    ~Manager() { close(m_socket); }
    Q_DISABLE_COPY_MOVE(Manager)

    /// The next datagram, which is there already: who sends one waits until it is queued.
    QByteArray heard() const
    {
        QByteArray buffer(4096, '\0');
        const auto size =
            recv(m_socket, buffer.data(), static_cast<std::size_t>(buffer.size()), MSG_DONTWAIT);
        return size < 0 ? QByteArray() : buffer.first(size);
    }

private:
    int m_socket = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
};

qint64 microsecondsNow()
{
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return qint64{now.tv_sec} * 1'000'000 + now.tv_nsec / 1000;
}

} // namespace

class TestServiceNotifier : public QObject
{
    Q_OBJECT

private slots:
    void everyMessage_arrivesAsItMust_data();
    void everyMessage_arrivesAsItMust();
    void nobodyAsked_saysNothing();
    void nobodyListens_goesOn_data();
    void nobodyListens_goesOn();
    void environment_isReadAndTaken();
    void watchdog_data();
    void watchdog();

private:
    QTemporaryDir m_folder;
};

void TestServiceNotifier::everyMessage_arrivesAsItMust_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::newRow("a path") << m_folder.filePath(u"notify"_s).toUtf8();
    QTest::newRow("an abstract name")
        << "@timesheet-gateway-test-" + QByteArray::number(QCoreApplication::applicationPid());
    const QByteArray begin = m_folder.filePath(u"n"_s).toUtf8();
    QTest::newRow("the longest path") << begin + QByteArray(107 - begin.size(), 'n');
}

void TestServiceNotifier::everyMessage_arrivesAsItMust()
{
    QFETCH(const QByteArray, name);
    const Manager manager(name);
    const ServiceNotifier notifier(name);
    notifier.ready();
    QCOMPARE(manager.heard(), "READY=1");
    const qint64 before = microsecondsNow();
    notifier.reloading();
    const QList<QByteArray> lines = manager.heard().split('\n');
    QCOMPARE(lines.size(), 2);
    QCOMPARE(lines.first(), "RELOADING=1");
    QVERIFY(lines.last().startsWith("MONOTONIC_USEC="));
    const qint64 said = lines.last().sliced(15).toLongLong();
    QVERIFY(before <= said && said <= microsecondsNow());
    notifier.alive();
    QCOMPARE(manager.heard(), "WATCHDOG=1");
    notifier.status(u"12 connections \u20ac\nSTOPPING=1"_s);
    QCOMPARE(manager.heard(), QByteArray("STATUS=12 connections \u20ac STOPPING=1"));
    notifier.stopping();
    QCOMPARE(manager.heard(), "STOPPING=1");
    QCOMPARE(manager.heard(), QByteArray());
}

void TestServiceNotifier::nobodyAsked_saysNothing()
{
    const ServiceNotifier notifier;
    notifier.ready(); // without a warning: QTest counts those below
    QVERIFY(!notifier.aliveInterval());
    QVERIFY(!ServiceNotifier({}, 1s).aliveInterval());
}

void TestServiceNotifier::nobodyListens_goesOn_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::newRow("nobody there") << m_folder.filePath(u"nobody"_s).toUtf8();
    QTest::newRow("no socket") << QByteArray("/dev/null");
    QTest::newRow("relative") << QByteArray("notify");
    QTest::newRow("of another kind") << QByteArray("vsock:2:1234");
    QTest::newRow("nothing after @") << QByteArray("@");
    QTest::newRow("too long") << '/' + QByteArray(107, 'n');
}

void TestServiceNotifier::nobodyListens_goesOn()
{
    QFETCH(const QByteArray, name);
    static const QRegularExpression told(u"event=service_manager_not_told"_s);
    QTest::ignoreMessage(QtWarningMsg, told);
    ServiceNotifier(name).ready();
}

void TestServiceNotifier::environment_isReadAndTaken()
{
    const QByteArray name = m_folder.filePath(u"environment"_s).toUtf8();
    const Manager manager(name);
    qputenv("NOTIFY_SOCKET", name);
    qputenv("WATCHDOG_USEC", "30000000");
    qputenv("WATCHDOG_PID", QByteArray::number(QCoreApplication::applicationPid()));
    const ServiceNotifier notifier = ServiceNotifier::fromEnvironment();
    notifier.ready();
    QCOMPARE(manager.heard(), "READY=1");
    QCOMPARE(notifier.aliveInterval(), 15s);
    for (const char *variable : {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"})
        QVERIFY(!qEnvironmentVariableIsSet(variable));
    ServiceNotifier::fromEnvironment().ready();
    QCOMPARE(manager.heard(), QByteArray());
}

void TestServiceNotifier::watchdog_data()
{
    QTest::addColumn<QByteArray>("microseconds");
    QTest::addColumn<QByteArray>("process");
    QTest::addColumn<bool>("isAwaited");
    QTest::newRow("without a process") << QByteArray("1000000") << QByteArray() << true;
    QTest::newRow("another process") << QByteArray("1000000") << QByteArray("1") << false;
    QTest::newRow("no time") << QByteArray() << QByteArray() << false;
    QTest::newRow("zero") << QByteArray("0") << QByteArray() << false;
    QTest::newRow("no number") << QByteArray("soon") << QByteArray() << false;
}

void TestServiceNotifier::watchdog()
{
    QFETCH(const QByteArray, microseconds);
    QFETCH(const QByteArray, process);
    qputenv("NOTIFY_SOCKET", "@nobody");
    qputenv("WATCHDOG_USEC", microseconds);
    qputenv("WATCHDOG_PID", process);
    QTEST(ServiceNotifier::fromEnvironment().aliveInterval().has_value(), "isAwaited");
}

QTEST_GUILESS_MAIN(TestServiceNotifier)
#include "tst_service_notifier.moc"
