#pragma once

#include "connection/endpoint.h"
#include "connection/timing.h"
#include "connection/transport.h"
#include "connection/web/backlog.h"
#include "domain/time_source.h"

#include <QNetworkRequest>
#include <QObject>
#include <QPointer>
#include <QStringList>
#include <QTcpSocket>
#include <QWebSocket>

#include <memory>

namespace timesheet {

/// How a socket ended.
struct SocketEnd {
    Loss loss;           ///< what it means where a back end knows no better
    int httpStatus = 0;  ///< of the answer to the request for an upgrade, where it was none
    int closeCode = 0;   ///< the server's (RFC 6455, section 7.4); 0 where nothing was closed
    QString closeReason; ///< the server's text
};

/// A QWebSocket from its upgrade to its one end, with what QWebSocket lacks: a handshake timeout,
/// an end to every failed upgrade and every close, a pause, and bounds on what comes. Used once.
class WebSocket final : public QObject
{
    Q_OBJECT

public:
    WebSocket(const ConnectionTiming &timing, TimeSource &time, QObject *parent = nullptr);
    ~WebSocket() override;

    /// The largest message that is read, in bytes: at one beyond that the socket ends.
    static constexpr quint64 largestRead = quint64{4} * 1024 * 1024;

    /// Asks `request`'s address for an upgrade, by the endpoint's TLS and proxy.
    void open(const QNetworkRequest &request, const Endpoint &endpoint,
              const QStringList &subprotocols);
    void send(const QByteArray &text);
    /// Takes nothing more from the network until it may again; not even the end is told then.
    void setReading(bool reading);
    /// Ends it, for a reason that the socket does not know of. `ended` follows, once.
    void fail(const Loss &loss);
    /// Says goodbye. Only `closed` follows.
    void close();

signals:
    void opened();
    void textReceived(const QString &text);
    void binaryReceived();
    void ended(const timesheet::SocketEnd &end); ///< once, and nothing after it but `closed`
    void closed();                               ///< after close()

private:
    void watch();
    void applyReading();
    void end(const SocketEnd &end);
    void endByError();

    std::chrono::milliseconds m_handshakeTimeout;
    std::chrono::milliseconds m_closeTimeout;
    QWebSocket m_socket;
    QPointer<QTcpSocket> m_tcp;         ///< below it
    std::unique_ptr<Timer> m_handshake; ///< runs while the server has not answered it
    std::unique_ptr<Timer> m_farewell;
    Backlog m_backlog; ///< what came before QWebSocket stopped; of one turn at the most
    bool m_ended = false;
};

} // namespace timesheet
