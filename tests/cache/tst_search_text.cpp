#include "cache/search_text.h"

#include <QJsonArray>
#include <QTest>

using namespace Qt::StringLiterals;

namespace timesheet {

class SearchTextTest : public QObject
{
    Q_OBJECT

private slots:
    void searchableText_nestedPayload_hasEveryText()
    {
        const QJsonObject payload{
            {u"title"_s, u"one"_s},
            {u"annotation"_s, QJsonObject{{u"text"_s, u"two"_s}}},
            {u"list"_s, QJsonArray{u"three"_s, 4, QJsonObject{{u"deep"_s, u"five"_s}}}},
            {u"hours"_s, 38.5},
        };
        QStringList words = searchableText(payload).split(u'\n');
        words.sort();
        QCOMPARE(words, (QStringList{u"five"_s, u"one"_s, u"three"_s, u"two"_s}));
    }

    void matchExpression_whatPeopleType_isNeverSyntax_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("expression");
        QTest::addRow("nothing") << u"  "_s << QString();
        QTest::addRow("one word") << u"dana"_s << u"\"dana\"*"_s;
        QTest::addRow("two words") << u"dana f"_s << u"\"dana\" \"f\"*"_s;
        QTest::addRow("operators") << u"a OR b"_s << u"\"a\" \"OR\" \"b\"*"_s;
        QTest::addRow("quotes") << u"say \"hi"_s << u"\"say\" \"\"\"hi\"*"_s;
        QTest::addRow("a NUL") << u"a"_s + QChar(0) + u"b"_s << u"\"a\" \"b\"*"_s;
    }
    void matchExpression_whatPeopleType_isNeverSyntax()
    {
        QFETCH(QString, typed);
        QFETCH(QString, expression);
        QCOMPARE(matchExpression(typed), expression);
    }
};

} // namespace timesheet

QTEST_APPLESS_MAIN(timesheet::SearchTextTest)
#include "tst_search_text.moc"
