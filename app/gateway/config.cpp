#include "gateway/config.h"

#include "gateway/duration.h"
#include "wire/json_text.h"

#include <QFile>
#include <QJsonObject>
#include <QStandardPaths>

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

namespace {

constexpr qint64 longestSecretFile = qint64{64} * 1024;

tl::expected<QByteArray, QString> readSmallFile(const QString &name)
{
    QFile file(name);
    if (!file.open(QIODevice::ReadOnly))
        return tl::unexpected(u"cannot read %1: %2"_s.arg(name, file.errorString()));
    return file.read(longestSecretFile);
}

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

} // namespace

tl::expected<ConfigSource, QString> readConfigFile(const QString &file)
{
    const auto text = readSmallFile(file);
    if (!text)
        return tl::unexpected(text.error());
    const auto object = wire::parseMessage(*text);
    if (!object)
        return tl::unexpected(u"%1 is no JSON object"_s.arg(file));

    ConfigSource source;
    for (auto member = object->begin(); member != object->end(); ++member) {
        std::optional<QString> *target = nullptr;
        if (member.key() == u"listen")
            target = &source.listen;
        else if (member.key() == u"database")
            target = &source.database;
        else if (member.key() == u"jwt_secret_file")
            target = &source.jwtSecretFile;
        else if (member.key() == u"retention")
            target = &source.retention;
        if (target == nullptr)
            return tl::unexpected(u"%1: \"%2\" is no setting; there are listen, database, "
                                  "jwt_secret_file and retention"_s.arg(file, member.key()));
        if (!member.value().isString())
            return tl::unexpected(u"%1: \"%2\" must be a text"_s.arg(file, member.key()));
        *target = member.value().toString();
    }
    return source;
}

tl::expected<QByteArray, QString> readSecret(const std::optional<QString> &file)
{
    QByteArray secret;
    if (file) {
        const auto text = readSmallFile(*file);
        if (!text)
            return tl::unexpected(text.error());
        secret = *text;
        while (secret.endsWith('\n') || secret.endsWith('\r'))
            secret.chop(1);
        if (secret.isEmpty())
            return tl::unexpected(u"%1 is empty: put the secret there"_s.arg(*file));
    } else {
        secret = qgetenv("JWT_SECRET");
    }
    if (secret.isEmpty())
        return tl::unexpected(u"there is no secret to check tokens with: set JWT_SECRET, or give "
                              "--jwt-secret-file FILE"_s);
    return secret;
}

tl::expected<Config, QString> makeConfig(const ConfigSource &commandLine, const ConfigSource &file)
{
    Config config;
    const QString listen =
        commandLine.listen.value_or(file.listen.value_or(u"127.0.0.1:%1"_s.arg(defaultPort)));
    const auto address = parseAddress(listen);
    if (!address)
        return tl::unexpected(
            u"cannot listen on \"%1\": give HOST:PORT, as 127.0.0.1:3001"_s.arg(listen));
    config.host = address->host;
    config.port = address->port;

    config.database = commandLine.database.value_or(file.database.value_or(defaultDatabase()));
    if (config.database.startsWith(u"postgresql://"_s) ||
        config.database.startsWith(u"postgres://"_s))
        return tl::unexpected(u"this build has no PostgreSQL yet: give --database FILE, which "
                              "keeps the events in SQLite"_s);
    if (config.database.isEmpty())
        return tl::unexpected(u"the database has no name: give --database FILE"_s);

    const QString retention = commandLine.retention.value_or(file.retention.value_or(u"30d"_s));
    const auto keeps = parseDuration(retention);
    if (!keeps)
        return tl::unexpected(
            u"cannot keep events for \"%1\": give 30d, 12h, 90m or 600s, 3650d at "
            "most"_s.arg(retention));
    config.retention = *keeps;

    const bool hasEnvironment = !qEnvironmentVariableIsEmpty("JWT_SECRET");
    const auto secretFile = commandLine.jwtSecretFile || hasEnvironment ? commandLine.jwtSecretFile
                                                                        : file.jwtSecretFile;
    const auto secret = readSecret(secretFile);
    if (!secret)
        return tl::unexpected(secret.error());
    config.secret = *secret;
    return config;
}

} // namespace timesheet::gateway
