#include "connection/supabase_rest/postgrest_client.h"

#include <QObject>

#include <utility>
#include <vector>

using namespace Qt::StringLiterals;

namespace timesheet {

namespace {

/// Several requests that are under way together.
class RequestGroup final : public Request
{
public:
    RequestGroup(qsizetype size, PostgrestClient::AnswersHandler handler)
        : m_answers(size)
        , m_handler(std::move(handler))
        , m_unanswered(size)
    {
    }

    void add(std::unique_ptr<Request> part) { m_parts.push_back(std::move(part)); }
    void take(qsizetype index, PostgrestAnswer answer)
    {
        m_answers[index] = std::move(answer);
        if (--m_unanswered > 0)
            return;
        // The handler may destroy this object.
        const auto handler = std::move(m_handler);
        const auto answers = std::move(m_answers);
        handler(answers);
    }

private:
    std::vector<std::unique_ptr<Request>> m_parts;
    QList<PostgrestAnswer> m_answers;
    PostgrestClient::AnswersHandler m_handler;
    qsizetype m_unanswered;
};

class LaterRequest final : public QObject, public Request
{
public:
    explicit LaterRequest(std::function<void()> answer)
    {
        QMetaObject::invokeMethod(
            this,
            [answer = std::move(answer)] {
                // What is called may destroy this object, and this function with it.
                const auto call = answer;
                call();
            },
            Qt::QueuedConnection);
    }
};

} // namespace

PostgrestClient::PostgrestClient(Endpoint endpoint, QByteArray key, ConnectionTiming timing,
                                 TimeSource &time)
    : m_endpoint(std::move(endpoint))
    , m_key(std::move(key))
    , m_timing(std::move(timing))
    , m_http(time)
{
}

std::unique_ptr<Request> PostgrestClient::send(const PostgrestRequest &asked, qint64 largest,
                                               ReplyHandler handler)
{
    QNetworkRequest request =
        authorizedRequest(m_endpoint, u"/rest/v1/"_s + asked.path, asked.query, m_credentials.token,
                          m_timing.transferTimeout);
    request.setRawHeader("apikey", m_key);
    const bool isRead = asked.method == "GET";
    if (!asked.schema.isEmpty())
        request.setRawHeader(isRead ? "Accept-Profile" : "Content-Profile", asked.schema);
    if (!isRead)
        request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
    if (asked.method == "PATCH")
        request.setRawHeader("Prefer", "return=representation");
    const AnswerLimits limits{largest, m_timing.transferTimeout + m_timing.answerDeadline};
    return m_http.send(m_endpoint, asked.method, request, asked.body, limits, std::move(handler));
}

std::unique_ptr<Request> PostgrestClient::sendAll(const QList<PostgrestRequest> &asked,
                                                  qint64 largest, const AnswersHandler &handler)
{
    Q_ASSERT(!asked.isEmpty());
    auto group = std::make_unique<RequestGroup>(asked.size(), handler);
    for (qsizetype i = 0; i < asked.size(); ++i) {
        group->add(
            send(asked.at(i), largest, [i, all = group.get()](QNetworkReply &reply, AnswerEnd end) {
                all->take(i, postgrestAnswerOf(reply, end));
            }));
    }
    return group;
}

std::unique_ptr<Request> answeredLater(std::function<void()> answer)
{
    return std::make_unique<LaterRequest>(std::move(answer));
}

} // namespace timesheet
