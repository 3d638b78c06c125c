#pragma once

#include "connection/backoff.h"
#include "connection/endpoint.h"
#include "connection/timing.h"
#include "domain/credentials.h"
#include "domain/event.h"
#include "wire/http_codec.h"

#include <QElapsedTimer>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QPointer>
#include <QTimer>

namespace timesheet {

/// Fetches events over HTTP (`GET /v1/events`): once to fill a gap, or again and again in place of
/// the socket.
class Poller : public QObject
{
    Q_OBJECT

public:
    Poller(Endpoint endpoint, ConnectionTiming timing, RandomSource random,
           QObject *parent = nullptr);

    void setEndpoint(const Endpoint &endpoint) { m_endpoint = endpoint; }
    void setCredentials(const Credentials &credentials);

    /// Fetches page after page until nothing new comes. Where the server does not answer it is
    /// asked again, until stop(); where it keeps no events, that is a gap. Without `after`: the
    /// newest page.
    void fetchGap(const std::optional<Cursor> &after);
    /// As fetchGap(), and goes on with what comes. The server is asked to hold each request until
    /// there is something (long polling); one that does not is asked at an interval.
    void start(const std::optional<Cursor> &after);
    void stop();

    bool isPolling() const { return m_task == Task::Polling; }
    /// Whether the server has held the last request.
    bool isHeld() const { return m_isHeld; }

signals:
    void eventReceived(const timesheet::Event &event);
    void dropped(timesheet::wire::DropReason reason);
    void cursorAdvanced(const timesheet::Cursor &cursor); ///< after the page's events
    /// What came before `until` is lost, as far as it is not here.
    void gapFound(const QDateTime &until);
    void answered();
    void serverTimeRead(const QDateTime &time); ///< UTC
    void caughtUp();                            ///< after all pages
    void failed(const QString &detail);         ///< the server did not answer as it should
    void unauthorized(const QString &detail);

private:
    enum class Task {
        None,
        Gap,
        Polling,
    };

    void begin(Task task, const std::optional<Cursor> &after);
    void fetch();
    void finish(QNetworkReply *reply);
    void takePage(const QByteArray &body);
    void leaveGap(const QString &detail);
    void tryAgain(const QString &detail, std::chrono::milliseconds pause);

    Endpoint m_endpoint;
    ConnectionTiming m_timing;
    RandomSource m_random;
    QNetworkAccessManager m_network;
    QPointer<QNetworkReply> m_reply;
    QTimer m_pause;
    QElapsedTimer m_sinceRequest;
    Token m_token;
    TenantId m_tenant;
    std::optional<Cursor> m_after;
    Task m_task = Task::None;
    int m_busyAnswers = 0; ///< in a row
    bool m_asksToHold = false;
    bool m_isHeld = false;
};

} // namespace timesheet
