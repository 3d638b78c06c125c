#include "desktop/toasts/dbus_notifier.h"
#include "support/fake_notification_service.h"
#include "support/private_bus.h"

#include <QDBusArgument>
#include <QDBusMessage>
#include <QtTest>

using namespace timesheet;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const QStringList everything{u"actions"_s, u"body"_s, u"body-markup"_s};

Notification toast(const QString &id, const QString &group = {})
{
    Notification notification;
    notification.title = u"Timesheet approved"_s;
    notification.body = u"by <b>Dana</b> & Co"_s;
    notification.category = u"x-timesheet.approved"_s;
    notification.urgency = Notification::Urgency::Low;
    notification.group = group;
    notification.events = {EventId(id)};
    return notification;
}

} // namespace

class TestDBusNotifier : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();

    void show_reachesTheService_andIsAccepted();
    void show_critical_staysUntilDismissed();
    void show_withoutBodyMarkup_isNotEscaped();
    void show_withoutActions_hasNone();
    void show_withoutService_isRefused();
    void show_refusedByTheService_isRefused();
    void show_whileTooManyAreUnanswered_isRefused();
    void show_ofTheSameGroup_replaces();
    void show_afterDismissal_doesNotReplace();
    void actions_areSignals();
    void actions_fromSomebodyElse_areIgnored();
    void close_ofReadEvents_closesTheirToast();
    void close_ofSomeEvents_keepsTheToast();
    void restartOfTheService_isSurvived();
    void image_isSent();
    void deadline_offersAReminder();
    void signIn_isAToastOfItsOwn();
    void sound_isAHint();

private:
    void accept(const Notification &notification);

    std::unique_ptr<PrivateBus> m_bus;
    std::unique_ptr<FakeNotificationService> m_service;
    std::unique_ptr<DBusNotifier> m_notifier;
};

void TestDBusNotifier::initTestCase()
{
    m_bus = std::make_unique<PrivateBus>();
    QVERIFY(m_bus->isRunning());
}

void TestDBusNotifier::init()
{
    m_service =
        std::make_unique<FakeNotificationService>(m_bus->connection(u"service"_s), everything);
    QVERIFY(m_service->start());
    m_notifier = std::make_unique<DBusNotifier>(m_bus->connection(u"program"_s), 5s);
}

void TestDBusNotifier::cleanup()
{
    m_notifier.reset();
    m_service.reset();
}

void TestDBusNotifier::accept(const Notification &notification)
{
    QSignalSpy accepted(m_notifier.get(), &Notifier::accepted);
    m_notifier->show(notification);
    QVERIFY(accepted.isEmpty());
    QVERIFY(accepted.wait());
    QCOMPARE(accepted.constFirst().constFirst().value<QList<EventId>>(), notification.events);
}

void TestDBusNotifier::show_reachesTheService_andIsAccepted()
{
    Notification notification = toast(u"e1"_s);
    notification.hasWebPage = true;
    accept(notification);
    QCOMPARE(m_service->calls.size(), 1);
    const auto &call = m_service->calls.constFirst();
    QCOMPARE(call.application, u"Timesheet Tray"_s);
    QCOMPARE(call.replaces, 0U);
    QCOMPARE(call.summary, u"Timesheet approved"_s);
    QCOMPARE(call.body, u"by &lt;b&gt;Dana&lt;/b&gt; &amp; Co"_s);
    QCOMPARE(call.hints.value(u"desktop-entry"_s).toString(), u"timesheet-tray"_s);
    QCOMPARE(call.hints.value(u"category"_s).toString(), u"x-timesheet.approved"_s);
    QCOMPARE(call.hints.value(u"urgency"_s).value<uchar>(), uchar(0));
    QCOMPARE(call.timeout, -1);
    const QStringList keys{call.actions.at(0), call.actions.at(2), call.actions.at(4)};
    QCOMPARE(keys, (QStringList{u"default"_s, u"open"_s, u"read"_s}));
}

void TestDBusNotifier::show_critical_staysUntilDismissed()
{
    Notification notification = toast(u"e1"_s);
    notification.urgency = Notification::Urgency::Critical;
    accept(notification);
    QCOMPARE(m_service->calls.constFirst().timeout, 0);
    QCOMPARE(m_service->calls.constFirst().hints.value(u"urgency"_s).value<uchar>(), uchar(2));
}

