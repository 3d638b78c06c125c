#include "client/frontends/desktop_frontend.h"

#include "desktop/look/icons.h"

#include <QApplication>
#include <QMessageBox>
#include <QSessionManager>

#include <utility>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace timesheet {

namespace {

/// A panel that starts with the desktop session may take this long.
constexpr auto trayPatience = 5s;
/// The tray's menu shows so many events.
constexpr int newestCount = 5;

} // namespace

DesktopFrontend::DesktopFrontend(ClientApplication &application, Keychain &keychain,
                                 const Options &options, Clock now, QObject *parent)
    : QObject(parent)
    , m_application(application)
    , m_options(options)
    , m_now(std::move(now))
    , m_host(trayPatience)
    , m_menu(m_now)
    , m_tray(m_menu)
    , m_actions(application, m_now)
    , m_toasts(application, m_actions, m_host, m_tray, m_now, {})
    , m_signIn(application, keychain,
               {.server = options.server,
                .usesKeychain = options.usesKeychain,
                .asks = !options.minimized},
               m_now)
    , m_settings(application, options.autostart)
    , m_window(application, m_actions, m_tray, m_now)
{
    m_host.start(); // the desktop's answer comes while the rest is made
    QApplication::setQuitOnLastWindowClosed(false);
    QGuiApplication::setDesktopFileName(u"timesheet-tray"_s);

    connect(&application, &ClientApplication::sessionOpened, this, &DesktopFrontend::follow);
    connect(&application, &ClientApplication::sessionClosing, this, &DesktopFrontend::leave);
    connect(&application, &ClientApplication::noticed, this, &DesktopFrontend::tell);
    wireTray();
    wireMenu();
    wireFlows();
    usePreferences(application.settings().preferences());
    m_toasts.restorePause();
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
        m_window.setClosing(EventsWindow::Closing::Hides);
    });
    connect(&m_host, &TrayHostWatcher::looked, this, &DesktopFrontend::wireSystem);
    connect(&m_host, &TrayHostWatcher::looked, this, &DesktopFrontend::appeared);
    connect(&m_host, &TrayHostWatcher::noHost, this, &DesktopFrontend::tellOnceWithoutTray);
    connect(&m_tray, &TrayIcon::clicked, &m_window, &WindowFlow::toggle);
    connect(&m_tray, &TrayIcon::middleClicked, &m_actions, &UserActions::markAllRead);
    // At the end of the desktop session no window may refuse to go.
    connect(qApp, &QGuiApplication::commitDataRequest, this,
            [this] { m_window.setClosing(EventsWindow::Closing::Closes); });
}

void DesktopFrontend::wireMenu()
{
    connect(&m_menu, &TrayMenu::eventChosen, &m_window,
            [this](const EventId &id) { m_window.openEvents({id}); });
    connect(&m_menu, &TrayMenu::showEventsRequested, &m_window, &WindowFlow::reveal);
    connect(&m_menu, &TrayMenu::markAllReadRequested, &m_actions, &UserActions::markAllRead);
    connect(&m_menu, &TrayMenu::openWebRequested, &m_actions, &UserActions::openWebAddress);
    connect(&m_menu, &TrayMenu::retryRequested, &m_actions, &UserActions::retryNow);
    connect(&m_menu, &TrayMenu::aboutRequested, &m_actions, &UserActions::openAbout);
    connect(&m_menu, &TrayMenu::pauseRequested, &m_toasts, &ToastFlow::pauseUntil);
    connect(&m_menu, &TrayMenu::resumeRequested, &m_toasts, &ToastFlow::resume);
    connect(&m_menu, &TrayMenu::signInRequested, &m_signIn, &SignInFlow::openSignIn);
    connect(&m_menu, &TrayMenu::accountRequested, &m_signIn, &SignInFlow::openAccount);
    connect(&m_menu, &TrayMenu::settingsRequested, &m_settings, &SettingsFlow::open);
    connect(&m_menu, &TrayMenu::quitRequested, this, &DesktopFrontend::quitRequested);
}

