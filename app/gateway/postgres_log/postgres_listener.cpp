#include "gateway/postgres_log/postgres_listener.h"

#include <QSqlDriver>
#include <QTimer>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

namespace {

/// How often the connection is tried, because Qt does not say when it is lost.
constexpr std::chrono::seconds pingInterval{3};
constexpr std::chrono::seconds attemptInterval{1};
/// More tenants with news than this, and all are looked at.
constexpr qsizetype maxHints = 10'000;

/// The channel that the schema's triggers notify.
QString channel()
{
    return u"timesheet_events"_s;
}

} // namespace

PostgresListener::PostgresListener(PostgresUrl url, std::function<void()> onHint)
    : m_url(std::move(url))
    , m_onHint(std::move(onHint))
{
    start();
}

PostgresListener::~PostgresListener()
{
    quit();
    wait();
}

NewsHints PostgresListener::takeHints()
{
    const std::scoped_lock lock(m_mutex);
    return std::exchange(m_hints, {});
}

void PostgresListener::run()
{
    PostgresConnection connection(m_url);
    QTimer timer;
    QObject::connect(&timer, &QTimer::timeout, &timer, [this, &connection, &timer] {
        check(connection);
        timer.start(connection.isOpen() ? pingInterval : attemptInterval);
    });
    timer.setSingleShot(true);
    timer.start(std::chrono::seconds(0));
    exec();
}

/// Asks whether the connection is there, and makes it where it is not.
void PostgresListener::check(PostgresConnection &connection)
{
    if (connection.isOpen() && connection.ask(u"SELECT 1"_s))
        return;
    if (listen(connection))
        hear({}); // what was notified before this is unknown: it may have been any tenant
    else
        connection.close();
}

bool PostgresListener::listen(PostgresConnection &connection)
{
    if (!connection.open() || !connection.becomeGateway())
        return false;
    QSqlDriver *driver = connection.driver();
    QObject::connect(driver, &QSqlDriver::notification, driver,
                     [this](const QString & /*name*/, QSqlDriver::NotificationSource /*source*/,
                            const QVariant &payload) { hear(payload.toString()); });
    return driver->subscribeToNotification(channel());
}

/// "tenant:number"; without a tenant it may be any.
void PostgresListener::hear(const QString &hint)
{
    {
        const std::scoped_lock lock(m_mutex);
        const qsizetype colon = hint.lastIndexOf(u':');
        if (colon <= 0 || m_hints.tenants.size() >= maxHints) {
            m_hints.all = true;
        } else {
            const qint64 number = hint.mid(colon + 1).toLongLong();
            const TenantId tenant(hint.left(colon));
            const qint64 known = m_hints.tenants.value(tenant, number);
            m_hints.tenants[tenant] = known == 0 || number == 0 ? 0 : std::max(known, number);
        }
    }
    if (m_onHint)
        m_onHint();
}

} // namespace timesheet::gateway