void TestDBusNotifier::show_withoutBodyMarkup_isNotEscaped()
{
    m_service.reset();
    m_service = std::make_unique<FakeNotificationService>(m_bus->connection(u"service"_s),
                                                          QStringList{u"body"_s});
    QVERIFY(m_service->start());
    accept(toast(u"e1"_s));
    QCOMPARE(m_service->calls.constFirst().body, u"by <b>Dana</b> & Co"_s);
}

void TestDBusNotifier::show_withoutActions_hasNone()
{
    m_service.reset();
    m_service = std::make_unique<FakeNotificationService>(m_bus->connection(u"service"_s),
                                                          QStringList{u"body"_s});
    QVERIFY(m_service->start());
    accept(toast(u"e1"_s));
    QVERIFY(m_service->calls.constFirst().actions.isEmpty());
}

void TestDBusNotifier::show_withoutService_isRefused()
{
    m_service->stop();
    QSignalSpy refused(m_notifier.get(), &Notifier::refused);
    m_notifier->show(toast(u"e1"_s));
    QVERIFY(refused.wait());
    QCOMPARE(refused.constFirst().constFirst().value<Notification>().events,
             QList{EventId(u"e1"_s)});
}

void TestDBusNotifier::show_refusedByTheService_isRefused()
{
    m_service->refuseEverything(true);
    QSignalSpy refused(m_notifier.get(), &Notifier::refused);
    m_notifier->show(toast(u"e1"_s));
    QVERIFY(refused.wait());
    m_service->refuseEverything(false);
    accept(toast(u"e1"_s));
}

void TestDBusNotifier::show_whileTooManyAreUnanswered_isRefused()
{
    m_service->hesitate();
    QSignalSpy refused(m_notifier.get(), &Notifier::refused);
    int shown = 0;
    while (refused.isEmpty() && shown < 1000)
        m_notifier->show(toast(u"e%1"_s.arg(++shown)));
    QVERIFY(shown < 1000);
    QTRY_COMPARE(m_service->calls.size(), shown - 1);
    QCOMPARE(m_notifier->underWay().size(), shown - 1);
    m_service->answerAccepted();
    QTRY_VERIFY(m_notifier->underWay().isEmpty());
    QCOMPARE(refused.size(), 1);
}

void TestDBusNotifier::show_ofTheSameGroup_replaces()
{
    accept(toast(u"e1"_s, u"ts-1"_s));
    accept(toast(u"e2"_s, u"ts-2"_s));
    accept(toast(u"e3"_s, u"ts-1"_s));
    QCOMPARE(m_service->calls.at(1).replaces, 0U);
    QCOMPARE(m_service->calls.at(2).replaces, m_service->calls.at(0).id);
}

void TestDBusNotifier::show_afterDismissal_doesNotReplace()
{
    accept(toast(u"e1"_s, u"ts-1"_s));
    m_service->dismiss(m_service->calls.constFirst().id);
    accept(toast(u"another"_s)); // a round trip later the dismissal has arrived
    accept(toast(u"e2"_s, u"ts-1"_s));
    QCOMPARE(m_service->calls.constLast().replaces, 0U);
}

void TestDBusNotifier::actions_areSignals()
{
    QSignalSpy activated(m_notifier.get(), &Notifier::activated);
    QSignalSpy openWebPage(m_notifier.get(), &Notifier::openWebPageRequested);
    QSignalSpy read(m_notifier.get(), &Notifier::readRequested);
    accept(toast(u"e1"_s));
    const uint id = m_service->calls.constFirst().id;
    m_service->invoke(id, u"default"_s);
    m_service->invoke(id, u"open"_s);
    m_service->invoke(id, u"read"_s);
    m_service->invoke(id, u"something else"_s);
    m_service->invoke(id + 1, u"read"_s);
    QTRY_COMPARE(read.size(), 1);
    QCOMPARE(activated.size(), 1);
    QCOMPARE(openWebPage.size(), 1);
    QCOMPARE(openWebPage.constFirst().constFirst().value<EventId>(), EventId(u"e1"_s));
}

void TestDBusNotifier::actions_fromSomebodyElse_areIgnored()
{
    QSignalSpy read(m_notifier.get(), &Notifier::readRequested);
    accept(toast(u"e1"_s));
    const uint id = m_service->calls.constFirst().id;
    QDBusMessage forged =
        QDBusMessage::createSignal(u"/org/freedesktop/Notifications"_s,
                                   u"org.freedesktop.Notifications"_s, u"ActionInvoked"_s);
    forged << id << u"read"_s;
    QVERIFY(m_bus->connection(u"stranger"_s).send(forged));
    accept(toast(u"e2"_s)); // a round trip later
    QCOMPARE(read.size(), 0);
}

