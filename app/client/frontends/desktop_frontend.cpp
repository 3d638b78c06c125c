#include "client/frontends/desktop_frontend.h"

#include "desktop/look/icons.h"
#include "desktop/words/web_page.h"
#include "domain/instant.h"

#include <QApplication>
#include <QDesktopServices>
#include <QMessageBox>
#include <QSessionManager>

#include <utility>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace timesheet {

namespace {

/// A panel that starts with the desktop session may take this long.
constexpr auto trayPatience = 5s;
/// A notification service that takes longer than this is as good as none.
constexpr auto toastPatience = 5s;
/// Events without a toast that wait for a notification service.
constexpr qsizetype mostUntold = 500;
/// The tray's menu shows so many.
constexpr int newestCount = 5;
/// "Remind me in an hour".
constexpr auto reminderPause = 1h;

const QString pausedUntilKey = u"notifications/paused_until"_s;

QMap<QString, qint64> named(const QMap<wire::DropReason, qint64> &counts)
{
    QMap<QString, qint64> names;
    for (auto it = counts.begin(); it != counts.end(); ++it)
        names.insert(wire::dropReasonName(it.key()), it.value());
    return names;
}

} // namespace

DesktopFrontend::DesktopFrontend(ClientApplication &application, const Options &options, Clock now,
                                 QObject *parent)
    : QObject(parent)
    , m_application(application)
    , m_options(options)
    , m_now(std::move(now))
    , m_host(trayPatience)
    , m_menu(m_now)
    , m_tray(m_menu)
    , m_dbusNotifier(toastPatience)
    , m_trayNotifier(m_tray)
    , m_toaster(m_dbusNotifier, ToastTiming(), m_now)
    , m_signIn(application,
               {.server = options.server,
                .keychainService = options.keychainService,
                .usesKeychain = options.usesKeychain,
                .asks = !options.minimized},
               m_now)
    , m_settings(application, options.autostart)
{
    m_host.start(); // somebody else's answer: it comes while the rest is made
    QApplication::setQuitOnLastWindowClosed(false);
    QGuiApplication::setDesktopFileName(u"timesheet-tray"_s);

    connect(&application, &ClientApplication::sessionOpened, this, &DesktopFrontend::follow);
    connect(&application, &ClientApplication::sessionClosing, this, &DesktopFrontend::leave);
    connect(&application, &ClientApplication::noticed, this, &DesktopFrontend::tell);
    wireTray();
    wireMenu();
    wireToasts();
    wireSignIn();
    wireSettings();
    usePreferences(application.settings().preferences());
    restorePause();
    if (AccountSession *session = application.session())
        follow(session);
}

DesktopFrontend::~DesktopFrontend()
{
    leave();
}

void DesktopFrontend::wireTray()
{
    connect(&m_host, &TrayHostWatcher::hostAppeared, this, [this] {
        m_tray.appear();
        if (m_window)
            m_window->setClosing(EventsWindow::Closing::Hides);
    });
    connect(&m_host, &TrayHostWatcher::looked, this, &DesktopFrontend::wireSystem);
    connect(&m_host, &TrayHostWatcher::looked, this, &DesktopFrontend::appeared);
    connect(&m_host, &TrayHostWatcher::noHost, this, &DesktopFrontend::tellOnceWithoutTray);
    connect(&m_tray, &TrayIcon::clicked, this, [this] { window().toggle(); });
    connect(&m_tray, &TrayIcon::middleClicked, this, &DesktopFrontend::markAllRead);
    // At the end of the desktop session no window may refuse to go.
    connect(qApp, &QGuiApplication::commitDataRequest, this, [this] {
        if (m_window)
            m_window->setClosing(EventsWindow::Closing::Closes);
    });
}

void DesktopFrontend::wireMenu()
{
    connect(&m_menu, &TrayMenu::eventChosen, this,
            [this](const EventId &id) { window().openEvent(id); });
    connect(&m_menu, &TrayMenu::showEventsRequested, this, [this] { window().reveal(); });
    connect(&m_menu, &TrayMenu::markAllReadRequested, this, &DesktopFrontend::markAllRead);
    connect(&m_menu, &TrayMenu::pauseRequested, &m_toaster, &Toaster::pauseUntil);
    connect(&m_menu, &TrayMenu::resumeRequested, &m_toaster, &Toaster::resume);
    connect(&m_menu, &TrayMenu::openWebRequested, this, &DesktopFrontend::openWebAddress);
    connect(&m_menu, &TrayMenu::retryRequested, this, &DesktopFrontend::retryNow);
    connect(&m_menu, &TrayMenu::signInRequested, &m_signIn, &SignInFlow::openSignIn);
    connect(&m_menu, &TrayMenu::settingsRequested, &m_settings, &SettingsFlow::open);
    connect(&m_menu, &TrayMenu::accountRequested, &m_signIn, &SignInFlow::openAccount);
    connect(&m_menu, &TrayMenu::aboutRequested, this, &DesktopFrontend::openAbout);
    connect(&m_menu, &TrayMenu::quitRequested, this, &DesktopFrontend::quitRequested);
}

