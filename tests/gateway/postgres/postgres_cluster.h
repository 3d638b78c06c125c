#pragma once

#include <QProcess>
#include <QTemporaryDir>
#include <QVariant>

namespace timesheet::gateway {

/// A PostgreSQL server of a test's own, in a temporary folder, on a socket there and on a free
/// port of the loopback. Ends with this, by its process id; and with the test's process.
class PostgresCluster
{
public:
    PostgresCluster() = default;
    ~PostgresCluster();
    Q_DISABLE_COPY_MOVE(PostgresCluster)

    /// Makes the files and starts. Errors: why not; empty when it runs.
    QString create();
    QString start();
    /// As an administrator's restart: sessions are cut.
    void stop();

    /// For a login role with this name as its password, over TCP.
    QString url(const QString &database, const QString &user) const;
    /// For the superuser, over the socket.
    QString adminUrl(const QString &database) const;

    /// Runs SQL as the superuser, outside of all that is tested: the first value of the answer.
    /// Errors end up in the test's log, and in an invalid value.
    QVariant run(const QString &database, const QString &sql) const;

private:
    QStringList asServerUser(const QStringList &command) const;
    QString runTool(const QStringList &command) const;

    QTemporaryDir m_folder;
    QString m_programs;
    int m_port = 0;
    QProcess m_server;
};

} // namespace timesheet::gateway
