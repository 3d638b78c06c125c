#include "gateway/config/config.h"

#include "gateway/config/duration.h"
#include "gateway/postgres/postgres_url.h"
#include "gateway/tokens/small_file.h"
#include "wire/json_text.h"

#include <QJsonObject>
#include <QStandardPaths>
#include <QThread>
#include <QUrl>

#include <functional>

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

namespace {

struct Address {
    QString host;
    quint16 port = 0;
};

/// "127.0.0.1:3001", "[::1]:3001", "localhost:0".
std::optional<Address> parseAddress(const QString &text)
{
    const qsizetype colon = text.lastIndexOf(u':');
    bool isNumber = false;
    const quint16 port = QStringView(text).mid(colon + 1).toUShort(&isNumber);
    QString host = text.left(std::max<qsizetype>(colon, 0));
    const bool isBracketed = host.startsWith(u'[') && host.endsWith(u']');
    if (isBracketed)
        host = host.mid(1, host.size() - 2);
    if (!isNumber || host.isEmpty() || (host.contains(u':') && !isBracketed))
        return std::nullopt;
    return Address{host, port};
}

QString defaultDatabase()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) +
           u"/timesheet-gateway/events.db"_s;
}

QString memberName(const Option &option)
{
    return QString(option.name).replace(u'-', u'_');
}

/// The value that was given for an option, or else the fallback.
using Said = std::function<QString(const QString &name, const QString &fallback)>;

tl::expected<int, QString> readNumber(const Said &said, const QString &name, int least, int most,
                                      int fallback)
{
    const QString text = said(name, QString::number(fallback));
    bool isNumber = false;
    const int number = text.toInt(&isNumber);
    if (!isNumber || number < least || number > most)
        return tl::unexpected(
            u"--%1 is \"%2\": give a number from %3 to %4"_s.arg(name, text).arg(least).arg(most));
    return number;
}

tl::expected<void, QString> readListen(Config &config, const Said &said)
{
    const QString listen = said(u"listen"_s, u"127.0.0.1:%1"_s.arg(defaultPort));
    const auto address = parseAddress(listen);
    if (!address)
        return tl::unexpected(
            u"cannot listen on \"%1\": give HOST:PORT, as 127.0.0.1:3001"_s.arg(listen));
    config.host = address->host;
    config.port = address->port;
    return {};
}

tl::expected<void, QString> readStorage(Config &config, const Said &said)
{
    config.database = said(u"database"_s, defaultDatabase());
    if (config.database.isEmpty())
        return tl::unexpected(u"the database has no name: give --database FILE"_s);
    if (isPostgresUrl(config.database)) {
        if (const auto url = parsePostgresUrl(config.database); !url)
            return tl::unexpected(url.error());
    }
    const QString retention = said(u"retention"_s, u"30d"_s);
    const auto keeps = parseDuration(retention);
    if (!keeps)
        return tl::unexpected(
            u"cannot keep events for \"%1\": give 30d, 12h, 90m or 600s, 3650d at "
            "most"_s.arg(retention));
    config.retention = *keeps;
    return {};
}

tl::expected<void, QString> readLimits(Config &config, const Said &said)
{
    constexpr int mostConnections = 10'000'000;
    const auto threads = readNumber(said, u"threads"_s, 1, 256, QThread::idealThreadCount());
    const auto perAddress =
        readNumber(said, u"max-connections-per-address"_s, 0, mostConnections, 0);
    const auto perTenant = readNumber(said, u"max-connections-per-tenant"_s, 0, mostConnections, 0);
    const auto buffered = readNumber(said, u"max-buffered-megabytes"_s, 16, 1024 * 1024, 1024);
    const auto body = readNumber(said, u"max-body-kilobytes"_s, 64, 4096, 1024);
    for (const auto *number : {&threads, &perAddress, &perTenant, &buffered, &body}) {
        if (!*number)
            return tl::unexpected(number->error());
    }
    config.threads = *threads;
    config.connectionsPerAddress = static_cast<std::size_t>(*perAddress);
    config.connectionsPerTenant = static_cast<std::size_t>(*perTenant);
    config.maxBufferedBytes = qint64{*buffered} * 1024 * 1024;
    config.maxBodyBytes = static_cast<std::size_t>(*body) * 1024;

    const QString format = said(u"log-format"_s, u"logfmt"_s);
    if (format != u"logfmt" && format != u"json")
        return tl::unexpected(u"--log-format is \"%1\": give logfmt or json"_s.arg(format));
    config.logFormat = format == u"json" ? LogFormat::Json : LogFormat::Logfmt;

    constexpr std::chrono::seconds longestDrain{3600};
    const QString text = said(u"drain"_s, u"10s"_s);
    const bool isNone = text == u"0" || text == u"0s";
    const auto drain = isNone ? std::chrono::seconds(0) : parseDuration(text);
    if (!drain || *drain > longestDrain)
        return tl::unexpected(u"cannot drain for \"%1\": give 0s to 3600s"_s.arg(text));
    config.drain = *drain;
    return {};
}

