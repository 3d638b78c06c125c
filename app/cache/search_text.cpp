#include "cache/search_text.h"

#include <QJsonArray>
#include <QStringList>

using namespace Qt::StringLiterals;

namespace timesheet {

namespace {

/// What a person types is shorter; what is pasted by mistake may not be.
constexpr qsizetype longestSearch = 256;

void appendTexts(QStringList &texts, const QJsonValue &value)
{
    if (value.isString()) {
        texts.append(value.toString());
    } else if (value.isArray()) {
        const QJsonArray array = value.toArray();
        for (const QJsonValue &element : array)
            appendTexts(texts, element);
    } else if (value.isObject()) {
        const QJsonObject object = value.toObject();
        for (const QJsonValue &member : object)
            appendTexts(texts, member);
    }
}

} // namespace

QString searchableText(const QJsonObject &payload)
{
    QStringList texts;
    appendTexts(texts, payload);
    return texts.join(u'\n');
}

QString matchExpression(const QString &search)
{
    // FTS5 reads an expression only up to a NUL.
    QString text = search.left(longestSearch);
    text.replace(QChar::Null, u' ');
    QStringList words = text.simplified().split(u' ', Qt::SkipEmptyParts);
    for (QString &word : words)
        word = u'"' + word.replace(u'"', u"\"\""_s) + u'"';
    if (words.isEmpty())
        return {};
    return words.join(u' ') + u'*';
}

} // namespace timesheet
