#pragma once

#include "connection/endpoint.h"
#include "domain/credentials.h"

#include <QDateTime>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QUrlQuery>

#include <chrono>
#include <optional>

namespace timesheet {

/// What an answer over HTTP means for the client.
enum class HttpVerdict {
    Good,         ///< 2xx
    Unauthorized, ///< 401 or 403: the token is of no use
    Unsupported,  ///< the server does not offer this, and will not when asked again
    Busy,         ///< 429 or 503: less often
    Failed,       ///< anything else, also no answer at all: worth another try
};

HttpVerdict verdictOf(const QNetworkReply &reply);

/// A few technical words about an answer that is not Good.
QString describeFailure(const QNetworkReply &reply);

/// How long the server wants to be left alone: Retry-After in seconds (RFC 9110, 10.2.3), at most
/// an hour is believed. 0 where it does not say.
std::chrono::milliseconds retryAfter(const QNetworkReply &reply);

/// The server's clock (`Date`, RFC 9110, 6.6.1); nothing where it does not say.
std::optional<QDateTime> serverTime(const QNetworkReply &reply);

/// A value as it may stand in a query.
QString encodedQueryValue(const QString &value);

/// A request with the token in its header. It follows no redirect, which would carry the token to
/// another host, and ends after `timeout` without progress.
QNetworkRequest authorizedRequest(const Endpoint &endpoint, const QString &path,
                                  const QUrlQuery &query, const Token &token,
                                  std::chrono::milliseconds timeout);

} // namespace timesheet
