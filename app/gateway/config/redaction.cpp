#include "gateway/config/redaction.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

QString withoutPasswords(const QString &text)
{
    // Up to the last "@", for a password may have one that should have been escaped.
    static const QRegularExpression userInfo(u"\\A([A-Za-z][A-Za-z0-9+.-]*://[^:@/?]*):.*@"_s,
                                             QRegularExpression::DotMatchesEverythingOption);
    static const QRegularExpression parameter(
        u"(password\\s*=\\s*)('(?:[^'\\\\]|\\\\.)*'?|[^&\\s]*)"_s,
        QRegularExpression::CaseInsensitiveOption);
    QString shown = text;
    shown.replace(userInfo, u"\\1:***@"_s);
    shown.replace(parameter, u"\\1***"_s);
    return shown;
}

} // namespace timesheet::gateway
