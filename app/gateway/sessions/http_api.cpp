#include "gateway/sessions/http_api.h"

#include "wire/event_codec.h"
#include "wire/http_codec.h"
#include "wire/json_text.h"
#include "wire/limits.h"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <array>
#include <charconv>

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

namespace {

constexpr std::size_t maxReadBody = wire::maxMessageBytes;
constexpr qsizetype longestCursor = 128;

/// Larger bodies are parsed on another thread: each MiB of the worst JSON takes an eighth of a
/// second. So much
/// any one message may have, and is parsed by the loop.
constexpr qsizetype mostParsedHere = wire::maxMessageBytes;

/// Users that one answer names, of a tenant with more the first in the order of their ids.
constexpr int maxPresentUsers = 10'000;

/// A query member that is a whole number between two limits; `fallback` where there is none.
std::optional<int> numberIn(const ApiRequest &request, const QByteArray &name, int least, int most,
                            int fallback)
{
    const auto found = request.query.constFind(name);
    if (found == request.query.constEnd())
        return fallback;
    int number = 0;
    const char *end = found->constData() + found->size();
    const auto [stop, error] = std::from_chars(found->constData(), end, number);
    if (error == std::errc::result_out_of_range && stop == end && !found->startsWith('-'))
        return most;
    if (error != std::errc() || stop != end || number < least)
        return std::nullopt;
    return std::min(number, most);
}

/// What a service asked to publish, as the log takes it.
QList<NewLogEntry> toEntries(const QList<wire::NewEvent> &events, const Caller &caller,
                             QRandomGenerator &random)
{
    const QDateTime now = QDateTime::currentDateTimeUtc();
    QList<NewLogEntry> entries;
    entries.reserve(events.size());
    for (const wire::NewEvent &fresh : events) {
        wire::PackedEvent event;
        event.id = fresh.id.value_or(wire::newEventId(now, random));
        event.typeName = fresh.typeName;
        event.payload = fresh.payload;
        event.timestamp = fresh.timestamp.value_or(now);
        event.tenant = caller.tenant;
        entries.append({event, fresh.recipient});
    }
    return entries;
}

void appendReceipt(QByteArray &out, const Appended &appended)
{
    const wire::PackedEvent &event = appended.entry.event;
    out += R"({"id":)";
    wire::appendJsonString(out, event.id.value());
    out += R"(,"cursor":)";
    wire::appendJsonString(out, event.cursor.value_or(Cursor()).value());
    out += '}';
}

/// What became of the events of a POST, in their order.
QByteArray receipts(const QList<Appended> &appended, bool asArray)
{
    QByteArray out;
    if (!asArray) {
        appendReceipt(out, appended.first());
        return out;
    }
    out = R"({"events":[)";
    for (const Appended &one : appended) {
        if (!out.endsWith('['))
            out += ',';
        appendReceipt(out, one);
    }
    return out += "]}";
}

HttpAnswer storageProblem(const LogError &error, const Doorkeeper &doorkeeper)
{
    if (error.kind == LogError::Kind::UnknownCursor)
        return problem(400, u"There is no such cursor."_s);
    doorkeeper.storageFailed(error, Door::Request);
    return unavailable();
}

} // namespace

HttpApi::HttpApi(Services &services)
    : m_services(services)
{
}

std::span<const HttpApi::Route> HttpApi::routes()
{
    using Access = Route::Access;
    static constexpr std::array table{
        Route{"GET", "/v1/events", Access::Bearer, 0, &HttpApi::getEvents},
        Route{"POST", "/v1/events", Access::Service, maxBody, &HttpApi::postEvents},
        Route{"POST", "/v1/read", Access::Bearer, maxReadBody, &HttpApi::postRead},
        Route{"GET", "/v1/presence", Access::Bearer, 0, &HttpApi::getPresence},
        Route{"GET", "/healthz", Access::Anyone, 0, &HttpApi::getHealth},
        Route{"GET", "/readyz", Access::Anyone, 0, &HttpApi::getReady},
        Route{"GET", "/metrics", Access::Anyone, 0, &HttpApi::getMetrics},
    };
    return table;
}

