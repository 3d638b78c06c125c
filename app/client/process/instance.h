#pragma once

#include "client/process/local_command.h"

#include <QLocalServer>
#include <QLockFile>
#include <QObject>
#include <QString>

#include <tl/expected.hpp>

#include <chrono>
#include <functional>
#include <optional>

class QLocalSocket;

namespace timesheet {

/// The one instance of a data folder: holds its lock and answers other processes of the same user
/// on a local socket. One command a connection, in one line, answered in one line.
class Instance : public QObject
{
    Q_OBJECT

public:
    using Handler = std::function<LocalAnswer(const LocalCommand &command)>;

    /// `patience`: how long another process may take to ask.
    Instance(const QString &lockFile, QString socket,
             std::chrono::milliseconds patience = std::chrono::seconds(5),
             QObject *parent = nullptr);

    /// False where another process has the lock, or where there is a problem(). A lock whose
    /// process is gone is taken over.
    bool acquire();
    /// Why acquire() failed, where no other process is the reason: one line for people.
    std::optional<QString> problem() const { return m_problem; }
    /// Begins to answer. Commands that came since acquire() are answered then.
    void serve(Handler handler);

private:
    void answer(QLocalSocket *connection);

    QString m_lockFile;
    QLockFile m_lock;
    std::optional<QString> m_problem;
    QString m_socketName;
    std::chrono::milliseconds m_patience;
    QLocalServer m_server;
    Handler m_handler;
};

/// Asks the running instance. Blocks: for the commands, which have nothing else to do.
/// Errors: no instance answers on that socket in time.
tl::expected<LocalAnswer, QString> askInstance(const QString &socket, const LocalCommand &command,
                                               std::chrono::milliseconds timeout);

} // namespace timesheet
