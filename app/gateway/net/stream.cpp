#include "gateway/net/stream.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <sys/socket.h>

#include <algorithm>
#include <limits>

namespace timesheet::gateway {

Stream::Stream(Socket socket, SSL_CTX *tls)
    : m_socket(std::move(socket))
{
    ErrorCode ignored; // what is wrong with a socket shows when it is used
    m_socket.non_blocking(true, ignored);
    if (tls == nullptr)
        return;
    m_ssl.reset(SSL_new(tls));
    if (!m_ssl || SSL_set_fd(m_ssl.get(), m_socket.native_handle()) != 1) {
        close();
        return;
    }
    SSL_set_accept_state(m_ssl.get());
}

Stream::~Stream() = default;

Stream::Stream(Stream &&) noexcept = default;

void Stream::FreeSsl::operator()(SSL *ssl) const
{
    SSL_free(ssl);
}

std::size_t Stream::readSome(char *data, std::size_t size, ErrorCode &error)
{
    if (!m_ssl)
        return m_socket.read_some(asio::buffer(data, size), error);
    std::size_t count = 0;
    ERR_clear_error();
    const int result = SSL_read_ex(m_ssl.get(), data, size, &count);
    m_readWants = asio::socket_base::wait_read;
    error = result == 1 ? ErrorCode() : tlsError(result, m_readWants);
    return count;
}

std::size_t Stream::writeSome(std::span<const asio::const_buffer> buffers, ErrorCode &error)
{
    if (!m_ssl) {
        // One buffer, which most deliveries are, is a send() and not a sendmsg().
        return buffers.size() == 1 ? m_socket.write_some(buffers.front(), error)
                                   : m_socket.write_some(buffers, error);
    }
    std::size_t written = 0;
    m_writeWants = asio::socket_base::wait_write;
    for (const asio::const_buffer &buffer : buffers) {
        std::size_t done = 0;
        while (done < buffer.size()) {
            std::size_t count = 0;
            ERR_clear_error();
            const int result =
                SSL_write_ex(m_ssl.get(), static_cast<const char *>(buffer.data()) + done,
                             buffer.size() - done, &count);
            if (result != 1) {
                error = tlsError(result, m_writeWants);
                if (written > 0 && error == asio::error::would_block)
                    error.clear();
                return written;
            }
            done += count;
            written += count;
        }
    }
    return written;
}

bool Stream::isHungUp()
{
    if (hasPending())
        return false;
    char byte = 0;
    ErrorCode error;
    const std::size_t count =
        m_socket.receive(asio::buffer(&byte, 1), asio::socket_base::message_peek, error);
    return count == 0 && error != asio::error::would_block;
}

void Stream::shutdownSend()
{
    if (m_ssl)
        SSL_shutdown(m_ssl.get());
    ErrorCode ignored;
    m_socket.shutdown(asio::socket_base::shutdown_send, ignored);
}

void Stream::dropUnsent()
{
    ErrorCode ignored;
    m_socket.set_option(asio::socket_base::linger(true, 0), ignored);
}

void Stream::close()
{
    if (m_ssl && m_socket.is_open() && SSL_is_init_finished(m_ssl.get()) == 1)
        SSL_shutdown(m_ssl.get());
    ErrorCode ignored;
    m_socket.close(ignored);
}

bool Stream::hasPending() const
{
    // Not SSL_has_pending(): half a record is no reason to read again.
    return m_ssl && SSL_pending(m_ssl.get()) > 0;
}

ErrorCode Stream::tlsError(int result, asio::socket_base::wait_type &wants)
{
    switch (SSL_get_error(m_ssl.get(), result)) {
    case SSL_ERROR_WANT_READ:
        wants = asio::socket_base::wait_read;
        return asio::error::would_block;
    case SSL_ERROR_WANT_WRITE:
        wants = asio::socket_base::wait_write;
        return asio::error::would_block;
    case SSL_ERROR_ZERO_RETURN:
        return asio::error::eof;
    default:
        return asio::error::connection_reset;
    }
}

} // namespace timesheet::gateway
