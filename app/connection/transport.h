#pragma once

#include "wire/messages.h"

#include <QObject>

#include <chrono>

namespace timesheet {

/// How a connection, or the attempt at one, ended.
struct Loss {
    enum class Cause {
        Failed,       ///< cut, refused, timed out, server error
        Goodbye,      ///< the server is going away or restarts
        Unauthorized, ///< the token was refused or has expired, in the words of our protocol
        RateLimited,
        Indigestible, ///< something came that the socket cannot take: nothing behind it is read
    };

    Cause cause = Cause::Failed;
    QString detail;                          ///< technical words; never a token
    std::chrono::milliseconds retryAfter{0}; ///< for how long the server wants to be left alone

    friend bool operator==(const Loss &, const Loss &) = default;
};

/// A socket to a back end, from opening it to its one end. Used once. What it receives it tells in
/// the words of our protocol, whatever the server's are: `hello` says that the server has accepted
/// us; to a transport that was made to go on after some place, everything since then follows, and
/// `resumed` ends that. A server that says no hello accepts by the first pong or event.
class Transport : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    virtual void open() = 0;
    virtual void send(const wire::ClientMessage &message) = 0;
    /// Takes nothing more from the network until it may again: the server has to wait. Not even a
    /// loss is told then, and what has come already is told later, in its order.
    virtual void setReading(bool reading) = 0;
    /// Says goodbye. Only `closed` follows.
    virtual void close() = 0;

signals:
    void opened(); ///< connected, which is not yet accepted
    void messageReceived(const timesheet::wire::ServerMessage &message);
    void dropped(timesheet::wire::DropReason reason);
    void lost(const timesheet::Loss &loss); ///< once, and nothing after it but `closed`
    void closed();                          ///< after close(): it is of no further use
};

} // namespace timesheet
