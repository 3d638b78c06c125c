#include "client/process/local_command.h"

#include "wire/json_text.h"
#include "wire/token.h"

#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace timesheet {

namespace {

using Decoded = tl::expected<LocalCommand, QString>;

// One of each of these for each command: what it says besides its name, and the same read back.

QJsonObject membersOf(const local::Show & /*show*/)
{
    return {};
}

QJsonObject membersOf(const local::Status & /*status*/)
{
    return {};
}

QJsonObject membersOf(const local::Events &events)
{
    QJsonObject members{{u"type"_s, events.type},
                        {u"unread"_s, events.unreadOnly},
                        {u"search"_s, events.search},
                        {u"limit"_s, events.limit}};
    if (events.below)
        members.insert("below"_L1, *events.below);
    return members;
}

QJsonObject membersOf(const local::SignIn &signIn)
{
    return {{u"server"_s, signIn.server.toString()},
            {u"token"_s, QString::fromLatin1(signIn.credentials.token.bytes())}};
}

QJsonObject membersOf(const local::SignOut & /*signOut*/)
{
    return {};
}

QJsonObject membersOf(const local::OpenLink &open)
{
    return {{u"link"_s, open.link}};
}

Decoded read(local::Show show, const QJsonObject & /*members*/)
{
    return show;
}

Decoded read(local::Status status, const QJsonObject & /*members*/)
{
    return status;
}

Decoded read(local::Events events, const QJsonObject &members)
{
    events.type = members.value("type"_L1).toString();
    events.unreadOnly = members.value("unread"_L1).toBool();
    events.search = members.value("search"_L1).toString();
    events.limit = members.value("limit"_L1).toInt();
    if (members.contains("below"_L1))
        events.below = members.value("below"_L1).toInteger();
    return events;
}

Decoded read(local::SignIn signIn, const QJsonObject &members)
{
    const auto credentials = wire::readCredentials(members.value("token"_L1).toString().toLatin1());
    if (!credentials)
        return tl::unexpected(wire::describe(credentials.error()));
    signIn.server = QUrl(members.value("server"_L1).toString());
    signIn.credentials = *credentials;
    return signIn;
}

Decoded read(local::SignOut signOut, const QJsonObject & /*members*/)
{
    return signOut;
}

Decoded read(local::OpenLink open, const QJsonObject &members)
{
    open.link = members.value("link"_L1).toString();
    return open;
}

/// Tries the commands one after the other, from the `candidate`-th on.
template <std::size_t candidate = 0>
Decoded decode(const QString &name, const QJsonObject &members)
{
    if constexpr (candidate < std::variant_size_v<LocalCommand>) {
        using Command = std::variant_alternative_t<candidate, LocalCommand>;
        return name == Command::name ? read(Command(), members)
                                     : decode<candidate + 1>(name, members);
    } else {
        constexpr qsizetype longestName = 40;
        return tl::unexpected(u"%1 is no command"_s.arg(name.left(longestName)));
    }
}

} // namespace

QByteArray encodeLocalCommand(const LocalCommand &command)
{
    return std::visit(
        [](const auto &asked) {
            QJsonObject object = membersOf(asked);
            object.insert("command"_L1, asked.name.toString());
            return wire::compactJson(object);
        },
        command);
}

tl::expected<LocalCommand, QString> decodeLocalCommand(QByteArrayView line)
{
    const auto object = wire::parseMessage(line);
    if (!object)
        return tl::unexpected(u"what was asked is no command"_s);
    return decode(object->value("command"_L1).toString(), *object);
}

QByteArray encodeLocalAnswer(const LocalAnswer &answer)
{
    return wire::compactJson(answer ? *answer : QJsonObject{{u"error"_s, answer.error()}});
}

LocalAnswer decodeLocalAnswer(QByteArrayView line)
{
    const QJsonObject object = QJsonDocument::fromJson(line.toByteArray()).object();
    if (const QString error = object.value("error"_L1).toString(); !error.isEmpty())
        return tl::unexpected(error);
    return object;
}

} // namespace timesheet
