#include "load/crowd.h"

#include "load/token.h"

#include <algorithm>
#include <utility>

namespace timesheet::load {

namespace {

/// A server that opens none of some hundred connections for so long is stuck.
constexpr std::chrono::seconds patience{20};

} // namespace

Crowd::Crowd(Poller &poller, const Options &options)
    : m_poller(poller)
    , m_options(options)
{
}

void Crowd::open(std::uint32_t count, std::uint32_t tenants)
{
    const std::size_t all = m_clients.size() + count;
    while (m_clients.size() < all) {
        const auto number = static_cast<std::uint32_t>(m_clients.size());
        m_clients.emplace_back(m_poller, *this, number).tenant = number % tenants;
    }
    std::size_t readyBefore = m_ready;
    Clock::time_point deadline = Clock::now() + patience;
    while (m_ready < all) {
        while (m_opened < all && m_opened - m_ready < m_options.inFlight)
            openNext();
        m_poller.turn(deadline);
        if (m_closed > 0)
            throw std::runtime_error("the server closed a connection with code " +
                                     std::to_string(m_lastCloseCode) + " after " +
                                     std::to_string(m_ready) + " were open");
        if (m_ready > std::exchange(readyBefore, m_ready))
            deadline = Clock::now() + patience;
        else if (Clock::now() >= deadline)
            throw std::runtime_error("no more than " + std::to_string(m_ready) +
                                     " connections became ready");
    }
}

void Crowd::openNext()
{
    Client &client = m_clients[m_opened];
    ++m_opened;
    const Claims claims{tenantName(client.tenant), userName(client.number()), {}};
    client.open(m_options.server, mintToken(claims, m_options.secret), m_options.dialect);
}

void Crowd::startHeartbeat(Clock::duration every)
{
    m_beatsSince = Clock::now();
    m_beatEvery = every;
}

Clock::time_point Crowd::beat()
{
    const auto pause = m_beatEvery / static_cast<Clock::rep>(std::max<std::size_t>(1, size()));
    if (pause == Clock::duration::zero())
        return Clock::time_point::max();
    const Clock::time_point now = Clock::now();
    for (;;) {
        const auto due = m_beatsSince + pause * static_cast<Clock::rep>(m_beats);
        if (due > now)
            return due;
        Client &client = m_clients[m_beats % size()];
        client.pingedAt = now;
        client.sendPing();
        ++m_beats;
    }
}

void Crowd::take(Client &client, Mark mark)
{
    if (mark.tenant != client.tenant) {
        ++m_faults.strayed;
    } else if (mark.number < client.nextEvent) {
        ++m_faults.doubled;
    } else {
        m_faults.lost += mark.number - client.nextEvent;
        client.nextEvent = mark.number + 1;
    }
}

void Crowd::onReady(Client & /*client*/)
{
    ++m_ready;
}

void Crowd::onMessage(Client &client, std::string_view text, Clock::time_point now)
{
    const auto mark = m_marks.find(text);
    if (!mark)
        return;
    ++m_received;
    if (onEvent)
        onEvent(client, *mark, now);
    else
        take(client, *mark);
}

void Crowd::onPong(Client &client, Clock::time_point now)
{
    ++m_pongs;
    if (onPongOf)
        onPongOf(client, now);
}

void Crowd::onClosed(Client &client, int code)
{
    ++m_closed;
    m_lastCloseCode = code;
    if (onClosedOf)
        onClosedOf(client, code);
}

} // namespace timesheet::load
