#include "gateway/sessions/http_session.h"

#include "gateway/monitoring/log_line.h"
#include "gateway/sessions/outgoing_answer.h"
#include "gateway/sessions/websocket_session.h"
#include "wire/limits.h"

#include <boost/asio/write.hpp>
#include <boost/beast/core/read_size.hpp>

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

namespace {

/// From the first byte, or from the connection's beginning, to the end of a request's head.
constexpr std::chrono::seconds headTimeout{10};
constexpr std::chrono::seconds bodyTimeout{30};
/// Beyond the longest poll, so that only a client that does not read is cut.
constexpr std::chrono::seconds answerTimeout{wire::maxPollWaitSeconds + 30};
constexpr std::chrono::seconds keepAliveTimeout{75};
constexpr std::chrono::seconds drainTimeout{2};

/// How much is read, and thrown away, behind the last answer: the rest of a body that was refused.
constexpr std::size_t mostDrained = 2 * HttpApi::maxBody;

} // namespace

HttpSession::HttpSession(Stream stream, asio::ip::address peer, Admission::Ticket ticket,
                         Services &services)
    : m_stream(std::move(stream))
    , m_peer(std::move(peer))
    , m_services(services)
    , m_api(services)
    , m_ticket(std::move(ticket))
    , m_isOfProxy(services.shared.access.trustedProxies.contains(m_peer))
{
}

HttpSession::~HttpSession() = default;

std::shared_ptr<HttpSession> HttpSession::self()
{
    return std::static_pointer_cast<HttpSession>(shared_from_this());
}

void HttpSession::enter(State state, SteadyClock::duration timeLimit)
{
    m_state = state;
    m_deadline = SteadyClock::now() + timeLimit;
    m_services.sessions.schedule(*this, m_deadline);
}

void HttpSession::start()
{
    m_deadline = SteadyClock::now() + headTimeout;
    m_services.sessions.add(*this, m_deadline);
    if (m_isEnded)
        return;
    if (!m_stream.isOpen()) {
        end();
        return;
    }
    enter(State::Reading, headTimeout);
    readHead();
}

SteadyClock::time_point HttpSession::tick(SteadyClock::time_point now)
{
    if (now >= m_deadline)
        end();
    return m_deadline;
}

/// A poll that waits is one more chance to tell its client something.
void HttpSession::recheck()
{
    if (!m_poll || m_services.doorkeeper.vouchesFor(m_poll->caller(), Door::Request))
        return;
    std::exchange(m_poll, nullptr)->abandon();
    answer(unauthorized());
}

void HttpSession::shutDown()
{
    m_isLast = true;
    if (m_state == State::Answering && m_poll)
        m_poll->finish();
    else if (m_state != State::Answering)
        end();
}

void HttpSession::cut()
{
    end();
}

void HttpSession::waitForRequest()
{
    if (m_buffer.size() > 0) {
        enter(State::Reading, headTimeout);
        readHead();
        return;
    }
    enter(State::Idle, keepAliveTimeout);
    m_buffer.shrink_to_fit();
    m_reader.reset(); // which has the body
    m_bodyShare = {};
    if (m_isOfProxy)
        m_ticket = {};
    m_stream.waitToRead([this, self = self()](ErrorCode error) {
        if (error || m_isEnded) {
            end();
            return;
        }
        enter(State::Reading, headTimeout);
        readHead();
    });
}

void HttpSession::readHead()
{
    m_reader.emplace(HttpApi::maxBody);
    readPart([this] { onHead(); });
}

/// Reads until the request's head, and then until its body is here. What is buffered is bounded by
/// the reader, which refuses what would need more.
void HttpSession::readPart(std::function<void()> onRead)
{
    const bool isOfHead = !m_reader->hasHead();
    const auto buffered = m_buffer.data();
    const auto taken =
        m_reader->read({static_cast<const char *>(buffered.data()), buffered.size()});
    if (!taken) {
        m_isLast = true; // where such a request ends is not sure
        refuse(taken.error());
        return;
    }
    m_buffer.consume(*taken);
    if (isOfHead ? m_reader->hasHead() : m_reader->isDone()) {
        onRead();
        return;
    }
    if (!isOfHead && !chargeBody())
        return;
    const std::size_t most = m_services.readBuffer.size();
    const std::size_t size = isOfHead ? beast::read_size(m_buffer, most) : most;
    m_stream.async_read_some(m_buffer.prepare(size),
                             [this, self = self(), onRead = std::move(onRead)](
                                 ErrorCode error, std::size_t bytes) mutable {
                                 if (error || m_isEnded) {
                                     end();
                                     return;
                                 }
                                 m_buffer.commit(bytes);
                                 readPart(std::move(onRead));
                             });
}

