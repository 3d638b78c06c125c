#include "gateway/sessions/frame_channel.h"

#include "gateway/monitoring/log_line.h"
#include "wire/limits.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

namespace {

/// What may wait to be sent to one connection.
constexpr qint64 maxBacklogBytes = qint64{1024} * 1024;

/// How many frames beyond the rate limit may wait: as many as a minute allows. More is abuse.
constexpr std::size_t maxThrottledFrames = messagesPerMinute;

/// Above this nothing more is read until some have had their turn.
constexpr qint64 maxThrottledBytes = qint64{256} * 1024;

/// So much of what has come may wait without being counted: most messages come as a whole.
constexpr qint64 mostUncounted = qint64{4} * 1024;

/// How much a client may have under way when we say goodbye: a message. What comes on top is not
/// read, and waits at the client's end until the goodbye has taken its time.
constexpr std::size_t mostAfterGoodbye = wire::maxMessageBytes;

/// After this long without any frame the client is asked, then given up.
constexpr std::chrono::seconds pingAfter{45};
constexpr std::chrono::seconds idleTimeout{90};

/// How long a goodbye may take.
constexpr std::chrono::seconds closeTimeout{3};

std::chrono::milliseconds roundedUp(RateLimiter::SteadyClock::duration wait)
{
    return std::chrono::ceil<std::chrono::milliseconds>(wait);
}

} // namespace

QString endCauseName(EndCause cause)
{
    switch (cause) {
    case EndCause::Closed:
        return u"closed"_s;
    case EndCause::NoGoodbye:
        return u"no goodbye"_s;
    case EndCause::PeerVanished:
        return u"peer vanished"_s;
    case EndCause::SlowReader:
        return u"slow reader"_s;
    case EndCause::OverBudget:
        return u"over budget"_s;
    case EndCause::SocketError:
        return u"socket error"_s;
    case EndCause::ShutDown:
        return u"shutdown"_s;
    }
    return {};
}

FrameChannel::Throttle::Throttle(asio::io_context &io)
    : timer(io)
{
}

FrameChannel::FrameChannel(Stream stream, Owner &owner, Services &services)
    : m_stream(std::move(stream))
    , m_owner(owner)
    , m_services(services)
    , m_decoder(wire::maxMessageBytes)
    , m_limiter(SteadyClock::now())
    , m_lastHeard(SteadyClock::now())
{
}

void FrameChannel::start(QByteArrayView early)
{
    if (!early.isEmpty()) {
        m_decoder.feed(early);
        decode();
        chargeReceived();
    }
    waitForBytes();
}

void FrameChannel::send(const QByteArray &frame)
{
    if (m_state == State::Open)
        enqueue(frame);
}

void FrameChannel::close(wire::CloseReason reason)
{
    const auto [code, text] = wire::closeWords(reason);
    closeWith(code, text);
}

void FrameChannel::closeWith(CloseCode code, QByteArrayView text)
{
    if (m_state != State::Open)
        return;
    enqueue(encodeCloseFrame(code, text));
    m_state = State::Closing;
    expectGoodbye();
    m_throttle.reset();
    waitForBytes();
}

void FrameChannel::cut(EndCause cause)
{
    if (m_state == State::Ended)
        return;
    m_state = State::Ended;
    m_throttle.reset();
    m_outbox.reset();
    m_received.reset();
    m_stream.close();
    const auto owner = std::exchange(m_untilDeadline, nullptr);
    m_owner.onEnded(cause);
}

SteadyClock::time_point FrameChannel::tick(SteadyClock::time_point now)
{
    if (m_state == State::Closing && now >= m_closeDeadline) {
        cut(EndCause::NoGoodbye);
    } else if (m_state == State::Open && now - m_lastHeard >= idleTimeout) {
        close(wire::CloseReason::IdleTimeout);
    } else if (m_state == State::Open && now - m_lastHeard >= pingAfter && !m_pinged) {
        m_pinged = true;
        send(encodeFrame(Opcode::Ping, {}));
    }
    if (m_state == State::Open)
        return m_lastHeard + (m_pinged ? idleTimeout : pingAfter);
    return m_closeDeadline;
}

void FrameChannel::waitForBytes()
{
    const bool isFull = m_throttle && m_throttle->bytes > maxThrottledBytes;
    if (m_isDeaf && m_state != State::Ended)
        m_untilDeadline = m_owner.keepAlive();
    if (m_isReading || isFull || m_isDeaf || m_state == State::Ended)
        return;
    m_isReading = true;
    m_stream.waitToRead([this, self = m_owner.keepAlive()](ErrorCode error) {
        m_isReading = false;
        if (error)
            cut(EndCause::SocketError);
        else
            readBytes();
    });
}

