#pragma once

#include "connection/backend.h"
#include "connection/endpoint.h"
#include "connection/gateway_backend/gateway_transport.h"
#include "connection/timing.h"
#include "connection/web/event_pages.h"
#include "connection/web/http_client.h"
#include "connection/web/http_request.h"
#include "domain/time_source.h"

#include <QObject>
#include <QUrlQuery>

namespace timesheet {

/// Our gateway, and any other server of the deployed contract: a WebSocket (GatewayTransport),
/// `GET /v1/events` and `POST /v1/read`.
class GatewayBackend final : public QObject, public Backend
{
    Q_OBJECT

public:
    /// `largestMessage`: what is kept of one message, in bytes.
    GatewayBackend(Endpoint endpoint, qsizetype largestMessage, ConnectionTiming timing,
                   TimeSource &time, QObject *parent = nullptr);

    QUrl server() const override { return m_endpoint.server(); }
    void setLargestMessage(qsizetype bytes) override;
    void setEndpoint(const Endpoint &endpoint) override { m_endpoint = endpoint; }
    void setCredentials(const Credentials &credentials) override;
    void forgetCredentials() override;

    std::unique_ptr<Transport> makeTransport(const std::optional<Cursor> &after) override;
    std::unique_ptr<Request> fetchEvents(const std::optional<Cursor> &after, Hold hold,
                                         EventsHandler handler) override;
    /// A `read` message on the socket would do as well, but is not confirmed.
    std::unique_ptr<Request> reportMarks(const QList<EventId> &ids, MarksHandler handler) override;

private:
    Answerer answerer() const { return m_hasGreeted ? Answerer::Gateway : Answerer::Anybody; }
    void noteFirstMessage(const wire::ServerMessage &message);
    QNetworkRequest request(const QString &path, const QUrlQuery &query,
                            std::chrono::milliseconds timeout) const;

    Endpoint m_endpoint;
    qsizetype m_largestMessage;
    ConnectionTiming m_timing;
    TimeSource &m_time;
    HttpClient m_http;
    Credentials m_credentials;
    /// The server has said hello, which one of the bare contract never does.
    bool m_hasGreeted = false;
    Upgrade::TokenIn m_tokenIn = Upgrade::TokenIn::Query;
    EventPages m_pages;
};

} // namespace timesheet
