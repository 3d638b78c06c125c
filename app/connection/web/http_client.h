#pragma once

#include "connection/backend.h"
#include "connection/endpoint.h"
#include "connection/web/http_request.h"
#include "domain/time_source.h"

#include <QByteArray>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QNetworkRequest>

#include <chrono>
#include <functional>
#include <memory>

namespace timesheet {

/// How much of an answer is waited for. What is beyond is cut off, which is a failure.
struct AnswerLimits {
    qint64 bytes = 0;
    std::chrono::milliseconds time{0}; ///< to the last byte
};

/// Called with a reply that has finished, which is gone afterwards.
using ReplyHandler = std::function<void(QNetworkReply &, AnswerEnd)>;

/// Sends requests, several at once. It outlives them.
class HttpClient
{
public:
    /// `time` outlives it.
    explicit HttpClient(TimeSource &time)
        : m_time(time)
    {
    }

    /// `method`: GET, or one with a body. `request` is for that endpoint, whose proxy it goes
    /// through.
    std::unique_ptr<Request> send(const Endpoint &endpoint, const QByteArray &method,
                                  const QNetworkRequest &request, const QByteArray &body,
                                  const AnswerLimits &limits, ReplyHandler handler);

private:
    bool isIdle() const;

    TimeSource &m_time;
    QNetworkAccessManager m_network;
    /// A request ran out of time. Where a server goes away in the midst of requests, Qt 6.4 may
    /// keep connections that it neither uses nor opens again, and all that follows waits in vain:
    /// so the next one that is alone begins with none. Those beside it would be cut off for good.
    bool m_isSilent = false;
};

} // namespace timesheet