void FrameChannel::readBytes()
{
    ErrorCode error;
    const std::size_t count =
        m_stream.readSome(m_services.readBuffer.data(), m_services.readBuffer.size(), error);
    if (error && error != asio::error::would_block) {
        releaseAllThrottled();
        cut(m_peerClosed || m_state == State::Closing ? EndCause::Closed : EndCause::PeerVanished);
        return;
    }
    if (m_state == State::Closing)
        m_afterGoodbye += count;
    m_isDeaf = m_isDeaf || m_afterGoodbye > mostAfterGoodbye;
    if (count > 0 && !m_isUndecodable) {
        m_decoder.feed({m_services.readBuffer.data(), static_cast<qsizetype>(count)});
        decode();
        chargeReceived();
    }
    waitForBytes();
}

/// Counts what has come and cannot be handled yet: parts of a message, and frames that came too
/// fast.
void FrameChannel::chargeReceived()
{
    const qint64 held = m_decoder.heldBytes() + (m_throttle ? m_throttle->bytes : 0);
    if (held <= mostUncounted || m_state == State::Ended) {
        m_received.reset();
        return;
    }
    if (!m_received)
        m_received = std::make_unique<BufferBudget::Share>(m_owner.openShare());
    if (!m_received->resize(held))
        giveUp(EndCause::OverBudget);
}

void FrameChannel::decode()
{
    while (m_state != State::Ended && !m_isUndecodable) {
        auto frame = m_decoder.next();
        if (!frame) {
            m_isUndecodable = true;
            m_services.shared.metrics.dropped(Drop::BadFrame);
            qCInfo(gatewayLog).noquote()
                << logLine(u"bad_frame"_s, {{"reason", QString::fromUtf8(frame.error().reason)}});
            closeWith(frame.error().code, frame.error().reason);
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
        m_owner.onFlooded();
        // Nothing more is read, not even the client's goodbye: taking so many frames apart is work.
        m_isUndecodable = true;
        m_isDeaf = true;
        close(wire::CloseReason::RateLimitExceeded);
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
    chargeReceived();
    if (m_throttle)
        waitForToken();
    waitForBytes();
}

/// The client leaves. What it said before that still counts, and is no more than what may wait.
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
        close(wire::CloseReason::BinaryMessage);
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
        expectGoodbye();
    } else if (!m_outbox) {
        cut(EndCause::Closed);
    }
}

void FrameChannel::expectGoodbye()
{
    m_closeDeadline = SteadyClock::now() + closeTimeout;
    m_owner.onDeadline(m_closeDeadline);
}

void FrameChannel::enqueue(const QByteArray &frame)
{
    if (!m_outbox)
        m_outbox = std::make_unique<Outbox>();
    m_outbox->add(frame);
    if (m_outbox->bytes() > maxBacklogBytes)
        giveUp(EndCause::SlowReader);
    else if (m_isBlocked)
        charge();
    if (!m_isFlushScheduled && !m_isBlocked) {
        m_isFlushScheduled = true;
        m_services.flushes.add(m_owner.keepAlive());
    }
}

void FrameChannel::flush()
{
    m_isFlushScheduled = false;
    if (!m_outbox || m_isBlocked || !writeOut())
        return;
    m_outbox.reset();
    onWritten();
}

/// Whether everything is with the kernel; otherwise the rest follows, or the connection is cut.
bool FrameChannel::writeOut()
{
    switch (m_outbox->writeTo(m_stream)) {
    case Outbox::Written::All:
        return true;
    case Outbox::Written::Failed:
        cutSoon(EndCause::PeerVanished);
        return false;
    case Outbox::Written::NotAll:
        break;
    }
    m_isBlocked = true;
    charge();
    m_stream.waitToWrite([this, self = m_owner.keepAlive()](ErrorCode waited) {
        if (m_state == State::Ended)
            return;
        if (waited) {
            cut(EndCause::PeerVanished);
            return;
        }
        m_isBlocked = false;
        flush();
    });
    return false;
}

/// Counts what the socket does not take.
void FrameChannel::charge()
{
    if (!m_outbox->charge([this] { return m_owner.openShare(); }))
        giveUp(EndCause::OverBudget);
}

void FrameChannel::giveUp(EndCause cause)
{
    if (std::exchange(m_isGivenUp, true))
        return;
    m_stream.dropUnsent();
    cutSoon(cause);
}

/// Not at once, because the caller may be going through all sessions, and this ends one.
void FrameChannel::cutSoon(EndCause cause)
{
    asio::post(m_services.io, [this, self = m_owner.keepAlive(), cause] { cut(cause); });
}

void FrameChannel::onWritten()
{
    if (m_state == State::Open) {
        m_owner.onDrained();
    } else if (m_peerClosed) {
        cutSoon(EndCause::Closed);
    } else if (m_isUndecodable) {
        // What the client still sends is thrown away. That our side has ended tells it to end its
        // own.
        m_stream.shutdownSend();
    }
}

} // namespace timesheet::gateway
