#include "client/desktop_frontend.h"

#include "desktop/date_text.h"
#include "desktop/event_page.h"
#include "desktop/icons.h"
#include "wire/token.h"

#include <QApplication>
#include <QDBusConnection>
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

tl::expected<Identity, SignInProblem> readIdentity(const QByteArray &token)
{
    return wire::readToken(token).map_error([](wire::TokenProblem problem) {
        switch (problem) {
        case wire::TokenProblem::NoTenant:
            return SignInProblem::NoOrganisation;
        case wire::TokenProblem::NoSubject:
            return SignInProblem::NoUser;
        case wire::TokenProblem::NotAJwt:
            break;
        }
        return SignInProblem::NotAToken;
    });
}

QString nameOf(const std::optional<Identity> &identity)
{
    if (!identity)
        return {};
    return identity->name.isEmpty() ? identity->user.value() : identity->name;
}

QMap<QString, qint64> named(const QMap<wire::DropReason, qint64> &counts)
{
    QMap<QString, qint64> names;
    for (auto it = counts.begin(); it != counts.end(); ++it)
        names.insert(wire::dropReasonName(it.key()), it.value());
    return names;
}

} // namespace

DesktopFrontend::DesktopFrontend(ClientApplication &application, const Options &options,
                                 QObject *parent)
    : QObject(parent)
    , m_application(application)
    , m_options(options)
    , m_now([] { return QDateTime::currentDateTimeUtc(); })
    , m_webAddress(application.settings().webAddress())
    , m_host(QDBusConnection::sessionBus(), trayPatience)
    , m_menu(m_now)
    , m_tray(m_menu)
    , m_dbusNotifier(QDBusConnection::sessionBus(), toastPatience)
    , m_trayNotifier(m_tray)
    , m_toaster(m_dbusNotifier, ToastTiming(), m_now)
    , m_window(application.settings().store(), m_now)
    , m_signIn(readIdentity, m_now)
    , m_account(m_now)
    , m_keychain(options.keychainService)
    , m_system(QDBusConnection::systemBus())
{
    QApplication::setQuitOnLastWindowClosed(false);
    QApplication::setWindowIcon(applicationIcon());
    QGuiApplication::setDesktopFileName(u"timesheet-tray"_s);
    if (!isWebAddress(m_webAddress))
        m_webAddress.clear();

    connect(&application, &ClientApplication::sessionOpened, this, &DesktopFrontend::follow);
    connect(&application, &ClientApplication::sessionClosing, this, &DesktopFrontend::leave);
    connect(&application, &ClientApplication::noticed, this, &DesktopFrontend::tell);
    wireTray();
    wireMenu();
    wireToasts();
    wireWindow();
    wireSignIn();
    wireSystem();
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
    connect(&m_host, &TrayHostWatcher::noHost, this, &DesktopFrontend::tellOnceWithoutTray);
    connect(&m_tray, &TrayIcon::clicked, &m_window, &EventsWindow::toggle);
    connect(&m_tray, &TrayIcon::middleClicked, this, [this] {
        if (AccountSession *session = m_application.session())
            session->feed().markAllRead();
    });
    // At the end of the desktop session no window may refuse to go.
    connect(qApp, &QGuiApplication::commitDataRequest, this,
            [this] { m_window.setClosing(EventsWindow::Closing::Closes); });
}

void DesktopFrontend::wireMenu()
{
    m_menu.setWebAddress(m_webAddress);
    connect(&m_menu, &TrayMenu::eventChosen, &m_window, &EventsWindow::openEvent);
    connect(&m_menu, &TrayMenu::showEventsRequested, &m_window, &EventsWindow::reveal);
    connect(&m_menu, &TrayMenu::markAllReadRequested, &m_window,
            &EventsWindow::markAllReadRequested);
    connect(&m_menu, &TrayMenu::pauseRequested, &m_toaster, &Toaster::pauseUntil);
    connect(&m_menu, &TrayMenu::resumeRequested, &m_toaster, &Toaster::resume);
    connect(&m_menu, &TrayMenu::openWebRequested, &m_window, &EventsWindow::openWebRequested);
    connect(&m_menu, &TrayMenu::retryRequested, &m_window, &EventsWindow::retryRequested);
    connect(&m_menu, &TrayMenu::signInRequested, this, &DesktopFrontend::openSignIn);
    connect(&m_menu, &TrayMenu::accountRequested, this, &DesktopFrontend::openAccount);
    connect(&m_menu, &TrayMenu::aboutRequested, &m_about, &QDialog::show);
    connect(&m_menu, &TrayMenu::quitRequested, this, &DesktopFrontend::quitRequested);
}

