#include "gateway/config/duration.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

namespace {

constexpr std::chrono::seconds longest = std::chrono::hours(24 * 3650);

} // namespace

std::optional<std::chrono::seconds> parseDuration(const QString &text)
{
    static const QRegularExpression pattern(uR"(\A([0-9]{1,9})([smhd]?)\z)"_s);
    const QRegularExpressionMatch match = pattern.match(text);
    if (!match.hasMatch())
        return std::nullopt;
    const QString unit = match.captured(2);
    const std::chrono::seconds one = unit == u"m"   ? std::chrono::minutes(1)
                                     : unit == u"h" ? std::chrono::hours(1)
                                     : unit == u"d" ? std::chrono::hours(24)
                                                    : std::chrono::seconds(1);
    const std::chrono::seconds duration = one * match.captured(1).toLongLong();
    if (duration <= std::chrono::seconds::zero() || duration > longest)
        return std::nullopt;
    return duration;
}

} // namespace timesheet::gateway
