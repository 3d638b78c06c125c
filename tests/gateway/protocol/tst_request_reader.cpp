#include "gateway/protocol/request_reader.h"

#include <QTest>

#include <algorithm>

using namespace timesheet::gateway;
using namespace Qt::StringLiterals;

namespace {

constexpr std::size_t maxBody = 1000;

/// What a request comes to: the status that it is refused with, or its body; both empty where it
/// is not over yet.
struct Outcome {
    int refused = 0;
    QByteArray body;
    bool isDone = false;
    QByteArray rest; ///< that is not the request's
};

/// Hands over so many bytes at a time.
Outcome read(const QByteArray &bytes, qsizetype step)
{
    RequestReader reader(maxBody);
    QByteArray waiting;
    for (qsizetype at = 0; at < bytes.size() && !reader.isDone(); at += step) {
        waiting += bytes.mid(at, step);
        for (bool isHead = true; isHead;) {
            isHead = !reader.hasHead();
            const auto taken =
                reader.read({waiting.constData(), static_cast<std::size_t>(waiting.size())});
            if (!taken)
                return {taken.error().status, {}, false, {}};
            waiting.remove(0, static_cast<qsizetype>(*taken));
            isHead = isHead && reader.hasHead() && !reader.isDone();
        }
        if (reader.isDone())
            return {0, reader.body().toByteArray(), true, waiting + bytes.mid(at + step)};
    }
    return {};
}

} // namespace

/// Requests as their bytes come, whole or one by one.
class TestRequestReader : public QObject
{
    Q_OBJECT

private slots:
    void goodRequest_isRead_data();
    void goodRequest_isRead();
    void badRequest_isRefused_data();
    void badRequest_isRefused();
    void listField_hasAllItsLines();
};

void TestRequestReader::goodRequest_isRead_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("body");
    const QByteArray head = "POST / HTTP/1.1\r\nHost: x\r\n";
    const QByteArray chunked = head + "Transfer-Encoding: chunked\r\n\r\n";
    QTest::newRow("no body") << "GET / HTTP/1.1\r\nHost: x\r\n\r\n"_ba << QByteArray();
    QTest::newRow("a length") << head + "Content-Length: 3\r\n\r\nabc"
                              << "abc"_ba;
    QTest::newRow("the largest body")
        << head + "Content-Length: 1000\r\n\r\n" + QByteArray(maxBody, 'x')
        << QByteArray(maxBody, 'x');
    QTest::newRow("chunks") << chunked + "1\r\na\r\n2\r\nbc\r\n0\r\n\r\n"
                            << "abc"_ba;
    QTest::newRow("an extension and a trailer") << chunked + "3;a=b\r\nabc\r\n0;c\r\nD: e\r\n\r\n"
                                                << "abc"_ba;
    QTest::newRow("a last chunk alone, with a trailer") << chunked + "0\r\nA: b\r\n\r\n"
                                                        << QByteArray();
    QTest::newRow("what looks folded in a body") << chunked + "6\r\na\r\n \r\n\r\n0\r\n\r\n"
                                                 << "a\r\n \r\n"_ba;
    QTest::newRow("the smallest chunks there are")
        << chunked + "1\r\nx\r\n"_ba.repeated(maxBody) + "0\r\n\r\n"
        << QByteArray(maxBody, 'x');
}

void TestRequestReader::goodRequest_isRead()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const QByteArray, body);
    for (const qsizetype step : {bytes.size() + 3, qsizetype{1}, qsizetype{7}}) {
        const QByteArray next = "GET"; // of the next request
        const Outcome outcome = read(bytes + next, step);
        QCOMPARE(outcome.refused, 0);
        QVERIFY(outcome.isDone);
        QCOMPARE(outcome.body, body);
        QCOMPARE(outcome.rest, next);
    }
}

void TestRequestReader::badRequest_isRefused_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("status");
    const auto row = [](const char *name, const QByteArray &bytes, int status) {
        QTest::newRow(name) << bytes << status;
    };
    const QByteArray head = "POST / HTTP/1.1\r\nHost: x\r\n";
    const QByteArray chunked = head + "Transfer-Encoding: chunked\r\n\r\n";
    const QByteArray tooMuch(maxFramingBytes + maxBody, 'x');
    row("a folded field", head + "A: b\r\n c\r\n\r\n", 400);
    row("a coding on the next line", head + "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n", 400);
    row("folded by a tab", head + "A: b\r\n\tc\r\n\r\n", 400);
    row("a folded trailer", chunked + "0\r\nA: b\r\n c\r\n\r\n", 400);
    row("a folded trailer behind a chunk", chunked + "1\r\nx\r\n0\r\nA: b\r\n c\r\n\r\n", 400);
    row("a head without end", head + "A: " + QByteArray(maxHeadBytes, 'a'), 431);
    row("fields without end", head + "A: b\r\n"_ba.repeated(4000), 431);
    row("a head that is too large", head + "A: b\r\n"_ba.repeated(4000) + "\r\n", 431);
    row("a body too large", head + "Content-Length: 1001\r\n\r\n", 413);
    row("a chunk too large", chunked + "3e9\r\n", 413);
    row("chunks too large", chunked + "1f4\r\n" + QByteArray(500, 'x') + "\r\n1f5\r\n", 413);
    row("a trailer without end", chunked + "0\r\nA: " + tooMuch, 413);
    row("trailers without end", chunked + "0\r\n" + "A: b\r\n"_ba.repeated(4000), 413);
    row("a long trailer", chunked + "0\r\nA: " + tooMuch + "\r\n\r\n", 413);
    row("an extension without end", chunked + "1;a=" + tooMuch, 413);
    row("a long extension", chunked + "1;a=" + tooMuch + "\r\nx\r\n0\r\n\r\n", 413);
    row("an extension for each byte",
        chunked + ("1;a=" + QByteArray(100, 'b') + "\r\nx\r\n").repeated(maxBody) + "0\r\n\r\n",
        413);
    row("a size without end", chunked + QByteArray(maxFramingBytes + maxBody + 1, '0'), 413);
    row("no HTTP", "hello\r\n\r\n", 400);
    row("no chunk", chunked + "what\r\n", 400);
}

void TestRequestReader::badRequest_isRefused()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const int, status);
    for (const qsizetype step : {bytes.size(), qsizetype{1}, qsizetype{7}})
        QCOMPARE(read(bytes, step).refused, status);
}

void TestRequestReader::listField_hasAllItsLines()
{
    RequestReader reader(0);
    QVERIFY(reader.read("GET / HTTP/1.1\r\nHost: x\r\nconnection: keep-alive\r\nUpgrade: h2c\r\n"
                        "Connection: Upgrade\r\nUpgrade: WebSocket\r\n\r\n"));
    QCOMPARE(reader.field("Connection"), "keep-alive,Upgrade"_ba);
    QVERIFY(reader.wantsWebSocket());
    QVERIFY(!reader.has("Origin"));
    QCOMPARE(reader.field("Origin"), QByteArray());
}

QTEST_GUILESS_MAIN(TestRequestReader)
#include "tst_request_reader.moc"
