#include "tables/precise_instant.h"

#include "domain/instant.h"

#include <QTimeZone>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace timesheet {

namespace {

constexpr qsizetype startOfTime = sizeof("2026-11-23T") - 1;
constexpr qsizetype digitsOfMillisecond = 3;
constexpr qsizetype digitsOfMicrosecond = 6;

bool hasOffset(QStringView time)
{
    return std::any_of(time.begin(), time.end(), [](QChar character) {
        return character == u'Z' || character == u'z' || character == u'+' || character == u'-';
    });
}

/// What parseInstant() cuts off.
std::chrono::microseconds belowMillisecond(QStringView time)
{
    const qsizetype point = time.indexOf(u'.');
    if (point < 0)
        return {};
    QString digits;
    for (const QChar character : time.sliced(point + 1)) {
        if (character < u'0' || character > u'9')
            break;
        digits.append(character);
    }
    const QString fraction = digits.leftJustified(digitsOfMicrosecond, u'0');
    return std::chrono::microseconds(
        QStringView(fraction)
            .sliced(digitsOfMillisecond, digitsOfMicrosecond - digitsOfMillisecond)
            .toInt());
}

} // namespace

std::optional<PreciseInstant> parsePreciseInstant(QStringView text)
{
    if (text.size() <= startOfTime)
        return std::nullopt;
    const QStringView time = text.sliced(startOfTime);
    const auto instant = parseInstant(hasOffset(time) ? text.toString() : text.toString() + u'Z');
    if (!instant)
        return std::nullopt;
    return PreciseInstant(std::chrono::milliseconds(instant->toMSecsSinceEpoch())) +
           belowMillisecond(time);
}

QString formatPreciseInstant(PreciseInstant instant)
{
    const auto millisecond = std::chrono::floor<std::chrono::milliseconds>(instant);
    QString text = formatInstant(toMilliseconds(instant));
    text.chop(1); // its Z
    return u"%1%2+00:00"_s.arg(text).arg((instant - millisecond).count(),
                                         digitsOfMicrosecond - digitsOfMillisecond, 10,
                                         QLatin1Char('0'));
}

QDateTime toMilliseconds(PreciseInstant instant)
{
    const auto millisecond = std::chrono::floor<std::chrono::milliseconds>(instant);
    return QDateTime::fromMSecsSinceEpoch(millisecond.time_since_epoch().count(), QTimeZone::utc())
        .toUTC();
}

} // namespace timesheet
