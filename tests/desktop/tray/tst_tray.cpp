#include "desktop/samples.h"
#include "desktop/toasts/tray_notifier.h"
#include "desktop/tray/tray_icon.h"
#include "desktop/tray/tray_menu.h"

using namespace timesheet;
using namespace Qt::StringLiterals;

namespace {

QAction *entry(const QMenu &menu, const QString &begin)
{
    for (QAction *action : menu.actions()) {
        if (action->isVisible() && action->text().startsWith(begin))
            return action;
    }
    return nullptr;
}

ConnectionStatus in(ConnectionState state)
{
    ConnectionStatus status;
    status.state = state;
    return status;
}

} // namespace

class TestTray : public QObject
{
    Q_OBJECT

private slots:
    void icon_beforeAHost_touchesNoTray();
    void icon_showsStateUnreadAndPause();
    void menu_begins_withTheStatus();
    void menu_showsTheFiveNewestEvents();
    void menu_hasNoDeadEntries();
    void menu_pauses_untilTomorrowMorning();
    void menu_followsTheSignIn();
    void menu_entriesAreSignals();
    void notifier_withoutTray_refuses();
};

void TestTray::icon_beforeAHost_touchesNoTray()
{
    QMenu menu;
    TrayIcon tray(menu);
    tray.setUnread(3);
    tray.setStatus(in(ConnectionState::Connected));
    QVERIFY(!tray.isShown());
    QVERIFY(!tray.showMessage(u"a"_s, u"b"_s, TrayIcon::Stay::Briefly));
    QCOMPARE(tray.tooltip(), u"Timesheet Tray: connected, 3 unread"_s);
}

void TestTray::icon_showsStateUnreadAndPause()
{
    QMenu menu;
    TrayIcon tray(menu);
    QCOMPARE(tray.state(), TrayState::SignInNeeded);
    tray.appear(); // no host under the offscreen platform: nothing may break
    QVERIFY(tray.isShown());
    tray.setStatus(in(ConnectionState::Connected));
    QCOMPARE(tray.state(), TrayState::Live);
    tray.setPaused(true);
    QCOMPARE(tray.state(), TrayState::Paused);
    tray.setStatus(in(ConnectionState::Offline));
    QCOMPARE(tray.state(), TrayState::Offline);
}

void TestTray::menu_begins_withTheStatus()
{
    TrayMenu menu(samples::now);
    ConnectionStatus status = in(ConnectionState::Reconnecting);
    status.attempt = 1;
    status.maxAttempts = 5;
    status.nextAttempt = samples::now().addSecs(4);
    menu.setStatus(status);
    QCOMPARE(menu.actions().constFirst()->text(), u"Retrying (1 of 5) in 4 s"_s);
    QVERIFY(entry(menu, u"Retry now"_s));
    menu.setStatus(in(ConnectionState::Connected));
    QCOMPARE(menu.actions().constFirst()->text(), u"Live"_s);
    QVERIFY(!entry(menu, u"Retry now"_s));
}

void TestTray::menu_showsTheFiveNewestEvents()
{
    TrayMenu menu(samples::now);
    QVERIFY(entry(menu, u"No events yet"_s));
    QList<StoredEvent> newest;
    for (const Event &event : samples::aFewDays())
        newest.prepend(samples::stored(event, Via::Live, newest.isEmpty()));
    menu.setNewest(newest, samples::reader);
    QVERIFY(!entry(menu, u"No events yet"_s));
    QVERIFY(entry(menu, u"• Timesheet approved: Week of 16 November"_s));
    QVERIFY(entry(menu, u"• Office closed"_s));
    QVERIFY(!entry(menu, u"Maintenance"_s)); // the seventh
    QSignalSpy chosen(&menu, &TrayMenu::eventChosen);
    entry(menu, u"• Timesheet due"_s)->trigger();
    QCOMPARE(chosen.at(0).at(0).value<EventId>(), EventId(u"e6"_s));
    menu.setNewest(newest.mid(6), samples::reader);
    QVERIFY(entry(menu, u"Maintenance"_s));
    QVERIFY(!entry(menu, u"• Timesheet approved"_s));
}

void TestTray::menu_hasNoDeadEntries()
{
    TrayMenu menu(samples::now);
    QVERIFY(!entry(menu, u"Open Timesheet Manager"_s));
    QVERIFY(!entry(menu, u"Mark all as read"_s)->isEnabled());
    menu.setWebAddress(QUrl(u"https://timesheets.example.com"_s));
    menu.setUnread(1);
    QVERIFY(entry(menu, u"Open Timesheet Manager"_s));
    QVERIFY(entry(menu, u"Mark all as read"_s)->isEnabled());
}

void TestTray::menu_pauses_untilTomorrowMorning()
{
    TrayMenu menu(samples::now);
    QSignalSpy pause(&menu, &TrayMenu::pauseRequested);
    const QMenu *durations = entry(menu, u"Pause notifications"_s)->menu();
    QVERIFY(durations);
    for (QAction *action : durations->actions())
        action->trigger();
    QCOMPARE(pause.size(), 3);
    QCOMPARE(pause.at(0).at(0).toDateTime(), samples::now().addSecs(1800));
    QCOMPARE(pause.at(1).at(0).toDateTime(), samples::now().addSecs(3600));
    QCOMPARE(pause.at(2).at(0).toDateTime(), *parseInstant(u"2026-11-24T08:00:00Z"));

    QSignalSpy resume(&menu, &TrayMenu::resumeRequested);
    menu.setPausedUntil(samples::now().addSecs(1800));
    QVERIFY(!entry(menu, u"Pause notifications"_s));
    entry(menu, u"Resume notifications (paused until today 10:00)"_s)->trigger();
    QCOMPARE(resume.size(), 1);
}

void TestTray::menu_followsTheSignIn()
{
    TrayMenu menu(samples::now);
    QVERIFY(entry(menu, u"Sign in…"_s));
    menu.setSignedIn(u"Sam & Co"_s);
    menu.setStatus(in(ConnectionState::Connected));
    QVERIFY(!entry(menu, u"Sign in…"_s));
    QVERIFY(entry(menu, u"Account: Sam && Co"_s));
    menu.setStatus(in(ConnectionState::Unauthorized));
    QVERIFY(entry(menu, u"Sign in…"_s));
}

void TestTray::menu_entriesAreSignals()
{
    TrayMenu menu(samples::now);
    menu.setUnread(1);
    QSignalSpy show(&menu, &TrayMenu::showEventsRequested);
    QSignalSpy read(&menu, &TrayMenu::markAllReadRequested);
    QSignalSpy about(&menu, &TrayMenu::aboutRequested);
    QSignalSpy quit(&menu, &TrayMenu::quitRequested);
    for (const QString &text : {u"Show events"_s, u"Mark all as read"_s, u"About"_s, u"Quit"_s})
        entry(menu, text)->trigger();
    for (const QSignalSpy *spy : {&show, &read, &about, &quit})
        QCOMPARE(spy->size(), 1);
}

void TestTray::notifier_withoutTray_refuses()
{
    QMenu menu;
    TrayIcon tray(menu);
    TrayNotifier notifier(tray);
    QSignalSpy refused(&notifier, &Notifier::refused);
    QSignalSpy accepted(&notifier, &Notifier::accepted);
    Notification notification;
    notification.events = {EventId(u"e1"_s)};
    notifier.show(notification);
    QCOMPARE(refused.size(), 1);
    QCOMPARE(accepted.size(), 0);
}

QTEST_MAIN(TestTray)
#include "tst_tray.moc"
