#include "desktop/dialogs/sign_in_dialog.h"

using namespace Qt::StringLiterals;

namespace timesheet {

QByteArray tokenIn(const QString &text)
{
    constexpr qsizetype Longest = 16'384;
    QString token = text.left(Longest).trimmed();
    if (token.startsWith(u"Bearer ", Qt::CaseInsensitive))
        token.remove(0, 7);
    token.removeIf([](QChar c) { return c.isSpace() || c == u'"' || c == u'\''; });
    return token.toUtf8();
}

} // namespace timesheet
