#include "gateway/postgres/postgres_url.h"

#include <QStringList>
#include <QUrl>
#include <QUrlQuery>

#include <optional>

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

namespace {

/// libpq's parameters that may stand in a URL.
const QStringList &knownOptions()
{
    static const QStringList known{
        u"sslmode"_s,         u"sslrootcert"_s, u"sslcert"_s,
        u"sslkey"_s,          u"sslcrl"_s,      u"ssl_min_protocol_version"_s,
        u"channel_binding"_s, u"gssencmode"_s,  u"krbsrvname"_s,
        u"passfile"_s,        u"service"_s,     u"target_session_attrs"_s,
    };
    return known;
}

/// How a connection is made and lost: a dead network is noticed in seconds.
QString fixedOptions()
{
    return u"connect_timeout=3;application_name=timesheet-gateway;keepalives_idle=5;"
           "keepalives_interval=2;keepalives_count=3;tcp_user_timeout=10000"_s;
}

/// A value as libpq reads it where it has blanks or quotes.
QString quoted(QString value)
{
    value.replace(u'\\', u"\\\\"_s).replace(u'\'', u"\\'"_s);
    return u'\'' + value + u'\'';
}

/// Qt would make a space of a semicolon, and libpq would stop reading at a zero.
bool isPassable(const QString &value)
{
    return !value.contains(u';') && !value.contains(QChar::Null);
}

std::optional<int> portIn(const QString &value)
{
    constexpr int last = 65535;
    bool isNumber = false;
    const int port = value.toInt(&isNumber);
    return isNumber && port > 0 && port <= last ? std::optional(port) : std::nullopt;
}

} // namespace

QString PostgresUrl::location() const
{
    return u"%1/%2"_s.arg(host.isEmpty() ? u"localhost"_s : host, database);
}

bool isPostgresUrl(const QString &database)
{
    return database.startsWith(u"postgresql://"_s) || database.startsWith(u"postgres://"_s);
}

tl::expected<PostgresUrl, QString> parsePostgresUrl(const QString &text)
{
    const QUrl url(text, QUrl::StrictMode);
    if (!isPostgresUrl(text) || !url.isValid() || url.port() == 0)
        return tl::unexpected(u"the database's URL is not written as "
                              "postgresql://user:password@host:port/database"_s);

    PostgresUrl parsed;
    parsed.host = url.host(QUrl::FullyDecoded);
    parsed.port = url.port();
    parsed.database = url.path(QUrl::FullyDecoded).mid(1);
    parsed.user = url.userName(QUrl::FullyDecoded);
    parsed.password = url.password(QUrl::FullyDecoded);
    parsed.options = fixedOptions();
    const auto items = QUrlQuery(url).queryItems(QUrl::FullyDecoded);
    for (const auto &[name, value] : items) {
        if (name == u"host")
            parsed.host = value;
        else if (name == u"port" && !portIn(value))
            return tl::unexpected(u"the database's URL names no port from 1 to 65535"_s);
        else if (name == u"port")
            parsed.port = *portIn(value);
        else if (name == u"user")
            parsed.user = value;
        else if (name == u"password")
            parsed.password = value;
        else if (!knownOptions().contains(name))
            return tl::unexpected(
                u"the database's URL has a parameter that is not known: %1"_s.arg(name.left(64)));
        else if (!isPassable(value))
            return tl::unexpected(u"the parameter %1 of the database's URL cannot hold a "
                                  "semicolon"_s.arg(name));
        else
            parsed.options += u';' + name + u'=' + quoted(value);
    }
    if (parsed.database.isEmpty())
        return tl::unexpected(u"the database's URL names no database"_s);
    for (const QString &part : {parsed.host, parsed.database, parsed.user, parsed.password}) {
        if (part.contains(QChar::Null))
            return tl::unexpected(u"the database's URL holds a zero character"_s);
    }
    return parsed;
}

} // namespace timesheet::gateway
