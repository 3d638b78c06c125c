#include "gateway/frame_channel.h"

#include "gateway/log_line.h"
#include "wire/limits.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

namespace {

/// What may wait to be sent to one connection.
constexpr qint64 maxBacklogBytes = qint64{1024} * 1024;

/// Frames over the limit that may wait for their turn: another minute's worth. More is abuse.
constexpr std::size_t maxThrottledFrames = messagesPerMinute;

/// Above this nothing more is read until some have had their turn.
constexpr qint64 maxThrottledBytes = qint64{256} * 1024;

/// After this long without any frame the client is asked, then given up.
constexpr std::chrono::seconds pingAfter{45};
constexpr std::chrono::seconds idleTimeout{90};

/// How long a goodbye may take.
constexpr std::chrono::seconds closeTimeout{3};

/// A vector that once held more lets go of its memory.
constexpr std::size_t keptQueueCapacity = 8;

std::chrono::milliseconds roundedUp(RateLimiter::Clock::duration wait)
{
    return std::chrono::ceil<std::chrono::milliseconds>(wait);
}

} // namespace

FrameChannel::Throttle::Throttle(asio::io_context &io)
    : timer(io)
{
}

FrameChannel::FrameChannel(tcp::socket socket, Owner &owner, Services &services)
    : m_socket(std::move(socket))
    , m_owner(owner)
    , m_services(services)
    , m_decoder(wire::maxMessageBytes)
    , m_limiter(SteadyClock::now())
    , m_lastHeard(SteadyClock::now())
{
    ErrorCode error;
    m_socket.non_blocking(true, error);
}

void FrameChannel::start(QByteArrayView early)
{
    if (!early.isEmpty()) {
        m_decoder.feed(early);
        decode();
    }
    waitForBytes();
}

void FrameChannel::send(const QByteArray &frame)
{
    if (m_state == State::Open)
        enqueue(frame);
}

void FrameChannel::close(CloseCode code, QByteArrayView reason)
{
    if (m_state != State::Open)
        return;
    enqueue(encodeCloseFrame(code, reason));
    m_state = State::Closing;
    m_closeDeadline = SteadyClock::now() + closeTimeout;
    m_throttle.reset();
    waitForBytes();
}

void FrameChannel::cut(const QString &cause)
{
    if (m_state == State::Ended)
        return;
    m_state = State::Ended;
    m_throttle.reset();
    ErrorCode ignored;
    m_socket.close(ignored);
    m_owner.onEnded(cause);
}

void FrameChannel::tick(SteadyClock::time_point now)
{
    if (m_state == State::Closing && now >= m_closeDeadline) {
        cut(u"no goodbye"_s);
    } else if (m_state == State::Open && now - m_lastHeard >= idleTimeout) {
        close(CloseCode::GoingAway, "Idle timeout");
    } else if (m_state == State::Open && now - m_lastHeard >= pingAfter && !m_pinged) {
        m_pinged = true;
        send(encodeFrame(Opcode::Ping, {}));
    }
}

void FrameChannel::waitForBytes()
{
    const bool isFull = m_throttle && m_throttle->bytes > maxThrottledBytes;
    if (m_isReading || isFull || m_state == State::Ended)
        return;
    m_isReading = true;
    m_socket.async_wait(tcp::socket::wait_read,
                        [this, self = m_owner.keepAlive()](ErrorCode error) {
                            m_isReading = false;
                            if (error)
                                cut(u"socket error"_s);
                            else
                                readBytes();
                        });
}

void FrameChannel::readBytes()
{
    ErrorCode error;
    const std::size_t count = m_socket.read_some(asio::buffer(m_services.readBuffer), error);
    if (error && error != asio::error::would_block) {
        releaseAllThrottled();
        cut(m_peerClosed || m_state == State::Closing ? u"closed"_s : u"peer vanished"_s);
        return;
    }
    if (count > 0 && !m_isUndecodable) {
        m_decoder.feed({m_services.readBuffer.data(), static_cast<qsizetype>(count)});
        decode();
    }
    waitForBytes();
}

void FrameChannel::decode()
{
    while (m_state != State::Ended && !m_isUndecodable) {
        auto frame = m_decoder.next();
        if (!frame) {
            m_isUndecodable = true;
            qCInfo(lcGateway).noquote()
                << logLine(u"bad_frame"_s, {{"reason", QString::fromUtf8(frame.error().reason)}});
            close(frame.error().code, frame.error().reason);
            return;
        }
        if (!*frame)
            return;
        m_lastHeard = SteadyClock::now();
        m_pinged = false;
        handle(std::move(**frame));
    }
}

void FrameChannel::handle(ClientFrame frame)
{
    if (frame.kind == ClientFrame::Kind::Close) {
        releaseAllThrottled();
        answerClose(frame);
        return;
    }
    if (m_state != State::Open)
        return;
    if (!m_throttle && m_limiter.take(m_lastHeard))
        dispatch(frame);
    else
        throttle(std::move(frame));
}

