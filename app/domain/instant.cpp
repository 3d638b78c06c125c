#include "domain/instant.h"

#include <QRegularExpression>
#include <QTimeZone>

#include <chrono>

using namespace Qt::StringLiterals;

namespace timesheet {

namespace {

/// Four digits, and no year 0: the years that everybody who reads an instant agrees on.
constexpr bool isWritable(int year)
{
    return year >= 1 && year <= 9999;
}

} // namespace

std::optional<QDateTime> parseInstant(QStringView text)
{
    static const QRegularExpression pattern(
        uR"(\A([0-9]{4})-([0-9]{2})-([0-9]{2})[Tt]([0-9]{2}):([0-9]{2}):([0-9]{2}))"
        uR"((?:\.([0-9]{1,9}))?(?:([Zz])|([+-])([0-9]{2}):?([0-9]{2}))\z)"_s);

    const QRegularExpressionMatch match = pattern.match(text.toString());
    if (!match.hasMatch())
        return std::nullopt;
    const auto number = [&match](int group) { return match.capturedView(group).toInt(); };

    const bool leapSecond = number(6) == 60;
    const int second = leapSecond ? 59 : number(6);
    const int millisecond =
        leapSecond ? 999 : match.captured(7).leftJustified(3, u'0').left(3).toInt();
    const QDate date(number(1), number(2), number(3));
    const QTime time(number(4), number(5), second, millisecond);
    if (!date.isValid() || !time.isValid() || number(10) > 23 || number(11) > 59)
        return std::nullopt;

    const int offsetMinutes = number(10) * 60 + number(11);
    const int sign = match.capturedView(9) == u"-" ? -1 : 1;
    const QDateTime utc = QDateTime(date, time, QTimeZone::utc())
                              .addSecs(qint64{-60} * sign * offsetMinutes)
                              .addMSecs(leapSecond ? 1 : 0)
                              .toUTC();
    return isWritable(utc.date().year()) ? std::optional(utc) : std::nullopt;
}

QString formatInstant(const QDateTime &instant)
{
    // Digit by digit: QDateTime::toString() alone was 6 % of what an event cost the gateway.
    if (!instant.isValid())
        return {};
    const std::chrono::sys_time<std::chrono::milliseconds> time(
        std::chrono::milliseconds(instant.toMSecsSinceEpoch()));
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss clock(time - day);
    if (!isWritable(int{date.year()}))
        return {};
    QString text = u"0000-00-00T00:00:00.000Z"_s;
    const auto put = [&text](qsizetype last, auto number) {
        for (; number > 0; number /= 10)
            text[last--] = QChar(u'0' + static_cast<char16_t>(number % 10));
    };
    put(3, int{date.year()});
    put(6, unsigned{date.month()});
    put(9, unsigned{date.day()});
    put(12, clock.hours().count());
    put(15, clock.minutes().count());
    put(18, clock.seconds().count());
    put(22, clock.subseconds().count());
    return text;
}

} // namespace timesheet
