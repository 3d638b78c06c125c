#pragma once

#include "connection/endpoint.h"
#include "connection/transport.h"
#include "domain/credentials.h"
#include "domain/ids.h"
#include "wire/http_codec.h"

#include <QDateTime>
#include <QList>
#include <QString>

#include <tl/expected.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

namespace timesheet {

/// Why a request did not do what it was for.
struct RequestFailure {
    enum class Cause {
        Unauthorized, ///< the token is of no use, says a server that has taken it before
        Unsupported,  ///< the server does not offer this, and will not when asked again
        Busy,         ///< the server wants to be asked less often
        TooLarge,     ///< the very next event makes an answer larger than is read
        Failed,       ///< anything else, also no answer at all: worth another try
    };

    Cause cause = Cause::Failed;
    QString detail;                          ///< a few technical words; never a token
    std::chrono::milliseconds retryAfter{0}; ///< for how long the server wants to be left alone

    friend bool operator==(const RequestFailure &, const RequestFailure &) = default;
};

/// What came of asking for events.
struct EventsAnswer {
    tl::expected<wire::DecodedPage, RequestFailure> page;
    std::optional<QDateTime> serverTime; ///< UTC by the server's clock, where it says that
};

/// Whether the server may keep a request for events until there are some (long polling).
enum class Hold {
    No,
    UntilNews,
};

/// A request that is under way. Destroying it gives it up: its handler is not called then.
class Request
{
public:
    Request() = default;
    virtual ~Request() = default;
    Request(const Request &) = delete;
    Request &operator=(const Request &) = delete;
};

/// A kind of server, as one account reaches it: what is asked there and in which words. When
/// something is asked, and how often, is decided above.
/// The handlers of its requests are called once, never before the function has returned, and may
/// destroy their request. A backend outlives all that it has made.
class Backend
{
public:
    using EventsHandler = std::function<void(const EventsAnswer &)>;
    using MarksHandler = std::function<void(const tl::expected<void, RequestFailure> &)>;

    Backend() = default;
    virtual ~Backend() = default;
    Backend(const Backend &) = delete;
    Backend &operator=(const Backend &) = delete;

    /// Its address, without a query.
    virtual QUrl server() const = 0;
    /// What the server is, for people, as far as requests have found that out; empty where they say
    /// nothing of it.
    virtual QString serverName() const { return {}; }
    /// What is kept of one message or event, in bytes, from the next connection and page on.
    virtual void setLargestMessage(qsizetype bytes) = 0;
    /// Reaches the same server in another way from now on: another proxy, other certificates.
    virtual void setEndpoint(const Endpoint &endpoint) = 0;

    /// Signs in with all that follows, as somebody else or with a fresh token of the same user.
    virtual void setCredentials(const Credentials &credentials) = 0;
    /// Forgets the token, and what was found out while it was used.
    virtual void forgetCredentials() = 0;

    /// A transport, not yet open, that goes on after that place where the server can do that.
    virtual std::unique_ptr<Transport> makeTransport(const std::optional<Cursor> &after) = 0;

    /// Asks for a page of the events after that place, oldest first; without one, for the newest.
    virtual std::unique_ptr<Request> fetchEvents(const std::optional<Cursor> &after, Hold hold,
                                                 EventsHandler handler) = 0;

    /// Tells that the user has read these events. No error: the server has kept that.
    virtual std::unique_ptr<Request> reportMarks(const QList<EventId> &ids,
                                                 MarksHandler handler) = 0;
};

} // namespace timesheet
