#pragma once

#include "gateway/protocol/http_answer.h"
#include "gateway/protocol/request_target.h"
#include "gateway/sessions/long_poll.h"
#include "gateway/sessions/services.h"
#include "wire/http_codec.h"

#include <span>
#include <string_view>

namespace timesheet::gateway {

/// A request whose body is here.
struct ApiRequest {
    QHash<QByteArray, QByteArray> query;
    Caller caller; ///< empty on routes without a token
    asio::ip::address address;
    QByteArray host; ///< that the client believes to talk to
    QByteArrayView body;
};

/// The HTTP interface of resources/protocol, section 3: which requests there are and what they do.
class HttpApi
{
public:
    /// A request that the interface knows.
    struct Route {
        enum class Access { Anyone, Bearer, Service };

        std::string_view method;
        std::string_view path;
        Access access = Access::Bearer;
        std::size_t maxBody = 0;
        /// May return the poll that answers later.
        std::shared_ptr<LongPoll> (HttpApi::*handle)(const ApiRequest &,
                                                     const Responder &) const = nullptr;
    };

    explicit HttpApi(Services &services);

    /// Whether there is a route of this path, with whatever method.
    static bool knows(std::string_view path);

    /// The route, or the problem: 404, or 405 with the methods that there are. HEAD is served as
    /// GET, whose body is then the caller's to leave out (RFC 9110, section 9.3.2).
    static tl::expected<const Route *, HttpAnswer> find(std::string_view method,
                                                        std::string_view path);

    /// The caller of a route, or the problem: 401 or 403.
    tl::expected<Caller, HttpAnswer> admit(const Route &route, QByteArrayView authorization) const;

    /// The largest body that any route takes, where the administrator allows it.
    static constexpr std::size_t maxBody = std::size_t{4} * 1024 * 1024;

private:
    static std::span<const Route> routes();

    std::shared_ptr<LongPoll> getEvents(const ApiRequest &request, const Responder &respond) const;
    std::shared_ptr<LongPoll> postEvents(const ApiRequest &request, const Responder &respond) const;
    void publish(const tl::expected<QList<wire::NewEvent>, wire::NewEventError> &events,
                 const ApiRequest &request, const Responder &respond) const;
    std::shared_ptr<LongPoll> postRead(const ApiRequest &request, const Responder &respond) const;
    std::shared_ptr<LongPoll> getPresence(const ApiRequest &request,
                                          const Responder &respond) const;
    std::shared_ptr<LongPoll> getHealth(const ApiRequest &request, const Responder &respond) const;
    std::shared_ptr<LongPoll> getReady(const ApiRequest &request, const Responder &respond) const;
    std::shared_ptr<LongPoll> getMetrics(const ApiRequest &request, const Responder &respond) const;

    Services &m_services;
};

/// The token of an `Authorization: Bearer` header (RFC 6750); nothing of another scheme.
std::optional<QByteArray> bearerToken(QByteArrayView authorization);

} // namespace timesheet::gateway
