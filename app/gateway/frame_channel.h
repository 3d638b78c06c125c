#pragma once

#include "gateway/frame_codec.h"
#include "gateway/rate_limiter.h"
#include "gateway/services.h"

#include <deque>
#include <memory>
#include <vector>

namespace timesheet::gateway {

/// WebSocket frames over one socket: reads, counts and throttles what comes, gathers and bounds
/// what goes, answers pings, closes in good order. Knows nothing of what messages mean.
class FrameChannel
{
public:
    /// The session that the channel belongs to.
    class Owner
    {
    public:
        virtual ~Owner() = default;

        /// Held by every operation under way on the socket.
        virtual std::shared_ptr<Session> keepAlive() = 0;
        virtual void onMessage(const QByteArray &text) = 0;
        virtual void onThrottled(std::chrono::milliseconds retryAfter) = 0;
        /// Everything sent so far is with the kernel.
        virtual void onDrained() = 0;
        /// The socket is closed; comes once, and last.
        virtual void onEnded(const QString &cause) = 0;
    };

    FrameChannel(tcp::socket socket, Owner &owner, Services &services);

    /// Begins to read; `early` came with the handshake.
    void start(QByteArrayView early);

    /// Queues whole frames. A reader too slow for its backlog is cut.
    void send(const QByteArray &frame);

    /// Says goodbye after what is queued. The first close counts.
    void close(CloseCode code, QByteArrayView reason);

    void cut(const QString &cause);
    void tick(SteadyClock::time_point now);

    qint64 backlog() const { return m_backlog; }
    bool isOpen() const { return m_state == State::Open; }

private:
    enum class State {
        Open,
        Closing, ///< our close frame is queued or sent
        Ended,
    };

    /// Frames that came faster than the limit allows.
    struct Throttle {
        explicit Throttle(asio::io_context &io);

        asio::steady_timer timer;
        std::deque<ClientFrame> frames;
        qint64 bytes = 0;
    };

    void waitForBytes();
    void readBytes();
    void decode();
    void handle(ClientFrame frame);
    void throttle(ClientFrame frame);
    void waitForToken();
    void releaseThrottled();
    void releaseAllThrottled();
    void dispatch(const ClientFrame &frame);
    void answerClose(const ClientFrame &frame);
    void enqueue(const QByteArray &frame);
    void flush();
    void onWritten(std::size_t bytes);

    tcp::socket m_socket;
    Owner &m_owner;
    Services &m_services;
    FrameDecoder m_decoder;
    RateLimiter m_limiter;
    std::unique_ptr<Throttle> m_throttle; ///< null unless the client sends too fast

    std::vector<QByteArray> m_queue;
    std::vector<QByteArray> m_inFlight;
    qint64 m_backlog = 0; ///< bytes in both

    SteadyClock::time_point m_lastHeard;
    SteadyClock::time_point m_closeDeadline;
    State m_state = State::Open;
    bool m_isReading = false;
    bool m_pinged = false;        ///< since m_lastHeard
    bool m_peerClosed = false;    ///< its close frame is here
    bool m_isUndecodable = false; ///< bytes that still come are thrown away
    bool m_isTooSlow = false;     ///< to be cut
};

} // namespace timesheet::gateway
