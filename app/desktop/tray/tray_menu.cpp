#include "desktop/tray/tray_menu.h"

#include "desktop/words/date_text.h"
#include "desktop/words/event_text.h"
#include "desktop/words/plain_text.h"
#include "desktop/words/status_text.h"

#include <utility>

using namespace std::chrono_literals;

namespace timesheet {

namespace {

constexpr int maxEvents = 5;
constexpr qsizetype maxEntry = 64;

// In a menu "&" underlines the next letter, and "&&" is the sign.
QString menuText(const QString &text)
{
    QString result = text;
    return result.replace(u'&', QStringLiteral("&&"));
}

} // namespace

QDateTime tomorrowMorning(const QDateTime &now)
{
    const QTime morning(8, 0);
    return QDateTime(now.toLocalTime().date().addDays(1), morning).toUTC();
}

TrayMenu::TrayMenu(Clock now, QWidget *parent)
    : QMenu(parent)
    , m_now(std::move(now))
    , m_status(addAction(QString()))
{
    m_status->setEnabled(false);
    m_retry = addAction(tr("Retry now"), this, &TrayMenu::retryRequested);
    addSeparator();
    for (int i = 0; i < maxEvents; ++i) {
        QAction *action = addAction(QString());
        action->setVisible(false);
        connect(action, &QAction::triggered, this,
                [this, action] { emit eventChosen(EventId(action->data().toString())); });
        m_events.append(action);
    }
    m_noEvents = addAction(tr("No events yet"));
    m_noEvents->setEnabled(false);
    addSeparator();
    m_showEvents = addAction(tr("Show events"), this, &TrayMenu::showEventsRequested);
    setDefaultAction(m_showEvents);
    m_markAllRead = addAction(tr("Mark all as read"), this, &TrayMenu::markAllReadRequested);
    m_markAllRead->setEnabled(false);
    addPauseMenu();
    m_openWeb = addAction(tr("Open Timesheet Manager"), this, &TrayMenu::openWebRequested);
    m_openWeb->setVisible(false);
    addSeparator();
    addAccountEntries();
    connect(this, &QMenu::aboutToShow, this, [this] {
        refreshStatus();
        refreshPause();
    });
    setSignedIn({});
    refreshStatus();
    refreshPause();
}

void TrayMenu::addPauseMenu()
{
    m_pause = addMenu(tr("Pause notifications"));
    const auto add = [this](const QString &text, const std::function<QDateTime()> &until) {
        connect(m_pause->addAction(text), &QAction::triggered, this,
                [this, until] { emit pauseRequested(until()); });
    };
    add(tr("For 30 minutes"), [this] { return m_now().addDuration(30min); });
    add(tr("For 1 hour"), [this] { return m_now().addDuration(1h); });
    add(tr("Until tomorrow"), [this] { return tomorrowMorning(m_now()); });
    m_resume = addAction(QString(), this, &TrayMenu::resumeRequested);
}

void TrayMenu::addAccountEntries()
{
    m_signIn = addAction(tr("Sign in…"), this, &TrayMenu::signInRequested);
    addAction(tr("Settings…"), this, &TrayMenu::settingsRequested);
    m_account = addAction(QString(), this, &TrayMenu::accountRequested);
    addAction(tr("About"), this, &TrayMenu::aboutRequested);
    addSeparator();
    addAction(tr("Quit"), this, &TrayMenu::quitRequested);
}

void TrayMenu::setStatus(const ConnectionStatus &status)
{
    m_connection = status;
    refreshStatus();
}

void TrayMenu::refreshStatus()
{
    m_status->setText(menuText(statusLine(m_connection, m_now())));
    m_retry->setVisible(remedyOf(m_connection.state) == StatusRemedy::RetryNow);
    const bool refused = m_connection.state == ConnectionState::Unauthorized;
    m_signIn->setVisible(refused || !m_isSignedIn);
}

void TrayMenu::setNewest(const QList<StoredEvent> &events, const UserId &reader)
{
    const EventWords words(reader);
    const QDateTime now = m_now();
    for (qsizetype i = 0; i < m_events.size(); ++i) {
        QAction *action = m_events.at(i);
        action->setVisible(i < events.size());
        if (i >= events.size())
            continue;
        const StoredEvent &event = events.at(i);
        const EventText text = words.of(event.event, now);
        const QString line =
            text.line.isEmpty()
                ? text.title
                : tr("%1: %2", "title and line of an event").arg(text.title, text.line);
        // A dot instead of bold letters: menus that travel over D-Bus lose their fonts.
        const QString entry = menuText(plainLine(line, maxEntry));
        action->setText(event.read ? entry : tr("• %1", "unread event").arg(entry));
        action->setData(event.event.id.value());
    }
    m_noEvents->setVisible(events.isEmpty());
}

void TrayMenu::setUnread(int unread)
{
    m_markAllRead->setEnabled(unread > 0);
}

void TrayMenu::setPausedUntil(const std::optional<QDateTime> &until)
{
    m_pausedUntil = until;
    refreshPause();
}

void TrayMenu::refreshPause()
{
    m_pause->menuAction()->setVisible(!m_pausedUntil);
    m_resume->setVisible(m_pausedUntil.has_value());
    if (m_pausedUntil)
        m_resume->setText(tr("Resume notifications (paused until %1)")
                              .arg(dayAndTime(*m_pausedUntil, m_now(), QLocale())));
}

void TrayMenu::setWebAddress(const QUrl &address)
{
    m_openWeb->setVisible(!address.isEmpty());
}

void TrayMenu::setSignedIn(const QString &name)
{
    m_isSignedIn = !name.isEmpty();
    m_account->setText(m_isSignedIn ? tr("Account: %1").arg(menuText(plainLine(name, maxEntry)))
                                    : tr("Account…"));
    refreshStatus();
}

} // namespace timesheet
