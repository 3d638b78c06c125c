#pragma once

#include <QTranslator>

namespace timesheet::samples {

/// A language in which every text is 40 % longer than in English, with accents, between brackets:
/// what is cut lacks its bracket, and what was never translated has no accents.
class PseudoTranslator : public QTranslator
{
public:
    using QTranslator::QTranslator;

    bool isEmpty() const override { return false; }

    QString translate(const char *, const char *source, const char *, int n) const override
    {
        QString text = QString::fromUtf8(source);
        if (n >= 0)
            text.replace(QStringLiteral("%n"), QString::number(n));
        const qsizetype longer = text.size() * 14 / 10;
        text.replace(u'a', u'å').replace(u'e', u'é').replace(u'o', u'ø').replace(u'u', u'ü');
        QString filler;
        while (text.size() + filler.size() + 2 < longer)
            filler += filler.size() % 6 == 5 ? u' ' : u'~';
        return u'[' + text + filler + u']';
    }
};

} // namespace timesheet::samples
