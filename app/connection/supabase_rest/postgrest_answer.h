#pragma once

#include "connection/backend.h"
#include "connection/web/http_request.h"

#include <QByteArray>
#include <QNetworkReply>

#include <tl/expected.hpp>

namespace timesheet {

/// The body of a finished answer of PostgREST, or why there is none, by status and by the code in
/// the body (https://postgrest.org/en/stable/references/errors.html). Only PGRST301 and PGRST303
/// are about the token; what stands in front of PostgREST judges the project's key.
tl::expected<QByteArray, RequestFailure> postgrestBodyOf(QNetworkReply &reply);

/// The same of a failure that is known by its status alone, `body` being what the server said.
RequestFailure postgrestFailure(const RequestFailure &failure, int status, QByteArrayView body);

/// A finished answer of PostgREST.
struct PostgrestAnswer {
    tl::expected<QByteArray, RequestFailure> body;
    QString code; ///< of a failure: PostgREST's own, or an SQLSTATE; empty where it said none
    std::optional<QDateTime> serverTime; ///< UTC by the server's clock, where it says that
    AnswerEnd end = AnswerEnd::ByItself;
};

PostgrestAnswer postgrestAnswerOf(QNetworkReply &reply, AnswerEnd end);

} // namespace timesheet
