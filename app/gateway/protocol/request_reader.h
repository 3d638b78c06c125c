#pragma once

#include "gateway/protocol/request_check.h"
#include "gateway/protocol/request_target.h"
#include "wire/limits.h"

#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <tl/expected.hpp>

#include <optional>
#include <string_view>

namespace timesheet::gateway {

/// Room for the longest token and the usual fields.
inline constexpr std::size_t maxHeadBytes = std::size_t{2} * wire::maxTokenBytes;

/// What chunked coding may add to a body: sizes, extensions and trailers.
inline constexpr std::size_t maxFramingBytes = std::size_t{16} * 1024;

/// Reads one request from its bytes as they come: its head, then its body. Beast parses; what it
/// lets pass and RFC 9112 does not is refused here: folded lines (section 5.2), also in trailers; a
/// head without end that comes line by line, and framing without end around a small body. After a
/// problem it is of no more use.
class RequestReader
{
public:
    explicit RequestReader(std::size_t maxBody);

    /// The most that the body may hold, where its path allows less than the constructor did.
    void limitBody(std::size_t bytes);

    /// Takes from the front of what has come, up to the end of the head, and then up to the end of
    /// the body; the next call is to begin with what was left. Returns how much was taken.
    /// Errors: the answer to what is no request, or too large for one.
    tl::expected<std::size_t, HttpAnswer> read(std::string_view bytes);

    bool hasHead() const { return m_parser.is_header_done(); }
    bool isDone() const { return m_parser.is_done(); }

    // Of the head, which must be here.

    QByteArray method() const;
    std::optional<RequestTarget> target() const; ///< nothing where it is no path
    bool has(std::string_view name) const;
    /// The values of all fields of that name, as one list (RFC 9110, section 5.3); empty where
    /// there is none.
    QByteArray field(std::string_view name) const;
    bool wantsWebSocket() const;
    /// The answer to a head with a fault; nothing where it has none.
    std::optional<HttpAnswer> fault() const { return findFault(m_parser.get()); }
    /// The size of the body, where the head says it; else 0.
    std::size_t announcedBody() const;
    /// Whether the client may send another request.
    bool keepsAlive() const { return m_parser.keep_alive(); }

    /// As far as it is here.
    QByteArrayView body() const;

private:
    boost::beast::http::request_parser<boost::beast::http::string_body> m_parser;
    std::size_t m_maxBody = 0; ///< with its framing
    std::size_t m_head = 0;    ///< bytes that were taken
    std::size_t m_body = 0;    ///< the same, with its framing
};

} // namespace timesheet::gateway
