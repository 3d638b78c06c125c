#include "desktop/tray/tray_icon.h"

#include "desktop/look/icons.h"
#include "desktop/words/status_text.h"

#include <chrono>

namespace timesheet {

TrayIcon::TrayIcon(QMenu &menu, QObject *parent)
    : QObject(parent)
    , m_menu(menu)
{
}

TrayIcon::~TrayIcon() = default;

TrayState TrayIcon::state() const
{
    const TrayState state = trayStateOf(m_connection);
    return m_paused && state == TrayState::Live ? TrayState::Paused : state;
}

QString TrayIcon::tooltip() const
{
    return trayTooltip(state(), m_unread);
}

void TrayIcon::appear()
{
    if (m_icon)
        return;
    m_icon = std::make_unique<QSystemTrayIcon>();
    m_icon->setContextMenu(&m_menu);
    connect(m_icon.get(), &QSystemTrayIcon::activated, this, &TrayIcon::onActivated);
    connect(m_icon.get(), &QSystemTrayIcon::messageClicked, this, &TrayIcon::messageClicked);
    refresh();
    m_icon->show();
}

bool TrayIcon::showMessage(const QString &title, const QString &body, Stay stay)
{
    using namespace std::chrono_literals;
    constexpr std::chrono::milliseconds briefly = 10s;
    constexpr std::chrono::milliseconds untilDismissed = 1h; // Qt knows no "for ever"
    if (!m_icon || !m_icon->isVisible() || !QSystemTrayIcon::supportsMessages())
        return false;
    const auto shown = stay == Stay::Briefly ? briefly : untilDismissed;
    m_icon->showMessage(title, body, applicationIcon(), static_cast<int>(shown.count()));
    return true;
}

void TrayIcon::setStatus(const ConnectionStatus &status)
{
    if (m_connection == status.state)
        return;
    m_connection = status.state;
    refresh();
}

void TrayIcon::setUnread(int unread)
{
    if (m_unread == unread)
        return;
    m_unread = unread;
    refresh();
}

void TrayIcon::setPaused(bool paused)
{
    if (m_paused == paused)
        return;
    m_paused = paused;
    refresh();
}

void TrayIcon::refresh()
{
    if (!m_icon)
        return;
    m_icon->setIcon(trayIcon(state(), m_unread));
    m_icon->setToolTip(tooltip());
}

void TrayIcon::onActivated(QSystemTrayIcon::ActivationReason reason)
{
    if (reason == QSystemTrayIcon::Trigger)
        emit clicked();
    else if (reason == QSystemTrayIcon::MiddleClick)
        emit middleClicked();
}

} // namespace timesheet
