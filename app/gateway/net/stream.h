#pragma once

#include "gateway/net/asio.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/compose.hpp>
#include <boost/asio/post.hpp>

#include <memory>
#include <span>

using SSL = struct ssl_st;
using SSL_CTX = struct ssl_ctx_st;

namespace timesheet::gateway {

/// Allocates memory of exactly the size that is asked for. Asio's own allocator would reuse a block
/// of an operation before: a wait for bytes, which may take days, would hold ten times what it
/// needs.
template <class T>
struct ExactAllocator {
    using value_type = T;

    ExactAllocator() = default;
    template <class Other>
    explicit ExactAllocator(const ExactAllocator<Other> & /*other*/)
    {
    }

    T *allocate(std::size_t count) { return std::allocator<T>().allocate(count); }
    void deallocate(T *memory, std::size_t count) { std::allocator<T>().deallocate(memory, count); }

    friend bool operator==(const ExactAllocator &, const ExactAllocator &) = default;
};

/// One connection's bytes, in the clear or through TLS. Never blocks, and holds no buffer of its
/// own while nothing happens: OpenSSL works on the socket itself and gives its buffers back.
/// The handshake is part of the first read. An AsyncReadStream and AsyncWriteStream, as Beast
/// wants them.
class Stream
{
public:
    using Socket = asio::basic_stream_socket<tcp, asio::io_context::executor_type>;
    using executor_type = Socket::executor_type;

    /// `tls`: null for a connection in the clear.
    Stream(Socket socket, SSL_CTX *tls);
    ~Stream();
    Stream(Stream &&) noexcept;
    Stream(const Stream &) = delete;
    Stream &operator=(const Stream &) = delete;
    Stream &operator=(Stream &&) = delete;

    executor_type get_executor() { return m_socket.get_executor(); }
    bool isOpen() const { return m_socket.is_open(); }

    /// What there is, up to `size` bytes. Errors: would_block, eof, or what the system says.
    std::size_t readSome(char *data, std::size_t size, ErrorCode &error);

    /// As much as goes, from the first of them on. Errors: would_block, or what the system says.
    std::size_t writeSome(std::span<const asio::const_buffer> buffers, ErrorCode &error);

    /// Calls back when a read, or a write, that would block is worth another try.
    template <class Handler>
    void waitToRead(Handler &&handler)
    {
        if (hasPending())
            asio::post(m_socket.get_executor(), [handler = std::forward<Handler>(
                                                     handler)]() mutable { handler(ErrorCode()); });
        else
            m_socket.async_wait(m_readWants,
                                Waiting<std::decay_t<Handler>>{std::forward<Handler>(handler)});
    }
    template <class Handler>
    void waitToWrite(Handler &&handler)
    {
        m_socket.async_wait(m_writeWants, std::forward<Handler>(handler));
    }

    /// Whether the peer has ended its side, seen without taking anything.
    bool isHungUp();

    /// Ends our side of the connection: the peer finds the end of what it can read.
    void shutdownSend();
    /// From now on close() resets the connection: the kernel throws away what it still has for the
    /// peer, which may be megabytes where the peer does not read.
    void dropUnsent();
    void close();

    template <class Buffers, class Token>
    auto async_read_some(const Buffers &buffers, Token &&token) // NOLINT: the concept's name
    {
        const asio::mutable_buffer first = *asio::buffer_sequence_begin(buffers);
        return asio::async_compose<Token, void(ErrorCode, std::size_t)>(ReadOp{*this, first}, token,
                                                                        m_socket);
    }
    template <class Buffers, class Token>
    auto async_write_some(const Buffers &buffers, Token &&token) // NOLINT: the concept's name
    {
        WriteOp operation{*this, {}, 0};
        for (auto it = asio::buffer_sequence_begin(buffers);
             it != asio::buffer_sequence_end(buffers) && operation.count < operation.buffers.size();
             ++it)
            operation.buffers.at(operation.count++) = *it;
        return asio::async_compose<Token, void(ErrorCode, std::size_t)>(operation, token, m_socket);
    }

private:
    template <class Handler>
    struct Waiting {
        using allocator_type = ExactAllocator<void>;

        Handler handler;

        static allocator_type get_allocator() // NOLINT: the name that Asio looks for
        {
            return {};
        }
        void operator()(ErrorCode error) { handler(error); }
    };

    struct FreeSsl {
        void operator()(SSL *ssl) const;
    };

    struct ReadOp {
        Stream &stream;
        asio::mutable_buffer buffer;
        bool hasWaited = false;

        template <class Self>
        void operator()(Self &self, ErrorCode waited = {})
        {
            ErrorCode error = waited;
            std::size_t count = 0;
            if (!error && (hasWaited || stream.hasPending()))
                count = stream.readSome(static_cast<char *>(buffer.data()), buffer.size(), error);
            if (error == asio::error::would_block || (!hasWaited && !error && count == 0)) {
                hasWaited = true;
                stream.waitToRead(std::move(self));
                return;
            }
            complete(self, error, count, hasWaited, stream);
        }
    };

    struct WriteOp {
        Stream &stream;
        std::array<asio::const_buffer, 16> buffers;
        std::size_t count = 0;
        bool hasWaited = false;

        template <class Self>
        void operator()(Self &self, ErrorCode waited = {})
        {
            ErrorCode error = waited;
            std::size_t written = 0;
            if (!error)
                written = stream.writeSome(std::span(buffers).first(count), error);
            if (error == asio::error::would_block) {
                hasWaited = true;
                stream.waitToWrite(std::move(self));
                return;
            }
            complete(self, error, written, hasWaited, stream);
        }
    };

    /// An operation never calls back before its starter has returned.
    template <class Self>
    static void complete(Self &self, ErrorCode error, std::size_t count, bool hasWaited,
                         Stream &stream)
    {
        if (hasWaited) {
            self.complete(error, count);
            return;
        }
        asio::post(stream.get_executor(), [self = std::move(self), error, count]() mutable {
            self.complete(error, count);
        });
    }

    bool hasPending() const;
    ErrorCode tlsError(int result, asio::socket_base::wait_type &wants);

    Socket m_socket;
    std::unique_ptr<SSL, FreeSsl> m_ssl;
    asio::socket_base::wait_type m_readWants = asio::socket_base::wait_read;
    asio::socket_base::wait_type m_writeWants = asio::socket_base::wait_write;
};

} // namespace timesheet::gateway
