#include "desktop/toasts/dbus_notifier.h"

#include "desktop/toasts/toasts_log.h"
#include "desktop/words/plain_text.h"

#include <QCoreApplication>
#include <QDBusArgument>
#include <QDBusMessage>
#include <QDBusMetaType>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>

#include <limits>
#include <utility>

using namespace Qt::StringLiterals;

namespace timesheet {

/// The timeout of a call that waits for its answer for as long as the service lives. libdbus takes
/// the largest int for that.
constexpr int withoutEnd = std::numeric_limits<int>::max();

/// The specification's `image-data`: (iiibiiay).
struct ImageData {
    QImage image;
};

static QDBusArgument &operator<<(QDBusArgument &argument, const ImageData &data)
{
    constexpr int bitsPerSample = 8;
    constexpr int channels = 4;
    const QImage &image = data.image;
    const QByteArray bytes(reinterpret_cast<const char *>(image.constBits()), image.sizeInBytes());
    argument.beginStructure();
    argument << image.width() << image.height() << static_cast<int>(image.bytesPerLine())
             << image.hasAlphaChannel() << bitsPerSample << channels << bytes;
    argument.endStructure();
    return argument;
}

static const QDBusArgument &operator>>(const QDBusArgument &argument, ImageData &)
{
    return argument; // never received; the meta type wants it
}

} // namespace timesheet

Q_DECLARE_METATYPE(timesheet::ImageData)

namespace timesheet {

namespace {

constexpr QLatin1StringView serviceName("org.freedesktop.Notifications");
constexpr QLatin1StringView objectPath("/org/freedesktop/Notifications");
constexpr QLatin1StringView interfaceName = serviceName;

constexpr int maxUnanswered = 16; // toasts that a service has at one time, and does not answer
constexpr int maxShown = 200;     // toasts remembered; services that never say "closed" exist

QDBusMessage call(const QString &method)
{
    return QDBusMessage::createMethodCall(serviceName, objectPath, interfaceName, method);
}

} // namespace

DBusNotifier::DBusNotifier(QDBusConnection bus, std::chrono::milliseconds answerWithin,
                           QObject *parent)
    : Notifier(parent)
    , m_bus(std::move(bus))
    , m_answerWithin(static_cast<int>(answerWithin.count()))
{
    qDBusRegisterMetaType<ImageData>();
    if (!m_bus.isConnected())
        return;
    // From every sender: with a service's name Qt would ask the bus for its owner, and block until
    // the answer. isFromService() looks at the sender instead.
    m_bus.connect(QString(), objectPath, interfaceName, u"ActionInvoked"_s, this,
                  SLOT(onActionInvoked(quint32, QString)));
    m_bus.connect(QString(), objectPath, interfaceName, u"NotificationClosed"_s, this,
                  SLOT(onNotificationClosed(quint32, quint32)));
    m_services.setConnection(m_bus);
    m_services.setWatchMode(QDBusServiceWatcher::WatchForOwnerChange);
    m_services.addWatchedService(serviceName);
    connect(&m_services, &QDBusServiceWatcher::serviceOwnerChanged, this,
            [this](const QString &, const QString &, const QString &newOwner) {
                useService(newOwner);
                if (!newOwner.isEmpty())
                    emit serviceAppeared();
            });
}

void DBusNotifier::show(const Notification &notification)
{
    if (!m_bus.isConnected() || m_waiting.size() + m_asked.size() >= maxUnanswered) {
        emit refused(notification);
    } else if (m_capabilities) {
        notify(notification);
    } else {
        m_waiting.append(notification);
        askCapabilities();
    }
}

void DBusNotifier::askCapabilities()
{
    if (m_asking)
        return;
    m_asking = true;
    const auto reply = m_bus.asyncCall(call(u"GetCapabilities"_s), m_answerWithin);
    auto *watcher = new QDBusPendingCallWatcher(reply, this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, &DBusNotifier::readCapabilities);
}

void DBusNotifier::readCapabilities(QDBusPendingCallWatcher *watcher)
{
    watcher->deleteLater();
    m_asking = false;
    const QDBusPendingReply<QStringList> reply = *watcher;
    const QString owner = reply.reply().service();
    if (!reply.isError() && !m_owner.isEmpty() && owner != m_owner) {
        askCapabilities(); // that was the one before
        return;
    }
    const QList<Notification> waiting = std::exchange(m_waiting, {});
    if (reply.isError()) {
        qCInfo(toastsLog) << "no notification service:" << reply.error().name();
        for (const Notification &notification : waiting)
            emit refused(notification);
        return;
    }
    m_capabilities = reply.value();
    m_owner = owner;
    for (const Notification &notification : waiting)
        notify(notification);
}

void DBusNotifier::notify(const Notification &notification)
{
    // However long the answer takes: a slow service has the toast already, and a second try would
    // be a second toast. Where the service dies, the call fails at once.
    const auto reply = m_bus.asyncCall(notifyMessage(notification), withoutEnd);
    auto *watcher = new QDBusPendingCallWatcher(reply, this);
    m_asked.insert(watcher, notification);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, &DBusNotifier::readId);
}

