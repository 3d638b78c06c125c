#include "wire/client_codec.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace timesheet;
using namespace timesheet::wire;

class ClientCodecTest : public QObject
{
    Q_OBJECT

private slots:
    void encode_ping_isTheDeployedContracts()
    {
        QCOMPARE(encode(Ping{}), QByteArray(R"({"type":"ping"})"));
    }

    void encode_anyMessage_readsBack()
    {
        for (const ClientMessage &message : std::initializer_list<ClientMessage>{
                 Ping{}, Resume{Cursor(u"c"_s)}, Auth{Token("a.b.c")},
                 ReadMark{{EventId(u"a"_s)}, std::nullopt}, ReadMark{{}, Cursor(u"c"_s)},
                 OwnPresence{PresenceState::Online}, OwnPresence{PresenceState::Away}}) {
            const auto decoded = decodeClientMessage(encode(message));
            QVERIFY(decoded.has_value());
            QVERIFY(*decoded == message);
        }
    }

    void decode_noGood_saysWhyAndOfWhat_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<DropReason>("reason");
        QTest::addColumn<QString>("ref");
        const auto row = [](const char *text, DropReason reason, const QString &ref) {
            QTest::newRow(text) << QByteArray(text) << reason << ref;
        };
        row("", DropReason::NotJson, {});
        row("null", DropReason::NotAnObject, {});
        row("{}", DropReason::NoType, {});
        row(R"({"type":1})", DropReason::NoType, {});
        row(R"({"type":"hello","protocol":1})", DropReason::NoType, u"hello"_s);
        row(R"({"type":"resume"})", DropReason::BadMember, u"resume"_s);
        row(R"({"type":"resume","after":""})", DropReason::BadMember, u"resume"_s);
        row(R"({"type":"auth","token":7})", DropReason::BadMember, u"auth"_s);
        row(R"({"type":"read","ids":[""]})", DropReason::BadMember, u"read"_s);
        row(R"({"type":"presence"})", DropReason::BadMember, u"presence"_s);
        row(R"({"type":"presence","state":"offline"})", DropReason::BadMember, u"presence"_s);
        row(R"({"type":"presence","state":["away"]})", DropReason::BadMember, u"presence"_s);
    }
    void decode_noGood_saysWhyAndOfWhat()
    {
        QFETCH(QByteArray, text);
        QFETCH(DropReason, reason);
        QFETCH(QString, ref);
        const auto message = decodeClientMessage(text);
        QVERIFY(!message.has_value());
        QCOMPARE(message.error(), (Refusal{reason, ref}));
    }
};

QTEST_GUILESS_MAIN(ClientCodecTest)
#include "tst_client_codec.moc"
