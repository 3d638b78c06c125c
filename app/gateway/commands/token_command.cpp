#include "gateway/commands/command.h"
#include "gateway/config/config.h"
#include "gateway/config/duration.h"
#include "gateway/tokens/token_minter.h"

#include <cstdio>

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

namespace {

tl::expected<SigningKey, QString> signingKeyOf(const QCommandLineParser &parser)
{
    const QString name = parser.value(u"jwt-algorithm"_s);
    const auto algorithm = tokenAlgorithmOf(name);
    if (!algorithm)
        return tl::unexpected(u"cannot sign tokens with \"%1\": --jwt-algorithm is HS256, RS256 or "
                              "ES256"_s.arg(name.left(64)));
    const auto keyFile = valueOf(parser, u"jwt-private-key-file"_s);
    if (*algorithm == TokenAlgorithm::Hs256) {
        if (keyFile)
            return tl::unexpected(u"--jwt-private-key-file is for RS256 and ES256: say which, with "
                                  "--jwt-algorithm"_s);
        return readSecret(valueOf(parser, u"jwt-secret-file"_s)).map(&SigningKey::ofSecret);
    }
    if (!keyFile)
        return tl::unexpected(u"%1 needs a private key to sign tokens with: give "
                              "--jwt-private-key-file FILE"_s.arg(name));
    return SigningKey::load(*algorithm, *keyFile);
}

void addTokenOptions(QCommandLineParser &parser)
{
    parser.setApplicationDescription(u"Prints a token that this gateway accepts."_s);
    parser.addOptions({
        {u"tenant"_s, u"The organisation."_s, u"T"_s},
        {u"subject"_s, u"The user's id."_s, u"U"_s},
        {u"role"_s, u"employee, manager, admin, or service to publish."_s, u"R"_s},
        {u"name"_s, u"The user's name, for people."_s, u"N"_s},
        {u"ttl"_s, u"How long it is good: 30s, 15m, 8h, 7d."_s, u"TIME"_s, u"8h"_s},
        {u"jwt-secret-file"_s, u"The secret to sign with [JWT_SECRET]."_s, u"FILE"_s},
        {u"jwt-algorithm"_s, u"How to sign: HS256, RS256 or ES256 [HS256]."_s, u"NAME"_s,
         u"HS256"_s},
        {u"jwt-private-key-file"_s, u"The key to sign RS256 or ES256 with, in PEM."_s, u"FILE"_s},
        {u"jwt-key-id"_s, u"Which of the issuer's keys that is: kid."_s, u"ID"_s},
        {u"jwt-issuer"_s, u"Who issues it: iss."_s, u"TEXT"_s},
        {u"jwt-audience"_s, u"Who it is for: aud."_s, u"TEXT"_s},
    });
}

} // namespace

ExitCode runToken(const QStringList &arguments)
{
    QCommandLineParser parser;
    addTokenOptions(parser);
    if (const auto done = readArguments(parser, u"token"_s, arguments))
        return *done;

    const QString tenant = parser.value(u"tenant"_s);
    const QString subject = parser.value(u"subject"_s);
    if (tenant.isEmpty() || subject.isEmpty())
        return fail(ExitCode::WrongUse,
                    u"a token needs an organisation and a user: give --tenant T --subject U"_s);
    const auto lifetime = parseDuration(parser.value(u"ttl"_s));
    if (!lifetime)
        return fail(ExitCode::WrongUse,
                    u"\"%1\" is no time: give --ttl as 30s, 15m, 8h or 7d, 3650d at most"_s.arg(
                        parser.value(u"ttl"_s).left(64)));
    const auto key = signingKeyOf(parser);
    if (!key)
        return fail(ExitCode::WrongUse, key.error());

    const TokenRequest request{TenantId(tenant),
                               UserId(subject),
                               parser.value(u"role"_s),
                               parser.value(u"name"_s),
                               *lifetime,
                               parser.value(u"jwt-issuer"_s),
                               parser.value(u"jwt-audience"_s),
                               parser.value(u"jwt-key-id"_s)};
    std::puts(mintToken(request, *key, WallClock::now()).constData());
    return ExitCode::Ok;
}

} // namespace timesheet::gateway
