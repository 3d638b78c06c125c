#include "desktop/tray/tray_host_watcher.h"

#include "desktop/tray/tray_log.h"

#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QGuiApplication>

#include <utility>

#ifdef TIMESHEET_HAS_XCB
#include <xcb/xcb.h>

#include <cstdlib>
#include <memory>
#endif

using namespace Qt::StringLiterals;

namespace timesheet {

namespace {

const QString watcherService = u"org.kde.StatusNotifierWatcher"_s;
const QString watcherPath = u"/StatusNotifierWatcher"_s;

#ifdef TIMESHEET_HAS_XCB
template <class Reply>
using XcbReply = std::unique_ptr<Reply, decltype(&std::free)>;

xcb_connection_t *x11Connection()
{
    const auto *x11 = qGuiApp->nativeInterface<QNativeInterface::QX11Application>();
    return x11 ? x11->connection() : nullptr;
}

quint32 atomNamed(xcb_connection_t *connection, const QByteArray &name)
{
    const auto cookie =
        xcb_intern_atom(connection, 0, static_cast<uint16_t>(name.size()), name.constData());
    const XcbReply<xcb_intern_atom_reply_t> reply(
        xcb_intern_atom_reply(connection, cookie, nullptr), &std::free);
    return reply ? reply->atom : 0;
}
#endif

} // namespace

TrayHostWatcher::TrayHostWatcher(QDBusConnection bus, std::chrono::milliseconds patience,
                                 QObject *parent)
    : QObject(parent)
    , m_bus(std::move(bus))
{
    m_patience.setSingleShot(true);
    m_patience.setInterval(patience);
    connect(&m_patience, &QTimer::timeout, this, &TrayHostWatcher::noHost);
    connect(&m_services, &QDBusServiceWatcher::serviceRegistered, this,
            &TrayHostWatcher::askNotifierWatcher);
}

TrayHostWatcher::~TrayHostWatcher()
{
    if (qGuiApp)
        qGuiApp->removeNativeEventFilter(this);
}

void TrayHostWatcher::start()
{
    m_patience.start();
    if (m_bus.isConnected()) {
        m_services.setConnection(m_bus);
        m_services.setWatchMode(QDBusServiceWatcher::WatchForRegistration);
        m_services.addWatchedService(watcherService);
        m_bus.connect(QString(), watcherPath, watcherService, u"StatusNotifierHostRegistered"_s,
                      this, SLOT(onHostRegistered()));
        askNotifierWatcher();
    } else {
        QMetaObject::invokeMethod(this, &TrayHostWatcher::endFirstLook, Qt::QueuedConnection);
    }
    watchX11();
}

void TrayHostWatcher::askNotifierWatcher()
{
    QDBusMessage get = QDBusMessage::createMethodCall(
        watcherService, watcherPath, u"org.freedesktop.DBus.Properties"_s, u"Get"_s);
    get << watcherService << u"IsStatusNotifierHostRegistered"_s;
    get.setAutoStartService(false);
    auto *call = new QDBusPendingCallWatcher(m_bus.asyncCall(get), this);
    connect(call, &QDBusPendingCallWatcher::finished, this, &TrayHostWatcher::readAnswer);
}

void TrayHostWatcher::readAnswer(QDBusPendingCallWatcher *call)
{
    call->deleteLater();
    const QDBusPendingReply<QVariant> reply = *call;
    if (reply.isValid() && reply.value().toBool()) {
        m_speaksStatusNotifier = true;
        found();
    }
    endFirstLook();
}

void TrayHostWatcher::endFirstLook()
{
    if (!std::exchange(m_hasLooked, true))
        emit looked();
}

void TrayHostWatcher::onHostRegistered()
{
    // Qt will go by the watcher's property, whatever this signal said: so does this.
    askNotifierWatcher();
}

void TrayHostWatcher::found()
{
    if (m_hasHost)
        return;
    m_hasHost = true;
    m_patience.stop();
    qGuiApp->removeNativeEventFilter(this);
    qCInfo(trayLog) << "a tray host is there";
    emit hostAppeared();
}

#ifdef TIMESHEET_HAS_XCB

void TrayHostWatcher::watchX11()
{
    xcb_connection_t *connection = x11Connection();
    if (!connection || m_hasHost)
        return;
    m_selection = atomNamed(connection, "_NET_SYSTEM_TRAY_S0"_ba);
    m_manager = atomNamed(connection, "MANAGER"_ba);
    qGuiApp->installNativeEventFilter(this);
    if (x11SelectionIsOwned())
        QMetaObject::invokeMethod(this, &TrayHostWatcher::found, Qt::QueuedConnection);
}

bool TrayHostWatcher::x11SelectionIsOwned() const
{
    xcb_connection_t *connection = x11Connection();
    const auto cookie = xcb_get_selection_owner(connection, m_selection);
    const XcbReply<xcb_get_selection_owner_reply_t> reply(
        xcb_get_selection_owner_reply(connection, cookie, nullptr), &std::free);
    return reply && reply->owner != XCB_WINDOW_NONE;
}

// A tray that starts sends MANAGER to the root window (ICCCM 2.8), of which Qt hears.
bool TrayHostWatcher::nativeEventFilter(const QByteArray &eventType, void *message, qintptr *)
{
    if (eventType != "xcb_generic_event_t")
        return false;
    const auto *event = static_cast<const xcb_generic_event_t *>(message);
    constexpr quint8 sentBit = 0x80;
    if ((event->response_type & ~sentBit) != XCB_CLIENT_MESSAGE)
        return false;
    const auto *client = static_cast<const xcb_client_message_event_t *>(message);
    if (client->type == m_manager && client->data.data32[1] == m_selection)
        QMetaObject::invokeMethod(this, &TrayHostWatcher::found, Qt::QueuedConnection);
    return false;
}

#else

void TrayHostWatcher::watchX11() {}

bool TrayHostWatcher::x11SelectionIsOwned() const
{
    return false;
}

bool TrayHostWatcher::nativeEventFilter(const QByteArray &, void *, qintptr *)
{
    return false;
}

#endif

} // namespace timesheet
