#include "connection/web/http_client.h"

#include <QObject>

#include <algorithm>
#include <utility>

namespace timesheet {

namespace {

/// A request as a reply of Qt's.
class ReplyRequest final : public QObject, public Request
{
public:
    ReplyRequest(QNetworkReply *reply, const AnswerLimits &limits, TimeSource &time,
                 ReplyHandler handler)
        : m_reply(reply)
        , m_handler(std::move(handler))
        , m_deadline(time.timer([reply] {
            // Not from within: who hears of it may destroy this timer.
            QMetaObject::invokeMethod(reply, &QNetworkReply::abort, Qt::QueuedConnection);
        }))
    {
        // Not downloadProgress, which comes ten times a second: much has come in between.
        connect(reply, &QNetworkReply::readyRead, this, [this, bytes = limits.bytes] {
            if (m_reply->bytesAvailable() <= bytes)
                return;
            m_end = AnswerEnd::TooLarge;
            m_reply->abort();
        });
        connect(reply, &QNetworkReply::finished, this, &ReplyRequest::finish);
        m_deadline->start(limits.time);
    }
    ~ReplyRequest() override
    {
        m_reply->disconnect(this);
        m_reply->abort();
        m_reply->deleteLater();
    }
    ReplyRequest(const ReplyRequest &) = delete;
    ReplyRequest &operator=(const ReplyRequest &) = delete;

private:
    void finish()
    {
        m_deadline->stop();
        // The handler may destroy this object, which leaves the reply until the next turn.
        const auto handler = std::move(m_handler);
        handler(*m_reply, m_end);
    }

    QNetworkReply *m_reply;
    ReplyHandler m_handler;
    std::unique_ptr<Timer> m_deadline;
    AnswerEnd m_end = AnswerEnd::ByItself;
};

} // namespace

std::unique_ptr<Request> HttpClient::send(const Endpoint &endpoint, const QByteArray &method,
                                          const QNetworkRequest &request, const QByteArray &body,
                                          const AnswerLimits &limits, ReplyHandler handler)
{
    if (m_isSilent && isIdle()) {
        m_network.clearConnectionCache();
        m_isSilent = false;
    }
    m_network.setProxy(endpoint.proxy());
    QNetworkReply *const reply = method == "GET"
                                     ? m_network.get(request)
                                     : m_network.sendCustomRequest(request, method, body);
    return std::make_unique<ReplyRequest>(
        reply, limits, m_time,
        [this, handler = std::move(handler)](QNetworkReply &finished, AnswerEnd end) {
            const bool isOutOfTime = end == AnswerEnd::ByItself &&
                                     finished.error() == QNetworkReply::OperationCanceledError;
            m_isSilent = m_isSilent || isOutOfTime;
            handler(finished, end);
        });
}

bool HttpClient::isIdle() const
{
    const auto replies = m_network.findChildren<QNetworkReply *>(Qt::FindDirectChildrenOnly);
    return std::none_of(replies.begin(), replies.end(),
                        [](const QNetworkReply *reply) { return reply->isRunning(); });
}

} // namespace timesheet
