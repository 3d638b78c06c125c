#include "connection/gateway_backend/gateway_backend.h"

#include "wire/limits.h"

#include <algorithm>
#include <utility>
#include <variant>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace timesheet {

namespace {

/// Events of one answer; few enough that those of our gateway's largest events stay below
/// largestBody. Another server's may be larger: then fewer are asked for.
constexpr int largestPage = 100;
constexpr int fewerBy = 10;
constexpr qint64 largestBody = qint64{largestPage} * wire::maxMessageBytes + qint64{64} * 1024;

} // namespace

GatewayBackend::GatewayBackend(Endpoint endpoint, qsizetype largestMessage, ConnectionTiming timing,
                               TimeSource &time, QObject *parent)
    : QObject(parent)
    , m_endpoint(std::move(endpoint))
    , m_largestMessage(largestMessage)
    , m_timing(std::move(timing))
    , m_time(time)
    , m_pageSize(largestPage)
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
    query.addQueryItem(u"limit"_s, QString::number(m_pageSize));
    if (after)
        query.addQueryItem(u"after"_s, encodedQueryValue(after->value()));
    auto timeout = m_timing.transferTimeout;
    if (hold == Hold::UntilNews) {
        query.addQueryItem(u"wait"_s, QString::number(wire::maxPollWaitSeconds));
        timeout += std::chrono::seconds(wire::maxPollWaitSeconds);
    }
    const AnswerLimits limits{largestBody, timeout + m_timing.answerDeadline};
    return requestOf(m_network.get(request(u"/v1/events"_s, query, timeout)), limits, m_time,
                     [this, handler = std::move(handler)](QNetworkReply &reply, AnswerEnd end) {
                         handler(readEvents(reply, end));
                     });
}

EventsAnswer GatewayBackend::readEvents(QNetworkReply &reply, AnswerEnd end)
{
    EventsAnswer answer{{}, serverTime(reply)};
    if (end == AnswerEnd::TooLarge) {
        answer.page = tl::unexpected(askForLess());
        return answer;
    }
    m_pageSize = largestPage;
    const auto body = bodyOf(reply, answerer());
    if (!body) {
        answer.page = tl::unexpected(body.error());
        return answer;
    }
    const auto decoded =
        wire::decodeEventPage(*body, m_credentials.identity.tenant, m_largestMessage);
    if (decoded)
        answer.page = *decoded;
    else
        answer.page = tl::unexpected(RequestFailure{
            RequestFailure::Cause::Unsupported,
            u"the answer was no page of events: %1"_s.arg(wire::dropReasonName(decoded.error())),
            0ms});
    return answer;
}

/// An answer was too large. Where it was of one event only, there is no way to read that.
RequestFailure GatewayBackend::askForLess()
{
    const bool wasLeast = m_pageSize == 1;
    m_pageSize = wasLeast ? largestPage : std::max(1, m_pageSize / fewerBy);
    return {wasLeast ? RequestFailure::Cause::TooLarge : RequestFailure::Cause::Failed,
            u"the answer was too large"_s, 0ms};
}

std::unique_ptr<Request> GatewayBackend::reportMarks(const QList<EventId> &ids,
                                                     MarksHandler handler)
{
    QNetworkRequest post = request(u"/v1/read"_s, {}, m_timing.transferTimeout);
    post.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
    const AnswerLimits limits{largestBody, m_timing.transferTimeout + m_timing.answerDeadline};
    return requestOf(m_network.post(post, wire::encodeReadMark({ids, std::nullopt})), limits,
                     m_time,
                     [this, handler = std::move(handler)](QNetworkReply &reply, AnswerEnd /*end*/) {
                         handler(bodyOf(reply, answerer()).map([](const QByteArray &) {}));
                     });
}

QNetworkRequest GatewayBackend::request(const QString &path, const QUrlQuery &query,
                                        std::chrono::milliseconds timeout)
{
    m_network.setProxy(m_endpoint.proxy());
    return authorizedRequest(m_endpoint, path, query, m_credentials.token, timeout);
}

} // namespace timesheet
