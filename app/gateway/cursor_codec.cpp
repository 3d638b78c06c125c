#include "gateway/cursor_codec.h"

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

namespace {

constexpr int digits = 12;

} // namespace

Cursor makeCursor(const QString &epoch, qint64 sequence)
{
    return Cursor(u"%1-%2"_s.arg(epoch).arg(sequence, digits, 16, QLatin1Char('0')));
}

std::optional<qint64> sequenceOf(const Cursor &cursor, const QString &epoch)
{
    const QString &text = cursor.value();
    bool isNumber = false;
    const qint64 sequence = QStringView(text).mid(epoch.size() + 1).toLongLong(&isNumber, 16);
    // Made again it must be the same: no signs, spaces, capitals or missing zeros.
    if (!isNumber || sequence < 0 || makeCursor(epoch, sequence) != cursor)
        return std::nullopt;
    return sequence;
}

} // namespace timesheet::gateway
