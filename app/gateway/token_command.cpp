#include "gateway/command.h"
#include "gateway/config.h"
#include "gateway/duration.h"
#include "gateway/token_minter.h"

#include <cstdio>

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

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
    const auto lifetime = parseDuration(parser.value(u"ttl"_s));
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
