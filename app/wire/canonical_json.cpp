#include "wire/canonical_json.h"

#include "wire/json_text.h"

#include <QJsonArray>

#include <algorithm>
#include <array>
#include <charconv>

using namespace Qt::StringLiterals;

namespace timesheet::wire {

namespace {

void appendValue(QByteArray &out, const QJsonValue &value);

/// ECMA-262, Number::toString: the shortest digits that read back as the same double.
QString ecmaNumber(double value)
{
    if (value == 0)
        return u"0"_s; // also for -0

    std::array<char, 32> buffer{};
    const auto end =
        std::to_chars(buffer.begin(), buffer.end(), value, std::chars_format::scientific).ptr;
    const QString text = QString::fromLatin1(buffer.data(), end - buffer.data());
    const qsizetype e = text.indexOf(u'e');
    const int exponent = QStringView(text).mid(e + 1).toInt();
    QString digits = text.left(e);
    const QString sign = digits.startsWith(u'-') ? u"-"_s : QString();
    digits.remove(u'-').remove(u'.');

    const qsizetype count = digits.size();
    const qsizetype point = exponent + 1; // digits before the decimal point
    if (count <= point && point <= 21)
        return sign + digits + QString(point - count, u'0');
    if (0 < point && point <= 21)
        return sign + digits.left(point) + u'.' + digits.mid(point);
    if (-6 < point && point <= 0)
        return sign + u"0."_s + QString(-point, u'0') + digits;
    const QString mantissa = count == 1 ? digits : digits.left(1) + u'.' + digits.mid(1);
    return sign + mantissa + u'e' + (exponent < 0 ? u'-' : u'+') + QString::number(qAbs(exponent));
}

void appendObject(QByteArray &out, const QJsonObject &object)
{
    QStringList names = object.keys();
    std::sort(names.begin(), names.end()); // QString orders by UTF-16 code units, as JCS wants
    out += '{';
    for (qsizetype i = 0; i < names.size(); ++i) {
        if (i > 0)
            out += ',';
        appendJsonString(out, names.at(i));
        out += ':';
        appendValue(out, object.value(names.at(i)));
    }
    out += '}';
}

void appendArray(QByteArray &out, const QJsonArray &array)
{
    out += '[';
    for (qsizetype i = 0; i < array.size(); ++i) {
        if (i > 0)
            out += ',';
        appendValue(out, array.at(i));
    }
    out += ']';
}

void appendValue(QByteArray &out, const QJsonValue &value)
{
    switch (value.type()) {
    case QJsonValue::Bool:
        out += value.toBool() ? "true" : "false";
        break;
    case QJsonValue::Double:
        out += ecmaNumber(value.toDouble()).toLatin1();
        break;
    case QJsonValue::String:
        appendJsonString(out, value.toString());
        break;
    case QJsonValue::Array:
        appendArray(out, value.toArray());
        break;
    case QJsonValue::Object:
        appendObject(out, value.toObject());
        break;
    case QJsonValue::Null:
    case QJsonValue::Undefined:
        out += "null";
        break;
    }
}

} // namespace

QByteArray canonicalJson(const QJsonObject &object)
{
    QByteArray out;
    appendObject(out, object);
    return out;
}

} // namespace timesheet::wire
