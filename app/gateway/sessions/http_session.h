#pragma once

#include "gateway/net/stream.h"
#include "gateway/protocol/handshake.h"
#include "gateway/protocol/request_reader.h"
#include "gateway/sessions/http_api.h"

#include <boost/beast/core/flat_buffer.hpp>

#include <functional>
#include <optional>

namespace timesheet::gateway {

namespace beast = boost::beast;

/// One HTTP/1.1 connection: reads requests strictly, one after the other, hands them to the
/// HttpApi, and becomes a WebSocketSession where the client asks for that.
class HttpSession : public Session
{
public:
    /// `ticket` counts the connection by its address; empty where that is a trusted proxy's.
    HttpSession(Stream stream, asio::ip::address peer, Admission::Ticket ticket,
                Services &services);
    ~HttpSession() override;
    Q_DISABLE_COPY_MOVE(HttpSession)

    void start();

    SteadyClock::time_point tick(SteadyClock::time_point now) override;
    void recheck() override;
    void shutDown() override;
    void cut() override;

private:
    enum class State {
        Idle,      ///< between requests
        Reading,   ///< a request has begun
        Answering, ///< the request is here, as a whole
        Draining,  ///< answered for the last time; waits for the client's end
    };

    std::shared_ptr<HttpSession> self();
    void enter(State state, SteadyClock::duration timeLimit);

    void waitForRequest();
    void readHead();
    void readPart(std::function<void()> onRead);
    bool chargeBody();
    void onHead();
    bool admit();
    void serve(const RequestTarget &target);
    void readBody(const HttpApi::Route &route, ApiRequest request);
    void handle(const HttpApi::Route &route, ApiRequest request);
    void watchForHangUp();
    void upgrade(const RequestTarget &target);
    void becomeWebSocket(const UpgradeAnswer &answer, const RequestTarget &target);

    void answerCaller(const Caller &caller, const HttpAnswer &answer);
    HttpAnswer noRoom(const BufferBudget::Share &share);
    void answer(const HttpAnswer &answer, BufferBudget::Share share = {});
    void refuse(const HttpAnswer &refusal); ///< answers and ends the connection
    void onAnswered(ErrorCode error);
    void drain();
    void end();

    asio::ip::address client() const;

    Stream m_stream;
    asio::ip::address m_peer;
    Services &m_services;
    HttpApi m_api;
    beast::flat_buffer m_buffer;
    std::optional<RequestReader> m_reader; ///< of the request that is read or answered
    BufferBudget::Share m_bodyShare;  ///< of the request's body; empty where there is no caller
    Admission::Ticket m_ticket;       ///< counts the client: until the end, or for one request
    std::shared_ptr<LongPoll> m_poll; ///< that the client waits for
    SteadyClock::time_point m_deadline;
    std::size_t m_drained = 0; ///< bytes behind the last request
    State m_state = State::Idle;
    bool m_isOfProxy;      ///< that we trust: each request may be another client's
    bool m_isLast = false; ///< the connection ends with this answer
    bool m_isEnded = false;
};

} // namespace timesheet::gateway
