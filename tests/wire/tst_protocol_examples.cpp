#include "domain/instant.h"
#include "support/protocol_examples.h"
#include "support/tokens.h"
#include "wire/client_codec.h"
#include "wire/common_objects.h"
#include "wire/event_codec.h"
#include "wire/http_codec.h"
#include "wire/json_text.h"
#include "wire/packed_event.h"
#include "wire/server_codec.h"
#include "wire/token.h"

#include <QHash>
#include <QJsonArray>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace timesheet;
using namespace timesheet::wire;
using test::Example;
using test::examplesIn;

Q_DECLARE_METATYPE(timesheet::test::Example)

namespace {

constexpr qsizetype largestMessage = qsizetype{1024} * 1024; // as our client keeps it

const TenantId tenant(u"tenant-123"_s);
const EventId approval(u"01a20779-754b-7c1a-9f3e-5b2d8c4e6a10"_s);
const EventId rejection(u"01a2077a-de10-7d52-8a41-93c0f7e1b264"_s);
const Cursor atApproval(u"1f0c9a3e-000000000001-a71b7510"_s);
const Cursor atNote(u"1f0c9a3e-000000000003-1b7ba277"_s);
const Cursor atEnd(u"1f0c9a3e-000000000007-a28c5429"_s);

QDateTime instant(const QString &text)
{
    return parseInstant(text).value();
}

UserPresence presence(const QString &user, PresenceState state, const QString &since)
{
    return {UserId(user), state, instant(since)};
}

ErrorNotice notUnderstood(const QString &code, const QString &ref)
{
    return {code, u"The message was not understood."_s, ref};
}

/// What each example in "server" says.
QHash<QString, ServerMessage> serverMessages()
{
    QHash<QString, ServerMessage> values{
        {u"hello"_s, Hello{1,
                           u"timesheet-gateway/0.1.0"_s,
                           atEnd,
                           30s,
                           100,
                           65536,
                           {u"resume"_s, u"auth"_s, u"read"_s, u"presence"_s}}},
        {u"pong"_s, Pong{}},
        {u"incomplete"_s, Incomplete{}},
        {u"resumed"_s, Resumed{atEnd, 5, true}},
        {u"resumed.incomplete"_s, Resumed{atEnd, 6, false}},
        {u"auth_ok"_s, AuthOk{instant(u"2026-11-23T16:00:00Z"_s)}},
        {u"auth_ok.without-expiry"_s, AuthOk{}},
        {u"read.ids"_s, ReadMark{{approval, rejection}, std::nullopt}},
        {u"read.through"_s, ReadMark{{}, atNote}},
        {u"presence.online"_s,
         presence(u"alex"_s, PresenceState::Online, u"2026-11-23T08:00:02.615Z"_s)},
        {u"presence.away"_s,
         presence(u"dana"_s, PresenceState::Away, u"2026-11-23T11:31:40.090Z"_s)},
        {u"presence.offline"_s,
         presence(u"alex"_s, PresenceState::Offline, u"2026-11-23T16:48:13.377Z"_s)},
        {u"rate_limited"_s, RateLimited{600ms}},
        {u"error.not-json"_s, notUnderstood(u"not-json"_s, {})},
        {u"error.not-an-object"_s, notUnderstood(u"not-an-object"_s, {})},
        {u"error.no-type"_s, notUnderstood(u"no-type"_s, u"sing"_s)},
        {u"error.bad-member"_s, notUnderstood(u"bad-member"_s, u"resume"_s)},
        {u"error.too-large"_s, notUnderstood(u"too-large"_s, u"read"_s)},
        {u"error.busy"_s, ErrorNotice{u"busy"_s, u"A replay is under way already."_s, u"resume"_s}},
        {u"error.unknown-cursor"_s,
         ErrorNotice{u"unknown-cursor"_s, u"No such cursor."_s, u"read"_s}},
        {u"error.unavailable"_s, ErrorNotice{u"unavailable"_s, u"Try again later."_s, u"read"_s}},
    };
    for (const char *reason :
         {"malformed", "wrong-algorithm", "unknown-key", "bad-signature", "bad-claim",
          "wrong-issuer", "wrong-audience", "expired", "not-yet-valid", "another-user"})
        values.insert(u"auth_error."_s + QLatin1StringView(reason),
                      AuthError{QString::fromLatin1(reason)});
    return values;
}

/// What each example in "client" says; but for the token of "auth", which only the file has.
QHash<QString, ClientMessage> clientMessages()
{
    return {
        {u"ping"_s, Ping{}},
        {u"resume"_s, Resume{atApproval}},
        {u"auth"_s, Auth{}},
        {u"read.ids"_s, ReadMark{{approval, rejection}, std::nullopt}},
        {u"read.through"_s, ReadMark{{}, atNote}},
        {u"presence.online"_s, OwnPresence{PresenceState::Online}},
        {u"presence.away"_s, OwnPresence{PresenceState::Away}},
    };
}

PackedEvent packed(const Event &event)
{
    return {event.id,        event.typeName, compactJson(event.payload),
            event.timestamp, event.tenant,   event.cursor};
}

QJsonObject objectIn(const QByteArray &text)
{
    return QJsonDocument::fromJson(text).object();
}

/// A body of "http", as it is sent: JSON, or text that is none.
QByteArray bodyOf(const QJsonObject &message)
{
    const QJsonValue body = message.value("body"_L1);
    if (body.isArray())
        return QJsonDocument(body.toArray()).toJson(QJsonDocument::Compact);
    return body.isObject() ? compactJson(body.toObject())
                           : message.value("text"_L1).toString().toUtf8();
}

QJsonObject requestOf(const Example &example)
{
    return example.json.toObject().value("request"_L1).toObject();
}

QJsonObject answerOf(const Example &example)
{
    return example.json.toObject().value("answer"_L1).toObject();
}

QString detailOf(const Example &example)
{
    return answerOf(example).value("body"_L1).toObject().value("detail"_L1).toString();
}

/// One row for each example of a folder whose name begins so.
void addRows(const QString &folder, const QStringList &beginnings = {QString()})
{
    QTest::addColumn<Example>("example");
    const QList<Example> examples = examplesIn(folder);
    for (const Example &example : examples) {
        const bool isWanted =
            std::any_of(beginnings.begin(), beginnings.end(), [&example](const QString &beginning) {
                return example.name.startsWith(beginning);
            });
        if (example.isText && isWanted)
            QTest::newRow(qPrintable(example.name)) << example;
    }
}

QStringList namesIn(const QString &folder)
{
    QStringList names;
    const QList<Example> examples = examplesIn(folder);
    for (const Example &example : examples)
        names.append(example.name);
    names.sort();
    return names;
}

template <class Message>
QStringList sortedNames(const QHash<QString, Message> &values)
{
    QStringList names = values.keys();
    names.sort();
    return names;
}

} // namespace

