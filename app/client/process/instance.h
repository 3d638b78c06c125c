#pragma once

#include <QJsonObject>
#include <QLocalServer>
#include <QLockFile>
#include <QObject>

#include <tl/expected.hpp>

#include <chrono>
#include <functional>

class QLocalSocket;

namespace timesheet {

/// The one instance of a data folder: holds its lock and answers other processes of the same user
/// on a local socket. One request a connection: a JSON object with `command` in one line, answered
/// by one JSON object in one line.
class Instance : public QObject
{
    Q_OBJECT

public:
    /// Answers a request. The answer's `error`, where there is one, is a line for people.
    using Handler = std::function<QJsonObject(const QJsonObject &request)>;

    Instance(const QString &lockFile, QString socket, QObject *parent = nullptr);

    /// False where another process has the lock. A lock whose process is gone is taken over.
    bool acquire();
    /// Begins to answer. Requests that came since acquire() are answered then.
    void serve(Handler handler);

private:
    void answer(QLocalSocket *connection);

    QLockFile m_lock;
    QString m_socketName;
    QLocalServer m_server;
    Handler m_handler;
};

/// Asks the running instance. Blocks: for the commands, which have nothing else to do.
/// Errors: no instance answers on that socket in time.
tl::expected<QJsonObject, QString> askInstance(const QString &socket, const QJsonObject &request,
                                               std::chrono::milliseconds timeout);

} // namespace timesheet