void DesktopFrontend::wireToasts()
{
    const auto markToasted = [this](const QList<EventId> &ids) {
        if (AccountSession *session = m_application.session()) {
            session->feed().markToasted(ids);
            session->reminders().noteTold(ids);
        }
    };
    const auto markRead = [this](const QList<EventId> &ids) {
        if (AccountSession *session = m_application.session())
            session->feed().markRead(ids);
    };
    const auto remindLater = [this](const QList<EventId> &ids) {
        if (AccountSession *session = m_application.session())
            session->reminders().remindAt(ids, m_now().addDuration(reminderPause));
    };
    for (Notifier *notifier :
         {static_cast<Notifier *>(&m_dbusNotifier), static_cast<Notifier *>(&m_trayNotifier)}) {
        connect(notifier, &Notifier::accepted, this, markToasted);
        connect(notifier, &Notifier::activated, this, &DesktopFrontend::openEvents);
        connect(notifier, &Notifier::openPageRequested, this, &DesktopFrontend::openPage);
        connect(notifier, &Notifier::readRequested, this, markRead);
        connect(notifier, &Notifier::reminderRequested, this, remindLater);
        connect(notifier, &Notifier::signInRequested, &m_signIn, &SignInFlow::openSignIn);
        connect(&m_signIn, &SignInFlow::renewed, notifier, &Notifier::closeSignIn);
    }
    connect(&m_dbusNotifier, &Notifier::refused, this, &DesktopFrontend::showElsewhere);
    connect(&m_trayNotifier, &Notifier::refused, this, &DesktopFrontend::keepUntold);
    connect(&m_dbusNotifier, &DBusNotifier::serviceAppeared, this, &DesktopFrontend::tellUntold);
    connect(&m_toaster, &Toaster::settled, this, markToasted);
    connect(&m_toaster, &Toaster::pauseChanged, &m_menu, &TrayMenu::setPausedUntil);
    connect(&m_toaster, &Toaster::pauseChanged, &m_tray,
            [this](const auto &until) { m_tray.setPaused(until.has_value()); });
    connect(&m_toaster, &Toaster::pauseChanged, this, &DesktopFrontend::keepPause);
}

/// At the tray icon, unless its balloons go to the very service that is missing.
void DesktopFrontend::showElsewhere(const Notification &notification)
{
    if (m_host.speaksStatusNotifier())
        keepUntold(notification);
    else
        m_trayNotifier.show(notification);
}

/// Until there is a service again; beyond the bound, until the next start.
void DesktopFrontend::keepUntold(const Notification &notification)
{
    if (m_untold.size() < mostUntold)
        m_untold += notification.events;
}

void DesktopFrontend::tellUntold()
{
    QList<StoredEvent> events;
    for (const EventId &id : std::exchange(m_untold, {})) {
        if (const auto stored = m_application.session()->feed().find(id))
            events.append(*stored);
    }
    m_toaster.toastBacklog(events);
}

void DesktopFrontend::wireSignIn()
{
    connect(&m_signIn, &SignInFlow::signedInChanged, this, [this](const QString &name) {
        m_signedIn = name;
        m_menu.setSignedIn(name);
        if (m_window)
            m_window->setSignedIn(name);
    });
    connect(&m_signIn, &SignInFlow::noticed, this, &DesktopFrontend::tell);
    connect(&m_signIn, &SignInFlow::expiresSoon, &m_dbusNotifier, &DBusNotifier::show);
}

void DesktopFrontend::wireSettings()
{
    connect(&m_settings, &SettingsFlow::changed, this, &DesktopFrontend::usePreferences);
    connect(&m_settings, &SettingsFlow::languageChanged, this, &DesktopFrontend::languageChanged);
    connect(&m_settings, &SettingsFlow::noticed, this, &DesktopFrontend::tell);
}

