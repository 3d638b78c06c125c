#pragma once

#include "domain/ids.h"
#include "gateway/postgres/postgres_connection.h"

#include <QHash>
#include <QThread>

#include <functional>
#include <mutex>

namespace timesheet::gateway {

/// Which tenants may have news.
struct NewsHints {
    QHash<TenantId, qint64> tenants; ///< with the newest event's sequence; 0: not known
    bool all = false;                ///< any tenant may have some
};

/// Listens for PostgreSQL's notifications, on a connection and a thread of its own. A lost
/// connection is made again; what was said meanwhile counts as a hint about all tenants.
class PostgresListener : private QThread
{
public:
    /// `onHint` is called on the listener's thread, after the hints can be taken.
    PostgresListener(PostgresUrl url, std::function<void()> onHint);
    /// Waits for the thread, so perhaps for an attempt to connect: three seconds at most.
    ~PostgresListener() override;
    Q_DISABLE_COPY_MOVE(PostgresListener)

    /// The hints since the last call. From any thread.
    NewsHints takeHints();

private:
    void run() override;
    void check(PostgresConnection &connection);
    bool listen(PostgresConnection &connection);
    void hear(const QString &hint);

    PostgresUrl m_url;
    std::function<void()> m_onHint;
    std::mutex m_mutex;
    NewsHints m_hints; ///< guarded by m_mutex
};

} // namespace timesheet::gateway
