#include "gateway/listener.h"

#include "gateway/http_session.h"
#include "gateway/log_line.h"

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

namespace {

/// How long to leave the door shut where accepting fails, as without free descriptors.
constexpr std::chrono::milliseconds acceptPause{100};

} // namespace

Listener::Listener(Services &services)
    : m_services(services)
    , m_acceptor(services.io)
    , m_pause(services.io)
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
    accept();
}

void Listener::stop()
{
    ErrorCode ignored;
    m_acceptor.close(ignored);
    m_pause.cancel();
}

void Listener::accept()
{
    m_acceptor.async_accept([this](ErrorCode error, tcp::socket socket) {
        if (!m_acceptor.is_open())
            return;
        if (error) {
            qCWarning(lcGateway).noquote() << logLine(
                u"accept_failed"_s, {{"detail", QString::fromStdString(error.message())}});
            pause();
            return;
        }
        ErrorCode ignored;
        socket.set_option(tcp::no_delay(true), ignored);
        std::make_shared<HttpSession>(std::move(socket), m_services)->start();
        accept();
    });
}

void Listener::pause()
{
    m_pause.expires_after(acceptPause);
    m_pause.async_wait([this](ErrorCode error) {
        if (!error)
            accept();
    });
}

} // namespace timesheet::gateway
