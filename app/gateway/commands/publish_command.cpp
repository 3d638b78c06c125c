#include "gateway/commands/command.h"
#include "gateway/commands/http_client.h"
#include "wire/http_codec.h"
#include "wire/json_text.h"
#include "wire/limits.h"
#include "wire/token.h"

#include <QFile>
#include <QJsonObject>

#include <cstdio>

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

namespace {

/// Where events are published on the server of a WebSocket or HTTP URL.
std::optional<QUrl> eventsUrl(const QString &server)
{
    QUrl url(server, QUrl::StrictMode);
    const QString scheme = url.scheme();
    if (scheme == u"ws")
        url.setScheme(u"http"_s);
    else if (scheme == u"wss")
        url.setScheme(u"https"_s);
    else if (scheme != u"http" && scheme != u"https")
        return std::nullopt;
    if (!url.isValid() || url.host().isEmpty() || !url.userInfo().isEmpty())
        return std::nullopt;
    url.setPath(u"/v1/events"_s);
    url.setQuery(QString());
    url.setFragment(QString());
    return url;
}

/// What the token says is the server's to judge.
tl::expected<Token, QString> readTokenFile(const QString &name)
{
    QFile file(name);
    if (!file.open(QIODevice::ReadOnly))
        return tl::unexpected(u"cannot read %1: %2"_s.arg(name, file.errorString()));
    const QByteArray token = file.read(wire::maxTokenTextLength).trimmed();
    const auto isAllowed = [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
               c == '.' || c == '_' || c == '-';
    };
    if (token.isEmpty() || !std::all_of(token.begin(), token.end(), isAllowed))
        return tl::unexpected(u"%1 holds no token: make one with timesheet-gateway token --role "
                              "service"_s.arg(name));
    if (token.size() > wire::maxTokenBytes)
        return tl::unexpected(
            u"%1 is of no use: %2"_s.arg(name, wire::describe(wire::TokenProblem::TooLong)));
    return Token(token);
}

/// A server's refusal in one sentence, as far as it explains itself.
QString refusal(const HttpReply &reply)
{
    const auto object = wire::parseMessage(reply.body);
    const QString detail = object ? object->value("detail"_L1).toString() : QString();
    return u"the server refused the event (%1): %2"_s.arg(reply.status)
        .arg(detail.isEmpty() ? u"it does not say why"_s : detail);
}

ExitCode publish(const QUrl &url, const Token &token, const wire::NewEvent &event)
{
    const auto reply = postJson(url, token, wire::encode(event));
    if (!reply)
        return fail(ExitCode::Failed, u"cannot reach %1: %2"_s.arg(url.authority(), reply.error()));
    if (reply->status != 201)
        return fail(ExitCode::Failed, refusal(*reply));
    const auto receipt = wire::parseMessage(reply->body);
    const QString id = receipt ? receipt->value("id"_L1).toString() : QString();
    const QString cursor = receipt ? receipt->value("cursor"_L1).toString() : QString();
    if (id.isEmpty())
        return fail(ExitCode::Failed, u"the server's answer is none of this protocol"_s);
    std::puts(qUtf8Printable(id + u' ' + cursor));
    return ExitCode::Ok;
}

} // namespace

ExitCode runPublish(const QStringList &arguments)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(
        u"Publishes one event and prints its id and cursor, with a space between."_s);
    parser.addOptions({
        {u"server"_s, u"The gateway: a ws, wss, http or https URL."_s, u"URL"_s},
        {u"token-file"_s, u"A file with a token of the role service."_s, u"FILE"_s},
        {u"type"_s, u"The event's type, as timesheet:approved."_s, u"T"_s},
        {u"payload"_s, u"The event's payload, a JSON object."_s, u"JSON"_s},
        {u"recipient"_s, u"The user it is for [everyone in the organisation]."_s, u"U"_s},
    });
    if (const auto done = readArguments(parser, u"publish"_s, arguments))
        return *done;
    for (const QString &needed : {u"server"_s, u"token-file"_s, u"type"_s, u"payload"_s}) {
        if (parser.value(needed).isEmpty())
            return fail(ExitCode::WrongUse, u"an event needs --server URL --token-file F --type T "
                                            "--payload JSON: --%1 is missing"_s.arg(needed));
    }

    const auto url = eventsUrl(parser.value(u"server"_s));
    if (!url)
        return fail(ExitCode::WrongUse,
                    u"--server is no address of a gateway: give one as ws://localhost:3001"_s);
    const auto payload = wire::parseMessage(parser.value(u"payload"_s).toUtf8());
    if (!payload)
        return fail(ExitCode::WrongUse,
                    u"--payload is no JSON object: give one as '{\"id\":\"ts-1\"}'"_s);
    const auto token = readTokenFile(parser.value(u"token-file"_s));
    if (!token)
        return fail(ExitCode::WrongUse, token.error());

    wire::NewEvent event;
    event.typeName = parser.value(u"type"_s);
    event.payload = wire::compactJson(*payload);
    if (const auto recipient = valueOf(parser, u"recipient"_s))
        event.recipient = UserId(*recipient);
    return publish(*url, *token, event);
}

} // namespace timesheet::gateway
