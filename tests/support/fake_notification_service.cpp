#include "support/fake_notification_service.h"

#include <QDBusError>
#include <QDBusMessage>

#include <utility>

using namespace Qt::StringLiterals;

namespace timesheet {

namespace {

const QString service = u"org.freedesktop.Notifications"_s;
const QString path = u"/org/freedesktop/Notifications"_s;

constexpr uint dismissedByUser = 2;
constexpr uint closedByCall = 3;

} // namespace

FakeNotificationService::FakeNotificationService(QDBusConnection bus, QStringList capabilities,
                                                 QObject *parent)
    : QObject(parent)
    , m_bus(std::move(bus))
    , m_capabilities(std::move(capabilities))
{
}

FakeNotificationService::~FakeNotificationService()
{
    stop();
}

bool FakeNotificationService::start()
{
    return m_bus.registerObject(path, this, QDBusConnection::ExportScriptableSlots) &&
           m_bus.registerService(service);
}

void FakeNotificationService::stop()
{
    m_bus.unregisterService(service);
    m_bus.unregisterObject(path);
}

QStringList FakeNotificationService::GetCapabilities()
{
    return m_capabilities;
}

uint FakeNotificationService::Notify(const QString &application, uint replaces, const QString &,
                                     const QString &summary, const QString &body,
                                     const QStringList &actions, const QVariantMap &hints,
                                     int timeout)
{
    if (m_refuses) {
        setDelayedReply(true);
        refuse(message());
        return 0;
    }
    const uint id = replaces > 0 ? replaces : ++m_lastId;
    calls.append({id, application, replaces, summary, body, actions, hints, timeout});
    if (m_hesitates) {
        setDelayedReply(true);
        m_unanswered.append(message());
    }
    emit notified();
    return id;
}

void FakeNotificationService::answerAccepted()
{
    for (const QDBusMessage &call : std::exchange(m_unanswered, {}))
        m_bus.send(call.createReply(++m_lastId));
}

void FakeNotificationService::answerRefused()
{
    for (const QDBusMessage &call : std::exchange(m_unanswered, {}))
        refuse(call);
}

void FakeNotificationService::refuse(const QDBusMessage &call)
{
    ++refusals;
    m_bus.send(call.createErrorReply(QDBusError::Failed, u"no"_s));
}

void FakeNotificationService::CloseNotification(uint id)
{
    closed.append(id);
    tell(u"NotificationClosed"_s, id, closedByCall);
}

void FakeNotificationService::invoke(uint id, const QString &action)
{
    tell(u"ActionInvoked"_s, id, action);
}

void FakeNotificationService::dismiss(uint id)
{
    tell(u"NotificationClosed"_s, id, dismissedByUser);
}

void FakeNotificationService::tell(const QString &signal, uint id, const QVariant &argument)
{
    QDBusMessage message = QDBusMessage::createSignal(path, service, signal);
    message << id << argument;
    m_bus.send(message);
}

} // namespace timesheet
