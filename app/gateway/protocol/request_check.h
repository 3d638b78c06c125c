#pragma once

#include "gateway/protocol/http_answer.h"

#include <boost/beast/http/message.hpp>

#include <optional>

namespace timesheet::gateway {

/// The answer to a request whose head has a fault that Beast, the parser, lets pass; nothing where
/// it has none. A head that leaves open where its request ends, or which host it is for, is
/// refused: attackers use that another server on the way reads it differently (RFC 9112,
/// sections 3.2, 6.1 and 6.3).
std::optional<HttpAnswer> findFault(const boost::beast::http::request_header<> &head);

/// The answer to bytes that Beast could not read as a request; nothing where the error is none of
/// the bytes': the connection has ended, and nobody is there to be answered.
std::optional<HttpAnswer> faultOf(boost::system::error_code readError);

} // namespace timesheet::gateway