void FrameChannel::throttle(ClientFrame frame)
{
    const bool isFirst = !m_throttle;
    if (isFirst)
        m_throttle = std::make_unique<Throttle>(m_services.io);
    m_throttle->bytes += frame.payload.size();
    m_throttle->frames.push_back(std::move(frame));
    if (m_throttle->frames.size() > maxThrottledFrames) {
        qCInfo(lcGateway).noquote() << logLine(u"rate_limit_exceeded"_s);
        close(CloseCode::PolicyViolation, "Rate limit exceeded");
    } else if (isFirst) {
        m_owner.onThrottled(roundedUp(m_limiter.untilNext(m_lastHeard)));
        waitForToken();
    }
}

void FrameChannel::waitForToken()
{
    m_throttle->timer.expires_after(m_limiter.untilNext(SteadyClock::now()));
    m_throttle->timer.async_wait([this, self = m_owner.keepAlive()](ErrorCode error) {
        if (!error && m_throttle)
            releaseThrottled();
    });
}

void FrameChannel::releaseThrottled()
{
    while (m_throttle && m_limiter.take(SteadyClock::now())) {
        const ClientFrame frame = std::move(m_throttle->frames.front());
        m_throttle->frames.pop_front();
        m_throttle->bytes -= frame.payload.size();
        if (m_throttle->frames.empty())
            m_throttle.reset();
        dispatch(frame);
    }
    if (m_throttle)
        waitForToken();
    waitForBytes();
}

/// The client leaves: what it said is not lost, and cannot be more than one minute's worth.
void FrameChannel::releaseAllThrottled()
{
    const auto throttled = std::move(m_throttle);
    if (!throttled)
        return;
    for (const ClientFrame &frame : throttled->frames)
        dispatch(frame);
}

void FrameChannel::dispatch(const ClientFrame &frame)
{
    if (m_state != State::Open)
        return;
    switch (frame.kind) {
    case ClientFrame::Kind::Text:
        m_owner.onMessage(frame.payload);
        break;
    case ClientFrame::Kind::Binary:
        close(CloseCode::Unsupported, "Binary messages are not supported");
        break;
    case ClientFrame::Kind::Ping:
        send(encodeFrame(Opcode::Pong, frame.payload));
        break;
    case ClientFrame::Kind::Close:
    case ClientFrame::Kind::Fragment:
    case ClientFrame::Kind::Pong:
        break;
    }
}

void FrameChannel::answerClose(const ClientFrame &frame)
{
    m_peerClosed = true;
    if (m_state == State::Open) {
        // RFC 6455, section 5.5.1: the answer echoes the code.
        enqueue(encodeFrame(
            Opcode::Close,
            QByteArrayView(frame.payload).first(std::min<qsizetype>(frame.payload.size(), 2))));
        m_state = State::Closing;
        m_closeDeadline = SteadyClock::now() + closeTimeout;
    } else if (m_backlog == 0) {
        cut(u"closed"_s);
    }
}

void FrameChannel::enqueue(const QByteArray &frame)
{
    m_backlog += frame.size();
    m_queue.push_back(frame);
    if (m_backlog > maxBacklogBytes && !m_isTooSlow) {
        m_isTooSlow = true;
        // Not at once: the caller may be walking through all sessions.
        asio::post(m_services.io, [this, self = m_owner.keepAlive()] { cut(u"slow reader"_s); });
    }
    flush();
}

void FrameChannel::flush()
{
    if (!m_inFlight.empty() || m_queue.empty())
        return;
    m_inFlight.swap(m_queue);
    std::vector<asio::const_buffer> buffers;
    buffers.reserve(m_inFlight.size());
    for (const QByteArray &frame : m_inFlight)
        buffers.emplace_back(frame.constData(), static_cast<std::size_t>(frame.size()));
    asio::async_write(m_socket, buffers,
                      [this, self = m_owner.keepAlive()](ErrorCode error, std::size_t bytes) {
                          if (error)
                              cut(u"peer vanished"_s);
                          else
                              onWritten(bytes);
                      });
}

void FrameChannel::onWritten(std::size_t bytes)
{
    if (m_state == State::Ended)
        return;
    m_backlog -= static_cast<qint64>(bytes);
    m_inFlight.clear();
    if (m_inFlight.capacity() > keptQueueCapacity)
        m_inFlight.shrink_to_fit();
    flush();
    if (m_backlog > 0)
        return;
    if (m_state == State::Open) {
        m_owner.onDrained();
    } else if (m_peerClosed) {
        cut(u"closed"_s);
    } else if (m_isUndecodable) {
        // What still comes is thrown away: the end of our side asks the client to end its own.
        ErrorCode ignored;
        m_socket.shutdown(tcp::socket::shutdown_send, ignored);
    }
}

} // namespace timesheet::gateway
