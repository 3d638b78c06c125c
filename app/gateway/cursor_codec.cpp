#include "gateway/cursor_codec.h"

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

namespace {

constexpr int sequenceDigits = 12;
constexpr int checkDigits = 8;

void appendHex(QString &text, quint64 number, int digits)
{
    for (int i = digits - 1; i >= 0; --i)
        text += QLatin1Char("0123456789abcdef"[(number >> (4U * static_cast<unsigned>(i))) & 0xfU]);
}

} // namespace

quint32 checkOf(const EventId &id)
{
    // FNV-1a: the same in every version and on every machine, which qHash() is not.
    quint32 hash = 2166136261U;
    const QByteArray bytes = id.value().toUtf8();
    for (const char byte : bytes)
        hash = (hash ^ static_cast<quint8>(byte)) * 16777619U;
    return hash == 0 ? 1 : hash;
}

Cursor makeCursor(const QString &epoch, const CursorPlace &place)
{
    QString text;
    text.reserve(epoch.size() + sequenceDigits + checkDigits + 2);
    text += epoch;
    text += u'-';
    appendHex(text, static_cast<quint64>(place.sequence), sequenceDigits);
    text += u'-';
    appendHex(text, place.check, checkDigits);
    return Cursor(text);
}

std::optional<CursorPlace> placeOf(const Cursor &cursor, const QString &epoch)
{
    QString text = cursor.value();
    if (text.size() == epoch.size() + 1 + sequenceDigits)
        text += u'-' + QString(checkDigits, u'0');
    bool isSequence = false;
    bool isCheck = false;
    const QStringView digits = QStringView(text).mid(epoch.size() + 1);
    const CursorPlace place{digits.left(sequenceDigits).toLongLong(&isSequence, 16),
                            digits.mid(sequenceDigits + 1).toUInt(&isCheck, 16)};
    // Made again it must be the same: no signs, spaces, capitals or missing zeros.
    if (!isSequence || !isCheck || place.sequence < 0 || makeCursor(epoch, place).value() != text)
        return std::nullopt;
    return place;
}

} // namespace timesheet::gateway
