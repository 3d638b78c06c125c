#pragma once

#include "client/frontends/user_actions.h"
#include "client/session/client_application.h"
#include "desktop/window/events_window.h"
#include "domain/clock.h"
#include "feed/event_list_model.h"

#include <QObject>

#include <memory>

namespace timesheet {

class TrayIcon;

/// The window of events: made when it is first seen, and filled from the session in use. Most of
/// the time nobody looks at one.
class WindowFlow : public QObject
{
    Q_OBJECT

public:
    /// `tray`: the window may hide as long as its icon is there to bring it back.
    WindowFlow(ClientApplication &application, UserActions &actions, const TrayIcon &tray,
               Clock now, QObject *parent = nullptr);
    ~WindowFlow() override;

    bool isVisible() const { return m_window && m_window->isVisible(); }
    /// Null until it was first seen.
    QWidget *widget() const { return m_window.get(); }

    /// Another session is open.
    void follow(AccountSession *session);
    /// Lets go of the session before it goes.
    void leave();
    /// The name of who is signed in; empty: nobody.
    void setSignedIn(const QString &name);
    void setWebAddress(const QUrl &address);
    /// Of the window that is there; a new one goes by the tray.
    void setClosing(EventsWindow::Closing closing);

public slots:
    void reveal() { window().reveal(); }
    void toggle() { window().toggle(); }
    void showMinimized() { window().showMinimized(); }
    void openEvents(const QList<timesheet::EventId> &ids);

signals:
    void signInRequested();
    void settingsRequested();
    void accountRequested();
    void quitRequested();
    void hidden(); ///< closed to the tray

private:
    EventsWindow &window();
    void wire();
    void fill();
    void showStatus(const ConnectionStatus &status);
    void showNews();
    void showCounters();

    ClientApplication &m_application;
    UserActions &m_actions;
    const TrayIcon &m_tray;
    Clock m_now;
    QString m_signedIn;
    QUrl m_webAddress;
    std::unique_ptr<EventListModel> m_events; ///< the window's
    std::unique_ptr<EventsWindow> m_window;
};

} // namespace timesheet
