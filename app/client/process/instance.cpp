#include "client/process/instance.h"

#include "wire/limits.h"

#include <QDeadlineTimer>
#include <QFile>
#include <QLocalSocket>
#include <QTimer>

#include <utility>

using namespace Qt::StringLiterals;

namespace timesheet {

namespace {

/// A command, and the end of its line. None is longer than what goes over the network.
constexpr qint64 longestLine = wire::maxMessageBytes + 1;

/// In the system's words, which the lock does not pass on.
QString whyNotWritten(const QString &lockFile)
{
    QFile probe(lockFile + u".probe"_s);
    const bool isWritten =
        probe.open(QIODevice::WriteOnly) && probe.write("probe") > 0 && probe.flush();
    const QString why = isWritten ? u"it cannot be locked"_s : probe.errorString();
    probe.remove();
    return why;
}

int remaining(const QDeadlineTimer &deadline)
{
    return static_cast<int>(deadline.remainingTime());
}

} // namespace

Instance::Instance(const QString &lockFile, QString socket, std::chrono::milliseconds patience,
                   QObject *parent)
    : QObject(parent)
    , m_lockFile(lockFile)
    , m_lock(lockFile)
    , m_socketName(std::move(socket))
    , m_patience(patience)
{
    m_lock.setStaleLockTime(0); // only a dead process makes it stale, however long it runs
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
}

bool Instance::acquire()
{
    m_problem.reset();
    if (!m_lock.tryLock(0)) {
        if (m_lock.error() != QLockFile::LockFailedError)
            m_problem = u"%1 cannot be written: %2"_s.arg(m_lockFile, whyNotWritten(m_lockFile));
        return false;
    }
    QLocalServer::removeServer(m_socketName); // of an instance that was killed
    if (!m_server.listen(m_socketName))
        qWarning("no other process can reach this instance: %ls",
                 qUtf16Printable(m_server.errorString()));
    return true;
}

void Instance::serve(Handler handler)
{
    m_handler = std::move(handler);
    const auto takeAll = [this] {
        while (QLocalSocket *connection = m_server.nextPendingConnection()) {
            connection->setReadBufferSize(longestLine);
            connect(connection, &QLocalSocket::readyRead, this,
                    [this, connection] { answer(connection); });
            connect(connection, &QLocalSocket::disconnected, connection, &QObject::deleteLater);
            QTimer::singleShot(m_patience, connection, &QLocalSocket::abort);
            answer(connection);
        }
    };
    connect(&m_server, &QLocalServer::newConnection, this, takeAll);
    takeAll();
}

void Instance::answer(QLocalSocket *connection)
{
    if (!connection->canReadLine()) {
        if (connection->bytesAvailable() >= longestLine)
            connection->abort();
        return;
    }
    connection->QObject::disconnect(this); // what comes after the line is not looked at
    const auto command = decodeLocalCommand(connection->readLine().chopped(1));
    const LocalAnswer answer = command ? m_handler(*command) : tl::unexpected(command.error());
    connection->write(encodeLocalAnswer(answer) + '\n');
    connection->disconnectFromServer();
}

tl::expected<LocalAnswer, QString> askInstance(const QString &socket, const LocalCommand &command,
                                               std::chrono::milliseconds timeout)
{
    const QDeadlineTimer deadline(timeout);
    QLocalSocket connection;
    connection.connectToServer(socket);
    if (!connection.waitForConnected(remaining(deadline)))
        return tl::unexpected(u"no running instance answers"_s);
    connection.write(encodeLocalCommand(command) + '\n');
    while (!connection.canReadLine()) {
        if (deadline.hasExpired() || !connection.waitForReadyRead(remaining(deadline)))
            return tl::unexpected(u"the running instance does not answer"_s);
    }
    return decodeLocalAnswer(connection.readLine());
}

} // namespace timesheet
