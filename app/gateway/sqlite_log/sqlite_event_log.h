#pragma once

#include "gateway/sqlite_log/local_presence.h"
#include "gateway/sqlite_log/sqlite_marks.h"

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
                                                int limit) override
    {
        return m_marks.since(caller, after, limit);
    }
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
    /// Which log this is, and when it last took something, in milliseconds since 1970.
    struct Identity {
        QString epoch;
        qint64 lastStamp = 0;
    };
    static tl::expected<Identity, LogError> readIdentity(Database &database);

    SqliteEventLog(std::unique_ptr<QLockFile> lock, std::unique_ptr<Database> database,
                   const Identity &identity);

    qint64 stamp();
    tl::expected<QList<Appended>, LogError> insertAll(const QList<NewLogEntry> &entries);
    tl::expected<Appended, LogError> insert(const NewLogEntry &entry, SqliteTenant &tenant);
    tl::expected<LogPage, LogError> readPage(QSqlQuery &query, const Caller &caller,
                                             PageLimit limit);
    tl::expected<LogPage, LogError> finishPage(LogPage page, const Caller &caller,
                                               const SqliteTenant &tenant);
    LogEntry entryFrom(const QSqlQuery &query, const TenantId &tenant) const;

    std::unique_ptr<QLockFile> m_lock;
    std::unique_ptr<Database> m_database;
    SqliteStatements m_statements;
    QString m_epoch;
    qint64 m_lastStamp = 0;
    SqliteTenants m_tenants;
    SqliteMarks m_marks;
    QSet<TenantId> m_followed;
    LocalPresence m_presence;
    LogNews m_news;
};

} // namespace timesheet::gateway
