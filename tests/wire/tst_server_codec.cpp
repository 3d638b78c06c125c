#include "wire/server_codec.h"

#include "wire/limits.h"

#include <QTest>
#include <QTimeZone>

using namespace Qt::StringLiterals;
using namespace timesheet;
using namespace timesheet::wire;
using namespace std::chrono_literals;

Q_DECLARE_METATYPE(timesheet::wire::ServerMessage)

namespace {

const TenantId tenant(u"tenant-123"_s);

tl::expected<ServerMessage, DropReason> decode(QByteArrayView text)
{
    return decodeServerMessage(text, tenant, maxMessageBytes);
}

} // namespace

class ServerCodecTest : public QObject
{
    Q_OBJECT

private slots:
    void encode_anyMessage_readsBack_data()
    {
        QTest::addColumn<ServerMessage>("message");
        const auto row = [](const char *name, const ServerMessage &message) {
            QTest::newRow(name) << message;
        };
        row("pong", Pong{});
        row("hello", Hello{1, u"gateway/0.1"_s, Cursor(u"c"_s), 30s, 100, 65536, {u"read"_s}});
        row("incomplete", Incomplete{});
        row("resumed", Resumed{Cursor(u"c"_s), 12, false});
        row("auth ok", AuthOk{QDateTime(QDate(2026, 11, 23), QTime(8, 0), QTimeZone::utc())});
        row("auth ok for ever", AuthOk{});
        row("auth error", AuthError{u"expired"_s});
        row("read ids", ReadMark{{EventId(u"a"_s), EventId(u"b"_s)}, std::nullopt});
        row("read through", ReadMark{{}, Cursor(u"c"_s)});
        for (const auto state :
             {PresenceState::Online, PresenceState::Away, PresenceState::Offline})
            row(qPrintable(presenceStateName(state)),
                UserPresence{UserId(u"u"_s), state,
                             QDateTime(QDate(2026, 11, 23), QTime(8, 0), QTimeZone::utc())});
        row("rate limited", RateLimited{1500ms});
        row("error", ErrorNotice{u"bad_message"_s, u"What?"_s, u"resume"_s});
        row("event", Event{EventId(u"e"_s),
                           u"notification:new"_s,
                           {{u"title"_s, u"T"_s}},
                           QDateTime(QDate(2026, 11, 23), QTime(8, 0), QTimeZone::utc()),
                           tenant,
                           Cursor(u"c"_s)});
    }
    void encode_anyMessage_readsBack()
    {
        QFETCH(ServerMessage, message);
        const auto decoded = decode(encode(message));
        QVERIFY(decoded.has_value());
        QVERIFY(*decoded == message);
    }

    void decode_deployedServersPong_isPong()
    {
        QVERIFY(std::holds_alternative<Pong>(decode(R"({"type":"pong"})").value()));
    }

    void decode_helloOfALaterVersion_isReadAsFarAsKnown()
    {
        const auto message = decode(R"({"type":"hello","protocol":2,"heartbeat_s":1e9,)"
                                    R"("features":["read",7],"limits":[],"new":{}})");
        QVERIFY(message.has_value());
        const auto &hello = std::get<Hello>(*message);
        QCOMPARE(hello.protocol, 2);
        QCOMPARE(hello.heartbeat, 3600s);
        QCOMPARE(hello.features, QStringList{u"read"_s});
        QCOMPARE(hello.messagesPerMinute, 0);
    }

    void decode_othersTyping_hasNoUse()
    {
        const auto message = decode(R"({"type":"typing","thread":"t","active":true})");
        QVERIFY(std::holds_alternative<Unused>(message.value()));
    }

    void decode_noGood_saysWhy_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<DropReason>("reason");
        const auto row = [](const char *text, DropReason reason) {
            QTest::newRow(text) << QByteArray(text) << reason;
        };
        row("", DropReason::NotJson);
        row("[]", DropReason::NotAnObject);
        row("{}", DropReason::NoType);
        row(R"({"type":"hello"})", DropReason::BadMember);
        row(R"({"type":"hello","protocol":0})", DropReason::BadMember);
        row(R"({"type":"hello","protocol":"1"})", DropReason::BadMember);
        row(R"({"type":"hello","protocol":99999999999})", DropReason::BadMember);
        row(R"({"type":"resumed","replayed":1})", DropReason::BadMember);
        row(R"({"type":"resumed","replayed":-1,"complete":true})", DropReason::BadMember);
        row(R"({"type":"read"})", DropReason::BadMember);
        row(R"({"type":"read","ids":"a"})", DropReason::BadMember);
        row(R"({"type":"read","ids":[1]})", DropReason::BadMember);
        row(R"({"type":"read","ids":["a"],"through":"c"})", DropReason::BadMember);
        row(R"({"type":"presence","state":"away","since":"2026-11-23T08:00:00Z"})",
            DropReason::BadMember);
        row(R"({"type":"presence","user_id":"u","since":"2026-11-23T08:00:00Z"})",
            DropReason::BadMember);
        row(R"({"type":"presence","user_id":"u","state":"away"})", DropReason::BadMember);
        row(R"({"type":"rate_limited","retry_after_ms":-5})", DropReason::BadMember);
        row(R"({"type":"timesheet:approved"})", DropReason::NoPayload);
        row(R"({"type":"whatever","payload":{},"timestamp":"x"})", DropReason::BadTimestamp);
    }
    void decode_noGood_saysWhy()
    {
        QFETCH(QByteArray, text);
        const auto message = decode(text);
        QVERIFY(!message.has_value());
        QTEST(message.error(), "reason");
    }

    void decode_largeMessage_isBoundedByWhoReads_data()
    {
        QTest::addColumn<qsizetype>("more");
        QTest::addRow("a byte less") << qsizetype{-1};
        QTest::addRow("just as much") << qsizetype{0};
        QTest::addRow("a byte more") << qsizetype{1};
    }
    void decode_largeMessage_isBoundedByWhoReads()
    {
        QFETCH(const qsizetype, more);
        Event event;
        event.typeName = u"notification:new"_s;
        event.payload = {{u"title"_s, QString(2 * maxMessageBytes, u'x')}};
        event.timestamp = QDateTime(QDate(2026, 11, 23), QTime(8, 0), QTimeZone::utc());
        event.tenant = tenant;
        const QByteArray text = encode(event);
        const auto message = decodeServerMessage(text, tenant, text.size() + more);
        QCOMPARE(message.has_value(), more >= 0);
        if (!message)
            QCOMPARE(message.error(), DropReason::TooLarge);
    }

    void isProtocolMessage_namesOfMessages_notOfEvents()
    {
        QVERIFY(isProtocolMessage(u"hello"_s));
        QVERIFY(isProtocolMessage(u"typing"_s));
        QVERIFY(!isProtocolMessage(u"timesheet:approved"_s));
        QVERIFY(!isProtocolMessage(QString()));
    }
};

QTEST_GUILESS_MAIN(ServerCodecTest)
#include "tst_server_codec.moc"
