#include "gateway/net/cooldown.h"

#include <QTest>

using namespace timesheet::gateway;
using namespace Qt::StringLiterals;

/// Who is let in again when.
class TestCooldown : public QObject
{
    Q_OBJECT

private slots:
    void holds_untilItIsOver();
    void holds_begunAnew_fromThen();
    void tooManyNames_theFirstAreForgotten();
};

void TestCooldown::holds_untilItIsOver()
{
    Cooldown cooldown{std::chrono::seconds(30)};
    const Cooldown::TimePoint begun;
    cooldown.begin(u"a"_s, begun);
    QVERIFY(cooldown.holds(u"a"_s, begun + std::chrono::milliseconds(29'999)));
    QVERIFY(!cooldown.holds(u"b"_s, begun));
    QVERIFY(!cooldown.holds(u"a"_s, begun + std::chrono::seconds(30)));
}

void TestCooldown::holds_begunAnew_fromThen()
{
    Cooldown cooldown{std::chrono::seconds(30)};
    const Cooldown::TimePoint begun;
    cooldown.begin(u"a"_s, begun);
    cooldown.begin(u"a"_s, begun + std::chrono::seconds(20));
    QVERIFY(cooldown.holds(u"a"_s, begun + std::chrono::seconds(40)));
    QVERIFY(!cooldown.holds(u"a"_s, begun + std::chrono::seconds(50)));
}

void TestCooldown::tooManyNames_theFirstAreForgotten()
{
    Cooldown cooldown{std::chrono::seconds(30)};
    const Cooldown::TimePoint begun;
    for (std::size_t i = 0; i <= Cooldown::mostNames; ++i)
        cooldown.begin(QString::number(i), begun);
    QVERIFY(!cooldown.holds(u"0"_s, begun));
    QVERIFY(cooldown.holds(u"1"_s, begun));
}

QTEST_GUILESS_MAIN(TestCooldown)

#include "tst_cooldown.moc"
