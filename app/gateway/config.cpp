#include "gateway/config.h"

#include "gateway/duration.h"
#include "gateway/small_file.h"
#include "wire/json_text.h"

#include <QJsonObject>
#include <QStandardPaths>

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

QString memberName(const Setting &setting)
{
    return QString(setting.name).replace(u'-', u'_');
}

} // namespace

const QList<Setting> &settings()
{
    static const QList<Setting> all{
        {u"listen"_s, u"HOST:PORT"_s,
         u"Where to listen; port 0 is any free one [127.0.0.1:3001]."_s},
        {u"database"_s, u"FILE"_s,
         u"Where the events are kept [events.db in the user's data folder]."_s},
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
    };
    return all;
}

tl::expected<SettingTexts, QString> readConfigFile(const QString &file)
{
    const auto text = readSmallFile(file);
    if (!text)
        return tl::unexpected(text.error());
    const auto object = wire::parseMessage(*text);
    if (!object)
        return tl::unexpected(u"%1 is no JSON object"_s.arg(file));

    QStringList known;
    for (const Setting &setting : settings())
        known.append(memberName(setting));
    SettingTexts texts;
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

tl::expected<Config, QString> makeConfig(const SettingTexts &commandLine, const SettingTexts &file)
{
    Config config;
    const auto said = [&](const QString &name, const QString &fallback) {
        const QString text = commandLine.value(name, file.value(name, fallback));
        config.effective.insert(name, text);
        return text;
    };
    const QString listen = said(u"listen"_s, u"127.0.0.1:%1"_s.arg(defaultPort));
    const auto address = parseAddress(listen);
    if (!address)
        return tl::unexpected(
            u"cannot listen on \"%1\": give HOST:PORT, as 127.0.0.1:3001"_s.arg(listen));
    config.host = address->host;
    config.port = address->port;

    config.database = said(u"database"_s, defaultDatabase());
    if (config.database.startsWith(u"postgresql://"_s) ||
        config.database.startsWith(u"postgres://"_s))
        return tl::unexpected(u"this build has no PostgreSQL yet: give --database FILE, which "
                              "keeps the events in SQLite"_s);
    if (config.database.isEmpty())
        return tl::unexpected(u"the database has no name: give --database FILE"_s);

    const QString retention = said(u"retention"_s, u"30d"_s);
    const auto keeps = parseDuration(retention);
    if (!keeps)
        return tl::unexpected(
            u"cannot keep events for \"%1\": give 30d, 12h, 90m or 600s, 3650d at "
            "most"_s.arg(retention));
    config.retention = *keeps;

    const auto tokens = makeTokenSettings(commandLine, file);
    if (!tokens)
        return tl::unexpected(tokens.error());
    config.tokens = *tokens;
    config.effective.insert(tokens->effective());
    const auto authenticator = reloadKeys(config);
    if (!authenticator)
        return tl::unexpected(authenticator.error());
    config.authenticator = *authenticator;
    return config;
}

tl::expected<Authenticator, QString> reloadKeys(const Config &config)
{
    return loadAuthenticator(config.tokens);
}

} // namespace timesheet::gateway
