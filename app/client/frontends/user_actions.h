#pragma once

#include "client/session/client_application.h"
#include "desktop/dialogs/about_dialog.h"
#include "domain/clock.h"

#include <QObject>
#include <QUrl>

#include <memory>

namespace timesheet {

/// What a person can do in more than one place (menu, window, toast), done on the session in use.
/// Nothing where there is none.
class UserActions : public QObject
{
    Q_OBJECT

public:
    UserActions(ClientApplication &application, Clock now, QObject *parent = nullptr);
    ~UserActions() override;

    void setWebAddress(const QUrl &address) { m_webAddress = address; }

public slots:
    void markRead(const QList<timesheet::EventId> &ids);
    void markUnread(const timesheet::EventId &id);
    void markAllRead();
    /// Has these events told again in an hour.
    void remindLater(const QList<timesheet::EventId> &ids);
    void retryNow();
    /// Opens an event's web page in the browser.
    void openWebPage(const timesheet::EventId &id);
    /// Opens the Timesheet Manager in the browser.
    void openWebAddress();
    void openAbout();

private:
    ClientApplication &m_application;
    Clock m_now;
    QUrl m_webAddress;
    std::unique_ptr<AboutDialog> m_about; ///< made when it is needed
};

} // namespace timesheet
