#include "wire/json_text.h"
#include "wire/limits.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace timesheet::wire;

namespace {

QByteArray nested(int depth)
{
    return QByteArray(depth, '[') + QByteArray(depth, ']');
}

/// {"a":VALUE}
QByteArray objectWith(const QByteArray &value)
{
    return R"({"a":)" + value + '}';
}

QByteArray longText(qsizetype size)
{
    return '"' + QByteArray(size, 'x') + '"';
}

} // namespace

/// What the published corpora do not cover.
class JsonTextTest : public QObject
{
    Q_OBJECT

private slots:
    void parseMessage_noGood_saysWhy_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<DropReason>("reason");
        const auto row = [](const char *name, const QByteArray &text, DropReason reason) {
            QTest::newRow(name) << text << reason;
        };
        row("nothing", "", DropReason::NotJson);
        row("words", "hello", DropReason::NotJson);
        row("two objects", "{}{}", DropReason::NotJson);
        row("raw control character", "{\"a\":\"\x01\"}", DropReason::NotJson);
        row("broken UTF-8", "{\"a\":\"\xc3\"}", DropReason::NotJson);
        row("lone surrogate", R"({"a":"\ud800"})", DropReason::NotJson);
        row("number beyond a double", R"({"a":1e999})", DropReason::NotJson);
        row("NUL after the end", QByteArray("{}\0", 3), DropReason::NotJson);
        row("too deep", objectWith(nested(maxJsonDepth)), DropReason::NotJson);
        row("array", "[]", DropReason::NotAnObject);
        row("text", R"("a")", DropReason::NotAnObject);
        row("number", "1", DropReason::NotAnObject);
        row("null", "null", DropReason::NotAnObject);
        row("too large", objectWith(longText(maxMessageBytes)), DropReason::TooLarge);
    }
    void parseMessage_noGood_saysWhy()
    {
        QFETCH(QByteArray, text);
        const auto message = parseMessage(text);
        QVERIFY(!message.has_value());
        QTEST(message.error(), "reason");
    }

    void parseMessage_atTheLimits_isRead()
    {
        QVERIFY(parseMessage(objectWith(nested(maxJsonDepth - 1))).has_value());
        const qsizetype frame = objectWith(longText(0)).size();
        const QByteArray text = objectWith(longText(maxMessageBytes - frame));
        QCOMPARE(text.size(), maxMessageBytes);
        QVERIFY(parseMessage(text).has_value());
    }

    void parseJson_nameTwice_refusedWhereAskedFor()
    {
        for (const char *text :
             {R"({"a":1,"a":2})", R"({"a":1,"\u0061":2})", R"([{"b":{"a":1,"c":{},"a":2}}])"}) {
            QVERIFY(parseJson(text));
            QVERIFY(!parseJson(text, JsonNames::Unique));
        }
        // The same name in another object is another name.
        QVERIFY(parseJson(R"([{"a":{"a":1},"b":{"a":2}},{"a":3}])", JsonNames::Unique));
    }

    void compactJson_anyObject_isOneLineThatReadsBack()
    {
        const QJsonObject object{{u"a\n"_s, u"\u2028 é \"\\"_s}, {u"b"_s, 0.1}};
        const QByteArray text = compactJson(object);
        QVERIFY(!text.contains('\n'));
        QCOMPARE(parseMessage(text).value(), object);
    }
};

QTEST_GUILESS_MAIN(JsonTextTest)
#include "tst_json_text.moc"
