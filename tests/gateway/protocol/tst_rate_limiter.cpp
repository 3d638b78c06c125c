#include "gateway/protocol/rate_limiter.h"

#include <QTest>

using namespace timesheet::gateway;
using namespace std::chrono_literals;

class TestRateLimiter : public QObject
{
    Q_OBJECT

private slots:
    void burst_upToTheLimit_passes();
    void emptyBucket_fillsEvenly();
    void fullBucket_holdsNoMoreThanTheLimit();
    void steadyRateAtTheLimit_neverWaits();

private:
    const RateLimiter::SteadyClock::time_point m_start{std::chrono::hours(100)};
};

void TestRateLimiter::burst_upToTheLimit_passes()
{
    RateLimiter limiter(m_start);
    for (int i = 0; i < messagesPerMinute; ++i)
        QVERIFY(limiter.take(m_start));
    QVERIFY(!limiter.take(m_start));
    QVERIFY(limiter.untilNext(m_start) == 600ms);
}

void TestRateLimiter::emptyBucket_fillsEvenly()
{
    RateLimiter limiter(m_start);
    while (limiter.take(m_start)) {
    }
    QVERIFY(!limiter.take(m_start + 599ms));
    QVERIFY(limiter.take(m_start + 600ms));
    QVERIFY(!limiter.take(m_start + 600ms));
    QVERIFY(limiter.untilNext(m_start + 700ms) == 500ms);
}

void TestRateLimiter::fullBucket_holdsNoMoreThanTheLimit()
{
    RateLimiter limiter(m_start);
    int taken = 0;
    while (limiter.take(m_start + 24h))
        ++taken;
    QCOMPARE(taken, messagesPerMinute);
}

void TestRateLimiter::steadyRateAtTheLimit_neverWaits()
{
    RateLimiter limiter(m_start);
    for (int i = 0; i < 10 * messagesPerMinute; ++i)
        QVERIFY(limiter.take(m_start + i * 600ms));
}

QTEST_GUILESS_MAIN(TestRateLimiter)
#include "tst_rate_limiter.moc"
