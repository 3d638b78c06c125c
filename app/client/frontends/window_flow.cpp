#include "client/frontends/window_flow.h"

#include "desktop/look/icons.h"
#include "desktop/tray/tray_icon.h"

#include <QApplication>

#include <utility>

namespace timesheet {

namespace {

QMap<QString, qint64> named(const QMap<wire::DropReason, qint64> &counts)
{
    QMap<QString, qint64> names;
    for (auto it = counts.begin(); it != counts.end(); ++it)
        names.insert(wire::dropReasonName(it.key()), it.value());
    return names;
}

} // namespace

WindowFlow::WindowFlow(ClientApplication &application, UserActions &actions, const TrayIcon &tray,
                       Clock now, QObject *parent)
    : QObject(parent)
    , m_application(application)
    , m_actions(actions)
    , m_tray(tray)
    , m_now(std::move(now))
{
}

WindowFlow::~WindowFlow() = default;

EventsWindow &WindowFlow::window()
{
    if (!m_window) {
        QApplication::setWindowIcon(applicationIcon());
        m_window = std::make_unique<EventsWindow>(m_application.settings().store(), m_now);
        wire();
        fill();
    }
    return *m_window;
}

void WindowFlow::wire()
{
    EventsWindow *window = m_window.get();
    UserActions *actions = &m_actions;
    connect(window, &EventsWindow::markReadRequested, actions, &UserActions::markRead);
    connect(window, &EventsWindow::markUnreadRequested, actions, &UserActions::markUnread);
    connect(window, &EventsWindow::markAllReadRequested, actions, &UserActions::markAllRead);
    connect(window, &EventsWindow::retryRequested, actions, &UserActions::retryNow);
    connect(window, &EventsWindow::openWebPageRequested, actions, &UserActions::openWebPage);
    connect(window, &EventsWindow::openWebRequested, actions, &UserActions::openWebAddress);
    connect(window, &EventsWindow::aboutRequested, actions, &UserActions::openAbout);
    connect(window, &EventsWindow::signInRequested, this, &WindowFlow::signInRequested);
    connect(window, &EventsWindow::settingsRequested, this, &WindowFlow::settingsRequested);
    connect(window, &EventsWindow::accountRequested, this, &WindowFlow::accountRequested);
    connect(window, &EventsWindow::quitRequested, this, &WindowFlow::quitRequested);
    connect(window, &EventsWindow::closed, this, &WindowFlow::quitRequested);
    connect(window, &EventsWindow::hidden, this, &WindowFlow::hidden);
}

void WindowFlow::fill()
{
    setClosing(m_tray.isShown() ? EventsWindow::Closing::Hides : EventsWindow::Closing::Closes);
    m_window->setWebAddress(m_webAddress);
    m_window->setSignedIn(m_signedIn);
    AccountSession *session = m_application.session();
    if (!session)
        return;
    m_events = std::make_unique<EventListModel>(session->store(), session->feed());
    m_window->setEvents(m_events.get(), session->account().user);
    showStatus(session->connection().status());
    showCounters();
    showNews();
}

void WindowFlow::follow(AccountSession *session)
{
    const ConnectionManager &connection = session->connection();
    const EventFeed &feed = session->feed();
    connect(&connection, &ConnectionManager::statusChanged, this, &WindowFlow::showStatus);
    connect(&connection, &ConnectionManager::dropped, this, &WindowFlow::showCounters);
    connect(&feed, &EventFeed::committed, this, &WindowFlow::showNews);
    connect(&feed, &EventFeed::countsChanged, this, &WindowFlow::showNews);
    if (m_window)
        fill();
}

void WindowFlow::leave()
{
    if (m_window)
        m_window->setEvents(nullptr, {});
    m_events.reset();
}

void WindowFlow::setSignedIn(const QString &name)
{
    m_signedIn = name;
    if (m_window)
        m_window->setSignedIn(name);
}

void WindowFlow::setWebAddress(const QUrl &address)
{
    m_webAddress = address;
    if (m_window)
        m_window->setWebAddress(address);
}

void WindowFlow::setClosing(EventsWindow::Closing closing)
{
    if (m_window)
        m_window->setClosing(closing);
}

void WindowFlow::openEvents(const QList<EventId> &ids)
{
    if (ids.size() == 1)
        window().openEvent(ids.constFirst());
    else
        window().reveal();
}

void WindowFlow::showStatus(const ConnectionStatus &status)
{
    if (m_window)
        m_window->setStatus(status);
}

void WindowFlow::showNews()
{
    if (!m_window)
        return;
    const EventFeed &feed = m_application.session()->feed();
    const QList<StoredEvent> newest = feed.newest(1);
    m_window->setCounts(feed.counts());
    m_window->setLastEvent(newest.isEmpty() ? std::nullopt
                                            : std::optional(newest.constFirst().event.timestamp));
}

void WindowFlow::showCounters()
{
    if (m_window)
        m_window->setCounters(named(m_application.session()->connection().droppedCounts()));
}

} // namespace timesheet