void DesktopFrontend::wireSystem()
{
    m_system = std::make_unique<SystemWatch>();
    const auto probe = [this] {
        if (AccountSession *session = m_application.session())
            session->probe();
    };
    connect(m_system.get(), &SystemWatch::wokeUp, this, probe);
    connect(m_system.get(), &SystemWatch::networkChanged, this, probe);
}

EventsWindow &DesktopFrontend::window()
{
    if (!m_window) {
        QApplication::setWindowIcon(applicationIcon());
        m_window = std::make_unique<EventsWindow>(m_application.settings().store(), m_now);
        wireWindow();
        fillWindow();
    }
    return *m_window;
}

void DesktopFrontend::wireWindow()
{
    EventsWindow *window = m_window.get();
    connect(window, &EventsWindow::markReadRequested, this,
            [this](const auto &ids) { m_application.session()->feed().markRead(ids); });
    connect(window, &EventsWindow::markUnreadRequested, this,
            [this](const auto &id) { m_application.session()->feed().markUnread(id); });
    connect(window, &EventsWindow::markAllReadRequested, this, &DesktopFrontend::markAllRead);
    connect(window, &EventsWindow::retryRequested, this, &DesktopFrontend::retryNow);
    connect(window, &EventsWindow::openPageRequested, this, &DesktopFrontend::openPage);
    connect(window, &EventsWindow::openWebRequested, this, &DesktopFrontend::openWebAddress);
    connect(window, &EventsWindow::signInRequested, &m_signIn, &SignInFlow::openSignIn);
    connect(window, &EventsWindow::settingsRequested, &m_settings, &SettingsFlow::open);
    connect(window, &EventsWindow::accountRequested, &m_signIn, &SignInFlow::openAccount);
    connect(window, &EventsWindow::aboutRequested, this, &DesktopFrontend::openAbout);
    connect(window, &EventsWindow::quitRequested, this, &DesktopFrontend::quitRequested);
    connect(window, &EventsWindow::closed, this, &DesktopFrontend::quitRequested);
    connect(window, &EventsWindow::hidden, this, &DesktopFrontend::tellOnceItHides);
}

void DesktopFrontend::fillWindow()
{
    m_window->setClosing(m_tray.isShown() ? EventsWindow::Closing::Hides
                                          : EventsWindow::Closing::Closes);
    m_window->setWebAddress(m_webAddress);
    m_window->setSignedIn(m_signedIn);
    AccountSession *session = m_application.session();
    if (!session)
        return;
    m_events = std::make_unique<EventListModel>(session->store(), session->feed());
    m_window->setEvents(m_events.get(), session->account().user);
    m_window->setStatus(session->connection().status());
    showCounters();
    showNews();
}

void DesktopFrontend::begin()
{
    m_settings.beginAutostart();
    if (!m_options.minimized)
        window().reveal();
}

QJsonObject DesktopFrontend::answer(const QJsonObject &request)
{
    const QString command = request.value("command"_L1).toString();
    if (command == u"show") {
        window().reveal();
        return {};
    }
    const auto answer = m_signIn.answer(request);
    return answer.value_or(QJsonObject{{u"error"_s, u"%1 is no command"_s.arg(command)}});
}

void DesktopFrontend::openLink(const SignInLink &link)
{
    if (const auto opened = m_signIn.openLink(link); !opened)
        tell(opened.error());
}

void DesktopFrontend::follow(AccountSession *session)
{
    m_toaster.setReader(session->account().user);
    ConnectionManager &connection = session->connection();
    connect(&connection, &ConnectionManager::statusChanged, this, &DesktopFrontend::showStatus);
    connect(&connection, &ConnectionManager::dropped, this, &DesktopFrontend::showCounters);
    m_signIn.follow(session);
    followFeed(session);
    showStatus(connection.status());
    if (m_window)
        fillWindow();
    else
        showNews();
    m_toaster.toastBacklog(session->feed().awaitingToast());
    session->reminders().check();
}

void DesktopFrontend::followFeed(AccountSession *session)
{
    const EventFeed &feed = session->feed();
    connect(&feed, &EventFeed::committed, &m_toaster, &Toaster::toast);
    connect(&feed, &EventFeed::readChanged, &m_toaster, &Toaster::setRead);
    connect(&feed, &EventFeed::committed, this, &DesktopFrontend::showNews);
    connect(&feed, &EventFeed::committed, &session->reminders(), &Reminders::check);
    connect(&session->reminders(), &Reminders::due, &m_toaster, &Toaster::remind);
    connect(&feed, &EventFeed::countsChanged, this, &DesktopFrontend::showNews);
    connect(&feed, &EventFeed::storeFailed, this, [this](const StoreError &error) {
        tell(error.kind == StoreError::Kind::Full
                 ? tr("There is no space left on the disk. What comes now is kept by the server "
                      "until there is.")
                 : tr("The events cannot be kept on this computer: %1").arg(error.detail));
    });
}