/// Counts a body of which more is to come, until its request is answered. False where there is no
/// room for it.
bool HttpSession::chargeBody()
{
    const qint64 held = m_reader->body().size() + static_cast<qint64>(m_buffer.size());
    if (!m_bodyShare || m_bodyShare.resize(held))
        return true;
    refuse(noRoom(m_bodyShare));
    return false;
}

void HttpSession::onHead()
{
    const auto fault = m_reader->fault();
    const auto target = m_reader->target();
    // Where such a request ends is not sure, so the connection must not carry another.
    m_isLast = m_isLast || fault || !target;
    if (fault)
        refuse(*fault);
    else if (!target)
        refuse(problem(400, u"The target must be a path."_s));
    else if (admit())
        serve(*target);
    else
        refuse(tooManyConnections());
}

/// Whether the client whom a proxy speaks for may have one more request under way. The proxy itself
/// is no client, also where it does not say whom it speaks for.
bool HttpSession::admit()
{
    if (!m_isOfProxy)
        return true;
    m_ticket = {}; // the request before may have come from another address
    const asio::ip::address address = client();
    if (m_services.shared.access.trustedProxies.contains(address))
        return true;
    m_ticket = m_services.shared.addresses.admit(addressGroup(address));
    if (!m_ticket)
        m_services.shared.metrics.dropped(Drop::AddressLimit);
    return static_cast<bool>(m_ticket);
}

void HttpSession::serve(const RequestTarget &target)
{
    const std::string_view path(target.path.constData(),
                                static_cast<std::size_t>(target.path.size()));
    if (m_reader->wantsWebSocket() && !HttpApi::knows(path)) {
        upgrade(target);
        return;
    }
    const auto route = HttpApi::find(m_reader->method().toStdString(), path);
    if (!route) {
        refuse(route.error());
        return;
    }
    const auto caller = m_api.admit(**route, m_reader->field("Authorization"));
    if (!caller) {
        refuse(caller.error());
        return;
    }
    const BufferBudget::Share share = openShare(m_services.shared, *caller);
    if (!share.hasRoomAgain())
        refuse(noRoom(share));
    else
        readBody(**route, ApiRequest{target.query, *caller, client(), m_reader->field("Host"), {}});
}

void HttpSession::readBody(const HttpApi::Route &route, ApiRequest request)
{
    const std::size_t most = std::min(route.maxBody, m_services.shared.maxBody);
    if (m_reader->announcedBody() > most) {
        refuse(problem(413, u"The body is too large."_s));
        return;
    }
    m_reader->limitBody(most);
    if (most > 0)
        m_bodyShare = openShare(m_services.shared, request.caller);
    enter(State::Reading, bodyTimeout);
    const auto read = [this, &route, request = std::move(request)] {
        readPart([this, &route, request] { handle(route, request); });
    };
    if (m_reader->field("Expect").compare("100-continue", Qt::CaseInsensitive) != 0 ||
        m_reader->isDone()) {
        read();
        return;
    }
    static constexpr std::string_view goOn = "HTTP/1.1 100 Continue\r\n\r\n";
    asio::async_write(m_stream, asio::buffer(goOn),
                      [this, self = self(), read](ErrorCode error, std::size_t /*bytes*/) {
                          if (error)
                              end();
                          else
                              read();
                      });
}

void HttpSession::handle(const HttpApi::Route &route, ApiRequest request)
{
    enter(State::Answering, answerTimeout);
    request.body = m_reader->body();
    m_isLast = m_isLast || !m_reader->keepsAlive();
    auto poll = (m_api.*route.handle)(
        request, [this, self = self(), caller = request.caller](const HttpAnswer &result) {
            m_poll.reset();
            answerCaller(caller, result);
        });
    if (!poll)
        return;
    m_poll = std::move(poll);
    watchForHangUp();
}

/// Ends a poll that waits for news when its client goes away.
void HttpSession::watchForHangUp()
{
    m_stream.waitToRead([this, self = self()](ErrorCode error) {
        // Bytes are the next request, which waits. From here on only the deadline ends such a poll.
        if (!error && m_poll && !m_isEnded && m_stream.isHungUp())
            end();
    });
}

void HttpSession::upgrade(const RequestTarget &target)
{
    const QByteArray origin = m_reader->field("Origin");
    if (m_reader->has("Origin") && !m_services.shared.access.allowedOrigins.contains(origin)) {
        qCInfo(gatewayLog).noquote()
            << logLine(u"origin_refused"_s, {{"origin", QString::fromUtf8(origin)}});
        m_services.shared.metrics.dropped(Drop::Origin);
        refuse(problem(403, u"Pages of this origin are not allowed here."_s));
        return;
    }
    const auto accepted = acceptUpgrade({m_reader->field("Sec-WebSocket-Version"),
                                         m_reader->field("Sec-WebSocket-Key"),
                                         m_reader->field("Sec-WebSocket-Protocol")});
    if (!accepted)
        refuse(answerTo(accepted.error()));
    else if (!m_reader->isDone()) // it announces a body
        refuse(answerTo(UpgradeFault::NoHandshake));
    else
        becomeWebSocket(*accepted, target);
}

