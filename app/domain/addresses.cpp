#include "domain/addresses.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace timesheet {

namespace {

constexpr qsizetype longestAddress = 2048;
constexpr qsizetype longestKey = 2048;

bool isControl(QChar character)
{
    return character.category() == QChar::Other_Control;
}

/// As Supabase's dashboard shows a project's address. Any other web page's may be one that people
/// have taken for a server's.
bool isProjectOfSupabase(const QUrl &url)
{
    return url.scheme() == u"https" && url.host().endsWith(u".supabase.co");
}

bool isServer(const QUrl &url)
{
    const bool isWebSocket = url.scheme() == u"ws" || url.scheme() == u"wss";
    const QString path = url.path(QUrl::FullyDecoded);
    // A path's spaces are written as they are, and those around an address are not read.
    return url.isValid() && isWebSocket && !url.host().isEmpty() && url.port() != 0 &&
           path == path.trimmed() && std::none_of(path.begin(), path.end(), isControl);
}

} // namespace

tl::expected<QUrl, ServerAddressFault> serverAddress(const QString &text)
{
    const QString address = text.trimmed();
    if (address.size() > longestAddress)
        return tl::unexpected(ServerAddressFault::TooLong);
    if (address.isEmpty())
        return tl::unexpected(ServerAddressFault::Empty);
    // Not strict: this program itself writes the space of a path as a space.
    QUrl url(address);
    if (!address.contains(u"://"_s)) {
        url = QUrl(u"wss://"_s + address);
        if (isThisMachine(url))
            url.setScheme(u"ws"_s);
    } else if (isProjectOfSupabase(url)) {
        url.setScheme(u"wss"_s);
    }
    return serverAddress(url);
}

tl::expected<QUrl, ServerAddressFault> serverAddress(const QUrl &url)
{
    if (url.toString().size() > longestAddress)
        return tl::unexpected(ServerAddressFault::TooLong);
    if (!isServer(url))
        return tl::unexpected(ServerAddressFault::NotAServer);
    if (!url.userInfo().isEmpty() || url.hasQuery() || url.hasFragment())
        return tl::unexpected(ServerAddressFault::HoldsMore);
    return url;
}

QString describe(ServerAddressFault fault)
{
    switch (fault) {
    case ServerAddressFault::TooLong:
        return u"the server's address is longer than %1 characters: leave out what is no part of it"_s
            .arg(longestAddress);
    case ServerAddressFault::HoldsMore:
        return u"the server's address must not hold a user, a query or a fragment: give the token "
               u"with --token-file"_s;
    case ServerAddressFault::Empty:
    case ServerAddressFault::NotAServer:
        break;
    }
    return u"the server's address must look like wss://ws.example.com or ws://localhost:3001"_s;
}

std::optional<QByteArray> projectKey(const QString &text)
{
    const auto isOfKey = [](QChar c) {
        return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') || (c >= u'0' && c <= u'9') ||
               c == u'-' || c == u'_' || c == u'.';
    };
    const bool isKey = !text.isEmpty() && text.size() <= longestKey &&
                       !text.startsWith(u"sb_secret_") &&
                       std::all_of(text.begin(), text.end(), isOfKey);
    return isKey ? std::optional(text.toLatin1()) : std::nullopt;
}

bool isThisMachine(const QUrl &address)
{
    const QString host = address.host();
    const auto isOfNumber = [](QChar c) { return c == u'.' || (c >= u'0' && c <= u'9'); };
    // QUrl has brought every spelling of an IP address into its usual one.
    const QString number = host.startsWith(u"::ffff:") ? host.mid(7) : host;
    const bool isLoopback =
        number.startsWith(u"127.") && std::all_of(number.begin(), number.end(), isOfNumber);
    return host == u"localhost" || host == u"::1" || isLoopback;
}

bool isWebAddress(const QUrl &url)
{
    const bool isWeb = url.scheme() == u"https" || url.scheme() == u"http";
    return url.isValid() && isWeb && !url.host().isEmpty();
}

} // namespace timesheet
