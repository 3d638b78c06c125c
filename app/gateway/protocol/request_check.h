#pragma once

#include "gateway/protocol/http_answer.h"

#include <boost/beast/http/message.hpp>

#include <optional>

namespace timesheet::gateway {

/// What a request's head gets wrong that Beast lets pass, as the answer to it. What is ambiguous
/// about where a request ends, or whom it is for, is an attack (RFC 9112, sections 3.2, 6.1, 6.3).
std::optional<HttpAnswer> findFault(const boost::beast::http::request_header<> &head);

/// The answer to bytes that Beast could not read as a request; nothing where the error is none of
/// the bytes': the connection has ended, and nobody is there to be answered.
std::optional<HttpAnswer> faultOf(boost::system::error_code readError);

} // namespace timesheet::gateway
