#include "desktop/words/date_text.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace timesheet {

namespace {

class DateText
{
    Q_DECLARE_TR_FUNCTIONS(DateText)
};

// QLocale knows no "day and month": its long date without the weekday and the year.
QString dayAndMonthFormat(const QLocale &locale, const QDate &date)
{
    switch (locale.language()) {
    case QLocale::French:
        return date.day() == 1 ? u"d'er' MMMM"_s : u"d MMMM"_s;
    case QLocale::German:
        return u"d. MMMM"_s;
    case QLocale::Spanish:
        return u"d 'de' MMMM"_s;
    case QLocale::English:
        return locale.territory() == QLocale::UnitedStates ? u"MMMM d"_s : u"d MMMM"_s;
    default:
        return u"d MMMM"_s;
    }
}

} // namespace

QString dayAndMonth(const QDate &date, const QDate &today, const QLocale &locale)
{
    const QString format = dayAndMonthFormat(locale, date);
    if (date.year() == today.year())
        return locale.toString(date, format);
    return locale.toString(date, format + (format.startsWith(u'M') ? u", yyyy"_s : u" yyyy"_s));
}

QString timeOfDayFormat(const QLocale &locale)
{
    return locale.timeFormat(QLocale::ShortFormat).remove(u":ss"_s); // which the C locale has
}

QString timeOfDay(const QDateTime &instant, const QLocale &locale)
{
    return locale.toString(instant.toLocalTime().time(), timeOfDayFormat(locale));
}

QString dayHeading(const QDate &date, const QDate &today, const QLocale &locale)
{
    if (date == today)
        return DateText::tr("Today");
    if (date == today.addDays(-1))
        return DateText::tr("Yesterday");
    QString heading =
        DateText::tr("%1 %2", "weekday, and day and month")
            .arg(locale.standaloneDayName(date.dayOfWeek()), dayAndMonth(date, today, locale));
    heading[0] = heading.at(0).toUpper(); // not every language writes days with a capital letter
    return heading;
}

QString dayAndTime(const QDateTime &instant, const QDateTime &now, const QLocale &locale)
{
    const QDateTime local = instant.toLocalTime();
    const QDate today = now.toLocalTime().date();
    const qint64 days = today.daysTo(local.date());
    const QString time = timeOfDay(instant, locale);
    if (days == 0)
        return DateText::tr("today %1", "time of day").arg(time);
    if (days == 1)
        return DateText::tr("tomorrow %1", "time of day").arg(time);
    if (days == -1)
        return DateText::tr("yesterday %1", "time of day").arg(time);
    const QString day = days > 1 && days < 7 ? locale.standaloneDayName(local.date().dayOfWeek())
                                             : dayAndMonth(local.date(), today, locale);
    return DateText::tr("%1 %2", "day, and time of day").arg(day, time);
}

QString relativeTime(const QDateTime &instant, const QDateTime &now, const QLocale &locale)
{
    const QDateTime local = instant.toLocalTime();
    const qint64 seconds = instant.secsTo(now);
    const bool today = local.date() == now.toLocalTime().date();
    if (!today || seconds < -60)
        return timeOfDay(instant, locale);
    if (seconds < 60)
        return DateText::tr("just now");
    if (seconds < 3600)
        return DateText::tr("%1 min ago").arg(locale.toString(seconds / 60));
    return DateText::tr("%1 h ago", "hours").arg(locale.toString(seconds / 3600));
}

QString fullTime(const QDateTime &instant, const QLocale &locale)
{
    return locale.toString(instant.toLocalTime(), QLocale::LongFormat);
}

QString countdown(qint64 seconds)
{
    return seconds <= 60 ? DateText::tr("%1 s", "seconds").arg(seconds)
                         : minutesAndSeconds(seconds);
}

QString minutesAndSeconds(qint64 seconds)
{
    return u"%1:%2"_s.arg(seconds / 60).arg(seconds % 60, 2, 10, QChar(u'0'));
}

} // namespace timesheet
