#pragma once

#include "connection/backend.h"

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

} // namespace timesheet
