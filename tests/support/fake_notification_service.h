#pragma once

#include <QDBusConnection>
#include <QDBusContext>
#include <QDBusMessage>
#include <QList>
#include <QObject>
#include <QStringList>
#include <QVariantMap>

namespace timesheet {

/// A notification service of the Desktop Notifications Specification that remembers what it was
/// asked for, and does what a test wants a user to do.
class FakeNotificationService : public QObject, protected QDBusContext
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.Notifications")

public:
    struct Call {
        uint id = 0;
        QString application;
        uint replaces = 0;
        QString summary;
        QString body;
        QStringList actions;
        QVariantMap hints;
        int timeout = 0;
    };

    FakeNotificationService(QDBusConnection bus, QStringList capabilities,
                            QObject *parent = nullptr);
    ~FakeNotificationService() override;

    /// Takes the service's name on the bus. False where somebody has it.
    bool start();
    void stop();
    void refuseEverything(bool refuse) { m_refuses = refuse; }
    /// Does not answer Notify until it is told what.
    void hesitate() { m_hesitates = true; }
    void answerAccepted();
    void answerRefused();

    void invoke(uint id, const QString &action);
    void dismiss(uint id);

    QList<Call> calls;
    QList<uint> closed;
    int refusals = 0;

signals:
    void notified(); ///< to the test; not a signal of the specification

public slots:
    Q_SCRIPTABLE QStringList GetCapabilities();
    Q_SCRIPTABLE uint Notify(const QString &application, uint replaces, const QString &icon,
                             const QString &summary, const QString &body,
                             const QStringList &actions, const QVariantMap &hints, int timeout);
    Q_SCRIPTABLE void CloseNotification(uint id);

private:
    void tell(const QString &signal, uint id, const QVariant &argument);
    void refuse(const QDBusMessage &call);

    QDBusConnection m_bus;
    QStringList m_capabilities;
    uint m_lastId = 0;
    bool m_refuses = false;
    bool m_hesitates = false;
    QList<QDBusMessage> m_unanswered;
};

} // namespace timesheet
