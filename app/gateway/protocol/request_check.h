#pragma once

#include "gateway/protocol/http_answer.h"

#include <boost/beast/http/message.hpp>

#include <optional>

namespace timesheet::gateway {

/// The answer to a request whose head has a fault that Beast, the parser, lets pass; nothing where
/// it has none. A head that leaves open where its request ends, or which host it is for, is
/// refused: attackers use that another server on the way reads it differently (RFC 9112,
/// sections 3.2, 6.1 and 6.3). So is one with two of what there may be one of, where we would
/// believe the first and another server the last.
std::optional<HttpAnswer> findFault(const boost::beast::http::request_header<> &head);

/// The answer to bytes that Beast could not read as a request.
HttpAnswer faultOf(boost::system::error_code parseError);

} // namespace timesheet::gateway