void DesktopFrontend::wireFlows()
{
    connect(&m_toasts, &ToastFlow::activated, &m_window, &WindowFlow::openEvents);
    connect(&m_toasts, &ToastFlow::signInRequested, &m_signIn, &SignInFlow::openSignIn);
    connect(&m_toasts, &ToastFlow::pauseChanged, &m_menu, &TrayMenu::setPausedUntil);
    connect(&m_toasts, &ToastFlow::pauseChanged, &m_tray,
            [this](const auto &until) { m_tray.setPaused(until.has_value()); });

    connect(&m_signIn, &SignInFlow::signedInChanged, &m_menu, &TrayMenu::setSignedIn);
    connect(&m_signIn, &SignInFlow::signedInChanged, &m_window, &WindowFlow::setSignedIn);
    connect(&m_signIn, &SignInFlow::noticed, this, &DesktopFrontend::tell);
    connect(&m_signIn, &SignInFlow::expiresSoon, &m_toasts, &ToastFlow::showSignIn);
    connect(&m_signIn, &SignInFlow::renewed, &m_toasts, &ToastFlow::closeSignIn);

    connect(&m_settings, &SettingsFlow::changed, this, &DesktopFrontend::usePreferences);
    connect(&m_settings, &SettingsFlow::languageChanged, this, &DesktopFrontend::languageChanged);
    connect(&m_settings, &SettingsFlow::noticed, this, &DesktopFrontend::tell);

    connect(&m_window, &WindowFlow::signInRequested, &m_signIn, &SignInFlow::openSignIn);
    connect(&m_window, &WindowFlow::accountRequested, &m_signIn, &SignInFlow::openAccount);
    connect(&m_window, &WindowFlow::settingsRequested, &m_settings, &SettingsFlow::open);
    connect(&m_window, &WindowFlow::quitRequested, this, &DesktopFrontend::quitRequested);
    connect(&m_window, &WindowFlow::hidden, this, &DesktopFrontend::tellOnceItHides);
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

void DesktopFrontend::begin()
{
    m_settings.beginAutostart();
    if (!m_options.minimized)
        m_window.reveal();
}

LocalAnswer DesktopFrontend::answer(const LocalCommand &command)
{
    if (const auto answer = m_signIn.answer(command))
        return *answer;
    Q_ASSERT(std::holds_alternative<local::Show>(command));
    m_window.reveal();
    return QJsonObject();
}

void DesktopFrontend::openLink(const SignInLink &link)
{
    if (const auto opened = m_signIn.openLink(link); !opened)
        tell(opened.error());
}

void DesktopFrontend::follow(AccountSession *session)
{
    const ConnectionManager &connection = session->connection();
    const EventFeed &feed = session->feed();
    m_toasts.follow(session); // first: a toast is what somebody waits for
    m_signIn.follow(session);
    m_window.follow(session);
    connect(&connection, &ConnectionManager::statusChanged, this, &DesktopFrontend::showStatus);
    connect(&feed, &EventFeed::committed, this, &DesktopFrontend::showNews);
    connect(&feed, &EventFeed::countsChanged, this, &DesktopFrontend::showNews);
    connect(&feed, &EventFeed::storeFailed, this, &DesktopFrontend::tellOfFailure);
    showStatus(connection.status());
    showNews();
}

/// Lets go of the session before it goes.
void DesktopFrontend::leave()
{
    m_toasts.leave();
    m_window.leave();
}

void DesktopFrontend::showStatus(const ConnectionStatus &status)
{
    m_tray.setStatus(status);
    m_menu.setStatus(status);
}

void DesktopFrontend::showNews()
{
    AccountSession *session = m_application.session();
    const EventFeed &feed = session->feed();
    m_tray.setUnread(feed.unreadCount());
    m_menu.setUnread(feed.unreadCount());
    m_menu.setNewest(feed.newest(newestCount), session->account().user);
}

void DesktopFrontend::usePreferences(const Preferences &preferences)
{
    m_actions.setWebAddress(preferences.webAddress);
    m_menu.setWebAddress(preferences.webAddress);
    m_toasts.setWebAddress(preferences.webAddress);
    m_window.setWebAddress(preferences.webAddress);
    m_toasts.setPreferences(preferences.toasts);
}

void DesktopFrontend::tellOfFailure(const StoreError &error)
{
    tell(error.kind == StoreError::Kind::Full
             ? tr("There is no space left on the disk. What comes now is kept by the server until "
                  "there is.")
             : tr("The events cannot be kept on this computer: %1").arg(error.detail));
}

void DesktopFrontend::tellOnceWithoutTray()
{
    if (m_options.minimized)
        m_window.showMinimized();
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
                                QMessageBox::Ok, m_window.widget());
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setModal(false);
    box->show();
}

} // namespace timesheet
