#include "support/protocol_examples.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace timesheet::test {

namespace {

/// "x × 5" stands for "xxxxx".
QString expandedText(const QString &text)
{
    static const QRegularExpression pattern(u"\\A(.) × ([0-9]+)\\z"_s);
    const auto match = pattern.match(text);
    return match.hasMatch() ? match.captured(1).repeated(match.captured(2).toInt()) : text;
}

QJsonValue expanded(const QJsonValue &value)
{
    if (value.isString())
        return expandedText(value.toString());
    if (value.isArray()) {
        QJsonArray array = value.toArray();
        for (auto &&one : array)
            one = expanded(one);
        return array;
    }
    if (!value.isObject())
        return value;
    QJsonObject object = value.toObject();
    for (auto member = object.begin(); member != object.end(); ++member)
        member.value() = expanded(member.value());
    return object;
}

/// QJsonDocument has no place for a lone value, so it is read as the only one of an array.
QJsonValue readJson(const QByteArray &text)
{
    const QJsonArray only = QJsonDocument::fromJson('[' + text + ']').array();
    return only.size() == 1 ? only.first() : QJsonValue(QJsonValue::Undefined);
}

QByteArray writeJson(const QJsonValue &value)
{
    const QByteArray text = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
    return text.sliced(1, text.size() - 2);
}

Example readExample(const QFileInfo &info)
{
    QFile file(info.filePath());
    if (!file.open(QIODevice::ReadOnly))
        qFatal("cannot read %s", qPrintable(info.filePath()));
    Example example{info.completeBaseName(), file.readAll(), QJsonValue::Undefined,
                    info.suffix() != u"cbor"};
    if (info.suffix() == u"json") {
        example.json = expanded(readJson(example.text));
        example.text = writeJson(example.json);
    }
    return example;
}

} // namespace

QString Example::kind() const
{
    return name.section(u'.', 0, 0);
}

QList<Example> examplesIn(const QString &folder)
{
    const QDir directory(QStringLiteral(TIMESHEET_PROTOCOL "/examples/") + folder);
    const QFileInfoList files = directory.entryInfoList(QDir::Files, QDir::Name);
    QList<Example> examples;
    for (const QFileInfo &info : files)
        examples.append(readExample(info));
    if (examples.isEmpty())
        qFatal("no examples in %s", qPrintable(directory.path()));
    return examples;
}

} // namespace timesheet::test
