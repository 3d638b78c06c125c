#include "client/frontends/sign_in_link.h"

#include "desktop/dialogs/sign_in_dialog.h"

#include <QUrlQuery>

using namespace Qt::StringLiterals;

namespace timesheet {

namespace {

constexpr qsizetype longestLink = qsizetype{64} * 1024;

} // namespace

bool isSignInLink(const QString &text)
{
    return text.startsWith(u"timesheet-tray:", Qt::CaseInsensitive);
}

tl::expected<SignInLink, QString> readSignInLink(const QString &text)
{
    const QUrl url(text.left(longestLink), QUrl::StrictMode);
    const bool isSignIn = url.host() == u"sign-in" && (url.path().isEmpty() || url.path() == u"/");
    if (text.size() > longestLink || !url.isValid() || url.scheme() != u"timesheet-tray" ||
        !isSignIn)
        return tl::unexpected(
            u"this link is none of ours: it must begin with timesheet-tray://sign-in?"_s);
    const QUrlQuery query(url);
    const auto only = [&query](const QString &name) {
        const QStringList values = query.allQueryItemValues(name, QUrl::FullyDecoded);
        return values.size() == 1 ? values.constFirst() : QString();
    };
    const QUrl server = serverIn(only(u"server"_s));
    if (server.isEmpty())
        return tl::unexpected(u"this link names no server that one could sign in to"_s);
    const QByteArray token = tokenIn(only(u"token"_s));
    if (token.isEmpty())
        return tl::unexpected(u"this link holds no token"_s);
    return SignInLink{server, token};
}

} // namespace timesheet
