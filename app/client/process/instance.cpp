#include "client/process/instance.h"

#include <QJsonDocument>
#include <QLocalSocket>
#include <QTimer>

#include <utility>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace timesheet {

namespace {

constexpr qint64 longestLine = qint64{128} * 1024; // a token of 64 KiB and some
constexpr auto requestTimeout = 5s;

QByteArray line(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n';
}

} // namespace

Instance::Instance(const QString &lockFile, QString socket, QObject *parent)
    : QObject(parent)
    , m_lock(lockFile)
    , m_socketName(std::move(socket))
{
    m_lock.setStaleLockTime(0); // only a dead process makes it stale, however long it runs
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
}

bool Instance::acquire()
{
    if (!m_lock.tryLock(0))
        return false;
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
            connect(connection, &QLocalSocket::readyRead, this,
                    [this, connection] { answer(connection); });
            connect(connection, &QLocalSocket::disconnected, connection, &QObject::deleteLater);
            QTimer::singleShot(requestTimeout, connection, &QLocalSocket::abort);
            answer(connection);
        }
    };
    connect(&m_server, &QLocalServer::newConnection, this, takeAll);
    takeAll();
}

void Instance::answer(QLocalSocket *connection)
{
    if (!connection->canReadLine()) {
        if (connection->bytesAvailable() > longestLine)
            connection->abort();
        return;
    }
    const QJsonObject request = QJsonDocument::fromJson(connection->readLine()).object();
    connection->write(line(m_handler(request)));
    connection->disconnectFromServer();
}

tl::expected<QJsonObject, QString> askInstance(const QString &socket, const QJsonObject &request,
                                               std::chrono::milliseconds timeout)
{
    const int wait = static_cast<int>(timeout.count());
    QLocalSocket connection;
    connection.connectToServer(socket);
    if (!connection.waitForConnected(wait))
        return tl::unexpected(u"no running instance answers"_s);
    connection.write(line(request));
    while (!connection.canReadLine()) {
        if (!connection.waitForReadyRead(wait))
            return tl::unexpected(u"the running instance does not answer"_s);
    }
    return QJsonDocument::fromJson(connection.readLine()).object();
}

} // namespace timesheet
