#include "connection/gateway_backend/gateway_backend.h"

#include "wire/limits.h"

#include <utility>
#include <variant>

using namespace Qt::StringLiterals;

namespace timesheet {

namespace {

/// Events of one answer; few enough that those of our gateway's largest events can be read.
/// Another server's may be larger: then fewer are asked for.
constexpr int largestPage = 100;

} // namespace

GatewayBackend::GatewayBackend(Endpoint endpoint, qsizetype largestMessage, ConnectionTiming timing,
                               TimeSource &time, QObject *parent)
    : QObject(parent)
    , m_endpoint(std::move(endpoint))
    , m_largestMessage(largestMessage)
    , m_timing(std::move(timing))
    , m_time(time)
    , m_http(time)
    , m_pages(largestPage, largestMessage)
{
}

void GatewayBackend::setCredentials(const Credentials &credentials)
{
    m_credentials = credentials;
}

void GatewayBackend::forgetCredentials()
{
    m_credentials = {};
    m_hasGreeted = false;
    m_tokenIn = Upgrade::TokenIn::Query;
}

void GatewayBackend::setLargestMessage(qsizetype bytes)
{
    m_largestMessage = bytes;
    m_pages.setLargestMessage(bytes);
}

std::unique_ptr<Transport> GatewayBackend::makeTransport(const std::optional<Cursor> &after)
{
    auto transport = std::make_unique<GatewayTransport>(
        m_endpoint,
        Upgrade{m_credentials.token, m_tokenIn, answerer(), m_credentials.identity.tenant, after},
        m_largestMessage, m_timing, m_time);
    connect(transport.get(), &GatewayTransport::headerRefused, this,
            [this] { m_tokenIn = Upgrade::TokenIn::Query; });
    connect(transport.get(), &Transport::messageReceived, this,
            [this, isFirst = true](const wire::ServerMessage &message) mutable {
                if (std::exchange(isFirst, false))
                    noteFirstMessage(message);
            });
    return transport;
}

/// What stands at the address may have been replaced, by one of the bare contract, too.
void GatewayBackend::noteFirstMessage(const wire::ServerMessage &message)
{
    m_hasGreeted = std::holds_alternative<wire::Hello>(message);
    m_tokenIn = m_hasGreeted ? Upgrade::TokenIn::Header : Upgrade::TokenIn::Query;
}

std::unique_ptr<Request> GatewayBackend::fetchEvents(const std::optional<Cursor> &after, Hold hold,
                                                     EventsHandler handler)
{
    QUrlQuery query;
    query.addQueryItem(u"limit"_s, QString::number(m_pages.size()));
    if (after)
        query.addQueryItem(u"after"_s, encodedQueryValue(after->value()));
    auto timeout = m_timing.transferTimeout;
    if (hold == Hold::UntilNews) {
        query.addQueryItem(u"wait"_s, QString::number(wire::maxPollWaitSeconds));
        timeout += std::chrono::seconds(wire::maxPollWaitSeconds);
    }
    const AnswerLimits limits{m_pages.largestBody(), timeout + m_timing.answerDeadline};
    return m_http.send(m_endpoint, "GET", request(u"/v1/events"_s, query, timeout), {}, limits,
                       [this, handler = std::move(handler)](QNetworkReply &reply, AnswerEnd end) {
                           handler(m_pages.read(reply, end, m_credentials.identity.tenant,
                                                [this](QNetworkReply &finished) {
                                                    return bodyOf(finished, answerer());
                                                }));
                       });
}

std::unique_ptr<Request> GatewayBackend::reportMarks(const QList<EventId> &ids,
                                                     MarksHandler handler)
{
    QNetworkRequest post = request(u"/v1/read"_s, {}, m_timing.transferTimeout);
    post.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
    const AnswerLimits limits{m_pages.largestBody(),
                              m_timing.transferTimeout + m_timing.answerDeadline};
    return m_http.send(
        m_endpoint, "POST", post, wire::encodeReadMark({ids, std::nullopt}), limits,
        [this, handler = std::move(handler)](QNetworkReply &reply, AnswerEnd /*end*/) {
            handler(bodyOf(reply, answerer()).map([](const QByteArray &) {}));
        });
}

QNetworkRequest GatewayBackend::request(const QString &path, const QUrlQuery &query,
                                        std::chrono::milliseconds timeout) const
{
    return authorizedRequest(m_endpoint, path, query, m_credentials.token, timeout);
}

} // namespace timesheet