tl::expected<AddressRanges, QString> readRanges(const Said &said, const QString &name)
{
    const QString text = said(name, {});
    const auto ranges = AddressRanges::parse(text);
    if (!ranges)
        return tl::unexpected(
            u"--%1 is \"%2\": give addresses as 10.0.0.0/8,::1"_s.arg(name, text));
    return *ranges;
}

tl::expected<void, QString> readAccess(Config &config, const Said &said)
{
    const auto proxies = readRanges(said, u"trusted-proxies"_s);
    if (!proxies)
        return tl::unexpected(proxies.error());
    config.access.trustedProxies = *proxies;
    const auto metricsFrom = readRanges(said, u"metrics-from"_s);
    if (!metricsFrom)
        return tl::unexpected(metricsFrom.error());
    config.access.metricsFrom = *metricsFrom;

    const QString removed = said(u"removed-keys"_s, u"keep"_s);
    if (removed != u"keep" && removed != u"close")
        return tl::unexpected(u"--removed-keys is \"%1\": give keep or close"_s.arg(removed));
    config.access.removedKeys = removed == u"close" ? RemovedKeys::Close : RemovedKeys::Keep;

    QByteArrayList hosts;
    for (const QString &part : said(u"metrics-hosts"_s, {}).split(u',', Qt::SkipEmptyParts)) {
        const QString name = part.trimmed().toLower();
        const QUrl url(u"http://"_s + name, QUrl::StrictMode);
        if (name.isEmpty() || url.host() != name)
            return tl::unexpected(
                u"--metrics-hosts has \"%1\": give names as gateway.example.com"_s.arg(
                    part.trimmed()));
        hosts.append(name.toLatin1());
    }
    config.access.metricsHosts = AllowedHosts(hosts);

    QByteArrayList origins;
    for (const QString &part : said(u"allowed-origins"_s, {}).split(u',', Qt::SkipEmptyParts)) {
        const QUrl url(part.trimmed(), QUrl::StrictMode);
        const bool isOrigin = url.isValid() && !url.host().isEmpty() && !url.scheme().isEmpty() &&
                              url.path().isEmpty() && !url.hasQuery() && !url.hasFragment();
        if (!isOrigin)
            return tl::unexpected(
                u"--allowed-origins has \"%1\": give origins as https://app.example.com"_s.arg(
                    part.trimmed()));
        origins.append(part.trimmed().toLower().toUtf8());
    }
    config.access.allowedOrigins = AllowedOrigins(origins);
    return {};
}

} // namespace

