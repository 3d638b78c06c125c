#include "gateway/program/gateway_clients.h"
#include "gateway/protocol/frame_codec.h"

#include <QTest>
#include <QtEndian>

using namespace timesheet::gateway;
using Kind = ClientFrame::Kind;

namespace {

constexpr qsizetype limit = qsizetype{64} * 1024;

QByteArray closePayload(int code, const QByteArray &reason = {})
{
    QByteArray payload(2, '\0');
    qToBigEndian(static_cast<quint16>(code), payload.data());
    return payload + reason;
}

} // namespace

class TestFrameCodec : public QObject
{
    Q_OBJECT

private slots:
    void validFrames_decode_data();
    void validFrames_decode();
    void validFrames_byteByByte_decodeTheSame_data();
    void validFrames_byteByByte_decodeTheSame();
    void brokenFrames_refused_data();
    void brokenFrames_refused();
    void announcedTooBig_refusedBeforeItsBytesCome();
    void encodedFrames_haveTheShortestHead_data();
    void encodedFrames_haveTheShortestHead();
    void closeFrame_carriesCodeAndReason();
};

void TestFrameCodec::validFrames_decode_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QList<ClientFrame>>("frames");
    const QByteArray large(limit, 'x');
    const QByteArray medium(126, 'y');
    const auto row = [](const char *name) -> QTestData & { return QTest::newRow(name); };

    row("empty text") << clientFrame(0x81, {}) << QList<ClientFrame>{{Kind::Text, {}}};
    row("text") << clientFrame(0x81, "{}") << QList<ClientFrame>{{Kind::Text, "{}"}};
    row("text of 126") << clientFrame(0x81, medium) << QList<ClientFrame>{{Kind::Text, medium}};
    row("text at the limit") << clientFrame(0x81, large) << QList<ClientFrame>{{Kind::Text, large}};
    row("binary") << clientFrame(0x82, QByteArray("\0\xff", 2))
                  << QList<ClientFrame>{{Kind::Binary, QByteArray("\0\xff", 2)}};
    row("ping and pong") << clientFrame(0x89, "p") + clientFrame(0x8a, "q")
                         << QList<ClientFrame>{{Kind::Ping, "p"}, {Kind::Pong, "q"}};
    row("fragments") << clientFrame(0x01, "a") + clientFrame(0x00, {}) + clientFrame(0x80, "b")
                     << QList<ClientFrame>{
                            {Kind::Fragment, {}}, {Kind::Fragment, {}}, {Kind::Text, "ab"}};
    row("ping between fragments")
        << clientFrame(0x01, "a") + clientFrame(0x89, {}) + clientFrame(0x80, "b")
        << QList<ClientFrame>{{Kind::Fragment, {}}, {Kind::Ping, {}}, {Kind::Text, "ab"}};
    row("a character cut by fragments")
        << clientFrame(0x01, "\xe2\x82") + clientFrame(0x80, "\xac")
        << QList<ClientFrame>{{Kind::Fragment, {}}, {Kind::Text, "\xe2\x82\xac"}};
    row("two messages") << clientFrame(0x81, "a") + clientFrame(0x81, "b")
                        << QList<ClientFrame>{{Kind::Text, "a"}, {Kind::Text, "b"}};
    row("close without code") << clientFrame(0x88, {}) << QList<ClientFrame>{{Kind::Close, {}}};
    for (const int code : {1000, 1003, 1007, 1011, 1014, 3000, 4999})
        QTest::addRow("close %d", code)
            << clientFrame(0x88, closePayload(code, "why"))
            << QList<ClientFrame>{{Kind::Close, closePayload(code, "why")}};
}

void TestFrameCodec::validFrames_decode()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const QList<ClientFrame>, frames);
    FrameDecoder decoder(limit);
    decoder.feed(bytes);
    for (const ClientFrame &expected : frames) {
        const auto decoded = decoder.next();
        QVERIFY(decoded && *decoded);
        QCOMPARE(**decoded, expected);
    }
    QVERIFY(!decoder.next().value());
}

void TestFrameCodec::validFrames_byteByByte_decodeTheSame_data()
{
    validFrames_decode_data();
}

void TestFrameCodec::validFrames_byteByByte_decodeTheSame()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const QList<ClientFrame>, frames);
    FrameDecoder decoder(limit);
    QList<ClientFrame> all;
    for (const char byte : bytes) {
        decoder.feed(QByteArrayView(&byte, 1));
        const auto decoded = decoder.next();
        QVERIFY(decoded);
        if (*decoded)
            all.append(**decoded);
    }
    QCOMPARE(all, frames);
}

