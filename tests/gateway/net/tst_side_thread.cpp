#include "gateway/net/side_thread.h"

#include <QStringList>
#include <QTest>

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <future>
#include <latch>
#include <memory>

using namespace timesheet::gateway;
using namespace Qt::StringLiterals;

/// Whose work is done when.
class TestSideThread : public QObject
{
    Q_OBJECT

private slots:
    void work_isDoneInTurn();
    void work_beyondTheMost_isRefused();
    void work_leavesTheCoresToOthers();
    void stop_leavesNothingBehind();
};

void TestSideThread::work_isDoneInTurn()
{
    std::latch isUnderWay(1);
    std::latch begin(1);
    std::latch end(6);
    QStringList done; // of the other thread until the end
    SideThread thread;
    QVERIFY(thread.run(u"a"_s, [&] {
        isUnderWay.count_down();
        begin.wait();
    }));
    isUnderWay.wait();
    for (const char *name : {"a1", "a2", "a3", "b1", "b2", "c1"}) {
        const QString whose = QString::fromLatin1(name).left(1);
        QVERIFY(thread.run(whose, [&done, &end, name] {
            done.append(QString::fromLatin1(name));
            end.count_down();
        }));
    }
    begin.count_down();
    end.wait();
    QCOMPARE(done, (QStringList{u"a1"_s, u"b1"_s, u"c1"_s, u"a2"_s, u"b2"_s, u"a3"_s}));
}

void TestSideThread::work_beyondTheMost_isRefused()
{
    std::latch isUnderWay(1);
    std::latch begin(1);
    SideThread thread;
    QVERIFY(thread.run(u"a"_s, [&] {
        isUnderWay.count_down();
        begin.wait();
    }));
    isUnderWay.wait();
    for (std::size_t i = 0; i < SideThread::mostWaiting; ++i)
        QVERIFY(thread.run(u"a"_s, [] {}));
    QVERIFY(!thread.run(u"a"_s, [] {}));
    QVERIFY(thread.run(u"b"_s, [] {}));
    begin.count_down();
}

void TestSideThread::work_leavesTheCoresToOthers()
{
    const auto niceness = [] { return getpriority(PRIO_PROCESS, static_cast<id_t>(gettid())); };
    std::promise<int> found;
    SideThread thread;
    QVERIFY(thread.run(u"a"_s, [&] { found.set_value(niceness()); }));
    QCOMPARE(found.get_future().get(), std::max(SideThread::niceness, niceness()));
}

void TestSideThread::stop_leavesNothingBehind()
{
    const auto token = std::make_shared<int>();
    std::latch isUnderWay(1);
    std::latch begin(1);
    SideThread thread;
    QVERIFY(thread.run(u"a"_s, [&] {
        isUnderWay.count_down();
        begin.wait();
    }));
    isUnderWay.wait();
    QVERIFY(thread.run(u"a"_s, [token] {}));
    QCOMPARE(token.use_count(), 2);
    begin.count_down();
    thread.stop();
    QCOMPARE(token.use_count(), 1); // whether it had its turn by then or not
}

QTEST_GUILESS_MAIN(TestSideThread)
#include "tst_side_thread.moc"
