#include "gateway/server/listener.h"

#include "gateway/monitoring/log_line.h"

#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cerrno>
#include <system_error>

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

namespace {

/// How long to accept nobody after accepting has failed, as it does without free descriptors.
constexpr std::chrono::milliseconds acceptPause{100};

} // namespace

Listener::Listener(asio::io_context &io, std::vector<std::unique_ptr<Loop>> &loops)
    : m_loops(loops)
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
            const int on = 1;
            ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
            m_loops.at(m_next)->adopt(socket, peer);
            m_next = (m_next + 1) % m_loops.size();
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

void Listener::pause()
{
    m_pause.expires_after(acceptPause);
    m_pause.async_wait([this](ErrorCode error) {
        if (!error)
            acceptAll();
    });
}

} // namespace timesheet::gateway
