#include "connection/supabase_backend/phoenix_message.h"

#include "support/quoted_json.h"

#include <QTest>

using namespace Qt::StringLiterals;

namespace timesheet {

using test::json;

namespace {

constexpr qsizetype most = 4096;

} // namespace

class PhoenixMessageTest : public QObject
{
    Q_OBJECT

private slots:
    void encode_message_hasAllMembers()
    {
        const PhoenixMessage message{u"phoenix"_s, u"heartbeat"_s, {}, u"2"_s, {}};
        QCOMPARE(encode(message), json("{'event':'heartbeat','join_ref':null,'payload':{},"
                                       "'ref':'2','topic':'phoenix'}"));
    }

    void decode_whatWasEncoded_isTheSame()
    {
        const PhoenixMessage message{
            u"realtime:a"_s, u"phx_join"_s, {{u"config"_s, QJsonObject()}}, u"7"_s, u"7"_s};
        const auto decoded = decodePhoenixMessage(encode(message), most);
        QVERIFY(decoded);
        QCOMPARE(*decoded, message);
    }

    void decode_serversMessage_mayLackRefs()
    {
        const auto decoded = decodePhoenixMessage(
            json("{'event':'system','ref':null,'topic':'realtime:a','payload':{'status':'ok'}}"),
            most);
        QVERIFY(decoded);
        QCOMPARE(*decoded,
                 (PhoenixMessage{u"realtime:a"_s, u"system"_s, {{u"status"_s, u"ok"_s}}, {}, {}}));
    }

    void decode_hostile_saysWhatIsWrong_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<wire::DropReason>("reason");
        const auto row = [](const char *name, const QByteArray &text, wire::DropReason reason) {
            QTest::addRow("%s", name) << json(text) << reason;
        };
        using wire::DropReason;
        row("nothing", "", DropReason::NotJson);
        row("half", "{'topic':'a','event':", DropReason::NotJson);
        row("deep", QByteArray(1000, '['), DropReason::NotJson);
        row("an array, as 2.0.0 has it", "['1','1','realtime:a','phx_reply',{}]",
            DropReason::NotAnObject);
        row("a number", "7", DropReason::NotAnObject);
        row("null", "null", DropReason::NotAnObject);
        row("huge", "{'topic':'" + QByteArray(most, 'a') + "','event':'b','payload':{}}",
            DropReason::TooLarge);
        row("no members", "{}", DropReason::NoType);
        row("no event", "{'topic':'a','payload':{}}", DropReason::NoType);
        row("no topic", "{'event':'a','payload':{}}", DropReason::NoType);
        row("an event of a number", "{'topic':'a','event':1,'payload':{}}", DropReason::NoType);
        row("a topic of an object", "{'topic':{},'event':'a','payload':{}}", DropReason::NoType);
        row("no payload", "{'topic':'a','event':'b'}", DropReason::NoPayload);
        row("a payload of null", "{'topic':'a','event':'b','payload':null}", DropReason::NoPayload);
        row("a payload of an array", "{'topic':'a','event':'b','payload':[1]}",
            DropReason::NoPayload);
        row("a ref of a number", "{'topic':'a','event':'b','payload':{},'ref':1}",
            DropReason::BadMember);
        row("a join_ref of an object", "{'topic':'a','event':'b','payload':{},'join_ref':{}}",
            DropReason::BadMember);
        row("a long ref",
            "{'topic':'a','event':'b','payload':{},'ref':'" + QByteArray(100, '1') + "'}",
            DropReason::BadMember);
    }
    void decode_hostile_saysWhatIsWrong()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const wire::DropReason, reason);
        const auto decoded = decodePhoenixMessage(text, most);
        QVERIFY(!decoded);
        QCOMPARE(decoded.error(), reason);
    }

    void refs_ofASocket_areNeverTheSame()
    {
        PhoenixRefs refs;
        const QString first = refs.next();
        QVERIFY(!first.isEmpty());
        QVERIFY(first != refs.next());
    }
};

} // namespace timesheet

QTEST_GUILESS_MAIN(timesheet::PhoenixMessageTest)
#include "tst_phoenix_message.moc"