bool HttpApi::knows(std::string_view path)
{
    const auto table = routes();
    return std::any_of(table.begin(), table.end(),
                       [path](const Route &route) { return route.path == path; });
}

tl::expected<const HttpApi::Route *, HttpAnswer> HttpApi::find(std::string_view method,
                                                               std::string_view path)
{
    QByteArrayList methods;
    for (const Route &route : routes()) {
        if (route.path != path)
            continue;
        const bool isGet = route.method == "GET";
        if (route.method == method || (isGet && method == "HEAD"))
            return &route;
        methods.append(
            QByteArray(route.method.data(), static_cast<qsizetype>(route.method.size())));
        if (isGet)
            methods.append("HEAD");
    }
    if (methods.isEmpty())
        return tl::unexpected(problem(404, u"There is nothing here."_s));
    HttpAnswer answer = problem(405, u"The method is not one of those in Allow."_s);
    answer.headers.emplace_back("Allow", methods.join(", "));
    return tl::unexpected(std::move(answer));
}

tl::expected<Caller, HttpAnswer> HttpApi::admit(const Route &route,
                                                QByteArrayView authorization) const
{
    if (route.access == Route::Access::Anyone)
        return Caller{};
    const QByteArray token = bearerToken(authorization).value_or(QByteArray());
    const auto caller = m_services.doorkeeper.identify(token, Door::Request);
    if (!caller)
        return tl::unexpected(unauthorized());
    if (route.access == Route::Access::Service && !caller->mayPublish())
        return tl::unexpected(problem(403, u"Publishing needs a token of the role \"service\"."_s));
    return *caller;
}

std::shared_ptr<LongPoll> HttpApi::getEvents(const ApiRequest &request,
                                             const Responder &respond) const
{
    const auto limit = numberIn(request, "limit", 1, wire::maxPageSize, wire::maxPageSize);
    const auto wait = numberIn(request, "wait", 0, wire::maxPollWaitSeconds, 0);
    const QByteArray after = request.query.value("after");
    if (!limit || !wait || after.size() > longestCursor) {
        respond(problem(400, u"limit, wait or after is not what it must be."_s));
        return nullptr;
    }
    LongPoll::Query query{{}, *limit, std::chrono::seconds(*wait)};
    if (!after.isEmpty())
        query.after = Cursor(QString::fromUtf8(after));
    auto poll = std::make_shared<LongPoll>(m_services, request.caller, query, respond);
    poll->start();
    return poll;
}

std::shared_ptr<LongPoll> HttpApi::postEvents(const ApiRequest &request,
                                              const Responder &respond) const
{
    if (request.body.size() <= mostParsedHere) {
        publish(wire::decodeNewEvents(request.body, request.caller.tenant), request, respond);
        return nullptr;
    }
    // Whoever is to be answered is there until then, and so are the body and this; all belong to
    // the loop, so they are handed back to it.
    const bool isQueued = m_services.shared.parsing.run(
        request.caller.tenant.value(), [this, request = request, respond = respond]() mutable {
            auto events = wire::decodeNewEvents(request.body, request.caller.tenant);
            asio::post(m_services.io,
                       [this, events = std::move(events), request = std::move(request),
                        respond = std::move(respond)] { publish(events, request, respond); });
        });
    if (!isQueued)
        respond(tooBusy());
    return nullptr;
}

