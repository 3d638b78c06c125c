#include "gateway/server/loop.h"

#include "gateway/sessions/http_session.h"

#include <boost/asio/post.hpp>

#include <unistd.h>

namespace timesheet::gateway {

Loop::Loop(Shared &shared, StorageThread &storage, Keys keys,
           PresenceRoster::StepHandler onPresence)
    : m_io(BOOST_ASIO_CONCURRENCY_HINT_UNSAFE_IO)
    , m_work(m_io.get_executor())
    , m_keys(std::move(keys))
    , m_doorkeeper(m_keys.authenticator, shared.metrics)
    , m_storage(m_io, storage)
    , m_fanOut([this](const TenantId &tenant, bool isWanted) {
        if (isWanted)
            m_storage.follow(tenant);
        else
            m_storage.unfollow(tenant);
    })
    , m_presence(std::move(onPresence))
    , m_sessions(m_io, shared.random)
    , m_flushes(m_io)
    , m_services{m_io,       shared,     m_doorkeeper, m_storage,   m_fanOut,
                 m_presence, m_sessions, m_flushes,    m_readBuffer}
{
}

void Loop::run()
{
    m_sessions.startTicking();
    m_io.run();
}

void Loop::adopt(int socket, const tcp::endpoint &peer, Admission::Ticket ticket)
{
    asio::post(m_io, [this, socket, peer, ticket = std::move(ticket)]() mutable {
        Stream::Socket adopted(m_io);
        ErrorCode error;
        adopted.assign(peer.protocol(), socket, error);
        if (error) {
            ::close(socket);
            return;
        }
        std::make_shared<HttpSession>(Stream(std::move(adopted), m_keys.tls.get()), peer.address(),
                                      std::move(ticket), m_services)
            ->start();
    });
}

void Loop::publish(const std::shared_ptr<const Broadcast> &news)
{
    asio::post(m_io, [this, news] {
        const std::size_t deliveries = m_fanOut.publish(*news, [this] { m_flushes.run(); });
        m_presence.publish(news->presences);
        m_services.shared.metrics.delivered(deliveries, SteadyClock::now() - news->committed);
    });
}

void Loop::setKeys(const Keys &keys)
{
    asio::post(m_io, [this, keys] {
        m_keys = keys;
        if (m_services.shared.access.removedKeys == RemovedKeys::Close)
            m_sessions.recheckAll();
    });
}

void Loop::shutDown(std::chrono::milliseconds drain, std::chrono::milliseconds grace,
                    std::function<void()> done)
{
    asio::post(m_io, [this, drain, grace, done = std::move(done)] {
        m_sessions.shutDown(drain, grace, done);
    });
}

} // namespace timesheet::gateway
