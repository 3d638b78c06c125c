#include "client/frontends/toast_flow.h"

#include "desktop/tray/tray_host_watcher.h"
#include "desktop/tray/tray_icon.h"
#include "support/client_in_a_folder.h"
#include "support/credentials.h"
#include "support/fake_notification_service.h"
#include "support/private_bus.h"
#include "support/sample_events.h"

#include <QMenu>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace timesheet {

namespace {

const ToastFlow::Timing timing{.toasts = {.burst = 20ms, .catchUpQuiet = 5ms, .patience = 100ms},
                               .firstRetry = 1ms};
/// The first try, and what follows it.
constexpr int allTries = 7;

} // namespace

/// Everything runs on one thread: what a service and the flow say to each other goes over the bus
/// only while a test waits.
class ToastFlowTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QVERIFY(m_bus.isRunning());
        // Before the first touch of the session bus.
        qputenv("DBUS_SESSION_BUS_ADDRESS", m_bus.address().toLatin1());
    }
    void init()
    {
        m_before = service(u"before"_s);
        m_next = service(u"next"_s);
        QVERIFY(m_before->start());
        m_client = std::make_unique<test::ClientInAFolder>();
        m_actions = std::make_unique<UserActions>(application(), systemClock);
        m_host = std::make_unique<TrayHostWatcher>(5s);
        m_flow = std::make_unique<ToastFlow>(application(), *m_actions, *m_host, m_tray,
                                             systemClock, timing);
        QVERIFY(application().signIn(QUrl(u"ws://127.0.0.1:1"_s),
                                     test::credentialsFor(u"acme"_s, u"alex"_s),
                                     ServerSetting::Stays));
        m_flow->follow(application().session());
    }
    void cleanup()
    {
        m_flow.reset();
        m_host.reset();
        m_actions.reset();
        m_client.reset();
        m_before.reset();
        m_next.reset();
    }

    void refused_whileAServiceIsThere_isTriedAgain()
    {
        m_before->refuseEverything(true);
        receive(1);
        QTRY_VERIFY(m_before->refusals > 0);
        m_before->refuseEverything(false);
        QTRY_COMPARE(m_before->calls.size(), 1);
        QTRY_VERIFY(nothingAwaits());
    }

    void refused_afterTheNextServiceAppeared_isToldByThatOnce()
    {
        m_before->hesitate();
        receive(1);
        QTRY_COMPARE(m_before->calls.size(), 1);
        changeService();
        QTRY_COMPARE(m_next->calls.size(), 1);
        m_before->answerRefused();
        QTRY_COMPARE(m_next->calls.size(), 2);
        QTRY_VERIFY(nothingAwaits());
        tellAnother();
        QCOMPARE(m_next->calls.size(), 3);
    }

    void shown_byTheServiceThatGoes_isNotToldAgain()
    {
        m_before->hesitate();
        receive(1);
        QTRY_COMPARE(m_before->calls.size(), 1);
        changeService();
        QTRY_COMPARE(m_next->calls.size(), 1);
        m_before->answerAccepted();
        QTRY_VERIFY(nothingAwaits());
        tellAnother();
        QCOMPARE(m_next->calls.size(), 2);
    }

    void unanswered_byAServiceThatDies_isToldByTheNext()
    {
        m_before->hesitate();
        receive(1);
        QTRY_COMPARE(m_before->calls.size(), 1);
        m_before.reset();
        QDBusConnection::disconnectFromBus(u"before"_s);
        QVERIFY(m_next->start());
        QTRY_COMPARE(m_next->calls.size(), 1);
        QTRY_VERIFY(nothingAwaits());
    }

    void severalRefused_areOneDigestOfAsMany()
    {
        m_before->refuseEverything(true);
        for (int number = 1; number <= 6; ++number)
            receive(number, Via::Replay);
        QTRY_VERIFY(m_before->refusals > 1);
        m_before->refuseEverything(false);
        QTRY_COMPARE(m_before->calls.size(), 1);
        QCOMPARE(m_before->calls.constFirst().summary, u"While you were away: 6 events"_s);
    }

    void refusedAlways_isTriedSoOftenAndToldByTheNextService()
    {
        m_before->refuseEverything(true);
        receive(1);
        QTRY_COMPARE(m_before->refusals, allTries);
        receive(2); // is tried, too; but there is no pause left after it
        QTRY_COMPARE(m_before->refusals, allTries + 1);
        m_before->stop();
        QVERIFY(m_next->start());
        QTRY_COMPARE(m_next->calls.size(), 1);
        QCOMPARE(m_next->calls.constFirst().summary, u"While you were away: 2 events"_s);
        QCOMPARE(m_before->refusals, allTries + 1);
    }

    void refusedAlways_isToldWhenTheServiceShowsAnother()
    {
        m_before->refuseEverything(true);
        receive(1);
        QTRY_COMPARE(m_before->refusals, allTries);
        m_before->refuseEverything(false);
        receive(2);
        QTRY_COMPARE(m_before->calls.size(), 2);
        QTRY_VERIFY(nothingAwaits());
    }

    void readMeanwhile_isNotToldAgain()
    {
        m_before->refuseEverything(true);
        receive(1);
        QTRY_VERIFY(m_before->refusals > 0);
        application().session()->feed().markRead({EventId(u"e1"_s)});
        m_before->refuseEverything(false);
        tellAnother();
        // What was on its way to the service just then goes as soon as it came.
        QTRY_COMPARE(m_before->calls.size() - m_before->closed.size(), 1);
    }

    void readWhileUnanswered_goesAsSoonAsItCame()
    {
        m_before->hesitate();
        receive(1);
        QTRY_COMPARE(m_before->calls.size(), 1);
        application().session()->feed().markRead({EventId(u"e1"_s)});
        m_before->answerAccepted();
        QTRY_COMPARE(m_before->closed.size(), 1);
    }

    void reminder_refused_isTriedAgain()
    {
        receive(1);
        QTRY_VERIFY(nothingAwaits());
        m_before->refuseEverything(true);
        application().session()->reminders().remindAt({EventId(u"e1"_s)}, systemClock());
        QTRY_VERIFY(m_before->refusals > 0);
        m_before->refuseEverything(false);
        QTRY_COMPARE(m_before->calls.size(), 2);
    }

    void signIn_refused_isTriedAgain()
    {
        Notification notification;
        notification.subject = Notification::Subject::SignIn;
        notification.title = u"Sign in again soon"_s;
        m_before->refuseEverything(true);
        m_flow->showSignIn(notification);
        QTRY_VERIFY(m_before->refusals > 0);
        m_before->refuseEverything(false);
        QTRY_COMPARE(m_before->calls.size(), 1);
    }