/// The codecs by the examples of resources/protocol, section 5.
class ProtocolExamplesTest : public QObject
{
    Q_OBJECT

private slots:
    void examples_ofMessages_areAllKnownHere()
    {
        QCOMPARE(sortedNames(serverMessages()), namesIn(u"server"_s));
        QCOMPARE(sortedNames(clientMessages()), namesIn(u"client"_s));
    }

    void server_example_isReadAndWritten_data() { addRows(u"server"_s); }
    void server_example_isReadAndWritten()
    {
        QFETCH(Example, example);
        const ServerMessage expected = serverMessages().value(example.name);
        const auto message = decodeServerMessage(example.text, tenant, largestMessage);
        QVERIFY(message.has_value());
        QVERIFY(*message == expected);
        QCOMPARE(objectIn(encode(expected)), example.json.toObject());
    }

    void client_example_isReadAndWritten_data() { addRows(u"client"_s); }
    void client_example_isReadAndWritten()
    {
        QFETCH(Example, example);
        ClientMessage expected = clientMessages().value(example.name);
        if (auto *auth = std::get_if<Auth>(&expected))
            auth->token = Token(example.json.toObject().value("token"_L1).toString().toLatin1());
        const auto message = decodeClientMessage(example.text);
        QVERIFY(message.has_value());
        QVERIFY(*message == expected);
        QCOMPARE(objectIn(encode(expected)), example.json.toObject());
    }

    void event_example_isReadAndWritten_data() { addRows(u"events"_s); }
    void event_example_isReadAndWritten()
    {
        QFETCH(Example, example);
        const auto message = decodeServerMessage(example.text, tenant, largestMessage);
        QVERIFY(message.has_value());
        const auto event = std::get<Event>(*message);
        QCOMPARE(event.typeName,
                 example.name.section(u'-', 0, 0) + u':' + example.name.section(u'-', 1));
        QCOMPARE(event.type() == EventType::Unknown, example.name == u"timesheet-paid");
        QVERIFY(event.cursor.has_value());
        QCOMPARE(objectIn(encode(ServerMessage(event))), example.json.toObject());
        QCOMPARE(objectIn(encode(packed(event))), example.json.toObject());
    }

    void deployedEvent_example_isReadAndWritten_data() { addRows(u"events-deployed"_s); }
    void deployedEvent_example_isReadAndWritten()
    {
        QFETCH(Example, example);
        const auto message = decodeServerMessage(example.text, tenant, largestMessage);
        QVERIFY(message.has_value());
        const auto event = std::get<Event>(*message);
        QCOMPARE(event.id, deterministicId(event));
        QVERIFY(!event.cursor);
        QCOMPARE(deployedEventToJson(event), example.json.toObject());
        QCOMPARE(objectIn(encodeDeployed(packed(event))), example.json.toObject());
    }

