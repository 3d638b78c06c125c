#pragma once

#include "gateway/protocol/http_answer.h"

#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

#include <QDateTime>

namespace timesheet::gateway {

using HttpResponse = boost::beast::http::response<boost::beast::http::string_body>;

/// An answer given `now` as it goes out, with the headers that all answers have. Whether the
/// connection stays is left to say.
HttpResponse toResponse(const HttpAnswer &answer, const QDateTime &now);

} // namespace timesheet::gateway
