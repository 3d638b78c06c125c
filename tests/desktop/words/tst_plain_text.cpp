#include "desktop/words/plain_text.h"

#include <QtTest>

using namespace timesheet;
using namespace Qt::StringLiterals;

class TestPlainText : public QObject
{
    Q_OBJECT

private slots:
    void plainLine_ofServerText_isHarmless_data();
    void plainLine_ofServerText_isHarmless();
    void plainLine_tooLong_isCutAtAWord_data();
    void plainLine_tooLong_isCutAtAWord();
    void plainLine_ofEightMegabytes_readsOnlyWhatItShows();
    void plainParagraphs_keepLineBreaks_twoAtMost();
    void escapedForMarkup_leavesNoMarkup();
};

void TestPlainText::plainLine_ofServerText_isHarmless_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("plain");
    QTest::addRow("empty") << QString() << QString();
    QTest::addRow("plain") << u"Dana Fox"_s << u"Dana Fox"_s;
    QTest::addRow("white space") << u"  a\t b\n\nc  "_s << u"a b c"_s;
    QTest::addRow("carriage return") << u"a\r\nb"_s << u"a b"_s;
    QTest::addRow("line separator") << u"a\u2028b"_s << u"a b"_s;
    QTest::addRow("control") << u"a\u0007b\u001Bc\u007F"_s << u"abc"_s;
    QTest::addRow("bidi override") << u"invoice\u202Efdp.exe"_s << u"invoicefdp.exe"_s;
    QTest::addRow("bidi isolate") << u"\u2066a\u2069"_s << u"a"_s;
    QTest::addRow("byte order mark") << u"\uFEFFa"_s << u"a"_s;
    QTest::addRow("half a surrogate pair") << QString(QChar(0xD83D)) + u"a"_s << u"a"_s;
    QTest::addRow("emoji with joiner") << u"👩‍💻"_s << u"👩‍💻"_s;
    QTest::addRow("hebrew with mark") << u"שלום\u200F"_s << u"שלום\u200F"_s;
    QTest::addRow("markup stays text") << u"<b>a</b>"_s << u"<b>a</b>"_s;
}

void TestPlainText::plainLine_ofServerText_isHarmless()
{
    QFETCH(const QString, text);
    QFETCH(const QString, plain);
    QCOMPARE(plainLine(text), plain);
}

void TestPlainText::plainLine_tooLong_isCutAtAWord_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("cut");
    QTest::addRow("exactly fits") << u"one two thr"_s << u"one two thr"_s;
    QTest::addRow("at a word") << u"one two three"_s << u"one two…"_s;
    QTest::addRow("one long word") << u"abcdefghijklmnop"_s << u"abcdefghij…"_s;
    QTest::addRow("comma before the cut") << u"one two, three"_s << u"one two…"_s;
    QTest::addRow("inside a surrogate pair") << u"abcdefghi😀😀"_s << u"abcdefghi…"_s;
}

void TestPlainText::plainLine_tooLong_isCutAtAWord()
{
    constexpr qsizetype maxLength = 11;
    QFETCH(const QString, text);
    QFETCH(const QString, cut);
    QCOMPARE(plainLine(text, maxLength), cut);
    QVERIFY(plainLine(text, maxLength).size() <= maxLength);
}

void TestPlainText::plainLine_ofEightMegabytes_readsOnlyWhatItShows()
{
    const QString text(8'000'000, u'x');
    QElapsedTimer timer;
    timer.start();
    QCOMPARE(plainLine(text).size(), 200);
    QVERIFY(timer.elapsed() < 50);
}

void TestPlainText::plainParagraphs_keepLineBreaks_twoAtMost()
{
    QCOMPARE(plainParagraphs(u"a\r\nb\n\n\n\nc\n"), u"a\nb\n\nc"_s);
}

void TestPlainText::escapedForMarkup_leavesNoMarkup()
{
    QCOMPARE(escapedForMarkup(u"<a href=\"x\">&'"_s), u"&lt;a href=&quot;x&quot;&gt;&amp;'"_s);
}

QTEST_GUILESS_MAIN(TestPlainText)
#include "tst_plain_text.moc"
