#pragma once

#include "domain/event.h"

#include <QDate>
#include <QUrl>

#include <optional>

namespace timesheet {

enum class Severity {
    Info,
    Warning,
    Critical,
};

/// The payload's members that have a meaning, read out of an event. Every one is optional; one
/// of a wrong type counts as absent. Text is as the server sent it: untrusted.
struct EventDetails {
    QString timesheetId;
    QString employeeId;
    QString employeeName;
    std::optional<QDate> periodStart;
    std::optional<QDate> periodEnd;
    std::optional<double> hours;
    QString actor;  ///< who did it: `actor`, or by type `approved_by`, `rejected_by`, the author
    QString reason; ///< of a rejection
    QString annotation;
    QString said;                   ///< in full: by type the reason, the annotation or the body
    std::optional<QDateTime> dueAt; ///< UTC
    QString title;
    QString body;
    std::optional<QUrl> url; ///< only http and https
    Severity severity = Severity::Info;

    friend bool operator==(const EventDetails &, const EventDetails &) = default;
};

EventDetails detailsOf(const Event &event);

/// Whether the event is the user's own business: about them, or about no person in particular.
bool concerns(const EventDetails &details, const UserId &user);

} // namespace timesheet
