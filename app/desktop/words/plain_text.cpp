#include "desktop/words/plain_text.h"

#include <QChar>

namespace timesheet {

namespace {

constexpr char32_t ellipsis = 0x2026;

// Joiners shape Arabic and Indic letters and build emoji; the marks say a direction for themselves
// and turn nothing around. Every other format character can hide or reorder text.
bool isHarmlessFormat(char32_t c)
{
    return c == 0x200C || c == 0x200D || c == 0x200E || c == 0x200F || c == 0x061C;
}

bool isLineBreak(char32_t c)
{
    return c == U'\n' || c == U'\r' || c == 0x0B || c == 0x0C || c == 0x85 || c == 0x2028 ||
           c == 0x2029;
}

bool isUnwanted(char32_t c)
{
    switch (QChar::category(c)) {
    case QChar::Other_Control:
    case QChar::Other_Surrogate:
    case QChar::Other_NotAssigned:
        return true;
    case QChar::Other_Format:
        return !isHarmlessFormat(c);
    default:
        return false;
    }
}

// A cut inside a word is taken back to the last space, unless that would cost most of the text.
void cutAtWord(QString &text, qsizetype maxLength)
{
    qsizetype end = maxLength - 1;
    const qsizetype space = text.lastIndexOf(u' ', end);
    const qsizetype lineBreak = text.lastIndexOf(u'\n', end);
    const qsizetype word = qMax(space, lineBreak);
    if (word > maxLength / 2)
        end = word;
    if (end > 0 && text.at(end - 1).isHighSurrogate())
        --end;
    text.truncate(end);
    while (!text.isEmpty() && (text.back().isSpace() || text.back() == u',' || text.back() == u'.'))
        text.chop(1);
    text += QChar(ellipsis);
}

// The character at `at`, past which `at` is moved. Half a surrogate pair comes as it is.
char32_t next(QStringView text, qsizetype &at)
{
    const QChar c = text.at(at++);
    if (c.isHighSurrogate() && at < text.size() && text.at(at).isLowSurrogate())
        return QChar::surrogateToUcs4(c, text.at(at++));
    return c.unicode();
}

// Reads no further than what can still be shown, so the text's own length costs nothing.
QString cleaned(QStringView text, qsizetype maxLength, int maxLineBreaks)
{
    QString result;
    result.reserve(qMin(text.size(), maxLength) + 2);
    int lineBreaks = 0;
    bool space = false;
    char32_t previous = 0;
    for (qsizetype at = 0; at < text.size() && result.size() <= maxLength;) {
        const char32_t c = next(text, at);
        const bool secondHalfOfBreak = c == U'\n' && previous == U'\r';
        previous = c;
        if (isLineBreak(c)) {
            lineBreaks += secondHalfOfBreak ? 0 : 1;
        } else if (QChar::isSpace(c)) {
            space = true;
        } else if (!isUnwanted(c)) {
            if (!result.isEmpty() && lineBreaks > 0 && maxLineBreaks > 0)
                result += QString(qMin(lineBreaks, maxLineBreaks), u'\n');
            else if (!result.isEmpty() && (space || lineBreaks > 0))
                result += u' ';
            result += QChar::fromUcs4(c);
            lineBreaks = 0;
            space = false;
        }
    }
    if (result.size() > maxLength)
        cutAtWord(result, maxLength);
    return result;
}

} // namespace

QString plainLine(QStringView text, qsizetype maxLength)
{
    return cleaned(text, maxLength, 0);
}

QString plainParagraphs(QStringView text, qsizetype maxLength)
{
    return cleaned(text, maxLength, 2);
}

QString escapedForMarkup(const QString &text)
{
    return text.toHtmlEscaped();
}

} // namespace timesheet
