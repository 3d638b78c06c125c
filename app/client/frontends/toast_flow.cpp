#include "client/frontends/toast_flow.h"

#include "desktop/tray/tray_host_watcher.h"
#include "domain/instant.h"

#include <QSettings>

#include <utility>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace timesheet {

namespace {

/// A notification service that takes longer than this is as good as none.
constexpr auto toastPatience = 5s;
/// The most events without a toast that wait for a notification service.
constexpr qsizetype mostUntold = 500;

const QString pausedUntilKey = u"notifications/paused_until"_s;

} // namespace

ToastFlow::ToastFlow(ClientApplication &application, UserActions &actions,
                     const TrayHostWatcher &host, TrayIcon &tray, Clock now, QObject *parent)
    : QObject(parent)
    , m_application(application)
    , m_actions(actions)
    , m_host(host)
    , m_now(std::move(now))
    , m_dbusNotifier(toastPatience)
    , m_trayNotifier(tray)
    , m_toaster(m_dbusNotifier, ToastTiming(), m_now)
{
    wire(m_dbusNotifier);
    wire(m_trayNotifier);
    connect(&m_dbusNotifier, &Notifier::refused, this, &ToastFlow::showElsewhere);
    connect(&m_trayNotifier, &Notifier::refused, this, &ToastFlow::keepUntold);
    connect(&m_dbusNotifier, &DBusNotifier::serviceAppeared, this, &ToastFlow::tellUntold);
    connect(&m_toaster, &Toaster::settled, this, &ToastFlow::markToasted);
    connect(&m_toaster, &Toaster::pauseChanged, this, &ToastFlow::pauseChanged);
    connect(&m_toaster, &Toaster::pauseChanged, this, &ToastFlow::keepPause);
}

void ToastFlow::wire(const Notifier &notifier)
{
    connect(&notifier, &Notifier::accepted, this, &ToastFlow::markToasted);
    connect(&notifier, &Notifier::activated, this, &ToastFlow::activated);
    connect(&notifier, &Notifier::signInRequested, this, &ToastFlow::signInRequested);
    connect(&notifier, &Notifier::openWebPageRequested, &m_actions, &UserActions::openWebPage);
    connect(&notifier, &Notifier::readRequested, &m_actions, &UserActions::markRead);
    connect(&notifier, &Notifier::reminderRequested, &m_actions, &UserActions::remindLater);
}

void ToastFlow::follow(AccountSession *session)
{
    const EventFeed &feed = session->feed();
    Reminders &reminders = session->reminders();
    m_toaster.setReader(session->account().user);
    connect(&feed, &EventFeed::committed, &m_toaster, &Toaster::toast);
    connect(&feed, &EventFeed::readChanged, &m_toaster, &Toaster::setRead);
    connect(&feed, &EventFeed::committed, &reminders, &Reminders::check);
    connect(&reminders, &Reminders::due, &m_toaster, &Toaster::remind);
    m_toaster.toastBacklog(feed.awaitingToast());
    reminders.check();
}

void ToastFlow::leave()
{
    m_dbusNotifier.closeAll();
    m_untold.clear();
}

void ToastFlow::setPreferences(const ToastPreferences &preferences)
{
    m_toaster.setPreferences(preferences);
}

void ToastFlow::showSignIn(const Notification &notification)
{
    m_dbusNotifier.show(notification);
}

void ToastFlow::closeSignIn()
{
    m_dbusNotifier.closeSignIn();
    m_trayNotifier.closeSignIn();
}

void ToastFlow::markToasted(const QList<EventId> &ids)
{
    if (AccountSession *session = m_application.session()) {
        session->feed().markToasted(ids);
        session->reminders().noteTold(ids);
    }
}

/// No notification service took the toast. The icon can show it as a balloon, unless Qt sends the
/// balloons of such an icon to that same service.
void ToastFlow::showElsewhere(const Notification &notification)
{
    if (m_host.speaksStatusNotifier())
        keepUntold(notification);
    else
        m_trayNotifier.show(notification);
}

/// Nobody could show the toast: its events wait until a notification service appears. Those beyond
/// the bound are told at the next start, as the cache still has them as not toasted.
void ToastFlow::keepUntold(const Notification &notification)
{
    if (m_untold.size() < mostUntold)
        m_untold += notification.events;
}

void ToastFlow::tellUntold()
{
    QList<StoredEvent> events;
    for (const EventId &id : std::exchange(m_untold, {})) {
        if (const auto stored = m_application.session()->feed().find(id))
            events.append(*stored);
    }
    m_toaster.toastBacklog(events);
}

void ToastFlow::restorePause()
{
    const QString text = m_application.settings().store().value(pausedUntilKey).toString();
    if (const auto until = parseInstant(text); until && *until > m_now())
        m_toaster.pauseUntil(*until);
}

void ToastFlow::keepPause(const std::optional<QDateTime> &until)
{
    QSettings &settings = m_application.settings().store();
    if (until)
        settings.setValue(pausedUntilKey, formatInstant(*until));
    else
        settings.remove(pausedUntilKey);
}

} // namespace timesheet
