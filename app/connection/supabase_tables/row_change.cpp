#include "connection/supabase_tables/row_change.h"

#include "tables/precise_instant.h"

#include <QCryptographicHash>

using namespace Qt::StringLiterals;

namespace timesheet {

namespace {

constexpr auto prefix = "tables"_L1;
/// prefix, table, microseconds, state, id.
constexpr int partsBeforeId = 4;
/// Of a status, which is part of what is kept of a row.
constexpr qsizetype longestStatus = 32;
/// Hexadecimal digits of a text's hash: enough to see that it has changed.
constexpr qsizetype hashDigits = 16;

constexpr auto newNotification = "new"_L1;

QString annotationText(const QJsonObject &columns)
{
    return firstTextOf(columns, {u"text"_s, u"body"_s, u"content"_s});
}

/// The members that are there and not null. Ids are texts, whatever they are in the table.
QJsonObject membersOf(const QJsonObject &columns, std::initializer_list<QString> names)
{
    QJsonObject members;
    for (const QString &name : names) {
        const QJsonValue value = columns.value(name);
        if (value.isNull() || value.isUndefined())
            continue;
        members.insert(name, name.endsWith(u"_id"_s) ? QJsonValue(textOf(value)) : value);
    }
    return members;
}

void insertText(QJsonObject &object, const QString &name, const QString &text)
{
    if (!text.isEmpty())
        object.insert(name, text);
}

QString stateOf(const TableRow &row, const TableNames &names)
{
    switch (row.table) {
    case Table::Timesheets:
        return row.columns.value(names.status).toString().toLower().left(longestStatus);
    case Table::Annotations: {
        const QByteArray text = annotationText(row.columns).toUtf8();
        const QByteArray hash = QCryptographicHash::hash(text, QCryptographicHash::Sha256).toHex();
        return QString::fromLatin1(hash.first(hashDigits));
    }
    case Table::Notifications:
        break;
    }
    return newNotification;
}

/// A type and a payload, as resources/protocol, section 1.3, has them.
struct News {
    EventType type = EventType::Unknown;
    QJsonObject payload;
};

/// An approval or a rejection.
std::optional<News> verdictIn(const TableRow &row, const QString &status)
{
    const bool isApproved = status == u"approved";
    if (!isApproved && status != u"rejected")
        return std::nullopt;
    News news{isApproved ? EventType::TimesheetApproved : EventType::TimesheetRejected,
              membersOf(row.columns, {u"employee_name"_s, u"period_start"_s, u"period_end"_s,
                                      u"hours"_s, u"actor"_s, status + u"_by"_s})};
    news.payload.insert("id"_L1, row.id);
    if (!isApproved)
        insertText(news.payload, u"reason"_s,
                   firstTextOf(row.columns, {u"reason"_s, u"rejection_reason"_s}));
    return news;
}

/// What somebody else has noted.
std::optional<News> noteIn(const TableRow &row, const UserId &reader)
{
    const QString authorId =
        firstTextOf(row.columns, {u"author_id"_s, u"created_by"_s, u"user_id"_s});
    const QString text = annotationText(row.columns);
    if (text.isEmpty() || authorId == reader.value())
        return std::nullopt;
    QString author = firstTextOf(row.columns, {u"author"_s, u"author_name"_s});
    if (author.isEmpty())
        author = authorId;
    QJsonObject annotation{{u"id"_s, row.id}, {u"text"_s, text}};
    insertText(annotation, u"author"_s, author);
    News news{EventType::TimesheetAnnotated, {{u"annotation"_s, annotation}}};
    insertText(news.payload, u"id"_s, timesheetOf(row));
    insertText(news.payload, u"author"_s, author);
    return news;
}

/// A notification, or a reminder of a deadline, that was not read elsewhere meanwhile.
std::optional<News> notificationIn(const TableRow &row)
{
    const QJsonValue readAt = row.columns.value("read_at"_L1);
    if (!readAt.isNull() && !readAt.isUndefined())
        return std::nullopt;
    const bool isDeadline = row.columns.value("kind"_L1) == u"deadline"_s;
    News news{isDeadline ? EventType::DeadlineReminder : EventType::NotificationNew,
              membersOf(row.columns,
                        {u"employee_name"_s, u"timesheet_id"_s, u"period_start"_s, u"period_end"_s,
                         u"due_at"_s, u"title"_s, u"body"_s, u"url"_s, u"severity"_s})};
    news.payload.insert("id"_L1, row.id);
    return news;
}

std::optional<News> newsIn(const TableRow &row, const RowState &state, const UserId &reader)
{
    if (state.before == state.state)
        return std::nullopt;
    switch (row.table) {
    case Table::Timesheets:
        return verdictIn(row, state.state);
    case Table::Annotations:
        return noteIn(row, reader);
    case Table::Notifications:
        break;
    }
    return notificationIn(row);
}

EventId idOf(const TableRow &row, const RowState &state)
{
    return EventId(u"%1/%2/%3/%4/%5"_s.arg(prefix, tableWord(row.table))
                       .arg(row.changedAt.time_since_epoch().count())
                       .arg(state.state, row.id));
}

} // namespace

RowState stateAfter(const TableRow &row, const std::optional<RowState> &known, Sight sight,
                    const TableNames &names)
{
    RowState state{tableWord(row.table), row.id,       row.changedAt,
                   stateOf(row, names),  std::nullopt, ownerOf(row, names)};
    const bool isSame = known && known->changedAt == state.changedAt && known->state == state.state;
    if (isSame || (known && sight == Sight::Unsettled))
        state.before = known->before;
    else if (known)
        state.before = known->state;
    else if (sight == Sight::Learning)
        state.before = state.state;
    return state;
}

std::optional<Event> eventOf(const TableRow &row, const RowState &state, const QString &owner,
                             const TableNames &names, const Identity &reader)
{
    auto news = newsIn(row, state, reader.user);
    if (!news)
        return std::nullopt;
    const QString own = ownerOf(row, names);
    insertText(news->payload, u"employee_id"_s, own.isEmpty() ? owner : own);
    Event event;
    event.id = idOf(row, state);
    event.typeName = eventTypeName(news->type);
    event.payload = news->payload;
    event.timestamp = toMilliseconds(row.changedAt);
    event.tenant = reader.tenant;
    return event;
}

std::optional<QString> notificationOf(const EventId &id)
{
    const QString start = prefix + u'/' + tableWord(Table::Notifications) + u'/';
    const QString row = id.value().section(u'/', partsBeforeId);
    return id.value().startsWith(start) && !row.isEmpty() ? std::optional(row) : std::nullopt;
}

QString ownerOf(const TableRow &row, const TableNames &names)
{
    if (row.table == Table::Notifications)
        return firstTextOf(row.columns, {names.user, u"recipient_id"_s});
    return firstTextOf(row.columns, {names.user});
}

QString timesheetOf(const TableRow &annotation)
{
    return textOf(annotation.columns.value("timesheet_id"_L1));
}

} // namespace timesheet
