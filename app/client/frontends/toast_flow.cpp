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
/// So often a toast that nobody could show is tried again, within a minute; then only when there
/// is another service, or this one shows something.
constexpr int mostRetries = 6;

const QString pausedUntilKey = u"notifications/paused_until"_s;

} // namespace

ToastFlow::ToastFlow(ClientApplication &application, UserActions &actions,
                     const TrayHostWatcher &host, TrayIcon &tray, Clock now, const Timing &timing,
                     QObject *parent)
    : QObject(parent)
    , m_application(application)
    , m_actions(actions)
    , m_host(host)
    , m_now(std::move(now))
    , m_dbusNotifier(toastPatience)
    , m_trayNotifier(tray)
    , m_toaster(m_dbusNotifier, timing.toasts, m_now)
    , m_firstRetry(timing.firstRetry)
{
    m_retry.setSingleShot(true);
    connect(&m_retry, &QTimer::timeout, this, &ToastFlow::tellAwaiting);
    wire(m_dbusNotifier);
    wire(m_trayNotifier);
    connect(&m_dbusNotifier, &Notifier::refused, this, &ToastFlow::showElsewhere);
    connect(&m_trayNotifier, &Notifier::refused, this, &ToastFlow::noteUntold);
    connect(&m_dbusNotifier, &DBusNotifier::serviceAppeared, this, &ToastFlow::startAnew);
    connect(&m_toaster, &Toaster::settled, this, &ToastFlow::markToasted);
    connect(&m_toaster, &Toaster::pauseChanged, this, &ToastFlow::pauseChanged);
    connect(&m_toaster, &Toaster::pauseChanged, this, &ToastFlow::keepPause);
}

void ToastFlow::wire(const Notifier &notifier)
{
    connect(&notifier, &Notifier::accepted, this, &ToastFlow::noteAccepted);
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
    tellAwaiting();
}

void ToastFlow::leave()
{
    m_dbusNotifier.closeAll();
    m_retry.stop();
    m_untoldSignIn.reset();
    m_hasUntold = false;
}

void ToastFlow::setPreferences(const ToastPreferences &preferences)
{
    m_toaster.setPreferences(preferences);
}

void ToastFlow::showSignIn(const Notification &notification)
{
    m_untoldSignIn.reset();
    m_dbusNotifier.show(notification);
}

void ToastFlow::closeSignIn()
{
    m_untoldSignIn.reset();
    m_dbusNotifier.closeSignIn();
    m_trayNotifier.closeSignIn();
}

void ToastFlow::markToasted(const QList<EventId> &ids)
{
    if (AccountSession *session = m_application.session()) {
        session->feed().markToasted(ids);
        session->reminders().release(ids);
    }
}

/// No notification service took the toast. The icon can show it as a balloon, unless Qt sends the
/// balloons of such an icon to that same service.
void ToastFlow::showElsewhere(const Notification &notification)
{
    if (m_host.speaksStatusNotifier())
        noteUntold(notification);
    else
        m_trayNotifier.show(notification);
}

/// Nobody could show the toast. The cache still has its events as not toasted.
void ToastFlow::noteUntold(const Notification &notification)
{
    if (notification.subject == Notification::Subject::SignIn)
        m_untoldSignIn = notification;
    m_toaster.drop(notification.events);
    if (AccountSession *session = m_application.session())
        session->reminders().release(notification.events);
    m_hasUntold = true;
    retry();
}

/// A service that shows one toast may show the others, too.
void ToastFlow::noteAccepted(const QList<EventId> &ids)
{
    markToasted(ids);
    m_retries = 0;
    if (m_hasUntold)
        retry();
}

void ToastFlow::retry()
{
    if (m_retry.isActive() || m_retries >= mostRetries)
        return;
    m_retry.start(m_firstRetry * (1 << m_retries));
    ++m_retries;
}

void ToastFlow::startAnew()
{
    m_retries = 0;
    tellAwaiting();
}

/// Tells what the cache has as not told, but for what is being told already.
void ToastFlow::tellAwaiting()
{
    m_retry.stop();
    m_hasUntold = false;
    if (const auto signIn = std::exchange(m_untoldSignIn, std::nullopt))
        m_dbusNotifier.show(*signIn);
    AccountSession *session = m_application.session();
    if (!session)
        return;
    const QSet<EventId> underWay = m_toaster.underWay() + m_dbusNotifier.underWay();
    QList<StoredEvent> events = session->feed().awaitingToast();
    events.removeIf(
        [&underWay](const StoredEvent &event) { return underWay.contains(event.event.id); });
    m_toaster.toastBacklog(events);
    session->reminders().check();
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
