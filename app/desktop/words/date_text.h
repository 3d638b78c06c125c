#pragma once

#include <QDateTime>
#include <QLocale>
#include <QString>

namespace timesheet {

// Dates and times as people say them. Instants are UTC or local; words are in local time.

/// "16 November"; with the year where it is not this year's.
QString dayAndMonth(const QDate &date, const QDate &today, const QLocale &locale);

/// The format of such a time, for fields: hours and minutes.
QString timeOfDayFormat(const QLocale &locale);
/// "17:00" or "5:00 PM", without seconds.
QString timeOfDay(const QDateTime &instant, const QLocale &locale);

/// "Today", "Yesterday", "Monday 16 November".
QString dayHeading(const QDate &date, const QDate &today, const QLocale &locale);

/// "today 17:00", "tomorrow 17:00", "Friday 17:00" within a week ahead, "30 November 17:00".
QString dayAndTime(const QDateTime &instant, const QDateTime &now, const QLocale &locale);

/// "just now", "5 min ago", "3 h ago" on the same day; the time of day for other days.
QString relativeTime(const QDateTime &instant, const QDateTime &now, const QLocale &locale);

/// The whole local date and time, for tooltips.
QString fullTime(const QDateTime &instant, const QLocale &locale);

/// "8 s"; "2:05" for more than a minute.
QString countdown(qint64 seconds);

/// "0:12".
QString minutesAndSeconds(qint64 seconds);

} // namespace timesheet