QDBusMessage DBusNotifier::notifyMessage(const Notification &notification) const
{
    constexpr int defaultExpiry = -1;
    constexpr int neverExpires = 0;
    const bool critical = notification.urgency == Notification::Urgency::Critical;
    const bool markup = m_capabilities->contains(u"body-markup"_s);
    QVariantMap hints{
        {u"desktop-entry"_s, u"timesheet-tray"_s},
        {u"urgency"_s, QVariant::fromValue(static_cast<uchar>(notification.urgency))},
    };
    if (!notification.category.isEmpty())
        hints.insert(u"category"_s, notification.category);
    if (notification.hasSound)
        hints.insert(u"sound-name"_s, u"message-new-instant"_s);
    else
        hints.insert(u"suppress-sound"_s, true);
    if (!notification.image.isNull()) {
        const ImageData data{notification.image.convertToFormat(QImage::Format_RGBA8888)};
        hints.insert(u"image-data"_s, QVariant::fromValue(data));
    }
    const quint32 replaces =
        notification.group.isEmpty() ? 0 : m_idOfGroup.value(notification.group, 0);

    QDBusMessage message = call(u"Notify"_s);
    message << QCoreApplication::translate("Application", "Timesheet Tray") << replaces
            << u"timesheet-tray"_s << notification.title
            << (markup ? escapedForMarkup(notification.body) : notification.body)
            << actionsOf(notification) << hints << (critical ? neverExpires : defaultExpiry);
    return message;
}

QStringList DBusNotifier::actionsOf(const Notification &notification) const
{
    if (!m_capabilities->contains(u"actions"_s))
        return {};
    if (notification.subject == Notification::Subject::SignIn)
        return {u"default"_s, tr("Sign in")};
    QStringList actions{u"default"_s, tr("Show")};
    if (notification.hasWebPage)
        actions << u"open"_s << tr("Open timesheet");
    actions << u"read"_s << tr("Mark as read");
    if (notification.canRemind)
        actions << u"remind"_s << tr("Remind me in an hour");
    return actions;
}

void DBusNotifier::readId(QDBusPendingCallWatcher *watcher)
{
    watcher->deleteLater();
    const Notification notification = m_asked.take(watcher);
    const bool isWanted =
        notification.subject == Notification::Subject::SignIn || !notification.events.isEmpty();
    const QDBusPendingReply<quint32> reply = *watcher;
    if (reply.isError()) {
        qCWarning(toastsLog) << "a toast was refused:" << reply.error().name();
        m_capabilities.reset(); // perhaps there is another service by now
        if (isWanted)
            emit refused(notification);
        return;
    }
    if (reply.reply().service() != m_owner) { // it was shown, and went with its service
        emit accepted(notification.events);
        return;
    }
    const quint32 id = reply.value();
    if (!isWanted) {
        callToClose(id);
        return;
    }
    if (m_shown.size() >= maxShown)
        m_shown.erase(m_shown.cbegin());
    m_shown.insert(id, {notification.subject, notification.group, notification.events});
    if (!notification.group.isEmpty())
        m_idOfGroup.insert(notification.group, id);
    emit accepted(notification.events);
}

