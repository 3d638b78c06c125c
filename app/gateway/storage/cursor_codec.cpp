#include "gateway/storage/cursor_codec.h"

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

namespace {

constexpr int sequenceDigits = 12;
constexpr int checkDigits = 8;

QString hex(quint64 number, int digits)
{
    return QString::number(number, 16).rightJustified(digits, u'0');
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

Cursor makeCursor(const QString &epoch, const CursorParts &parts)
{
    return Cursor(epoch + u'-' + hex(static_cast<quint64>(parts.sequence), sequenceDigits) + u'-' +
                  hex(parts.check, checkDigits));
}

std::optional<CursorParts> partsOf(const Cursor &cursor, const QString &epoch)
{
    QString text = cursor.value();
    if (text.size() == epoch.size() + 1 + sequenceDigits)
        text += u'-' + QString(checkDigits, u'0');
    bool isSequence = false;
    bool isCheck = false;
    const QStringView digits = QStringView(text).mid(epoch.size() + 1);
    const CursorParts parts{digits.left(sequenceDigits).toLongLong(&isSequence, 16),
                            digits.mid(sequenceDigits + 1).toUInt(&isCheck, 16)};
    // Made again it must be the same: no signs, spaces, capitals or missing zeros.
    if (!isSequence || !isCheck || parts.sequence < 0 || makeCursor(epoch, parts).value() != text)
        return std::nullopt;
    return parts;
}

} // namespace timesheet::gateway
