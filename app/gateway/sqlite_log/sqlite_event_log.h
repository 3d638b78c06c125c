#pragma once

#include "gateway/sqlite_log/local_presence.h"
#include "gateway/storage/event_log.h"
#include "sqlite/database.h"

#include <QLockFile>
#include <QSet>

#include <memory>

namespace timesheet::gateway {

/// The event log in one SQLite file.
class SqliteEventLog : public EventLog
{
public:
    /// Creates the file and its folder where there is none. One gateway a file: a second one is
    /// refused. Errors: a sentence for the administrator.
    static tl::expected<std::unique_ptr<SqliteEventLog>, QString> open(const QString &file);

    ~SqliteEventLog() override;
    Q_DISABLE_COPY_MOVE(SqliteEventLog)

    tl::expected<QList<Appended>, LogError> append(const QList<NewLogEntry> &entries) override;
    tl::expected<LogPage, LogError> readAfter(const Caller &caller, const Cursor &after,
                                              PageLimit limit) override;
    tl::expected<LogPage, LogError> readNewest(const Caller &caller, PageLimit limit) override;
    tl::expected<LogHead, LogError> head(const TenantId &tenant) override;
    tl::expected<void, LogError> markRead(const Caller &caller, const wire::ReadMark &mark,
                                          OriginId origin) override;
    tl::expected<LogMarks, LogError> marksSince(const Caller &caller, const Cursor &after,
                                                int limit) override;
    tl::expected<PresenceLease, LogError> reportPresence(const QList<PresenceReport> &reports,
                                                         PresenceScope scope,
                                                         std::chrono::milliseconds lease) override;
    tl::expected<QList<wire::UserPresence>, LogError> presentUsers(const Caller &caller,
                                                                   int limit) override;
    tl::expected<int, LogError> prune(const QDateTime &before, int limit) override;
    void follow(const TenantId &tenant) override;
    void unfollow(const TenantId &tenant) override;
    tl::expected<LogNews, LogError> news() override;

private:
    /// A tenant's row. Its key is 0 where the tenant has no row yet.
    struct Tenant {
        qint64 key = 0;
        qint64 last = 0;
    };
    struct Statements;

    SqliteEventLog(std::unique_ptr<QLockFile> lock, std::unique_ptr<Database> database);

    /// What is there at a place.
    struct Occupant {
        std::optional<EventId> id; ///< nothing where no event is there, or is no more
        qint64 acceptedAt = 0;
    };

    tl::expected<void, LogError> loadIdentity();
    qint64 stamp();
    tl::expected<Occupant, LogError> occupantOf(const Tenant &tenant, qint64 sequence);
    tl::expected<Cursor, LogError> cursorAt(const Tenant &tenant, qint64 sequence);
    tl::expected<std::optional<qint64>, LogError> knownPlace(const Tenant &tenant,
                                                             const Cursor &cursor);
    tl::expected<LogPage, LogError> finishPage(LogPage page, const Caller &caller,
                                               const Tenant &tenant);
    tl::expected<Tenant, LogError> findTenant(const TenantId &tenant);
    tl::expected<Tenant, LogError> ensureTenant(const TenantId &tenant);
    tl::expected<qint64, LogError> oldestSequence(const Tenant &tenant);
    tl::expected<QList<Appended>, LogError> insertAll(const QList<NewLogEntry> &entries);
    tl::expected<Appended, LogError> insert(const NewLogEntry &entry, Tenant &tenant);
    tl::expected<LogPage, LogError> readPage(QSqlQuery &query, const Caller &caller,
                                             PageLimit limit);
    tl::expected<void, LogError> addReadMarks(LogPage &page, const Caller &caller,
                                              const Tenant &tenant);
    tl::expected<void, LogError> markAll(const Caller &caller, const Tenant &tenant,
                                         const wire::ReadMark &mark);
    LogEntry entryFrom(const QSqlQuery &query, const TenantId &tenant) const;

    std::unique_ptr<QLockFile> m_lock;
    std::unique_ptr<Database> m_database;
    std::unique_ptr<Statements> m_statements;
    QString m_epoch;
    qint64 m_lastStamp = 0;
    QSet<TenantId> m_followed;
    LocalPresence m_presence;
    LogNews m_news;
};

} // namespace timesheet::gateway
