#include "connection/supabase_backend/schema_events.h"

#include "connection/supabase_tables/table_place.h"
#include "wire/json_text.h"
#include "wire/limits.h"

#include <QJsonObject>

#include <utility>

using namespace Qt::StringLiterals;

namespace timesheet {

namespace {

/// Events of one answer.
constexpr int largestPage = 200;

QByteArray argumentsOf(const std::optional<Cursor> &after, int most)
{
    return wire::compactJson(
        {{u"after"_s, after ? QJsonValue(after->value()) : QJsonValue(QJsonValue::Null)},
         {u"most"_s, most}});
}

} // namespace

SchemaEvents::SchemaEvents(PostgrestClient &client, qsizetype largestMessage)
    : m_client(client)
    , m_pages(largestPage, largestMessage)
{
}

QList<WatchedChanges> SchemaEvents::watched() const
{
    return {{u"INSERT"_s, u"public"_s, u"events"_s, u"tenant_id"_s}};
}

std::unique_ptr<Request> SchemaEvents::find(FoundHandler handler)
{
    return call(u"timesheet_events"_s, argumentsOf(std::nullopt, 1),
                [handler = std::move(handler)](QNetworkReply &reply, AnswerEnd end) {
                    const PostgrestAnswer answer = postgrestAnswerOf(reply, end);
                    const bool isMissing = answer.code == u"PGRST202" && statusOf(reply) == 404;
                    if (answer.body || isMissing || end == AnswerEnd::TooLarge)
                        handler(!isMissing);
                    else
                        handler(tl::unexpected(answer.body.error()));
                });
}

std::unique_ptr<Request> SchemaEvents::fetch(const std::optional<Cursor> &after,
                                             Backend::EventsHandler handler)
{
    const bool isStrange = after && isTableCursor(*after);
    return call(
        u"timesheet_events"_s, argumentsOf(isStrange ? std::nullopt : after, m_pages.size()),
        [this, isStrange, handler = std::move(handler)](QNetworkReply &reply, AnswerEnd end) {
            EventsAnswer answer = m_pages.read(reply, end, m_tenant, postgrestBodyOf);
            if (isStrange && answer.page)
                answer.page->page.complete = false;
            handler(answer);
        });
}

std::unique_ptr<Request> SchemaEvents::reportMarks(const QList<EventId> &ids,
                                                   Backend::MarksHandler handler)
{
    Q_ASSERT(ids.size() <= wire::maxMarkedIds);
    return call(u"timesheet_mark_read"_s, wire::encodeReadMark({ids, std::nullopt}),
                [handler = std::move(handler)](QNetworkReply &reply, AnswerEnd /*end*/) {
                    handler(postgrestBodyOf(reply).map([](const QByteArray &) {}));
                });
}

/// A function of the database, by its name and its arguments as a JSON object.
std::unique_ptr<Request> SchemaEvents::call(const QString &function, const QByteArray &arguments,
                                            ReplyHandler handler)
{
    return m_client.send({"POST", u"rpc/"_s + function, {}, arguments, {}}, m_pages.largestBody(),
                         std::move(handler));
}

} // namespace timesheet
