#include "desktop/dialogs/sign_in_dialog.h"

#include <QHostAddress>

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

QUrl serverIn(const QString &text)
{
    const QString address = text.trimmed();
    QUrl url(address, QUrl::StrictMode);
    if (!address.contains(u"://"_s)) {
        url = QUrl(u"wss://"_s + address, QUrl::StrictMode);
        const bool local = url.host() == u"localhost" || QHostAddress(url.host()).isLoopback();
        if (local)
            url.setScheme(u"ws"_s);
    }
    const bool known = url.scheme() == u"ws" || url.scheme() == u"wss";
    const bool bare = !url.hasQuery() && !url.hasFragment() && url.userInfo().isEmpty();
    return url.isValid() && known && bare && !url.host().isEmpty() ? url : QUrl();
}

} // namespace timesheet
