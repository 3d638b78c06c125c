#include "client/frontends/user_actions.h"

#include "desktop/words/web_page.h"

#include <QDesktopServices>

#include <utility>

using namespace std::chrono_literals;

namespace timesheet {

namespace {

/// "Remind me in an hour".
constexpr auto reminderPause = 1h;

} // namespace

UserActions::UserActions(ClientApplication &application, Clock now, QObject *parent)
    : QObject(parent)
    , m_application(application)
    , m_now(std::move(now))
{
}

UserActions::~UserActions() = default;

void UserActions::markRead(const QList<EventId> &ids)
{
    if (AccountSession *session = m_application.session())
        session->feed().markRead(ids);
}

void UserActions::markUnread(const EventId &id)
{
    if (AccountSession *session = m_application.session())
        session->feed().markUnread(id);
}

void UserActions::markAllRead()
{
    if (AccountSession *session = m_application.session())
        session->feed().markAllRead();
}

void UserActions::remindLater(const QList<EventId> &ids)
{
    if (AccountSession *session = m_application.session())
        session->reminders().remindAt(ids, m_now().addDuration(reminderPause));
}

void UserActions::retryNow()
{
    if (AccountSession *session = m_application.session())
        session->connection().retryNow();
}

void UserActions::openWebPage(const EventId &id)
{
    AccountSession *session = m_application.session();
    const auto stored = session ? session->feed().find(id) : std::nullopt;
    const auto page = stored ? webPageOf(stored->event, m_webAddress) : std::nullopt;
    if (page)
        QDesktopServices::openUrl(*page);
}

void UserActions::openWebAddress()
{
    QDesktopServices::openUrl(m_webAddress);
}

void UserActions::openAbout()
{
    if (!m_about)
        m_about = std::make_unique<AboutDialog>();
    m_about->show();
}

} // namespace timesheet
