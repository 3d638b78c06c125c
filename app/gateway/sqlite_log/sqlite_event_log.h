#pragma once

#include "gateway/sqlite_log/local_presence.h"
#include "gateway/sqlite_log/sqlite_reader.h"

#include <QLockFile>
#include <QSet>

#include <memory>
#include <mutex>

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
                                              PageLimit limit) override
    {
        return m_reader.readAfter(caller, after, limit);
    }
    tl::expected<LogPage, LogError> readNewest(const Caller &caller, PageLimit limit) override
    {
        return m_reader.readNewest(caller, limit);
    }
    tl::expected<LogHead, LogError> head(const TenantId &tenant) override
    {
        return m_reader.head(tenant);
    }
    tl::expected<void, LogError> markRead(const Caller &caller, const wire::ReadMark &mark,
                                          OriginId origin) override;
    tl::expected<LogMarks, LogError> marksSince(const Caller &caller, const Cursor &after,
                                                int limit) override
    {
        return m_reader.marksSince(caller, after, limit);
    }
    tl::expected<PresenceReceipt, LogError>
    reportPresence(const QList<PresenceReport> &reports, PresenceScope scope,
                   std::chrono::milliseconds lease) override;
    tl::expected<QList<wire::UserPresence>, LogError> presentUsers(const Caller &caller,
                                                                   int limit) override;
    tl::expected<int, LogError> prune(const QDateTime &before, int limit) override;
    void follow(const TenantId &tenant) override;
    void unfollow(const TenantId &tenant) override;
    tl::expected<LogNews, LogError> news() override;
    LogFactory<LogReader> readerFactory() const override;

private:
    SqliteEventLog(std::unique_ptr<QLockFile> lock, QString name, std::shared_ptr<SqliteFile> file,
                   qint64 lastStamp);

    qint64 stamp();
    bool isFollowed(const TenantId &tenant) const;
    tl::expected<QList<Appended>, LogError> insertAll(const QList<NewLogEntry> &entries);
    tl::expected<Appended, LogError> insert(const NewLogEntry &entry, SqliteTenant &tenant);

    std::unique_ptr<QLockFile> m_lock;
    QString m_name;
    std::shared_ptr<SqliteFile> m_file; ///< the reader's, too
    SqliteReader m_reader;
    qint64 m_lastStamp = 0; ///< when it last took something, in milliseconds since 1970
    LocalPresence m_presence;
    LogNews m_news;

    mutable std::mutex m_followMutex; ///< guards the next
    QSet<TenantId> m_followed;
};

} // namespace timesheet::gateway
