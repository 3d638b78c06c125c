#pragma once

#include <QJsonObject>
#include <QString>

namespace timesheet {

/// Every text of a payload, however deep, one a line.
QString searchableText(const QJsonObject &payload);

/// A user's search as an FTS5 expression: each word must occur, the last one as the beginning of
/// a word. Nothing of it is FTS5 syntax. Empty where there is no word.
QString matchExpression(const QString &search);

} // namespace timesheet