    void refusedByClient_example_isDroppedForItsReason_data() { addRows(u"refused/by-client"_s); }
    void refusedByClient_example_isDroppedForItsReason()
    {
        QFETCH(Example, example);
        const auto message = decodeServerMessage(example.text, tenant, largestMessage);
        QVERIFY(!message.has_value());
        QCOMPARE(dropReasonName(message.error()), example.kind());
    }

    void refusedByServer_example_isAnsweredWithItsReason_data() { addRows(u"refused/by-server"_s); }
    void refusedByServer_example_isAnsweredWithItsReason()
    {
        QFETCH(Example, example);
        const auto message = decodeClientMessage(example.text);
        QVERIFY(!message.has_value());
        QCOMPARE(dropReasonName(message.error().reason), example.kind());
        QCOMPARE(message.error().ref, example.json.toObject().value("type"_L1).toString());
    }

    void eventPage_example_isReadAndWritten_data() { addRows(u"http"_s, {u"getEvents.200"_s}); }
    void eventPage_example_isReadAndWritten()
    {
        QFETCH(Example, example);
        const QByteArray body = bodyOf(answerOf(example));
        const auto decoded = decodeEventPage(body, tenant, largestMessage);
        QVERIFY(decoded.has_value());
        QVERIFY(decoded->dropped.isEmpty());
        QList<PackedEvent> events;
        for (const Event &event : decoded->page.events)
            events.append(packed(event));
        QCOMPARE(objectIn(encodePage(events, decoded->page.cursor, decoded->page.complete)),
                 objectIn(body));
    }

    void newEvents_example_areRead_data() { addRows(u"http"_s, {u"publishEvents.201"_s}); }
    void newEvents_example_areRead()
    {
        QFETCH(Example, example);
        const QJsonValue body = requestOf(example).value("body"_L1);
        const QJsonArray expected = body.isArray() ? body.toArray() : QJsonArray{body};
        const auto events = decodeNewEvents(bodyOf(requestOf(example)), tenant);
        QVERIFY(events.has_value());
        QCOMPARE(events->size(), expected.size());
        for (qsizetype i = 0; i < expected.size(); ++i) {
            QJsonObject event = expected.at(i).toObject();
            event.remove("tenant_id"_L1); // the token says that, too
            QCOMPARE(objectIn(encode(events->at(i))), event);
        }
    }

    void newEvents_badExample_saysWhichAndWhy_data()
    {
        addRows(u"http"_s, {u"publishEvents.400"_s, u"publishEvents.413.too-large"_s});
    }
    void newEvents_badExample_saysWhichAndWhy()
    {
        QFETCH(Example, example);
        const auto events = decodeNewEvents(bodyOf(requestOf(example)), tenant);
        QVERIFY(!events.has_value());
        QCOMPARE(
            u"Event %1: %2."_s.arg(events.error().index).arg(dropReasonName(events.error().reason)),
            detailOf(example));
    }

    void readMark_example_isReadAndWritten_data()
    {
        addRows(u"http"_s, {u"markRead.204"_s, u"markRead.400.unknown-cursor"_s});
    }
    void readMark_example_isReadAndWritten()
    {
        QFETCH(Example, example);
        const QByteArray body = bodyOf(requestOf(example));
        const auto mark = decodeReadMark(body);
        QVERIFY(mark.has_value());
        QCOMPARE(objectIn(encodeReadMark(*mark)), objectIn(body));
    }

    void readMark_badExample_saysWhy_data()
    {
        addRows(u"http"_s, {u"markRead.400.not"_s, u"markRead.400.bad"_s, u"markRead.413.too"_s});
    }
    void readMark_badExample_saysWhy()
    {
        QFETCH(Example, example);
        const auto mark = decodeReadMark(bodyOf(requestOf(example)));
        QVERIFY(!mark.has_value());
        QCOMPARE(dropReasonName(mark.error()) + u'.', detailOf(example));
    }

    void presence_example_isWritten_data() { addRows(u"http"_s, {u"getPresence.200"_s}); }
    void presence_example_isWritten()
    {
        QFETCH(Example, example);
        const QJsonObject body = answerOf(example).value("body"_L1).toObject();
        const QJsonArray rows = body.value("users"_L1).toArray();
        QList<UserPresence> users;
        for (const auto &user : rows)
            users.append(userPresenceFromJson(user.toObject()).value());
        QCOMPARE(objectIn(encode(users)), body);
    }

    void token_example_saysWhoItIs()
    {
        const QJsonObject claims = examplesIn(u"tokens"_s).constFirst().json.toObject();
        const Identity expected{tenant, UserId(u"alex"_s), u"Alex Morgan"_s, u"manager"_s,
                                instant(u"2026-11-23T16:00:00Z"_s)};
        const auto credentials = readCredentials(test::signedToken(claims, "a secret"));
        QCOMPARE(credentials.value().identity, expected);
    }
};

QTEST_GUILESS_MAIN(ProtocolExamplesTest)
#include "tst_protocol_examples.moc"
