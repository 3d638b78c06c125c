#pragma once

#include "gateway/net/stream.h"
#include "gateway/protocol/frame_codec.h"
#include "gateway/protocol/rate_limiter.h"
#include "gateway/sessions/outbox.h"
#include "gateway/sessions/services.h"

#include <deque>
#include <memory>

namespace timesheet::gateway {

/// How a connection has ended.
enum class EndCause : quint8 {
    Closed,       ///< one side said goodbye, and the other answered or left
    NoGoodbye,    ///< ours was not answered in time
    PeerVanished, ///< without a goodbye
    SlowReader,   ///< more waited to be sent than may for one connection
    OverBudget,   ///< more waited, either way, than may for its user, its tenant, or all
    SocketError,
    ShutDown, ///< the gateway ended before the goodbyes were said
};

/// "closed", "no goodbye", … for the log.
QString endCauseName(EndCause cause);

/// WebSocket frames over one socket: reads, counts and throttles what comes, gathers and bounds
/// what goes, answers pings, closes in good order. Knows nothing of what messages mean.
class FrameChannel
{
public:
    /// The session that the channel belongs to.
    class Owner : public Flushable
    {
    public:
        /// Keeps the session: held by every operation under way on the socket, and by the queue of
        /// those that have something to flush().
        virtual std::shared_ptr<Owner> keepAlive() = 0;
        /// Whose is what waits.
        virtual BufferBudget::Share openShare() = 0;
        /// When to call tick() at the latest.
        virtual void onDeadline(SteadyClock::time_point deadline) = 0;
        virtual void onMessage(const QByteArray &text) = 0;
        virtual void onThrottled(std::chrono::milliseconds retryAfter) = 0;
        /// It went on sending too fast, and is being closed for that.
        virtual void onFlooded() = 0;
        /// Everything sent so far is with the kernel.
        virtual void onDrained() = 0;
        /// The socket is closed; comes once, and last.
        virtual void onEnded(EndCause cause) = 0;
    };

    FrameChannel(Stream stream, Owner &owner, Services &services);

    /// Begins to read; `early` came with the handshake.
    void start(QByteArrayView early);

    /// Queues whole frames. A reader too slow for its backlog is cut.
    void send(const QByteArray &frame);

    /// Says goodbye after what is queued. The first close counts.
    void close(wire::CloseReason reason);

    void cut(EndCause cause);

    /// Looks at the deadlines, and returns when to look again at the latest.
    SteadyClock::time_point tick(SteadyClock::time_point now);

    /// Writes what is queued. Ends nothing: the caller may be walking through all sessions.
    void flush();

    qint64 backlog() const { return m_outbox ? m_outbox->bytes() : 0; }
    bool isOpen() const { return m_state == State::Open; }

private:
    enum class State : quint8 {
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
    void chargeReceived();
    void handle(ClientFrame frame);
    void throttle(ClientFrame frame);
    void waitForToken();
    void releaseThrottled();
    void releaseAllThrottled();
    void dispatch(const ClientFrame &frame);
    void closeWith(CloseCode code, QByteArrayView text);
    void answerClose(const ClientFrame &frame);
    void expectGoodbye();
    void enqueue(const QByteArray &frame);
    void charge();
    void giveUp(EndCause cause);
    bool writeOut();
    void onWritten();
    void cutSoon(EndCause cause);

    Stream m_stream;
    Owner &m_owner;
    Services &m_services;
    FrameDecoder m_decoder;
    RateLimiter m_limiter;
    std::unique_ptr<Throttle> m_throttle;            ///< null unless the client sends too fast
    std::unique_ptr<Outbox> m_outbox;                ///< null while nothing waits to be written
    std::unique_ptr<BufferBudget::Share> m_received; ///< null while that is little

    SteadyClock::time_point m_lastHeard;
    SteadyClock::time_point m_closeDeadline;
    /// The session, while its deadline is all that is waited for: nothing else would keep it.
    std::shared_ptr<Owner> m_untilDeadline;
    std::size_t m_afterGoodbye = 0; ///< bytes that were read after ours
    State m_state = State::Open;
    bool m_isReading = false;
    bool m_isFlushScheduled = false;
    bool m_isBlocked = false;     ///< the socket takes no more for now
    bool m_isGivenUp = false;     ///< to be cut, for it does not read
    bool m_pinged = false;        ///< since m_lastHeard
    bool m_peerClosed = false;    ///< its close frame is here
    bool m_isUndecodable = false; ///< bytes that still come are thrown away
    bool m_isDeaf = false;        ///< no more are read
};

} // namespace timesheet::gateway
