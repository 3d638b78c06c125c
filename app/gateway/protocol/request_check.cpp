#include "gateway/protocol/request_check.h"

#include <boost/beast/http/error.hpp>

#include <QString>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

namespace beast = boost::beast;
namespace http = boost::beast::http;

namespace {

/// Whether a text has nothing but digits; an empty one has. Beast also accepts "5, 5", which
/// RFC 9110, section 8.6, lets a server read as one number.
bool isNumber(beast::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

} // namespace

std::optional<HttpAnswer> findFault(const http::request_header<> &head)
{
    const auto count = [&head](http::field field) { return head.count(field); };
    if (head.version() != 11)
        return problem(505, u"Use HTTP/1.1."_s);
    if (count(http::field::host) != 1)
        return problem(400, u"There must be one Host header."_s);
    if (count(http::field::transfer_encoding) > 0 && count(http::field::content_length) > 0)
        return problem(400, u"Content-Length beside Transfer-Encoding."_s);
    if (count(http::field::transfer_encoding) > 1 ||
        (count(http::field::transfer_encoding) == 1 &&
         !beast::iequals(head[http::field::transfer_encoding], "chunked")))
        return problem(501, u"The only transfer coding is \"chunked\"."_s);
    if (count(http::field::content_length) > 1 || !isNumber(head[http::field::content_length]))
        return problem(400, u"Content-Length must be one number."_s);
    for (const http::field field :
         {http::field::authorization, http::field::origin, http::field::sec_websocket_key,
          http::field::sec_websocket_version}) {
        if (count(field) > 1)
            return problem(400, u"A field that must come once came twice."_s);
    }
    return std::nullopt;
}

HttpAnswer faultOf(boost::system::error_code parseError)
{
    if (parseError == http::error::header_limit)
        return problem(431, u"The head is too large."_s);
    if (parseError == http::error::body_limit)
        return problem(413, u"The body is too large."_s);
    return problem(400, u"This is not HTTP/1.1."_s);
}

} // namespace timesheet::gateway
