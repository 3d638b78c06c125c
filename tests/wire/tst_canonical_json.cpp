#include "wire/canonical_json.h"
#include "wire/json_text.h"

#include <QTest>

#include <bit>
#include <cstdint>

using namespace Qt::StringLiterals;
using namespace timesheet::wire;

class CanonicalJsonTest : public QObject
{
    Q_OBJECT

private slots:
    /// RFC 8785, section 3.2.2 and 3.2.4.
    void canonicalJson_sampleOfTheRfc_isItsResult()
    {
        const auto object = parseMessage(
            "{\"numbers\": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],"
            "\"string\": \"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\\"\\/\","
            "\"literals\": [null, true, false]}");
        QVERIFY(object.has_value());
        QCOMPARE(canonicalJson(*object),
                 QByteArray(R"({"literals":[null,true,false],)"
                            R"("numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],)"
                            "\"string\":\"\xe2\x82\xac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}"));
    }

    /// RFC 8785, section 3.2.3.
    void canonicalJson_names_areOrderedByUtf16()
    {
        const auto object = parseMessage(R"({"\u20ac":1,"\r":2,"\ufb33":3,"1":4,)"
                                         R"("\ud83d\ude00":5,"\u0080":6,"\u00f6":7})");
        QVERIFY(object.has_value());
        QByteArray order;
        const QByteArray text = canonicalJson(*object);
        for (qsizetype i = 0; i < text.size(); ++i) {
            if (text.at(i) == ':')
                order += text.at(i + 1);
        }
        QCOMPARE(order, QByteArray("2467153"));
    }

    /// RFC 8785, appendix B.
    void canonicalJson_number_isWrittenAsEcmaScriptDoes_data()
    {
        QTest::addColumn<double>("number");
        QTest::addColumn<QByteArray>("text");
        const auto row = [](std::uint64_t bits, const char *text) {
            QTest::addRow("%016llx", static_cast<unsigned long long>(bits))
                << std::bit_cast<double>(bits) << QByteArray(text);
        };
        row(0x0000000000000000, "0");
        row(0x8000000000000000, "0");
        row(0x0000000000000001, "5e-324");
        row(0x8000000000000001, "-5e-324");
        row(0x7fefffffffffffff, "1.7976931348623157e+308");
        row(0xffefffffffffffff, "-1.7976931348623157e+308");
        row(0x4340000000000000, "9007199254740992");
        row(0xc340000000000000, "-9007199254740992");
        row(0x4430000000000000, "295147905179352830000");
        row(0x44b52d02c7e14af5, "9.999999999999997e+22");
        row(0x44b52d02c7e14af6, "1e+23");
        row(0x44b52d02c7e14af7, "1.0000000000000001e+23");
        row(0x444b1ae4d6e2ef4e, "999999999999999700000");
        row(0x444b1ae4d6e2ef4f, "999999999999999900000");
        row(0x444b1ae4d6e2ef50, "1e+21");
        row(0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7");
        row(0x3eb0c6f7a0b5ed8d, "0.000001");
        row(0x41b3de4355555553, "333333333.3333332");
        row(0x41b3de4355555557, "333333333.33333343");
        row(0xbecbf647612f3696, "-0.0000033333333333333333");
        row(0x43143ff3c1cb0959, "1424953923781206.2");
    }
    void canonicalJson_number_isWrittenAsEcmaScriptDoes()
    {
        QFETCH(double, number);
        QFETCH(QByteArray, text);
        QCOMPARE(canonicalJson({{u"n"_s, number}}), "{\"n\":" + text + "}");
    }
};

QTEST_GUILESS_MAIN(CanonicalJsonTest)
#include "tst_canonical_json.moc"
