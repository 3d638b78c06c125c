#include "connection/supabase_backend/supabase_backend.h"

#include "connection/supabase_backend/postgrest_answer.h"
#include "connection/supabase_backend/supabase_transport.h"
#include "wire/json_text.h"
#include "wire/limits.h"

#include <QJsonObject>

#include <utility>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace timesheet {

namespace {

/// Events of one answer.
constexpr int largestPage = 200;

} // namespace

ConnectionTiming supabaseTiming()
{
    ConnectionTiming timing;
    timing.heartbeat = 25s; // as realtime-js: a server closes a socket that is silent for 66 s
    timing.pongTimeout = 17s;
    return timing;
}

SupabaseBackend::SupabaseBackend(Endpoint endpoint, QByteArray key, qsizetype largestMessage,
                                 ConnectionTiming timing, TimeSource &time, Clock now,
                                 RandomSource random, QObject *parent)
    : QObject(parent)
    , m_endpoint(std::move(endpoint))
    , m_key(std::move(key))
    , m_timing(std::move(timing))
    , m_time(time)
    , m_now(std::move(now))
    , m_random(std::move(random))
    , m_pages(largestPage, largestMessage)
{
}

std::unique_ptr<Transport> SupabaseBackend::makeTransport(const std::optional<Cursor> &after)
{
    return std::make_unique<SupabaseTransport>(
        *this, ProjectAccess{m_endpoint, m_key, m_credentials}, after, m_timing, m_time,
        [this] { return m_now().addMSecs(m_serverAhead.count()); }, m_random);
}

std::unique_ptr<Request> SupabaseBackend::fetchEvents(const std::optional<Cursor> &after,
                                                      Hold /*hold*/, EventsHandler handler)
{
    const QJsonObject arguments{
        {u"after"_s, after ? QJsonValue(after->value()) : QJsonValue(QJsonValue::Null)},
        {u"most"_s, m_pages.size()}};
    return call(u"timesheet_events"_s, wire::compactJson(arguments),
                [this, handler = std::move(handler)](QNetworkReply &reply, AnswerEnd end) {
                    handler(readEvents(reply, end));
                });
}

EventsAnswer SupabaseBackend::readEvents(QNetworkReply &reply, AnswerEnd end)
{
    EventsAnswer answer = m_pages.read(reply, end, m_credentials.identity.tenant, postgrestBodyOf);
    if (answer.serverTime)
        m_serverAhead = std::chrono::milliseconds(m_now().msecsTo(*answer.serverTime));
    return answer;
}

std::unique_ptr<Request> SupabaseBackend::reportMarks(const QList<EventId> &ids,
                                                      MarksHandler handler)
{
    Q_ASSERT(ids.size() <= wire::maxMarkedIds);
    return call(u"timesheet_mark_read"_s, wire::encodeReadMark({ids, std::nullopt}),
                [handler = std::move(handler)](QNetworkReply &reply, AnswerEnd /*end*/) {
                    handler(postgrestBodyOf(reply).map([](const QByteArray &) {}));
                });
}

/// A function of the database, by its name and its arguments as a JSON object.
std::unique_ptr<Request> SupabaseBackend::call(const QString &function, const QByteArray &arguments,
                                               ReplyHandler handler)
{
    m_network.setProxy(m_endpoint.proxy());
    QNetworkRequest request = authorizedRequest(m_endpoint, u"/rest/v1/rpc/"_s + function, {},
                                                m_credentials.token, m_timing.transferTimeout);
    request.setRawHeader("apikey", m_key);
    request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
    const AnswerLimits limits{m_pages.largestBody(),
                              m_timing.transferTimeout + m_timing.answerDeadline};
    return requestOf(m_network.post(request, arguments), limits, m_time, std::move(handler));
}

} // namespace timesheet
