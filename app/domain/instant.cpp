#include "domain/instant.h"

#include <QRegularExpression>
#include <QTimeZone>

using namespace Qt::StringLiterals;

namespace timesheet {

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
                              .addMSecs(leapSecond ? 1 : 0);
    return utc.toUTC();
}

QString formatInstant(const QDateTime &instant)
{
    return instant.toUTC().toString(Qt::ISODateWithMs);
}

} // namespace timesheet
