#include "gateway/sessions/http_session.h"

#include "gateway/monitoring/log_line.h"
#include "gateway/protocol/http_response.h"
#include "gateway/protocol/request_check.h"
#include "gateway/sessions/websocket_session.h"
#include "wire/limits.h"

#include <boost/asio/write.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/rfc7230.hpp>

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

/// Room for the longest token and the usual headers.
constexpr std::uint32_t maxHeadBytes = 2 * wire::maxTokenBytes;

std::string_view toView(beast::string_view text)
{
    return {text.data(), text.size()};
}

QByteArray toBytes(beast::string_view text)
{
    return {text.data(), static_cast<qsizetype>(text.size())};
}

/// An answer on its way.
struct Outgoing {
    QByteArray head;
    QByteArray body;
};

asio::const_buffer bufferOf(const QByteArray &bytes)
{
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

bool wantsWebSocket(const http::request_header<> &head)
{
    return head.method() == http::verb::get &&
           http::token_list{head[http::field::connection]}.exists("upgrade") &&
           http::token_list{head[http::field::upgrade]}.exists("websocket");
}

} // namespace

HttpSession::HttpSession(Stream stream, asio::ip::address peer, Admission::Ticket ticket,
                         Services &services)
    : m_stream(std::move(stream))
    , m_peer(std::move(peer))
    , m_services(services)
    , m_api(services)
    , m_buffer(maxHeadBytes + HttpApi::maxBody)
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
    m_parser.emplace();
    m_parser->header_limit(maxHeadBytes);
    m_parser->body_limit(HttpApi::maxBody);
    http::async_read_header(
        m_stream, m_buffer, *m_parser,
        [this, self = self()](ErrorCode error, std::size_t /*bytes*/) { onHead(error); });
}

void HttpSession::onHead(ErrorCode error)
{
    if (error) {
        onReadError(error);
        return;
    }
    if (m_isEnded)
        return;
    const auto fault = findFault(m_parser->get());
    const auto target = RequestTarget::parse(toView(m_parser->get().target()));
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

void HttpSession::onReadError(ErrorCode error)
{
    if (m_isEnded || error == asio::error::operation_aborted)
        return;
    if (const auto fault = faultOf(error))
        refuse(*fault);
    else
        end();
}

void HttpSession::serve(const RequestTarget &target)
{
    const Request &head = m_parser->get();
    const std::string_view path(target.path.constData(),
                                static_cast<std::size_t>(target.path.size()));
    if (wantsWebSocket(head) && !HttpApi::knows(path)) {
        upgrade(target);
        return;
    }
    const auto route = HttpApi::find(toView(head.method_string()), path);
    if (!route) {
        refuse(route.error());
        return;
    }
    const auto caller = m_api.admit(**route, header(http::field::authorization));
    if (!caller)
        refuse(caller.error());
    else
        readBody(**route, ApiRequest{target.query, *caller, client(), {}});
}

void HttpSession::readBody(const HttpApi::Route &route, ApiRequest request)
{
    if (m_parser->content_length().value_or(0) > route.maxBody) {
        refuse(problem(413, u"The body is too large."_s));
        return;
    }
    m_parser->body_limit(route.maxBody);
    enter(State::Reading, bodyTimeout);
    const auto read = [this, self = self(), &route, request = std::move(request)] {
        http::async_read(m_stream, m_buffer, *m_parser,
                         [this, self, &route, request](ErrorCode error, std::size_t /*bytes*/) {
                             if (error)
                                 onReadError(error);
                             else
                                 handle(route, request);
                         });
    };
    if (!beast::iequals(m_parser->get()[http::field::expect], "100-continue") ||
        m_parser->is_done()) {
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
    const std::string &body = m_parser->get().body();
    request.body = QByteArrayView(body.data(), static_cast<qsizetype>(body.size()));
    m_isLast = m_isLast || !m_parser->get().keep_alive();
    auto poll = (m_api.*route.handle)(request, [this, self = self()](const HttpAnswer &result) {
        m_poll.reset();
        answer(result);
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
    const Request &head = m_parser->get();
    const AllowedOrigins &allowed = m_services.shared.access.allowedOrigins;
    if (const auto origin = head.find(http::field::origin);
        origin != head.end() && !allowed.contains(toBytes(origin->value()))) {
        qCInfo(gatewayLog).noquote() << logLine(
            u"origin_refused"_s, {{"origin", QString::fromUtf8(toBytes(origin->value()))}});
        m_services.shared.metrics.dropped(Drop::Origin);
        refuse(problem(403, u"Pages of this origin are not allowed here."_s));
        return;
    }
    const auto accepted = acceptUpgrade({header(http::field::sec_websocket_version),
                                         header(http::field::sec_websocket_key),
                                         joinedHeader("Sec-WebSocket-Protocol")});
    if (!accepted)
        refuse(answerTo(accepted.error()));
    else if (!m_parser->is_done()) // it announces a body
        refuse(answerTo(UpgradeFault::NoHandshake));
    else
        becomeWebSocket(*accepted, target);
}

void HttpSession::becomeWebSocket(const UpgradeAnswer &answer, const RequestTarget &target)
{
    enter(State::Answering, headTimeout);
    const auto bearer = bearerToken(header(http::field::authorization));
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

void HttpSession::answer(const HttpAnswer &answer)
{
    if (m_isEnded)
        return;
    // Shared with the end of its writing: Asio copies no bytes, so they must be there until then.
    const auto out = std::make_shared<Outgoing>(
        Outgoing{headOf(answer, QDateTime::currentDateTimeUtc(),
                        m_isLast ? Persistence::Close : Persistence::KeepAlive),
                 answer.body});
    const std::array buffers{bufferOf(out->head), bufferOf(out->body)};
    asio::async_write(
        m_stream, buffers,
        [this, self = self(), out](ErrorCode error, std::size_t /*bytes*/) { onAnswered(error); });
}

void HttpSession::refuse(const HttpAnswer &refusal)
{
    enter(State::Answering, bodyTimeout);
    // The next request begins where this one ends. Of one that is not all here, the rest would be
    // taken for it.
    const bool isIntact = m_parser->is_header_done() && m_parser->is_done();
    m_isLast = m_isLast || !isIntact || !m_parser->get().keep_alive();
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
                             [this, self = self()](ErrorCode error, std::size_t /*bytes*/) {
                                 if (error || m_isEnded)
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

std::string_view HttpSession::header(http::field field) const
{
    return toView(m_parser->get()[field]);
}

/// The values of all headers of that name, as one list (RFC 9110, section 5.3).
QByteArray HttpSession::joinedHeader(const char *name) const
{
    QByteArrayList lines;
    const auto [first, last] = m_parser->get().equal_range(name);
    for (auto line = first; line != last; ++line)
        lines.append(toBytes(line->value()));
    return lines.join(',');
}

asio::ip::address HttpSession::client() const
{
    const QByteArray forwarded = joinedHeader("X-Forwarded-For");
    return clientAddress(m_peer,
                         {forwarded.constData(), static_cast<std::size_t>(forwarded.size())},
                         m_services.shared.access.trustedProxies);
}

} // namespace timesheet::gateway
