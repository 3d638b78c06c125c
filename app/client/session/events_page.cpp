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

LocalAnswer eventsPage(EventStore &store, const local::Events &asked)
{
    EventQuery query;
    query.search = asked.search;
    query.typeName = asked.type;
    if (asked.unreadOnly)
        query.filter = EventFilter::Unread;
    PositionRange range;
    if (asked.below)
        range.below = ListPosition{*asked.below};
    const int limit = std::clamp(asked.limit, 0, largestPage);

    const auto page = store.page(query, range, limit);
    if (!page)
        return tl::unexpected(page.error().detail);
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
