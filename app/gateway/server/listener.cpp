#include "gateway/server/listener.h"

#include "gateway/monitoring/log_line.h"
#include "gateway/protocol/http_response.h"

#include <netinet/tcp.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <system_error>

#include <unistd.h>

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

namespace {

/// How long to accept nobody after accepting has failed, as it does without free descriptors.
constexpr std::chrono::milliseconds acceptPause{100};

/// What the kernel keeps at most of what a client does not take, and of what it says before that is
/// read; Linux doubles it for its own needs. It would let both grow to megabytes for each, which no
/// budget of ours counts.
constexpr int kernelBuffer = 64 * 1024;

/// How much of what a refused client has said already is taken off its socket.
constexpr std::size_t mostThrownAway = 4096;

} // namespace

Listener::Listener(asio::io_context &io, std::vector<std::unique_ptr<Loop>> &loops, Shared &shared,
                   Transport transport)
    : m_loops(loops)
    , m_shared(shared)
    , m_transport(transport)
    , m_acceptor(io)
    , m_pause(io)
{
}

tl::expected<void, ErrorCode> Listener::open(const tcp::endpoint &address)
{
    ErrorCode error;
    m_acceptor.open(address.protocol(), error);
    if (!error)
        m_acceptor.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) // for all that it accepts
        m_acceptor.set_option(asio::socket_base::send_buffer_size(kernelBuffer), error);
    if (!error)
        m_acceptor.set_option(asio::socket_base::receive_buffer_size(kernelBuffer), error);
    if (!error)
        m_acceptor.bind(address, error);
    if (!error)
        m_acceptor.listen(asio::socket_base::max_listen_connections, error);
    if (!error)
        m_acceptor.native_non_blocking(true, error);
    if (error)
        return tl::unexpected(error);
    return {};
}

tcp::endpoint Listener::address() const
{
    ErrorCode ignored;
    return m_acceptor.local_endpoint(ignored);
}

void Listener::start()
{
    wait();
}

void Listener::stop()
{
    ErrorCode ignored;
    m_acceptor.close(ignored);
    m_pause.cancel();
}

void Listener::wait()
{
    m_acceptor.async_wait(tcp::acceptor::wait_read, [this](ErrorCode error) {
        if (!error && m_acceptor.is_open())
            acceptAll();
    });
}

/// Not by Asio's accept, which would bind the socket to this loop.
void Listener::acceptAll()
{
    for (;;) {
        tcp::endpoint peer;
        auto size = static_cast<socklen_t>(peer.capacity());
        const int socket =
            ::accept4(m_acceptor.native_handle(), peer.data(), &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (socket >= 0) {
            peer.resize(size);
            take(socket, peer);
        } else if (errno == EAGAIN) {
            wait();
            return;
        } else if (errno != ECONNABORTED && errno != EINTR) {
            const auto error = std::generic_category().message(errno);
            qCWarning(gatewayLog).noquote()
                << logLine(u"accept_failed"_s, {{"detail", QString::fromStdString(error)}});
            pause();
            return;
        }
    }
}

void Listener::take(int socket, const tcp::endpoint &peer)
{
    Admission::Ticket ticket;
    // A proxy that we trust speaks for many: its clients' requests are counted, by HttpSession.
    if (!m_shared.access.trustedProxies.contains(peer.address())) {
        ticket = m_shared.addresses.admit(addressGroup(peer.address()));
        if (!ticket) {
            refuse(socket);
            return;
        }
    }
    const int on = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    m_loops.at(m_next)->adopt(socket, peer, std::move(ticket));
    m_next = (m_next + 1) % m_loops.size();
}

/// Says why, where that goes at once, and waits for nothing: who may not come in holds nothing.
void Listener::refuse(int socket)
{
    m_shared.metrics.dropped(Drop::AddressLimit);
    if (m_transport == Transport::Clear) {
        const HttpAnswer answer = tooManyConnections();
        const QByteArray text =
            headOf(answer, QDateTime::currentDateTimeUtc(), Persistence::Close) + answer.body;
        ::send(socket, text.constData(), static_cast<std::size_t>(text.size()),
               MSG_NOSIGNAL | MSG_DONTWAIT);
        ::shutdown(socket, SHUT_WR);
        // A socket that is closed while it has bytes to read resets the connection, and the client
        // may never see the answer.
        std::array<char, mostThrownAway> ignored{};
        static_cast<void>(::recv(socket, ignored.data(), ignored.size(), MSG_DONTWAIT));
    }
    ::close(socket);
}

void Listener::pause()
{
    m_pause.expires_after(acceptPause);
    m_pause.async_wait([this](ErrorCode error) {
        if (!error)
            acceptAll();
    });
}

} // namespace timesheet::gateway
