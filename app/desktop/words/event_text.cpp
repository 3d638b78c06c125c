#include "desktop/words/event_text.h"

#include "desktop/words/date_text.h"
#include "desktop/words/plain_text.h"
#include "domain/gap.h"

#include <cmath>
#include <utility>

namespace timesheet {

namespace {

constexpr qsizetype maxName = 60;
constexpr qsizetype maxLine = 200;

} // namespace

EventWords::EventWords(UserId reader, const QLocale &locale)
    : m_reader(std::move(reader))
    , m_locale(locale)
{
}

QString EventWords::period(const EventDetails &details, const QDate &today) const
{
    const auto &start = details.periodStart;
    const auto &end = details.periodEnd;
    if (!start)
        return end ? tr("Until %1").arg(dayAndMonth(*end, today, m_locale)) : QString();
    if (!end || *end < *start)
        return tr("From %1").arg(dayAndMonth(*start, today, m_locale));

    const qint64 days = start->daysTo(*end) + 1;
    if (days == 1)
        return dayAndMonth(*start, today, m_locale);
    const bool workingWeek = start->dayOfWeek() == Qt::Monday && (days == 5 || days == 6);
    if (days == 7 || workingWeek)
        return tr("Week of %1").arg(dayAndMonth(*start, today, m_locale));
    if (start->day() == 1 && days == start->daysInMonth())
        return tr("%1 %2", "month and year")
            .arg(m_locale.standaloneMonthName(start->month()), QString::number(start->year()));
    return tr("%1 to %2", "period of time")
        .arg(dayAndMonth(*start, today, m_locale), dayAndMonth(*end, today, m_locale));
}

QString EventWords::hours(const EventDetails &details) const
{
    if (!details.hours)
        return {};
    const double rounded = std::round(*details.hours * 100) / 100;
    return tr("%1 h", "hours").arg(m_locale.toString(rounded, 'f', QLocale::FloatingPointShortest));
}

QString EventWords::due(const EventDetails &details, const QDateTime &now) const
{
    if (!details.dueAt)
        return {};
    const QString when = dayAndTime(*details.dueAt, now, m_locale);
    return *details.dueAt < now ? tr("Was due %1").arg(when) : tr("Due %1").arg(when);
}

QStringList EventWords::aboutTimesheet(const EventDetails &details, const QDateTime &now) const
{
    QStringList parts;
    if (!concerns(details, m_reader))
        parts << plainLine(details.employeeName, maxName);
    parts << period(details, now.toLocalTime().date()) << hours(details);
    parts.removeAll(QString());
    return parts;
}

EventText EventWords::of(const Event &event, const QDateTime &now) const
{
    const EventDetails details = detailsOf(event);
    switch (event.type()) {
    case EventType::TimesheetApproved:
        return news(tr("Timesheet approved"), details, {}, now);
    case EventType::TimesheetRejected:
        return news(tr("Timesheet rejected"), details, details.said, now);
    case EventType::TimesheetAnnotated:
        return news(tr("New note on a timesheet"), details, details.said, now);
    case EventType::DeadlineReminder:
        return deadline(details, now);
    case EventType::Gap:
        return missing(event, now);
    case EventType::NotificationNew:
    case EventType::Unknown:
        break;
    }
    const QString title = plainLine(details.title, maxName);
    const QString body = plainLine(details.body, maxLine);
    const bool known = event.type() == EventType::NotificationNew;
    const QString about = known ? QString() : plainLine(event.typeName, maxName);
    return {title.isEmpty() ? tr("Notification") : title, body.isEmpty() ? about : body, about};
}

EventText EventWords::news(const QString &title, const EventDetails &details, const QString &said,
                           const QDateTime &now) const
{
    const QString actor = plainLine(details.actor, maxName);
    QStringList parts = aboutTimesheet(details, now);
    if (!actor.isEmpty())
        parts << tr("by %1").arg(actor);
    const QString about = lineOf(parts, tr(", ", "between the parts of a line"));
    const QString words = plainLine(said, maxLine);
    if (about.isEmpty() || words.isEmpty())
        return {title, about + words, about};
    return {title, tr("%1: %2", "about what, and what was said").arg(about, words), about};
}

/// Joins the parts to a line in the direction of the language, also where they begin with a name in
/// the letters of another.
QString EventWords::lineOf(const QStringList &parts, const QString &separator) const
{
    constexpr QChar rightToLeftMark(0x200F);
    const bool isMarked = m_locale.textDirection() == Qt::RightToLeft && !parts.isEmpty();
    return (isMarked ? QString(rightToLeftMark) : QString()) + parts.join(separator);
}

EventText EventWords::missing(const Event &event, const QDateTime &now) const
{
    const QString title = tr("Some events are missing");
    const auto gap = gapOf(event);
    if (!gap)
        return {title, {}, {}};
    const auto words = [this, &now](const QDateTime &instant) {
        const bool isToday = instant.toLocalTime().date() == now.toLocalTime().date();
        return isToday ? timeOfDay(instant.toLocalTime(), m_locale)
                       : dayAndTime(instant, now, m_locale);
    };
    const QString line =
        tr("Events between %1 and %2 could not be recovered").arg(words(gap->from), words(gap->to));
    return {title, line, line};
}

EventText EventWords::deadline(const EventDetails &details, const QDateTime &now) const
{
    const QString title = plainLine(details.title, maxName);
    QStringList parts = aboutTimesheet(details, now);
    parts.prepend(due(details, now));
    parts.removeAll(QString());
    const QString line = lineOf(parts, tr(" · ", "between a deadline and what it is about"));
    return {title.isEmpty() ? tr("Timesheet due") : title, line, line};
}

} // namespace timesheet
