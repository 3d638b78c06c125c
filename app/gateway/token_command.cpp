#include "gateway/command.h"
#include "gateway/config.h"
#include "gateway/token_minter.h"

#include <QRegularExpression>

#include <cstdio>

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

namespace {

constexpr std::chrono::seconds longestLifetime = std::chrono::hours(24 * 3650);

/// "90", "90s", "15m", "8h", "30d".
std::optional<std::chrono::seconds> parseLifetime(const QString &text)
{
    static const QRegularExpression pattern(uR"(\A([0-9]{1,9})([smhd]?)\z)"_s);
    const QRegularExpressionMatch match = pattern.match(text);
    if (!match.hasMatch())
        return std::nullopt;
    const QString unit = match.captured(2);
    const std::chrono::seconds one = unit == u"m"   ? std::chrono::minutes(1)
                                     : unit == u"h" ? std::chrono::hours(1)
                                     : unit == u"d" ? std::chrono::hours(24)
                                                    : std::chrono::seconds(1);
    const std::chrono::seconds lifetime = one * match.captured(1).toLongLong();
    if (lifetime <= std::chrono::seconds::zero() || lifetime > longestLifetime)
        return std::nullopt;
    return lifetime;
}

} // namespace

ExitCode runToken(const QStringList &arguments)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(u"Prints a token that this gateway accepts."_s);
    parser.addOptions({
        {u"tenant"_s, u"The organisation."_s, u"T"_s},
        {u"subject"_s, u"The user's id."_s, u"U"_s},
        {u"role"_s, u"employee, manager, admin, or service to publish."_s, u"R"_s},
        {u"name"_s, u"The user's name, for people."_s, u"N"_s},
        {u"ttl"_s, u"How long it is good: 30s, 15m, 8h, 7d."_s, u"TIME"_s, u"8h"_s},
        {u"jwt-secret-file"_s, u"The secret to sign with [JWT_SECRET]."_s, u"FILE"_s},
    });
    if (const auto done = readArguments(parser, u"token"_s, arguments))
        return *done;

    const QString tenant = parser.value(u"tenant"_s);
    const QString subject = parser.value(u"subject"_s);
    if (tenant.isEmpty() || subject.isEmpty())
        return fail(ExitCode::WrongUse,
                    u"a token needs an organisation and a user: give --tenant T --subject U"_s);
    const auto lifetime = parseLifetime(parser.value(u"ttl"_s));
    if (!lifetime)
        return fail(ExitCode::WrongUse,
                    u"\"%1\" is no time: give --ttl as 30s, 15m, 8h or 7d, 3650d at most"_s.arg(
                        parser.value(u"ttl"_s).left(64)));
    const auto secret = readSecret(valueOf(parser, u"jwt-secret-file"_s));
    if (!secret)
        return fail(ExitCode::WrongUse, secret.error());

    const TokenRequest request{TenantId(tenant), UserId(subject), parser.value(u"role"_s),
                               parser.value(u"name"_s), *lifetime};
    std::puts(mintToken(request, *secret, WallClock::now()).constData());
    return ExitCode::Ok;
}

} // namespace timesheet::gateway
