#pragma once

#include <QByteArray>

#include <functional>
#include <utility>
#include <vector>

namespace timesheet::gateway {

/// What a request is answered with.
struct HttpAnswer {
    int status = 200;
    QByteArray contentType; ///< empty: no body
    QByteArray body;
    std::vector<std::pair<QByteArray, QByteArray>> headers; ///< besides the usual ones
};

/// To be called once, on the I/O loop.
using Responder = std::function<void(HttpAnswer)>;

HttpAnswer jsonAnswer(int status, const QByteArray &body);

/// An error as RFC 9457 describes it: `application/problem+json` with `type`, `title`, `status`
/// and `detail`, a sentence for the developer at the other end.
HttpAnswer problem(int status, const QString &detail);

/// 401 with the challenge that RFC 6750 wants.
HttpAnswer unauthorized();

/// 429 with Retry-After (RFC 6585, section 4).
HttpAnswer tooManyConnections();

/// 503 with Retry-After: the storage.
HttpAnswer unavailable();

/// 503 with Retry-After: too many large bodies of that tenant wait to be read.
HttpAnswer tooBusy();

/// 503 with Retry-After: too much waits to be read by that user or tenant, or by all.
HttpAnswer tooMuchBuffered();

} // namespace timesheet::gateway
