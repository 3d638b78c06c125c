#pragma once

#include "desktop/toasts/notifier.h"

#include <QDBusConnection>
#include <QDBusContext>
#include <QDBusServiceWatcher>
#include <QHash>
#include <QSet>
#include <QStringList>

#include <chrono>
#include <optional>

class QDBusMessage;
class QDBusPendingCallWatcher;

namespace timesheet {

/// Toasts of the Desktop Notifications Specification 1.2, over D-Bus. Every call is asynchronous:
/// a notification service that hangs costs its toasts and nothing else.
class DBusNotifier : public Notifier, protected QDBusContext
{
    Q_OBJECT

public:
    /// `answerWithin`: a service that does not say within this what it can do is none.
    DBusNotifier(QDBusConnection bus, std::chrono::milliseconds answerWithin,
                 QObject *parent = nullptr);
    /// On the session bus.
    explicit DBusNotifier(std::chrono::milliseconds answerWithin)
        : DBusNotifier(QDBusConnection::sessionBus(), answerWithin)
    {
    }

    void show(const Notification &notification) override;
    void close(const QList<EventId> &events) override;
    void closeSignIn() override;
    void closeAll() override;

    /// What it was asked to show and has not answered yet.
    QSet<EventId> underWay() const;

signals:
    /// There is a notification service, or another one.
    void serviceAppeared();

private:
    struct Shown {
        Notification::Subject subject;
        QString group;
        QList<EventId> events;
    };

    void askCapabilities();
    void readCapabilities(QDBusPendingCallWatcher *watcher);
    void notify(const Notification &notification);
    void readId(QDBusPendingCallWatcher *watcher);
    QDBusMessage notifyMessage(const Notification &notification) const;
    QStringList actionsOf(const Notification &notification) const;
    void closeToast(quint32 id);
    void callToClose(quint32 id);
    void useService(const QString &owner);
    bool isFromService() const;

private slots: // by name: QDBusConnection::connect() takes no other
    void onActionInvoked(quint32 id, const QString &action);
    void onNotificationClosed(quint32 id, quint32 reason);

private:
    QDBusConnection m_bus;
    QDBusServiceWatcher m_services;
    int m_answerWithin;
    std::optional<QStringList> m_capabilities; ///< of the service that runs now; absent: not asked
    bool m_asking = false;
    QString m_owner; ///< the service's unique name, whose words alone count; empty: not known
    QList<Notification> m_waiting; ///< until the service has said what it can do
    QHash<QDBusPendingCallWatcher *, Notification> m_asked; ///< until it has said that it has it
    QHash<quint32, Shown> m_shown;
    QHash<QString, quint32> m_idOfGroup;
};

} // namespace timesheet
