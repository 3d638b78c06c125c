#include "gateway/monitoring/log_pace.h"

#include <QTest>

using namespace timesheet::gateway;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestLogPace : public QObject
{
    Q_OBJECT

private slots:
    void manyInASecond_areCountedInstead();
    void oneEvent_leavesTheOthersAlone();
};

void TestLogPace::manyInASecond_areCountedInstead()
{
    LogPace pace;
    const LogPace::TimePoint begin{};
    for (int i = 0; i < LogPace::mostInASecond; ++i)
        QCOMPARE(pace.admit(u"e"_s, begin + i * 1ms), std::optional(0));
    for (int i = 0; i < 5; ++i)
        QCOMPARE(pace.admit(u"e"_s, begin + 999ms), std::nullopt);
    QCOMPARE(pace.admit(u"e"_s, begin + 1000ms), std::optional(5));
    QCOMPARE(pace.admit(u"e"_s, begin + 1000ms), std::optional(0));
}

void TestLogPace::oneEvent_leavesTheOthersAlone()
{
    LogPace pace;
    const LogPace::TimePoint begin{};
    for (int i = 0; i < 1000; ++i)
        pace.admit(u"flood"_s, begin);
    QCOMPARE(pace.admit(u"flood"_s, begin), std::nullopt);
    QCOMPARE(pace.admit(u"listening"_s, begin), std::optional(0));
}

QTEST_GUILESS_MAIN(TestLogPace)
#include "tst_log_pace.moc"
