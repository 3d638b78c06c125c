#pragma once

#include "gateway/tokens/token_minter.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QUrl>

namespace timesheet::gateway {

/// The real program, on a free port, with a database of its own.
class GatewayProcess
{
public:
    GatewayProcess();
    ~GatewayProcess();
    Q_DISABLE_COPY_MOVE(GatewayProcess)

    /// Starts it, again on the same database, and waits until it listens.
    bool start(const QStringList &moreArguments = {});

    /// SIGTERM, and what it ends with; -1 where it does not end in time or crashes.
    int terminate();

    /// SIGHUP.
    void reload();

    /// SIGKILL.
    void kill();

    /// Waits for a line on stderr that contains this.
    bool waitForLog(const QByteArray &text);

    QProcess &process() { return m_process; }
    quint16 port() const { return m_port; }
    QByteArray log();
    QString database() const { return m_database; }
    /// Instead of a file of its own: a URL.
    void setDatabase(const QString &database) { m_database = database; }
    QString file(const QString &name) const { return m_folder.filePath(name); }

    QUrl webSocketUrl(const QByteArray &token, const QString &after = {}) const;
    QUrl httpUrl(const QString &target) const;

    static QByteArray token(const QString &tenant, const QString &user, const QString &role = {},
                            std::chrono::seconds lifetime = std::chrono::hours(1));

    static QByteArray secret() { return "0123456789abcdef0123456789abcdef"; }

private:
    QTemporaryDir m_folder;
    QString m_database = m_folder.filePath(QStringLiteral("events.db"));
    QProcess m_process;
    QByteArray m_log;
    quint16 m_port = 0;
};

} // namespace timesheet::gateway