const QList<Option> &options()
{
    static const QList<Option> all{
        {u"listen"_s, u"HOST:PORT"_s,
         u"Where to listen; port 0 is any free one [127.0.0.1:3001]."_s},
        {u"database"_s, u"FILE or URL"_s,
         u"Where the events are kept: a file, or postgresql://USER:PASSWORD@HOST/DATABASE\n"
         "[events.db in the user's data folder]."_s},
        {u"retention"_s, u"30d"_s,
         u"How long events are kept, in days, hours, minutes or seconds [30d]."_s},
        {u"jwt-secret-file"_s, u"FILE"_s,
         u"The secret that tokens are signed with [JWT_SECRET]."_s},
        {u"jwt-algorithm"_s, u"NAME"_s,
         u"How tokens are signed: HS256 with a secret, RS256 or ES256 with a key [HS256]."_s},
        {u"jwt-key-file"_s, u"FILE"_s,
         u"The public key for RS256 or ES256: PEM, or a JWKS with several."_s},
        {u"jwt-issuer"_s, u"TEXT"_s, u"What a token's iss must be [anything]."_s},
        {u"jwt-audience"_s, u"TEXT"_s, u"What a token's aud must be or contain [anything]."_s},
        {u"removed-keys"_s, u"keep or close"_s,
         u"Connections of a secret or key that SIGHUP finds gone [keep]."_s},
        {u"tls-cert"_s, u"FILE"_s,
         u"The server's certificate (PEM) with its chain; read again on SIGHUP."_s},
        {u"tls-key"_s, u"FILE"_s, u"The certificate's key (PEM)."_s},
        {u"trusted-proxies"_s, u"LIST"_s,
         u"Addresses whose X-Forwarded-For is believed, as 10.0.0.0/8,::1 [none]."_s},
        {u"allowed-origins"_s, u"LIST"_s,
         u"Web pages that may connect, as https://app.example.com [all]."_s},
        {u"metrics-from"_s, u"LIST"_s,
         u"Addresses that may read /metrics, as 127.0.0.1,10.0.0.0/8 [none]."_s},
        {u"metrics-hosts"_s, u"LIST"_s,
         u"Names of this server by which /metrics may be asked for, besides addresses and\n"
         "localhost, as gateway.example.com [none]."_s},
        {u"max-connections-per-address"_s, u"N"_s,
         u"Also silent and idle ones; behind a trusted proxy, requests under way. 0 is any\n"
         "number [0]."_s},
        {u"max-connections-per-tenant"_s, u"N"_s, u"0 is any number [0]."_s},
        {u"max-buffered-megabytes"_s, u"N"_s,
         u"What may wait for clients, to be read or to be whole, in all; of one tenant no more "
         u"than\n"
         "a half, of one user no more than a third [1024]."_s},
        {u"max-body-kilobytes"_s, u"N"_s,
         u"The largest body of a publication, up to 4096. Others wait while it is stored [1024]."_s},
        {u"threads"_s, u"N"_s, u"I/O loops [one per core]."_s},
        {u"drain"_s, u"10s"_s,
         u"Over how long connections are asked to leave when the gateway stops [10s]."_s},
        {u"log-format"_s, u"FORMAT"_s, u"logfmt or json [logfmt]."_s},
    };
    return all;
}

tl::expected<OptionTexts, QString> readConfigFile(const QString &file)
{
    const auto text = readSmallFile(file);
    if (!text)
        return tl::unexpected(text.error());
    const auto object = wire::parseMessage(*text);
    if (!object)
        return tl::unexpected(u"%1 is no JSON object"_s.arg(file));

    QStringList known;
    for (const Option &option : options())
        known.append(memberName(option));
    OptionTexts texts;
    for (auto member = object->begin(); member != object->end(); ++member) {
        if (!known.contains(member.key()))
            return tl::unexpected(u"%1: \"%2\" is no setting; there are %3"_s.arg(
                file, member.key(), known.join(u", "_s)));
        const QJsonValue value = member.value();
        const bool isNumber = value.isDouble() && value.toInteger(-1) >= 0;
        if (!value.isString() && !isNumber)
            return tl::unexpected(
                u"%1: \"%2\" must be a text or a whole number"_s.arg(file, member.key()));
        texts.insert(QString(member.key()).replace(u'_', u'-'),
                     isNumber ? QString::number(value.toInteger()) : value.toString());
    }
    return texts;
}

tl::expected<Config, QString> makeConfig(const OptionTexts &commandLine, const OptionTexts &file)
{
    Config config;
    const auto said = [&](const QString &name, const QString &fallback) {
        const QString text = commandLine.value(name, file.value(name, fallback));
        config.effective.insert(name, text);
        return text;
    };
    if (const auto read = readListen(config, said); !read)
        return tl::unexpected(read.error());
    if (const auto read = readStorage(config, said); !read)
        return tl::unexpected(read.error());
    const auto tokens = makeTokenConfig(commandLine, file);
    if (!tokens)
        return tl::unexpected(tokens.error());
    config.tokens = *tokens;
    config.effective.insert(tokens->effective());
    const auto authenticator = reloadKeys(config);
    if (!authenticator)
        return tl::unexpected(authenticator.error());
    config.authenticator = *authenticator;

    config.tlsCertificate = said(u"tls-cert"_s, {});
    config.tlsKey = said(u"tls-key"_s, {});
    if (config.tlsCertificate.isEmpty() != config.tlsKey.isEmpty())
        return tl::unexpected(u"TLS needs both: give --tls-cert FILE and --tls-key FILE"_s);
    config.secretFiles = QStringList{config.tokens.secretFile.value_or(QString()), config.tlsKey};
    config.secretFiles.removeAll(QString());
    return readLimits(config, said).and_then([&] { return readAccess(config, said); }).map([&] {
        return config;
    });
}

tl::expected<TlsContext, QString> loadTls(const Config &config)
{
    if (config.tlsCertificate.isEmpty())
        return TlsContext();
    return loadTlsContext(config.tlsCertificate, config.tlsKey);
}

tl::expected<Authenticator, QString> reloadKeys(const Config &config)
{
    return loadAuthenticator(config.tokens);
}

} // namespace timesheet::gateway
