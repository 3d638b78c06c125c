#pragma once

#include "connection/backoff.h"
#include "connection/endpoint.h"
#include "connection/timing.h"
#include "domain/credentials.h"
#include "domain/ids.h"

#include <QList>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QObject>
#include <QPointer>
#include <QTimer>

namespace timesheet {

/// Tells the server what the user has read (`POST /v1/read`), some events at a time, and hears
/// that it has been kept. Over HTTP, because a `read` message on the socket is not confirmed.
class MarkReporter : public QObject
{
    Q_OBJECT

public:
    MarkReporter(Endpoint endpoint, ConnectionTiming timing, RandomSource random,
                 QObject *parent = nullptr);

    void setEndpoint(const Endpoint &endpoint) { m_endpoint = endpoint; }
    void setCredentials(const Credentials &credentials) { m_token = credentials.token; }

    /// False where an earlier report is under way or waits for its next try.
    bool report(const QList<EventId> &ids);
    void stop();

signals:
    /// The server has kept these, or keeps no marks at all.
    void confirmed(const QList<timesheet::EventId> &ids);
    void unauthorized(const QString &detail);
    /// A report has failed some time ago, and another may be tried.
    void ready();

private:
    void finish(QNetworkReply *reply, const QList<EventId> &ids);

    Endpoint m_endpoint;
    ConnectionTiming m_timing;
    RandomSource m_random;
    QNetworkAccessManager m_network;
    QPointer<QNetworkReply> m_reply;
    QTimer m_pause;
    Token m_token;
};

} // namespace timesheet
