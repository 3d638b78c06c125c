#include "domain/event_details.h"

#include "domain/instant.h"

#include <QJsonValue>

#include <cmath>
#include <initializer_list>

using namespace Qt::StringLiterals;

namespace timesheet {

namespace {

QString firstText(const QJsonObject &object, std::initializer_list<QStringView> names)
{
    for (const QStringView name : names) {
        const QString text = object.value(name).toString();
        if (!text.isEmpty())
            return text;
    }
    return {};
}

std::optional<QDate> dateIn(const QJsonObject &object, QStringView name)
{
    const QDate date = QDate::fromString(object.value(name).toString(), Qt::ISODate);
    return date.isValid() ? std::optional(date) : std::nullopt;
}

std::optional<double> numberIn(const QJsonObject &object, QStringView name)
{
    const QJsonValue value = object.value(name);
    if (!value.isDouble() || !std::isfinite(value.toDouble()))
        return std::nullopt;
    return value.toDouble();
}

std::optional<QUrl> webAddressIn(const QJsonObject &object, QStringView name)
{
    const QUrl url(object.value(name).toString(), QUrl::StrictMode);
    const bool isWeb = url.scheme() == u"https" || url.scheme() == u"http";
    if (!url.isValid() || !isWeb || url.host().isEmpty() || !url.userInfo().isEmpty())
        return std::nullopt;
    return url;
}

Severity severityIn(const QJsonObject &object)
{
    const QString name = object.value("severity"_L1).toString();
    if (name == u"critical")
        return Severity::Critical;
    return name == u"warning" ? Severity::Warning : Severity::Info;
}

/// Who did what the event tells of. A timesheet's payload may also name who did something else to
/// it before.
QString actorOf(const Event &event, const QJsonObject &annotation)
{
    const QJsonObject &payload = event.payload;
    switch (event.type()) {
    case EventType::TimesheetApproved:
        return firstText(payload, {u"actor", u"approved_by"});
    case EventType::TimesheetRejected:
        return firstText(payload, {u"actor", u"rejected_by"});
    case EventType::TimesheetAnnotated: {
        const QString author = firstText(annotation, {u"author"});
        return author.isEmpty() ? firstText(payload, {u"author", u"actor"}) : author;
    }
    case EventType::DeadlineReminder:
    case EventType::NotificationNew:
    case EventType::Gap:
    case EventType::Unknown:
        break;
    }
    return firstText(payload, {u"actor", u"author"});
}

QString saidIn(EventType type, const EventDetails &details)
{
    switch (type) {
    case EventType::TimesheetRejected:
        return details.reason;
    case EventType::TimesheetAnnotated:
        return details.annotation;
    case EventType::TimesheetApproved:
    case EventType::DeadlineReminder:
    case EventType::NotificationNew:
    case EventType::Gap:
    case EventType::Unknown:
        break;
    }
    return details.body;
}

} // namespace

EventDetails detailsOf(const Event &event)
{
    const QJsonObject &payload = event.payload;
    const QJsonObject annotation = payload.value("annotation"_L1).toObject();

    EventDetails details;
    details.timesheetId = firstText(payload, {u"timesheet_id", u"id"});
    details.employeeId = firstText(payload, {u"employee_id"});
    details.employeeName = firstText(payload, {u"employee_name"});
    details.periodStart = dateIn(payload, u"period_start");
    details.periodEnd = dateIn(payload, u"period_end");
    details.hours = numberIn(payload, u"hours");
    details.actor = actorOf(event, annotation);
    details.reason = firstText(payload, {u"reason"});
    details.annotation = firstText(annotation, {u"text"});
    if (details.annotation.isEmpty())
        details.annotation = firstText(payload, {u"text"});
    details.dueAt = parseInstant(payload.value("due_at"_L1).toString());
    details.title = firstText(payload, {u"title"});
    details.body = firstText(payload, {u"body"});
    details.said = saidIn(event.type(), details);
    details.url = webAddressIn(payload, u"url");
    details.severity = severityIn(payload);
    return details;
}

bool concerns(const EventDetails &details, const UserId &user)
{
    return details.employeeId.isEmpty() || details.employeeId == user.value();
}

} // namespace timesheet
