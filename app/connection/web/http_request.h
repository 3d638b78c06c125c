#pragma once

#include "connection/backend.h"
#include "connection/endpoint.h"
#include "domain/credentials.h"

#include <QDateTime>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QUrlQuery>

#include <tl/expected.hpp>

#include <chrono>
#include <optional>

namespace timesheet {

/// Who answers requests, as far as that is known.
enum class Answerer {
    Anybody, ///< a server that has never said who it is, or something in front of it
    Gateway, ///< one that has said hello to this very token
};

/// The status of an answer (RFC 9110, section 15); 0 where there is none.
int statusOf(const QNetworkReply &reply);

/// The body of a finished answer. Of the failures, Busy is 429 or 503 with its Retry-After. Only a
/// gateway's 401 says something of the token.
tl::expected<QByteArray, RequestFailure> bodyOf(QNetworkReply &reply, Answerer answerer);

/// The time that a Retry-After asks for in seconds (RFC 9110, 10.2.3), of which at most an hour is
/// believed; 0 where it is no such number.
std::chrono::milliseconds retryAfterIn(QByteArrayView value);

/// The server's clock (`Date`, RFC 9110, 6.6.1); nothing where it does not say.
std::optional<QDateTime> serverTime(const QNetworkReply &reply);

/// How an answer ended.
enum class AnswerEnd {
    ByItself, ///< or by its time
    TooLarge,
};

/// A value as it may stand in a query.
QString encodedQueryValue(const QString &value);

/// A request that follows no redirect, which would carry its secrets to another host, and ends
/// after `timeout` without progress.
QNetworkRequest plainRequest(const Endpoint &endpoint, const QString &path, const QUrlQuery &query,
                             std::chrono::milliseconds timeout);

/// The same with the token in its header.
QNetworkRequest authorizedRequest(const Endpoint &endpoint, const QString &path,
                                  const QUrlQuery &query, const Token &token,
                                  std::chrono::milliseconds timeout);

} // namespace timesheet