/// Lets go of the session before it goes.
void DesktopFrontend::leave()
{
    m_dbusNotifier.closeAll();
    m_untold.clear();
    if (m_window)
        m_window->setEvents(nullptr, {});
    m_events.reset();
}

void DesktopFrontend::showStatus(const ConnectionStatus &status)
{
    m_tray.setStatus(status);
    m_menu.setStatus(status);
    if (m_window)
        m_window->setStatus(status);
}

void DesktopFrontend::showNews()
{
    AccountSession *session = m_application.session();
    const EventFeed &feed = session->feed();
    const QList<StoredEvent> newest = feed.newest(newestCount);
    m_tray.setUnread(feed.unreadCount());
    m_menu.setUnread(feed.unreadCount());
    m_menu.setNewest(newest, session->account().user);
    if (!m_window)
        return;
    m_window->setCounts(feed.counts());
    m_window->setLastEvent(newest.isEmpty() ? std::nullopt
                                            : std::optional(newest.constFirst().event.timestamp));
}

void DesktopFrontend::showCounters()
{
    if (m_window)
        m_window->setCounters(named(m_application.session()->connection().droppedCounts()));
}

void DesktopFrontend::openPage(const EventId &id)
{
    const auto stored = m_application.session()->feed().find(id);
    const auto page = stored ? pageOf(stored->event, m_webAddress) : std::nullopt;
    if (page)
        QDesktopServices::openUrl(*page);
}

void DesktopFrontend::openEvents(const QList<EventId> &ids)
{
    if (ids.size() == 1)
        window().openEvent(ids.constFirst());
    else
        window().reveal();
}

void DesktopFrontend::openWebAddress()
{
    QDesktopServices::openUrl(m_webAddress);
}

void DesktopFrontend::openAbout()
{
    if (!m_about)
        m_about = std::make_unique<AboutDialog>();
    m_about->show();
}

void DesktopFrontend::usePreferences(const Preferences &preferences)
{
    m_webAddress = preferences.webAddress;
    m_menu.setWebAddress(m_webAddress);
    m_toaster.setWebAddress(m_webAddress);
    m_toaster.setPreferences(preferences.toasts);
    if (m_window)
        m_window->setWebAddress(m_webAddress);
}

void DesktopFrontend::restorePause()
{
    const QString text = m_application.settings().store().value(pausedUntilKey).toString();
    if (const auto until = parseInstant(text); until && *until > m_now())
        m_toaster.pauseUntil(*until);
}

void DesktopFrontend::keepPause(const std::optional<QDateTime> &until)
{
    QSettings &settings = m_application.settings().store();
    if (until)
        settings.setValue(pausedUntilKey, formatInstant(*until));
    else
        settings.remove(pausedUntilKey);
}

void DesktopFrontend::markAllRead()
{
    if (AccountSession *session = m_application.session())
        session->feed().markAllRead();
}

void DesktopFrontend::retryNow()
{
    if (AccountSession *session = m_application.session())
        session->connection().retryNow();
}

void DesktopFrontend::tellOnceWithoutTray()
{
    if (m_options.minimized)
        window().showMinimized();
    if (isFirstTime(u"told/no_tray"_s))
        tell(tr("This desktop has no tray. The window stays instead, and notifications come as "
                "ever; closing the window ends Timesheet Tray."));
}

void DesktopFrontend::tellOnceItHides()
{
    if (isFirstTime(u"told/hides_to_tray"_s))
        m_tray.showMessage(tr("Still here"),
                           tr("Timesheet Tray goes on in the tray. Quit it from its menu."),
                           TrayIcon::Stay::Briefly);
}

bool DesktopFrontend::isFirstTime(const QString &key)
{
    QSettings &settings = m_application.settings().store();
    const bool isFirst = !settings.value(key).toBool();
    settings.setValue(key, true);
    return isFirst;
}

void DesktopFrontend::tell(const QString &text)
{
    QApplication::setWindowIcon(applicationIcon());
    auto *box = new QMessageBox(QMessageBox::Information, tr("Timesheet Tray"), text,
                                QMessageBox::Ok, m_window.get());
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setModal(false);
    box->show();
}

} // namespace timesheet
