#pragma once

#include "connection/endpoint.h"
#include "connection/supabase_rest/postgrest_answer.h"
#include "connection/timing.h"
#include "connection/web/http_client.h"
#include "domain/credentials.h"
#include "domain/time_source.h"

#include <QByteArray>
#include <QList>
#include <QString>
#include <QUrlQuery>

#include <functional>
#include <memory>

namespace timesheet {

/// A request of PostgREST.
struct PostgrestRequest {
    QByteArray method; ///< GET, POST or PATCH
    QString path;      ///< below /rest/v1/
    QUrlQuery query;
    QByteArray body;   ///< JSON
    QByteArray schema; ///< another one than the project's first; empty: that
};

/// Asks a project's PostgREST, with the project's key and the user's token.
class PostgrestClient
{
public:
    /// `key`: of characters that may stand in a header. `time` outlives it.
    PostgrestClient(Endpoint endpoint, QByteArray key, ConnectionTiming timing, TimeSource &time);

    const Endpoint &endpoint() const { return m_endpoint; }
    const QByteArray &key() const { return m_key; }
    const Credentials &credentials() const { return m_credentials; }
    void setEndpoint(const Endpoint &endpoint) { m_endpoint = endpoint; }
    void setCredentials(const Credentials &credentials) { m_credentials = credentials; }

    /// `largest`: what is read of an answer, in bytes.
    std::unique_ptr<Request> send(const PostgrestRequest &asked, qint64 largest,
                                  ReplyHandler handler);

    /// Sends at least one, all at once, and tells their answers, in their order, when all are
    /// there.
    using AnswersHandler = std::function<void(const QList<PostgrestAnswer> &)>;
    std::unique_ptr<Request> sendAll(const QList<PostgrestRequest> &asked, qint64 largest,
                                     const AnswersHandler &handler);

private:
    Endpoint m_endpoint;
    QByteArray m_key;
    ConnectionTiming m_timing;
    HttpClient m_http;
    Credentials m_credentials;
};

/// Requests one after the other, as one request: destroying it gives up the one under way.
class RequestSequence final : public Request
{
public:
    /// Also from the handler of the one before, which is destroyed then.
    void go(std::unique_ptr<Request> next) { m_current = std::move(next); }

private:
    std::unique_ptr<Request> m_current;
};

/// A request that nobody needs to be asked for: `answer` is called in a later turn.
std::unique_ptr<Request> answeredLater(std::function<void()> answer);

} // namespace timesheet
