#pragma once

#include "load/poller.h"

#include <string>
#include <string_view>

namespace timesheet::load {

/// Which of the protocol's dialects a client asks for.
enum class Dialect : std::uint8_t {
    Deployed,
    V1,
};

/// One WebSocket connection (RFC 6455) that costs as little as one can: no timers, no copies, and
/// memory of its own only for a frame that came in parts.
class Client final : public Endpoint
{
public:
    /// What a client tells whoever opened it.
    class Listener
    {
    public:
        Listener() = default;
        Listener(const Listener &) = delete;
        Listener &operator=(const Listener &) = delete;

        /// The server has answered the first ping, or has said hello.
        virtual void onReady(Client &client) = 0;
        /// A text message that is neither. The text is gone afterwards.
        virtual void onMessage(Client &client, std::string_view text, Clock::time_point now) = 0;
        virtual void onPong(Client &client, Clock::time_point now) = 0;
        /// With the code of the server's close frame, or 1006 where there was none.
        virtual void onClosed(Client &client, int code) = 0;

    protected:
        ~Listener() = default;
    };

    Client(Poller &poller, Listener &listener, std::uint32_t number);
    ~Client();

    /// Connects and asks for the upgrade.
    void open(const Address &server, std::string_view token, Dialect dialect);
    void sendPing();
    /// As much of these frames as the kernel takes. Returns how much that was.
    std::size_t sendSome(std::string_view frames);
    /// From now on nothing is read, or everything again.
    void setReading(bool isReading);
    /// Ends the connection without a word.
    void cut();
    /// The same with a reset, so that neither end has anything left to do for it.
    void reset();

    bool isReady() const { return m_state == State::Ready; }
    bool isClosed() const { return m_state == State::Closed; }
    std::uint32_t number() const { return m_number; }
    std::uint64_t bytesReceived() const { return m_bytesReceived; }

    std::uint32_t tenant = 0;
    std::uint32_t nextEvent = 0; ///< the number of the event that comes next
    Clock::time_point pingedAt{};

private:
    enum class State : std::uint8_t {
        Closed,
        Connecting,
        Upgrading,
        Greeting,
        Ready,
    };

    void onEvents(std::uint32_t events) override;
    void finishConnecting();
    void askForUpgrade();
    /// Returns whether there may be more.
    bool read();
    /// Returns how much of the data it has done with.
    std::size_t takeUpgrade(std::string_view data);
    std::size_t takeFrames(std::string_view data, Clock::time_point now);
    void takeFrame(unsigned opcode, std::string_view payload, Clock::time_point now);
    void takeText(std::string_view text, Clock::time_point now);
    void sendFrame(unsigned opcode, std::string_view payload);
    void sendAll(std::string_view bytes);
    void end();

    Poller &m_poller;
    Listener &m_listener;
    std::string m_rest; ///< the request until it is sent; then a frame's beginning
    std::uint64_t m_bytesReceived = 0;
    int m_descriptor = -1;
    int m_closeCode = 0;
    std::uint32_t m_number;
    State m_state = State::Closed;
    Dialect m_dialect = Dialect::Deployed;
};

/// {"type":"ping"} in a masked frame.
std::string_view pingFrame();

} // namespace timesheet::load