void TestDBusNotifier::close_ofReadEvents_closesTheirToast()
{
    accept(toast(u"e1"_s));
    accept(toast(u"e2"_s));
    m_notifier->close({EventId(u"e1"_s)});
    QTRY_COMPARE(m_service->closed, QList<uint>{m_service->calls.constFirst().id});
}

void TestDBusNotifier::close_ofSomeEvents_keepsTheToast()
{
    Notification digest = toast(u"e1"_s);
    digest.events.append(EventId(u"e2"_s));
    accept(digest);
    m_notifier->close({EventId(u"e1"_s)});
    accept(toast(u"e3"_s));
    QVERIFY(m_service->closed.isEmpty());
    m_notifier->close({EventId(u"e2"_s)});
    QTRY_COMPARE(m_service->closed.size(), 1);
}

void TestDBusNotifier::restartOfTheService_isSurvived()
{
    accept(toast(u"e1"_s, u"ts-1"_s));
    m_service.reset();
    m_service = std::make_unique<FakeNotificationService>(m_bus->connection(u"other service"_s),
                                                          QStringList{u"body"_s});
    QVERIFY(m_service->start());
    QTest::qWait(0);
    accept(toast(u"e2"_s, u"ts-1"_s));
    QCOMPARE(m_service->calls.size(), 1);
    QCOMPARE(m_service->calls.constFirst().replaces, 0U);
    QVERIFY(m_service->calls.constFirst().actions.isEmpty());
}

void TestDBusNotifier::image_isSent()
{
    Notification notification = toast(u"e1"_s);
    notification.image = QImage(4, 2, QImage::Format_ARGB32);
    notification.image.fill(Qt::red);
    accept(notification);
    const auto argument =
        m_service->calls.constFirst().hints.value(u"image-data"_s).value<QDBusArgument>();
    QCOMPARE(argument.currentSignature(), u"(iiibiiay)"_s);
    int width = 0;
    int height = 0;
    int stride = 0;
    bool alpha = false;
    int bits = 0;
    int channels = 0;
    QByteArray bytes;
    argument.beginStructure();
    argument >> width >> height >> stride >> alpha >> bits >> channels >> bytes;
    argument.endStructure();
    QCOMPARE(width, 4);
    QCOMPARE(stride * height, int(bytes.size()));
    QCOMPARE(bytes.first(4), QByteArray("\xFF\x00\x00\xFF", 4));
}

void TestDBusNotifier::deadline_offersAReminder()
{
    Notification notification = toast(u"e1"_s);
    notification.canRemind = true;
    accept(notification);
    QVERIFY(m_service->calls.constLast().actions.contains(u"Remind me in an hour"_s));
    QSignalSpy reminder(m_notifier.get(), &Notifier::reminderRequested);
    m_service->invoke(m_service->calls.constLast().id, u"remind"_s);
    QVERIFY(reminder.wait());
    QCOMPARE(reminder.at(0).at(0).value<QList<EventId>>(), QList{EventId(u"e1"_s)});
}

void TestDBusNotifier::signIn_isAToastOfItsOwn()
{
    Notification notification;
    notification.subject = Notification::Subject::SignIn;
    notification.title = u"Sign in again soon"_s;
    accept(notification);
    const uint id = m_service->calls.constLast().id;
    QCOMPARE(m_service->calls.constLast().actions, (QStringList{u"default"_s, u"Sign in"_s}));
    QSignalSpy signIn(m_notifier.get(), &Notifier::signInRequested);
    m_service->invoke(id, u"default"_s);
    QVERIFY(signIn.wait());
    m_notifier->close({EventId(u"e1"_s)}); // that is about an event
    m_notifier->closeSignIn();
    QTRY_COMPARE(m_service->closed, QList{id});
}

void TestDBusNotifier::sound_isAHint()
{
    Notification notification = toast(u"e1"_s);
    accept(notification);
    QVERIFY(m_service->calls.constLast().hints.value(u"suppress-sound"_s).toBool());
    notification.hasSound = true;
    accept(notification);
    QVERIFY(!m_service->calls.constLast().hints.contains(u"suppress-sound"_s));
    QCOMPARE(m_service->calls.constLast().hints.value(u"sound-name"_s).toString(),
             u"message-new-instant"_s);
}

QTEST_MAIN(TestDBusNotifier)
#include "tst_dbus_notifier.moc"