void TestFrameCodec::brokenFrames_refused_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("code");
    const auto row = [](const char *name, const QByteArray &bytes, CloseCode code) {
        QTest::newRow(name) << bytes << static_cast<int>(code);
    };
    constexpr auto protocol = CloseCode::ProtocolError;

    row("not masked", QByteArray("\x81\x02{}", 4), protocol);
    row("not masked, empty", QByteArray("\x81\x00", 2), protocol);
    row("RSV1", clientFrame(0xc1, {}), protocol);
    row("RSV2", clientFrame(0xa1, {}), protocol);
    row("RSV3", clientFrame(0x91, {}), protocol);
    for (const int opcode : {0x3, 0x7, 0xb, 0xf})
        QTest::addRow("opcode %x", opcode) << clientFrame(0x80 | opcode, {}) << 1002;
    row("fragmented ping", clientFrame(0x09, {}), protocol);
    row("long ping", clientFrame(0x89, QByteArray(126, 'x')), protocol);
    row("long close", clientFrame(0x88, closePayload(1000, QByteArray(124, 'x'))), protocol);
    row("continuation of nothing", clientFrame(0x80, "x"), protocol);
    row("continuation after the end", clientFrame(0x81, "a") + clientFrame(0x80, "x"), protocol);
    row("text inside a text", clientFrame(0x01, "a") + clientFrame(0x81, "b"), protocol);
    row("16 bits for a short length", QByteArray("\x81\xfe\x00\x7d\0\0\0\0", 8), protocol);
    row("64 bits for a medium length", QByteArray("\x81\xff\0\0\0\0\0\0\xff\xff\0\0\0\0", 14),
        protocol);
    row("64 bits, the highest set", QByteArray("\x81\xff\x80\0\0\0\0\0\0\0\0\0\0\0", 14), protocol);
    row("text beyond the limit", clientFrame(0x81, QByteArray(limit + 1, 'x')), CloseCode::TooBig);
    row("fragments beyond the limit",
        clientFrame(0x01, QByteArray(limit, 'x')) + clientFrame(0x00, {}) + clientFrame(0x80, "x"),
        CloseCode::TooBig);
    row("not UTF-8", clientFrame(0x81, "\xc3\x28"), CloseCode::InvalidText);
    row("overlong", clientFrame(0x81, "\xc0\xaf"), CloseCode::InvalidText);
    row("surrogate", clientFrame(0x81, "\xed\xa0\x80"), CloseCode::InvalidText);
    row("beyond Unicode", clientFrame(0x81, "\xf4\x90\x80\x80"), CloseCode::InvalidText);
    row("cut character", clientFrame(0x81, "\xe2\x82"), CloseCode::InvalidText);
    row("close of one byte", clientFrame(0x88, "x"), protocol);
    for (const int code : {0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65535})
        QTest::addRow("close %d", code) << clientFrame(0x88, closePayload(code)) << 1002;
    row("close reason not UTF-8", clientFrame(0x88, closePayload(1000, "\xff")),
        CloseCode::InvalidText);
}

void TestFrameCodec::brokenFrames_refused()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const int, code);
    FrameDecoder decoder(limit);
    decoder.feed(bytes);
    auto decoded = decoder.next();
    while (decoded && *decoded)
        decoded = decoder.next();
    QVERIFY(!decoded);
    QCOMPARE(static_cast<int>(decoded.error().code), code);
}

void TestFrameCodec::announcedTooBig_refusedBeforeItsBytesCome()
{
    FrameDecoder decoder(limit);
    decoder.feed(QByteArrayView("\x81\xff\0\0\0\0\x7f\xff\xff\xff\x11\x22\x33\x44", 14));
    const auto decoded = decoder.next();
    QVERIFY(!decoded);
    QCOMPARE(decoded.error().code, CloseCode::TooBig);
}

void TestFrameCodec::encodedFrames_haveTheShortestHead_data()
{
    QTest::addColumn<qsizetype>("size");
    QTest::addColumn<QByteArray>("head");
    QTest::newRow("empty") << qsizetype{0} << QByteArray("\x81\x00", 2);
    QTest::newRow("125") << qsizetype{125} << QByteArray("\x81\x7d", 2);
    QTest::newRow("126") << qsizetype{126} << QByteArray("\x81\x7e\x00\x7e", 4);
    QTest::newRow("65535") << qsizetype{65535} << QByteArray("\x81\x7e\xff\xff", 4);
    QTest::newRow("65536") << qsizetype{65536} << QByteArray("\x81\x7f\0\0\0\0\0\1\0\0", 10);
}

void TestFrameCodec::encodedFrames_haveTheShortestHead()
{
    QFETCH(const qsizetype, size);
    QFETCH(const QByteArray, head);
    const QByteArray payload(size, 'x');
    QCOMPARE(encodeFrame(Opcode::Text, payload), head + payload);
}

void TestFrameCodec::closeFrame_carriesCodeAndReason()
{
    QCOMPARE(encodeCloseFrame(CloseCode::PolicyViolation, "Unauthorized"),
             QByteArray("\x88\x0e\x03\xf0Unauthorized", 16));
}

QTEST_GUILESS_MAIN(TestFrameCodec)
#include "tst_frame_codec.moc"
