#include "client/session/events_page.h"

#include "client/session/json_lines.h"

#include <QJsonArray>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace timesheet {

namespace {

/// More would hold up the running instance.
constexpr int largestPage = 200;

} // namespace

QJsonObject eventsPage(EventStore &store, const QJsonObject &request)
{
    EventQuery query;
    query.search = request.value("search"_L1).toString();
    query.typeName = request.value("type"_L1).toString();
    if (request.value("unread"_L1).toBool())
        query.filter = EventFilter::Unread;
    PositionRange range;
    if (request.contains("below"_L1))
        range.below = ListPosition{request.value("below"_L1).toInteger()};
    const int limit = std::clamp(request.value("limit"_L1).toInt(), 0, largestPage);

    const auto page = store.page(query, range, limit);
    if (!page)
        return {{u"error"_s, page.error().detail}};
    QJsonArray events;
    for (const ListedEvent &listed : *page) {
        QJsonObject line = eventLine(listed.stored);
        line.insert("read"_L1, listed.stored.read);
        events.append(line);
    }
    QJsonObject answer{{u"events"_s, events}};
    if (limit > 0 && page->size() == limit)
        answer.insert("below"_L1, static_cast<qint64>(page->constLast().position));
    return answer;
}

QJsonObject eventsPage()
{
    return {{u"events"_s, QJsonArray()}};
}

} // namespace timesheet
