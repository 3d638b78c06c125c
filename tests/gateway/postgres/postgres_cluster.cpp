#include "gateway/postgres/postgres_cluster.h"

#include <QDir>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QStandardPaths>
#include <QTcpServer>
#include <QUuid>

#include <csignal>
#include <pwd.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

namespace {

constexpr int patience = 60'000; ///< milliseconds, for a machine that has other things to do
constexpr char serverUser[] = "postgres"; ///< whom root is, as the server refuses to run as root

/// The folder of the newest server's programs.
QString findPrograms()
{
    const QDir versions(u"/usr/lib/postgresql"_s);
    QString newest;
    int highest = 0;
    for (const QString &version : versions.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        const QString programs = versions.filePath(version + u"/bin"_s);
        if (version.toInt() > highest && QFile::exists(programs + u"/initdb"_s)) {
            highest = version.toInt();
            newest = programs;
        }
    }
    return newest.isEmpty() ? QFileInfo(QStandardPaths::findExecutable(u"initdb"_s)).path()
                            : newest;
}

int freePort()
{
    QTcpServer probe;
    return probe.listen(QHostAddress::LocalHost) ? probe.serverPort() : 0;
}

} // namespace

PostgresCluster::~PostgresCluster()
{
    stop();
}

QString PostgresCluster::create()
{
    m_programs = findPrograms();
    if (m_programs.isEmpty() || m_programs == u".")
        return u"no PostgreSQL here: install Debian's postgresql"_s;
    if (geteuid() == 0) {
        const passwd *user = getpwnam(serverUser);
        if (user == nullptr || chown(qPrintable(m_folder.path()), user->pw_uid, user->pw_gid) != 0)
            return u"root needs the user postgres to run a server"_s;
    }
    const QString failed =
        runTool({m_programs + u"/initdb"_s, u"--pgdata"_s, m_folder.filePath(u"data"_s),
                 u"--username=admin"_s, u"--auth-local=trust"_s, u"--auth-host=scram-sha-256"_s,
                 u"--encoding=UTF8"_s, u"--locale=C"_s, u"--no-sync"_s});
    return failed.isEmpty() ? start() : failed;
}

QString PostgresCluster::start()
{
    if (m_port == 0)
        m_port = freePort();
    const QStringList command =
        asServerUser({m_programs + u"/postgres"_s, u"-D"_s, m_folder.filePath(u"data"_s), u"-k"_s,
                      m_folder.path(), u"-h"_s, u"127.0.0.1"_s, u"-p"_s, QString::number(m_port),
                      u"-c"_s, u"fsync=on"_s, u"-c"_s, u"log_min_messages=log"_s});
    m_server.setProcessChannelMode(QProcess::MergedChannels);
    m_server.setWorkingDirectory(m_folder.path());
    m_server.start(command.first(), command.sliced(1));
    QByteArray said;
    while (!said.contains("ready to accept connections")) {
        if (!m_server.waitForReadyRead(patience))
            return u"the server did not start: %1"_s.arg(QString::fromUtf8(said));
        said += m_server.readAll();
    }
    // What it says from now on nobody reads.
    QObject::connect(&m_server, &QProcess::readyRead, &m_server, [this] { m_server.readAll(); });
    return {};
}

void PostgresCluster::stop()
{
    if (m_server.state() == QProcess::NotRunning)
        return;
    ::kill(static_cast<pid_t>(m_server.processId()), SIGINT); // a fast shutdown
    if (!m_server.waitForFinished(patience))
        m_server.kill();
    m_server.waitForFinished(patience);
    m_server.disconnect();
}

QString PostgresCluster::url(const QString &database, const QString &user) const
{
    return u"postgresql://%1:%1@127.0.0.1:%2/%3"_s.arg(user).arg(m_port).arg(database);
}

QString PostgresCluster::adminUrl(const QString &database) const
{
    return u"postgresql://admin@/%1?host=%2&port=%3"_s.arg(database, m_folder.path()).arg(m_port);
}

QVariant PostgresCluster::run(const QString &database, const QString &sql) const
{
    QVariant result;
    const QString name = QUuid::createUuid().toString();
    {
        QSqlDatabase outside = QSqlDatabase::addDatabase(u"QPSQL"_s, name);
        outside.setHostName(m_folder.path());
        outside.setPort(m_port);
        outside.setDatabaseName(database);
        outside.setUserName(u"admin"_s);
        QSqlQuery query(outside);
        if (outside.open() && query.exec(sql))
            result = query.next() ? query.value(0) : QVariant(true);
        else
            qWarning().noquote() << outside.lastError().text() << query.lastError().text();
    }
    QSqlDatabase::removeDatabase(name);
    return result;
}

/// The server must not outlive a test that crashes.
QStringList PostgresCluster::asServerUser(const QStringList &command) const
{
    QStringList whole{u"setpriv"_s, u"--pdeathsig"_s, u"INT"_s};
    if (geteuid() == 0)
        whole << u"--reuid"_s << QString::fromLatin1(serverUser) << u"--regid"_s
              << QString::fromLatin1(serverUser) << u"--init-groups"_s;
    return whole + command;
}

QString PostgresCluster::runTool(const QStringList &command) const
{
    const QStringList whole = asServerUser(command);
    QProcess tool;
    tool.setProcessChannelMode(QProcess::MergedChannels);
    tool.setWorkingDirectory(m_folder.path());
    tool.start(whole.first(), whole.sliced(1));
    if (!tool.waitForFinished(patience) || tool.exitCode() != 0)
        return u"%1: %2"_s.arg(command.first(), QString::fromUtf8(tool.readAll()));
    return {};
}

} // namespace timesheet::gateway