private:
    std::unique_ptr<FakeNotificationService> service(const QString &connection) const
    {
        return std::make_unique<FakeNotificationService>(m_bus.connection(connection),
                                                         QStringList{u"body"_s});
    }
    ClientApplication &application() { return m_client->application(); }
    bool nothingAwaits() { return application().session()->feed().awaitingToast().isEmpty(); }
    void receive(int number, Via via = Via::Live)
    {
        EventFeed &feed = application().session()->feed();
        feed.receive({test::sampleEvent(number), via});
        feed.flush();
    }
    /// Has another service take the place of the first, which goes on for itself. When the next one
    /// has been called, the flow has heard of the change.
    void changeService()
    {
        m_before->stop();
        QVERIFY(m_next->start());
        receive(50);
    }
    /// By the service that is there.
    void tellAnother()
    {
        receive(100);
        QTRY_VERIFY(nothingAwaits());
    }

    PrivateBus m_bus;
    QMenu m_menu;
    TrayIcon m_tray{m_menu};
    std::unique_ptr<TrayHostWatcher> m_host;
    std::unique_ptr<FakeNotificationService> m_before;
    std::unique_ptr<FakeNotificationService> m_next;
    std::unique_ptr<test::ClientInAFolder> m_client;
    std::unique_ptr<UserActions> m_actions;
    std::unique_ptr<ToastFlow> m_flow;
};

} // namespace timesheet

QTEST_MAIN(timesheet::ToastFlowTest)
#include "tst_toast_flow.moc"
