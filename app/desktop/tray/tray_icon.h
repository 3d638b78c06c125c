#pragma once

#include "domain/connection_status.h"

#include <QObject>
#include <QSystemTrayIcon>

#include <memory>

class QMenu;

namespace timesheet {

/// The icon in the tray: state and unread count in shape, colour and words.
class TrayIcon : public QObject
{
    Q_OBJECT

public:
    enum class Stay {
        Briefly,
        UntilDismissed,
    };

    explicit TrayIcon(QMenu &menu, QObject *parent = nullptr);
    ~TrayIcon() override;

    bool isShown() const { return m_icon != nullptr; }
    TrayState state() const;
    QString tooltip() const;

    /// A balloon at the icon. False where there is no icon to show it.
    bool showMessage(const QString &title, const QString &body, Stay stay);

public slots:
    /// To be called only when a tray host is there, see TrayHostWatcher.
    void appear();
    void setStatus(const timesheet::ConnectionStatus &status);
    void setUnread(int unread);
    void setPaused(bool paused);

signals:
    void clicked();
    void middleClicked();
    void messageClicked();

private:
    void onActivated(QSystemTrayIcon::ActivationReason reason);
    void refresh();

    QMenu &m_menu;
    std::unique_ptr<QSystemTrayIcon> m_icon; ///< null until appear(), see TrayHostWatcher
    ConnectionState m_connection = ConnectionState::SignedOut;
    int m_unread = 0;
    bool m_paused = false;
};

} // namespace timesheet
