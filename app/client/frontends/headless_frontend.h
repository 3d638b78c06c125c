#pragma once

#include "client/process/standard_output.h"
#include "client/session/client_application.h"
#include "domain/clock.h"

#include <QObject>

namespace timesheet {

/// The face of --headless: what happens, as JSON Lines on standard output.
class HeadlessFrontend : public QObject
{
    Q_OBJECT

public:
    HeadlessFrontend(ClientApplication &application, StandardOutput output, Clock now,
                     QObject *parent = nullptr);
    ~HeadlessFrontend() override;

    /// Prints the state at the start.
    void begin() { printState({}); }

    /// Answers the commands of other processes.
    LocalAnswer answer(const LocalCommand &command);

signals:
    /// The program has nothing more to do. Status 1: standard output cannot be written; 3: the
    /// server refused the token.
    void finished(int exitStatus);

private:
    void follow(AccountSession *session);
    void printState(const ConnectionStatus &status);
    void print(const QJsonObject &line);

    ClientApplication &m_application;
    StandardOutput m_output;
    Clock m_now;
    QJsonObject m_lastState;
    bool m_isCut = false; ///< a line did not come out: none may follow
};

} // namespace timesheet
