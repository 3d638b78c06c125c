#pragma once

#include <QString>

namespace timesheet {

/// Text from a server made fit for one line: control, format and bidi-override characters removed,
/// white space collapsed, cut at a word with an ellipsis where longer than `maxLength` UTF-16
/// units.
QString plainLine(QStringView text, qsizetype maxLength = 200);

/// The same for a text of several lines: line breaks stay, at most two in a row.
QString plainParagraphs(QStringView text, qsizetype maxLength = 4000);

/// Plain text for a place that reads markup (notification bodies with `body-markup`).
QString escapedForMarkup(const QString &text);

} // namespace timesheet
