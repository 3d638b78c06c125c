#include "client/frontends/sign_in_link.h"

#include "desktop/dialogs/sign_in_dialog.h"
#include "domain/addresses.h"
#include "wire/limits.h"

#include <QUrlQuery>

using namespace Qt::StringLiterals;

namespace timesheet {

namespace {

/// Room for the longest token with each character percent-encoded, and for the server.
constexpr qsizetype longestLink = 4 * wire::maxTokenBytes;

} // namespace

bool isSignInLink(const QString &text)
{
    return text.startsWith(u"timesheet-tray:", Qt::CaseInsensitive);
}

tl::expected<SignInLink, QString> readSignInLink(const QString &text)
{
    if (text.size() > longestLink)
        return tl::unexpected(u"this link is too long to be one of ours"_s);
    const QUrl url(text, QUrl::StrictMode);
    const bool isSignIn = url.host() == u"sign-in" && (url.path().isEmpty() || url.path() == u"/");
    if (!url.isValid() || url.scheme() != u"timesheet-tray" || !isSignIn)
        return tl::unexpected(
            u"this link is none of ours: it must begin with timesheet-tray://sign-in?"_s);
    const QUrlQuery query(url);
    const auto only = [&query](const QString &name) {
        const QStringList values = query.allQueryItemValues(name, QUrl::FullyDecoded);
        return values.size() == 1 ? values.constFirst() : QString();
    };
    const auto server = serverAddress(only(u"server"_s));
    if (!server)
        return tl::unexpected(u"this link names no server that one could sign in to"_s);
    const Token token(only(u"token"_s).trimmed().toUtf8());
    if (token.isEmpty())
        return tl::unexpected(u"this link holds no token"_s);
    return SignInLink{*server, token};
}

} // namespace timesheet