void HttpApi::publish(const tl::expected<QList<wire::NewEvent>, wire::NewEventError> &events,
                      const ApiRequest &request, const Responder &respond) const
{
    if (!events) {
        const QString detail = u"Event %1: %2."_s.arg(events.error().index)
                                   .arg(wire::dropReasonName(events.error().reason));
        const bool isTooLarge = events.error().reason == wire::DropReason::TooLarge;
        respond(problem(isTooLarge ? 413 : 400, detail));
        return;
    }
    const bool isArray = request.body.trimmed().startsWith('[');
    m_services.storage.append(request.caller,
                              toEntries(*events, request.caller, m_services.shared.random),
                              request.body.size(),
                              [respond, isArray, &doorkeeper = m_services.doorkeeper](
                                  const tl::expected<QList<Appended>, LogError> &appended) {
                                  if (appended)
                                      respond(jsonAnswer(201, receipts(*appended, isArray)));
                                  else
                                      respond(storageProblem(appended.error(), doorkeeper));
                              });
}

std::shared_ptr<LongPoll> HttpApi::postRead(const ApiRequest &request,
                                            const Responder &respond) const
{
    const auto mark = wire::decodeReadMark(request.body);
    if (!mark) {
        const bool isTooLarge = mark.error() == wire::DropReason::TooLarge;
        respond(problem(isTooLarge ? 413 : 400, wire::dropReasonName(mark.error()) + u'.'));
        return nullptr;
    }
    m_services.storage.markRead(
        request.caller, *mark, 0,
        [respond, &doorkeeper = m_services.doorkeeper](const tl::expected<void, LogError> &marked) {
            respond(marked ? HttpAnswer{204, {}, {}, {}}
                           : storageProblem(marked.error(), doorkeeper));
        });
    return nullptr;
}

std::shared_ptr<LongPoll> HttpApi::getPresence(const ApiRequest &request,
                                               const Responder &respond) const
{
    m_services.storage.presentUsers(
        request.caller, maxPresentUsers,
        [respond, &doorkeeper = m_services.doorkeeper](
            const tl::expected<QList<wire::UserPresence>, LogError> &users) {
            respond(users ? jsonAnswer(200, wire::encode(*users))
                          : storageProblem(users.error(), doorkeeper));
        });
    return nullptr;
}

std::shared_ptr<LongPoll> HttpApi::getHealth(const ApiRequest & /*request*/,
                                             const Responder &respond) const
{
    respond(jsonAnswer(200, R"({"status":"ok"})"));
    return nullptr;
}

std::shared_ptr<LongPoll> HttpApi::getReady(const ApiRequest & /*request*/,
                                            const Responder &respond) const
{
    // Whoever asks this gets what they asked for either way, so a failure is not one to count.
    m_services.storage.probe([respond](const auto &head) {
        respond(head ? jsonAnswer(200, R"({"status":"ready"})") : unavailable());
    });
    return nullptr;
}

std::shared_ptr<LongPoll> HttpApi::getMetrics(const ApiRequest &request,
                                              const Responder &respond) const
{
    const Shared &shared = m_services.shared;
    if (!shared.access.metricsFrom.contains(request.address)) {
        respond(problem(403, u"Metrics are not for this address; see --metrics-from."_s));
        return nullptr;
    }
    if (!shared.access.metricsHosts.contains(request.host)) {
        respond(problem(403, u"Metrics are not for this host name; see --metrics-hosts."_s));
        return nullptr;
    }
    const StorageThread::Depth depth = shared.storage.depth();
    respond({200,
             "text/plain; version=0.0.4; charset=utf-8",
             shared.metrics.text({shared.tenants.counts(), depth.appends, depth.reads, depth.jobs,
                                  shared.buffers.used(), shared.buffers.limit()}),
             {}});
    return nullptr;
}

std::optional<QByteArray> bearerToken(QByteArrayView authorization)
{
    const qsizetype space = authorization.indexOf(' ');
    if (space < 0 || authorization.first(space).compare("bearer", Qt::CaseInsensitive) != 0)
        return std::nullopt;
    const QByteArrayView token = authorization.sliced(space + 1).trimmed();
    return token.isEmpty() ? std::nullopt : std::optional(token.toByteArray());
}

} // namespace timesheet::gateway
