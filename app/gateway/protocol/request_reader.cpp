#include "gateway/protocol/request_reader.h"

#include <boost/beast/http/rfc7230.hpp>

#include <QByteArrayList>

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

namespace beast = boost::beast;
namespace http = boost::beast::http;

namespace {

QByteArray toBytes(beast::string_view text)
{
    return {text.data(), static_cast<qsizetype>(text.size())};
}

beast::string_view toBeast(std::string_view text)
{
    return {text.data(), text.size()};
}

bool names(const QByteArray &list, std::string_view token)
{
    const beast::string_view text(list.constData(), static_cast<std::size_t>(list.size()));
    return http::token_list{text}.exists(toBeast(token));
}

constexpr std::size_t shortestLastChunk = std::string_view("0\r\n\r\n").size();

bool hasFoldedLine(std::string_view lines)
{
    return lines.find("\r\n ") != std::string_view::npos ||
           lines.find("\r\n\t") != std::string_view::npos;
}

} // namespace

RequestReader::RequestReader(std::size_t maxBody)
{
    m_parser.header_limit(maxHeadBytes);
    limitBody(maxBody);
}

void RequestReader::limitBody(std::size_t bytes)
{
    m_parser.body_limit(bytes);
    m_maxBody = bytes + maxFramingBytes;
}

tl::expected<std::size_t, HttpAnswer> RequestReader::read(std::string_view bytes)
{
    const bool isOfHead = !hasHead();
    std::size_t taken = 0;
    bool needsMore = false;
    while (!needsMore && taken < bytes.size() && !isDone() && hasHead() != isOfHead) {
        const std::string_view rest = bytes.substr(taken);
        // Beast asserts as much of the last chunk, and a client may have it come byte by byte.
        needsMore = !isOfHead && m_parser.chunked() && rest.size() < shortestLastChunk;
        if (needsMore)
            break;
        boost::system::error_code error;
        // Beast hands over one piece at a time: the head, a chunk's size, or the last chunk with
        // the trailers.
        const std::size_t count =
            m_parser.put(beast::net::const_buffer(rest.data(), rest.size()), error);
        needsMore = error == http::error::need_more;
        if (error && !needsMore)
            return tl::unexpected(faultOf(error));
        const bool areLines = isOfHead || (isDone() && m_parser.chunked());
        if (areLines && hasFoldedLine(rest.substr(0, count)))
            return tl::unexpected(problem(400, u"A field must be on one line."_s));
        taken += count;
    }
    const bool isThrough = isOfHead ? hasHead() : isDone();
    const std::size_t unread = isThrough ? 0 : bytes.size() - taken;
    // Beast's own limits hold for what it is given at a time, and for what chunks carry.
    (isOfHead ? m_head : m_body) += taken;
    if (isOfHead && m_head + unread > maxHeadBytes)
        return tl::unexpected(faultOf(http::error::header_limit));
    if (!isOfHead && m_body + unread > m_maxBody)
        return tl::unexpected(faultOf(http::error::body_limit));
    return taken;
}

QByteArray RequestReader::method() const
{
    return toBytes(m_parser.get().method_string());
}

std::optional<RequestTarget> RequestReader::target() const
{
    const auto target = m_parser.get().target();
    return RequestTarget::parse({target.data(), target.size()});
}

bool RequestReader::has(std::string_view name) const
{
    return m_parser.get().count(toBeast(name)) > 0;
}

QByteArray RequestReader::field(std::string_view name) const
{
    QByteArrayList lines;
    const auto [first, last] = m_parser.get().equal_range(toBeast(name));
    for (auto line = first; line != last; ++line)
        lines.append(toBytes(line->value()));
    return lines.join(',');
}

bool RequestReader::wantsWebSocket() const
{
    return m_parser.get().method() == http::verb::get && names(field("Connection"), "upgrade") &&
           names(field("Upgrade"), "websocket");
}

std::size_t RequestReader::announcedBody() const
{
    return m_parser.content_length().value_or(0);
}

QByteArrayView RequestReader::body() const
{
    const std::string &body = m_parser.get().body();
    return {body.data(), static_cast<qsizetype>(body.size())};
}

} // namespace timesheet::gateway