void HttpSession::becomeWebSocket(const UpgradeAnswer &answer, const RequestTarget &target)
{
    enter(State::Answering, headTimeout);
    const auto bearer = bearerToken(m_reader->field("Authorization"));
    const QByteArray token = bearer.value_or(target.query.value("token"));
    Opening opening{answer.dialect,
                    m_services.doorkeeper.identify(token, Door::Upgrade),
                    {},
                    {},
                    std::move(m_ticket)};
    if (const QByteArray after = target.query.value("after"); !after.isEmpty())
        opening.after = Cursor(QString::fromUtf8(after));

    const auto head = std::make_shared<QByteArray>(answer.head); // shared with its writing
    asio::async_write(m_stream,
                      asio::buffer(head->constData(), static_cast<std::size_t>(head->size())),
                      [this, self = self(), head, opening = std::move(opening)](
                          ErrorCode error, std::size_t /*bytes*/) mutable {
                          if (error || m_isEnded) {
                              end();
                              return;
                          }
                          const auto early = m_buffer.data();
                          opening.early = QByteArray(static_cast<const char *>(early.data()),
                                                     static_cast<qsizetype>(early.size()));
                          std::make_shared<WebSocketSession>(std::move(m_stream), m_services)
                              ->start(std::move(opening));
                          end();
                      });
}

void HttpSession::answerCaller(const Caller &caller, const HttpAnswer &answer)
{
    BufferBudget::Share share = openShare(m_services.shared, caller);
    if (share.resize(answer.body.size())) {
        this->answer(answer, std::move(share));
        return;
    }
    this->answer(noRoom(share));
}

/// The answer to whom the budget has no room for.
HttpAnswer HttpSession::noRoom(const BufferBudget::Share &share)
{
    qCInfo(gatewayLog).noquote() << logLine(u"buffer_limit_reached"_s,
                                            {{"tenant", share.tenant()}});
    m_services.shared.metrics.dropped(Drop::BufferLimit);
    return tooMuchBuffered();
}

void HttpSession::answer(const HttpAnswer &answer, BufferBudget::Share share)
{
    if (m_isEnded)
        return;
    const bool isForHead = m_reader->hasHead() && m_reader->method() == "HEAD";
    auto out = std::make_shared<OutgoingAnswer>(
        answer, m_isLast ? Persistence::Close : Persistence::KeepAlive,
        isForHead ? OutgoingAnswer::Form::HeadOnly : OutgoingAnswer::Form::Whole, std::move(share));
    // Shared with the end of its writing.
    asio::async_write(m_stream, out->buffers(),
                      [this, self = self(), out](ErrorCode error, std::size_t /*bytes*/) mutable {
                          out.reset();
                          onAnswered(error);
                      });
}

void HttpSession::refuse(const HttpAnswer &refusal)
{
    enter(State::Answering, bodyTimeout);
    // The next request begins where this one ends. Of one that is not all here, the rest would be
    // taken for it.
    m_isLast = m_isLast || !m_reader->isDone() || !m_reader->keepsAlive();
    answer(refusal);
}

void HttpSession::onAnswered(ErrorCode error)
{
    if (error || m_isEnded)
        end();
    else if (m_isLast)
        drain();
    else
        waitForRequest();
}

/// Reads what still comes, until the client ends its side. A socket that is closed while it has
/// bytes to read resets the connection, and the client may never see the answer.
void HttpSession::drain()
{
    if (m_state != State::Draining) {
        enter(State::Draining, drainTimeout);
        m_stream.shutdownSend();
    }
    m_stream.async_read_some(asio::buffer(m_services.readBuffer),
                             [this, self = self()](ErrorCode error, std::size_t bytes) {
                                 m_drained += bytes;
                                 if (error || m_isEnded || m_drained > mostDrained)
                                     end();
                                 else
                                     drain();
                             });
}

void HttpSession::end()
{
    if (std::exchange(m_isEnded, true))
        return;
    if (const auto poll = std::exchange(m_poll, nullptr))
        poll->abandon();
    m_ticket = {};
    m_stream.close();
    m_services.sessions.remove(*this);
}

asio::ip::address HttpSession::client() const
{
    const QByteArray forwarded = m_reader->field("X-Forwarded-For");
    return clientAddress(m_peer,
                         {forwarded.constData(), static_cast<std::size_t>(forwarded.size())},
                         m_services.shared.access.trustedProxies);
}

} // namespace timesheet::gateway
