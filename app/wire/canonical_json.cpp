#include "wire/canonical_json.h"

#include "wire/json_text.h"

#include <QJsonArray>

#include <algorithm>
#include <array>
#include <charconv>

namespace timesheet::wire {

namespace {

void appendValue(QByteArray &out, const QJsonValue &value);

/// ECMA-262, Number::toString: the shortest digits that read back as the same double.
QByteArray ecmaNumber(double value)
{
    if (value == 0)
        return "0"; // also for -0

    std::array<char, 32> buffer{};
    const auto end =
        std::to_chars(buffer.begin(), buffer.end(), value, std::chars_format::scientific).ptr;
    const QByteArray text(buffer.data(), end - buffer.data());
    const qsizetype e = text.indexOf('e');
    const int exponent = text.mid(e + 1).toInt();
    QByteArray digits = text.left(e);
    const QByteArray sign = digits.startsWith('-') ? "-" : "";
    digits.replace("-", "").replace(".", "");

    const qsizetype count = digits.size();
    const qsizetype point = exponent + 1; // digits before the decimal point
    if (count <= point && point <= 21)
        return sign + digits + QByteArray(point - count, '0');
    if (0 < point && point <= 21)
        return sign + digits.left(point) + '.' + digits.mid(point);
    if (-6 < point && point <= 0)
        return sign + "0." + QByteArray(-point, '0') + digits;
    const QByteArray mantissa = count == 1 ? digits : digits.left(1) + '.' + digits.mid(1);
    return sign + mantissa + 'e' + (exponent < 0 ? '-' : '+') + QByteArray::number(qAbs(exponent));
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
        out += ecmaNumber(value.toDouble());
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