void DesktopFrontend::wireToasts()
{
    m_toaster.setWebAddress(m_webAddress);
    const auto markToasted = [this](const QList<EventId> &ids) {
        if (AccountSession *session = m_application.session())
            session->feed().markToasted(ids);
    };
    const auto markRead = [this](const QList<EventId> &ids) {
        if (AccountSession *session = m_application.session())
            session->feed().markRead(ids);
    };
    for (Notifier *notifier :
         {static_cast<Notifier *>(&m_dbusNotifier), static_cast<Notifier *>(&m_trayNotifier)}) {
        connect(notifier, &Notifier::accepted, this, markToasted);
        connect(notifier, &Notifier::activated, this, &DesktopFrontend::openEvent);
        connect(notifier, &Notifier::openPageRequested, this, &DesktopFrontend::openPage);
        connect(notifier, &Notifier::readRequested, this, markRead);
    }
    connect(&m_dbusNotifier, &Notifier::refused, this, &DesktopFrontend::showElsewhere);
    connect(&m_trayNotifier, &Notifier::refused, this, &DesktopFrontend::keepUntold);
    connect(&m_dbusNotifier, &DBusNotifier::serviceAppeared, this, &DesktopFrontend::tellUntold);
    connect(&m_toaster, &Toaster::settled, this, markToasted);
    connect(&m_toaster, &Toaster::pauseChanged, &m_menu, &TrayMenu::setPausedUntil);
    connect(&m_toaster, &Toaster::pauseChanged, &m_tray,
            [this](const auto &until) { m_tray.setPaused(until.has_value()); });
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

void DesktopFrontend::wireWindow()
{
    m_window.setWebAddress(m_webAddress);
    connect(&m_window, &EventsWindow::markReadRequested, this,
            [this](const auto &ids) { m_application.session()->feed().markRead(ids); });
    connect(&m_window, &EventsWindow::markUnreadRequested, this,
            [this](const auto &id) { m_application.session()->feed().markUnread(id); });
    connect(&m_window, &EventsWindow::markAllReadRequested, this, [this] {
        if (AccountSession *session = m_application.session())
            session->feed().markAllRead();
    });
    connect(&m_window, &EventsWindow::retryRequested, this, [this] {
        if (AccountSession *session = m_application.session())
            session->connection().retryNow();
    });
    connect(&m_window, &EventsWindow::openPageRequested, this, &DesktopFrontend::openPage);
    connect(&m_window, &EventsWindow::openWebRequested, this,
            [this] { QDesktopServices::openUrl(m_webAddress); });
    connect(&m_window, &EventsWindow::signInRequested, this, &DesktopFrontend::openSignIn);
    connect(&m_window, &EventsWindow::accountRequested, this, &DesktopFrontend::openAccount);
    connect(&m_window, &EventsWindow::aboutRequested, &m_about, &QDialog::show);
    connect(&m_window, &EventsWindow::quitRequested, this, &DesktopFrontend::quitRequested);
    connect(&m_window, &EventsWindow::closed, this, &DesktopFrontend::quitRequested);
    connect(&m_window, &EventsWindow::hidden, this, [this] {
        QSettings &settings = m_application.settings().store();
        if (settings.value(u"told/hides_to_tray"_s).toBool())
            return;
        settings.setValue(u"told/hides_to_tray"_s, true);
        m_tray.showMessage(tr("Still here"),
                           tr("Timesheet Tray goes on in the tray. Quit it from "
                              "its menu."),
                           TrayIcon::Stay::Briefly);
    });
}

void DesktopFrontend::wireSignIn()
{
    m_signIn.setKeychainAvailable(m_options.usesKeychain);
    connect(&m_signIn, &SignInDialog::signInRequested, this, &DesktopFrontend::signIn);
    connect(&m_account, &AccountDialog::signInRequested, this, &DesktopFrontend::openSignIn);
    connect(&m_account, &AccountDialog::signOutRequested, this, &DesktopFrontend::signOut);
    connect(&m_keychain, &Keychain::unavailable, this,
            [this] { m_signIn.setKeychainAvailable(false); });
    connect(&m_keychain, &Keychain::loaded, this,
            [this](const QString &account, const QByteArray &token) {
                const AccountSession *session = m_application.session();
                if (!session || session->identity() || accountKey(session->account()) != account)
                    return; // somebody was quicker
                if (const auto done = m_application.signIn(session->account().server, token); !done)
                    tell(done.error());
                showIdentity();
            });
    for (const auto signal : {&Keychain::notFound, &Keychain::unavailable}) {
        connect(&m_keychain, signal, this, [this] {
            const AccountSession *session = m_application.session();
            if (!m_options.minimized && (!session || !session->identity()))
                openSignIn();
        });
    }
}

void DesktopFrontend::wireSystem()
{
    for (const auto signal : {&SystemWatch::wokeUp, &SystemWatch::networkChanged}) {
        connect(&m_system, signal, this, [this] {
            if (AccountSession *session = m_application.session())
                session->probe();
        });
    }
}

void DesktopFrontend::begin()
{
    m_host.start();
    if (!m_options.minimized)
        m_window.reveal();
    showIdentity();
    const AccountSession *session = m_application.session();
    if (m_options.usesKeychain)
        m_keychain.load(session ? accountKey(session->account()) : u"nobody"_s);
}

QJsonObject DesktopFrontend::answer(const QJsonObject &request)
{
    const QString command = request.value("command"_L1).toString();
    if (command == u"show") {
        m_window.reveal();
        return {};
    }
    if (command == u"sign-in")
        m_newToken = request.value("token"_L1).toString().toLatin1();
    if (command == u"sign-out")
        dropToken();
    const auto answer = m_application.answer(request);
    showIdentity();
    return answer.value_or(QJsonObject{{u"error"_s, u"%1 is no command"_s.arg(command)}});
}

void DesktopFrontend::follow(AccountSession *session)
{
    const UserId &user = session->account().user;
    m_events = std::make_unique<EventListModel>(session->store(), session->feed());
    m_window.setEvents(m_events.get(), user);
    m_toaster.setReader(user);
    ConnectionManager &connection = session->connection();
    connect(&connection, &ConnectionManager::statusChanged, this, &DesktopFrontend::showStatus);
    connect(&session->tokenWatch(), &TokenWatch::expiresSoon, this, &DesktopFrontend::warnOfExpiry);
    connect(&connection, &ConnectionManager::tokenRenewed, this, &DesktopFrontend::keepToken);
    connect(&connection, &ConnectionManager::dropped, this,
            [this, &connection] { m_window.setCounters(named(connection.droppedCounts())); });
    followFeed(session);
    showStatus(connection.status());
    showNews();
    m_toaster.toastBacklog(session->feed().awaitingToast());
}

void DesktopFrontend::followFeed(AccountSession *session)
{
    const EventFeed &feed = session->feed();
    connect(&feed, &EventFeed::committed, &m_toaster, &Toaster::toast);
    connect(&feed, &EventFeed::readChanged, &m_toaster, &Toaster::setRead);
    connect(&feed, &EventFeed::committed, this, &DesktopFrontend::showNews);
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
    m_window.setEvents(nullptr, {});
    m_events.reset();
}

void DesktopFrontend::showStatus(const ConnectionStatus &status)
{
    m_tray.setStatus(status);
    m_menu.setStatus(status);
    m_window.setStatus(status);
    m_signIn.setStatus(status);
    if (status.state == ConnectionState::Connected)
        keepToken();
    if (status.state == ConnectionState::Unauthorized)
        dropToken();
}

void DesktopFrontend::showNews()
{
    AccountSession *session = m_application.session();
    const EventFeed &feed = session->feed();
    const QList<StoredEvent> newest = feed.newest(newestCount);
    m_tray.setUnread(feed.unreadCount());
    m_menu.setUnread(feed.unreadCount());
    m_menu.setNewest(newest, session->account().user);
    m_window.setCounts(feed.counts());
    m_window.setLastEvent(newest.isEmpty() ? std::nullopt
                                           : std::optional(newest.constFirst().event.timestamp));
}

void DesktopFrontend::showIdentity()
{
    const AccountSession *session = m_application.session();
    const QString name = session ? nameOf(session->identity()) : QString();
    m_menu.setSignedIn(name);
    m_window.setSignedIn(name);
}

void DesktopFrontend::openSignIn()
{
    const AccountSession *session = m_application.session();
    const Settings &settings = m_application.settings();
    const bool isImposed = settings.imposedServer(m_options.server).has_value();
    m_signIn.open(session && !isImposed ? session->account().server
                                        : settings.server(m_options.server));
}

void DesktopFrontend::openAccount()
{
    const AccountSession *session = m_application.session();
    if (session && session->identity())
        m_account.open(*session->identity(), session->account().server);
}

void DesktopFrontend::openPage(const EventId &id)
{
    const auto stored = m_application.session()->feed().find(id);
    const auto page = stored ? pageOf(stored->event, m_webAddress) : std::nullopt;
    if (page)
        QDesktopServices::openUrl(*page);
}

void DesktopFrontend::openEvent(const QList<EventId> &ids)
{
    if (ids.size() == 1)
        m_window.openEvent(ids.constFirst());
    else
        m_window.reveal();
}

void DesktopFrontend::signIn(const QUrl &server, const QByteArray &token)
{
    m_newToken = token;
    const auto done = m_application.signIn(server, token);
    if (!done)
        m_signIn.setFailed(done.error());
    else
        m_application.settings().setServer(server);
    showIdentity();
}

void DesktopFrontend::signOut(AccountDialog::CachedEvents events)
{
    dropToken();
    m_application.signOut();
    if (events == AccountDialog::CachedEvents::Forget)
        m_application.session()->feed().forget();
    showIdentity();
}

/// A token that the server took goes into the keychain.
void DesktopFrontend::keepToken()
{
    const QByteArray token = std::exchange(m_newToken, {});
    if (m_options.usesKeychain && !token.isEmpty())
        m_keychain.store(accountKey(m_application.session()->account()), token);
}

/// A token that was refused, or is not wanted any more, is never tried again.
void DesktopFrontend::dropToken()
{
    m_newToken.clear();
    if (m_options.usesKeychain && m_application.session())
        m_keychain.remove(accountKey(m_application.session()->account()));
}

void DesktopFrontend::warnOfExpiry(const QDateTime &expiresAt)
{
    m_tray.showMessage(tr("Sign in again soon"),
                       tr("Your sign-in ends at %1. Choose Account in the tray's menu to renew it.")
                           .arg(timeOfDay(expiresAt.toLocalTime(), QLocale())),
                       TrayIcon::Stay::UntilDismissed);
}

void DesktopFrontend::tellOnceWithoutTray()
{
    if (m_options.minimized)
        m_window.showMinimized();
    QSettings &settings = m_application.settings().store();
    if (settings.value(u"told/no_tray"_s).toBool())
        return;
    settings.setValue(u"told/no_tray"_s, true);
    tell(tr("This desktop has no tray. The window stays instead, and notifications come as ever; "
            "closing the window ends Timesheet Tray."));
}

void DesktopFrontend::tell(const QString &text)
{
    auto *box = new QMessageBox(QMessageBox::Information, tr("Timesheet Tray"), text,
                                QMessageBox::Ok, &m_window);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setModal(false);
    box->show();
}

} // namespace timesheet
