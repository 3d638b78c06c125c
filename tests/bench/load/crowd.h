#pragma once

#include "load/client.h"
#include "load/event_text.h"
#include "load/options.h"

#include <deque>
#include <functional>

namespace timesheet::load {

/// What should have been received, and was not, or was though it should not.
struct Faults {
    std::uint64_t lost = 0;
    std::uint64_t doubled = 0;
    std::uint64_t strayed = 0; ///< events of another tenant, or of another recipient
};

/// Many clients: opens them, some at a time, lets them beat, and tells what they receive.
class Crowd final : public Client::Listener
{
public:
    Crowd(Poller &poller, const Options &options);

    /// Opens these and waits until each is ready; throws where one is refused. The i-th client is
    /// of tenant i modulo `tenants`.
    void open(std::uint32_t count, std::uint32_t tenants);
    Client &at(std::size_t number) { return m_clients[number]; }
    std::size_t size() const { return m_clients.size(); }
    std::size_t ready() const { return m_ready; }
    /// Connections that the server ended.
    std::uint64_t closed() const { return m_closed; }
    int lastCloseCode() const { return m_lastCloseCode; }

    /// From now on each sends a ping so often, spread evenly. Nothing stops it where it is zero.
    void startHeartbeat(Clock::duration every);
    /// Sends the pings that are due. Returns when the next one is.
    Clock::time_point beat();
    std::uint64_t pings() const { return m_beats; }
    std::uint64_t pongs() const { return m_pongs; }

    /// Takes an event that has the number which is next for the client: counts what is not so.
    void take(Client &client, Mark mark);
    std::uint64_t received() const { return m_received; }
    Faults &faults() { return m_faults; }

    /// Each event that is received; take() where nothing is set.
    std::function<void(Client &, Mark, Clock::time_point)> onEvent;
    std::function<void(Client &, Clock::time_point)> onPongOf;
    std::function<void(Client &, int code)> onClosedOf;

private:
    void onReady(Client &client) override;
    void onMessage(Client &client, std::string_view text, Clock::time_point now) override;
    void onPong(Client &client, Clock::time_point now) override;
    void onClosed(Client &client, int code) override;
    void openNext();

    Poller &m_poller;
    const Options &m_options;
    std::deque<Client> m_clients;
    MarkFinder m_marks;
    Faults m_faults;
    std::uint64_t m_received = 0;
    std::uint64_t m_closed = 0;
    std::uint64_t m_beats = 0;
    std::uint64_t m_pongs = 0;
    std::size_t m_opened = 0;
    std::size_t m_ready = 0;
    Clock::time_point m_beatsSince{};
    Clock::duration m_beatEvery{};
    int m_lastCloseCode = 0;
};

} // namespace timesheet::load