void DBusNotifier::close(const QList<EventId> &events)
{
    QList<quint32> ids;
    const auto isClosed = [&events](const EventId &id) { return events.contains(id); };
    for (Notification &waiting : m_waiting)
        waiting.events.removeIf(isClosed);
    m_waiting.removeIf([](const Notification &waiting) {
        return waiting.subject == Notification::Subject::Events && waiting.events.isEmpty();
    });
    for (Notification &asked : m_asked)
        asked.events.removeIf(isClosed); // where none is left, it goes as soon as it came
    for (auto it = m_shown.begin(); it != m_shown.end(); ++it) {
        if (it->subject != Notification::Subject::Events)
            continue;
        it->events.removeIf(isClosed);
        if (it->events.isEmpty())
            ids.append(it.key());
    }
    for (const quint32 id : std::as_const(ids))
        closeToast(id);
}

void DBusNotifier::closeSignIn()
{
    QList<quint32> ids;
    for (auto it = m_shown.cbegin(); it != m_shown.cend(); ++it) {
        if (it->subject == Notification::Subject::SignIn)
            ids.append(it.key());
    }
    for (const quint32 id : std::as_const(ids))
        closeToast(id);
}

void DBusNotifier::closeAll()
{
    const QList<quint32> ids = m_shown.keys();
    for (const quint32 id : ids)
        closeToast(id);
    m_waiting.clear();
    for (Notification &asked : m_asked)
        asked.events.clear();
}

QSet<EventId> DBusNotifier::underWay() const
{
    QSet<EventId> ids;
    for (const Notification &notification : m_waiting)
        ids.unite({notification.events.cbegin(), notification.events.cend()});
    for (const Notification &notification : m_asked)
        ids.unite({notification.events.cbegin(), notification.events.cend()});
    return ids;
}

void DBusNotifier::closeToast(quint32 id)
{
    callToClose(id);
    m_shown.remove(id);
    m_idOfGroup.removeIf([id](const auto &entry) { return entry.value() == id; });
}

void DBusNotifier::callToClose(quint32 id)
{
    QDBusMessage message = call(u"CloseNotification"_s);
    message << id;
    message.setAutoStartService(false);
    m_bus.asyncCall(message, m_answerWithin);
}

// Its ids mean nothing to another service, and what it could do, the next one perhaps cannot.
void DBusNotifier::useService(const QString &owner)
{
    m_capabilities.reset();
    m_owner = owner;
    m_shown.clear();
    m_idOfGroup.clear();
}

bool DBusNotifier::isFromService() const
{
    return calledFromDBus() && message().service() == m_owner;
}

void DBusNotifier::onActionInvoked(quint32 id, const QString &action)
{
    const auto shown = m_shown.constFind(id);
    if (!isFromService() || shown == m_shown.cend())
        return;
    if (shown->subject == Notification::Subject::SignIn) {
        emit signInRequested();
        return;
    }
    const QList<EventId> events = shown->events;
    if (events.isEmpty())
        return;
    if (action == u"default")
        emit activated(events);
    else if (action == u"open")
        emit openWebPageRequested(events.constLast());
    else if (action == u"read")
        emit readRequested(events);
    else if (action == u"remind")
        emit reminderRequested(events);
}

void DBusNotifier::onNotificationClosed(quint32 id, quint32)
{
    if (!isFromService())
        return;
    m_shown.remove(id);
    m_idOfGroup.removeIf([id](const auto &entry) { return entry.value() == id; });
}

} // namespace timesheet
