#include "gateway/commands/http_client.h"

#include "gateway/net/asio.h"

#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

namespace {

namespace beast = boost::beast;
namespace http = boost::beast::http;
namespace ssl = boost::asio::ssl;

constexpr std::chrono::seconds requestTimeout{30};
constexpr std::uint64_t maxReplyBytes = std::uint64_t{8} * 1024 * 1024;

using Request = http::request<http::string_body>;
using Reply = http::response_parser<http::string_body>;

/// Runs the loop until one operation is done; throws its error.
template <class Start>
auto await(asio::io_context &io, Start start)
{
    auto result = start(asio::use_future);
    io.restart();
    io.run();
    return result.get();
}

Request makeRequest(const QUrl &url, const Token &token, const QByteArray &body)
{
    Request request(http::verb::post, url.path(QUrl::FullyEncoded).toStdString(), 11);
    request.set(http::field::host, url.authority(QUrl::FullyEncoded).toStdString());
    request.set(http::field::authorization, "Bearer " + token.bytes().toStdString());
    request.set(http::field::content_type, "application/json");
    request.set(http::field::user_agent, "timesheet-gateway/" TIMESHEET_VERSION);
    request.keep_alive(false);
    request.body() = body.toStdString();
    request.prepare_payload();
    return request;
}

template <class Stream>
HttpReply exchange(asio::io_context &io, Stream &stream, const Request &request)
{
    await(io, [&](auto done) { return http::async_write(stream, request, done); });
    beast::flat_buffer buffer;
    Reply reply;
    reply.body_limit(maxReplyBytes);
    await(io, [&](auto done) { return http::async_read(stream, buffer, reply, done); });
    return {static_cast<int>(reply.get().result_int()),
            QByteArray::fromStdString(reply.get().body())};
}

void connect(asio::io_context &io, beast::tcp_stream &stream, const QUrl &url)
{
    const bool isSecure = url.scheme() == u"https";
    const std::string host = url.host(QUrl::FullyEncoded).toStdString();
    const std::string port = std::to_string(url.port(isSecure ? 443 : 80));
    tcp::resolver resolver(io);
    const auto addresses = resolver.resolve(host, port);
    stream.expires_after(requestTimeout);
    await(io, [&](auto done) { return stream.async_connect(addresses, done); });
}

HttpReply postSecurely(asio::io_context &io, const QUrl &url, const Request &request)
{
    ssl::context context(ssl::context::tls_client);
    context.set_default_verify_paths();
    context.set_verify_mode(ssl::verify_peer);
    beast::ssl_stream<beast::tcp_stream> stream(io, context);
    const std::string host = url.host(QUrl::FullyEncoded).toStdString();
    stream.set_verify_callback(ssl::host_name_verification(host));
    if (SSL_ctrl(stream.native_handle(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
                 const_cast<char *>(host.c_str())) != 1)
        throw boost::system::system_error(asio::error::invalid_argument);
    connect(io, stream.next_layer(), url);
    await(io, [&](auto done) { return stream.async_handshake(ssl::stream_base::client, done); });
    return exchange(io, stream, request);
}

} // namespace

tl::expected<HttpReply, QString> postJson(const QUrl &url, const Token &token,
                                          const QByteArray &body)
{
    try {
        asio::io_context io;
        const Request request = makeRequest(url, token, body);
        if (url.scheme() == u"https")
            return postSecurely(io, url, request);
        beast::tcp_stream stream(io);
        connect(io, stream, url);
        return exchange(io, stream, request);
    } catch (const boost::system::system_error &error) {
        return tl::unexpected(QString::fromStdString(error.code().message()));
    }
}

} // namespace timesheet::gateway
