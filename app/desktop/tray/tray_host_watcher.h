#pragma once

#include <QAbstractNativeEventFilter>
#include <QDBusConnection>
#include <QDBusServiceWatcher>
#include <QObject>
#include <QTimer>

#include <chrono>

class QDBusPendingCallWatcher;

namespace timesheet {

/// Says when there is somebody to show a tray icon.
///
/// Qt decides once a process whether it speaks StatusNotifierItem, at the first touch of
/// QSystemTrayIcon: started before the panel it never shows. So this looks by itself, at the
/// StatusNotifierWatcher on the bus and at the X11 system tray selection, and QSystemTrayIcon is
/// touched only after hostAppeared().
class TrayHostWatcher : public QObject, private QAbstractNativeEventFilter
{
    Q_OBJECT

public:
    /// noHost() is told where none has come `patience` after start().
    TrayHostWatcher(QDBusConnection bus, std::chrono::milliseconds patience,
                    QObject *parent = nullptr);
    /// On the session bus.
    explicit TrayHostWatcher(std::chrono::milliseconds patience)
        : TrayHostWatcher(QDBusConnection::sessionBus(), patience)
    {
    }
    ~TrayHostWatcher() override;

    void start();
    bool hasHost() const { return m_hasHost; }
    /// Whether the host speaks StatusNotifierItem. Qt sends the balloons of such an icon to the
    /// notification service.
    bool speaksStatusNotifier() const { return m_speaksStatusNotifier; }

signals:
    void hostAppeared(); ///< once
    void looked();       ///< once: the first look is over, whether there was a host or not
    void noHost();       ///< once at most; a host may still appear later

private:
    void askNotifierWatcher();
    void readAnswer(QDBusPendingCallWatcher *call);
    void watchX11();
    bool x11SelectionIsOwned() const;
    bool nativeEventFilter(const QByteArray &eventType, void *message, qintptr *result) override;
    void found();
    void endFirstLook();

private slots:
    void onHostRegistered(); ///< by name: QDBusConnection::connect() takes no other

private:
    QDBusConnection m_bus;
    QDBusServiceWatcher m_services;
    QTimer m_patience;
    quint32 m_selection = 0; ///< atom of the system tray's selection; 0 without X11
    quint32 m_manager = 0;   ///< atom of the message by which a new owner announces itself
    bool m_hasHost = false;
    bool m_hasLooked = false;
    bool m_speaksStatusNotifier = false;
};

} // namespace timesheet
