#include "gateway/net/session_registry.h"

#include <QTest>

#include <algorithm>
#include <numeric>

using namespace timesheet::gateway;
using namespace std::chrono_literals;

namespace {

/// What was said to the sessions, by their numbers.
struct Heard {
    std::vector<int> goodbyes;
    std::vector<int> cuts;
};

/// A session that notes what it is told, and ends where it is told to.
class NotingSession final : public Session
{
public:
    enum class Manners {
        LeavesAtOnce,
        Stays,
    };

    NotingSession(SessionRegistry &registry, int number, Manners manners, Heard &heard)
        : m_registry(registry)
        , m_number(number)
        , m_manners(manners)
        , m_heard(heard)
    {
    }

    SteadyClock::time_point tick(SteadyClock::time_point now) override { return now + 1h; }
    void recheck() override {}
    void shutDown() override
    {
        m_heard.goodbyes.push_back(m_number);
        if (m_manners == Manners::LeavesAtOnce)
            m_registry.remove(*this);
    }
    void cut() override
    {
        m_heard.cuts.push_back(m_number);
        m_registry.remove(*this);
    }

private:
    SessionRegistry &m_registry;
    int m_number;
    Manners m_manners;
    Heard &m_heard;
};

using Manners = NotingSession::Manners;

/// A loop with so many sessions, as far as their goodbyes go.
class Loop
{
public:
    Loop(quint32 seed, int sessions, Manners manners = Manners::LeavesAtOnce)
        : m_random(seed)
        , m_manners(manners)
    {
        for (int i = 0; i < sessions; ++i)
            add();
    }

    void add()
    {
        m_sessions.push_back(std::make_shared<NotingSession>(
            m_registry, static_cast<int>(m_sessions.size()), m_manners, m_heard));
        m_registry.add(*m_sessions.back(), SteadyClock::now() + 1h);
    }

    /// Returns what was heard by the end of the shutdown.
    const Heard &shutDown(std::chrono::milliseconds drain, std::chrono::milliseconds grace)
    {
        bool done = false;
        m_registry.shutDown(drain, grace, [&done] { done = true; });
        m_io.run();
        return done ? m_heard : m_unfinished;
    }

    SessionRegistry &registry() { return m_registry; }

private:
    asio::io_context m_io;
    QRandomGenerator m_random;
    Manners m_manners;
    SessionRegistry m_registry{m_io, m_random};
    Heard m_heard;
    Heard m_unfinished;
    std::vector<std::shared_ptr<NotingSession>> m_sessions;
};

std::vector<int> firstNumbers(int count)
{
    std::vector<int> numbers(static_cast<std::size_t>(count));
    std::iota(numbers.begin(), numbers.end(), 0);
    return numbers;
}

} // namespace

/// Goodbyes of the sessions of one loop.
class TestSessionRegistry : public QObject
{
    Q_OBJECT

private slots:
    void shutDown_severalSessions_saysGoodbyeToEachOnceInTheOrderOfChance();
    void shutDown_moreThanABatch_reachesAll();
    void shutDown_sessionsThatStay_areCutAfterTheGrace();
    void shutDown_nobodyThere_isDoneAtOnce();
    void shutDown_allLeaveWhenAsked_waitsForNobody();
};

void TestSessionRegistry::shutDown_severalSessions_saysGoodbyeToEachOnceInTheOrderOfChance()
{
    const auto orderOf = [](quint32 seed) { return Loop(seed, 10).shutDown(1s, 1s).goodbyes; };
    const std::vector<int> order = orderOf(1);
    std::vector<int> sorted = order;
    std::sort(sorted.begin(), sorted.end());
    QCOMPARE(sorted, firstNumbers(10));
    QVERIFY(order != sorted);
    QCOMPARE(orderOf(1), order);
    QVERIFY(orderOf(2) != order);
}

void TestSessionRegistry::shutDown_moreThanABatch_reachesAll()
{
    std::vector<int> goodbyes = Loop(1, 25).shutDown(300ms, 1s).goodbyes;
    std::sort(goodbyes.begin(), goodbyes.end());
    QCOMPARE(goodbyes, firstNumbers(25));
}

void TestSessionRegistry::shutDown_sessionsThatStay_areCutAfterTheGrace()
{
    Loop loop(1, 3, Manners::Stays);
    const Heard &heard = loop.shutDown(0ms, 1ms);
    QCOMPARE(heard.goodbyes.size(), std::size_t{3});
    QCOMPARE(heard.cuts.size(), std::size_t{3});
    QCOMPARE(loop.registry().size(), std::size_t{0});
}

void TestSessionRegistry::shutDown_nobodyThere_isDoneAtOnce()
{
    Loop loop(1, 0);
    bool done = false;
    loop.registry().shutDown(1s, 1s, [&done] { done = true; });
    QVERIFY(done);
}

void TestSessionRegistry::shutDown_allLeaveWhenAsked_waitsForNobody()
{
    const auto begun = SteadyClock::now();
    Loop(1, 3).shutDown(0ms, 1h);
    QVERIFY(SteadyClock::now() - begun < 1min);
}

QTEST_GUILESS_MAIN(TestSessionRegistry)
#include "tst_session_registry.moc"
