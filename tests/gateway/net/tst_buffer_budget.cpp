#include "gateway/net/buffer_budget.h"

#include <QTest>

#include <deque>

using namespace timesheet::gateway;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 limit = 6000;

/// Takes as much as there is for one connection, a byte more being refused.
qint64 fill(BufferBudget::Share &share)
{
    qint64 bytes = 0;
    while (share.resize(bytes + 1))
        ++bytes;
    return bytes;
}

} // namespace

/// Who may have how much waiting, beside whom.
class TestBufferBudget : public QObject
{
    Q_OBJECT

private slots:
    void oneUser_comesToAThird();
    void oneTenant_comesToAHalf();
    void tenants_leaveRoomForOneMore();
    void connectionsOfAUser_areOneUser();
    void whatIsGivenBack_isThereAgain();
    void whatIsRefused_changesNothing();
    void whatWasRefused_isKnownUntilThereIsRoom();
};

void TestBufferBudget::oneUser_comesToAThird()
{
    BufferBudget budget(limit);
    auto share = budget.open(u"t"_s, u"u"_s);
    QCOMPARE(fill(share), limit / 3);
    auto colleague = budget.open(u"t"_s, u"another"_s);
    QVERIFY(colleague.resize(limit / 10));
    auto neighbour = budget.open(u"another"_s, u"u"_s);
    QVERIFY(neighbour.resize(limit / 10));
}

void TestBufferBudget::oneTenant_comesToAHalf()
{
    BufferBudget budget(limit);
    std::deque<BufferBudget::Share> shares;
    qint64 all = 0;
    for (int i = 0; i < 1000; ++i)
        all += fill(shares.emplace_back(budget.open(u"t"_s, QString::number(i))));
    QVERIFY2(all > limit * 2 / 5 && all <= limit / 2, qPrintable(QString::number(all)));
    auto neighbour = budget.open(u"another"_s, u"u"_s);
    QVERIFY(neighbour.resize(limit / 10));
}

void TestBufferBudget::tenants_leaveRoomForOneMore()
{
    BufferBudget budget(limit);
    std::deque<BufferBudget::Share> shares;
    for (int i = 0; i < 4; ++i)
        fill(shares.emplace_back(budget.open(QString::number(i), u"u"_s)));
    QVERIFY(budget.used() < limit);
    auto quiet = budget.open(u"quiet"_s, u"u"_s);
    QVERIFY(quiet.resize(limit / 100));
}

void TestBufferBudget::connectionsOfAUser_areOneUser()
{
    BufferBudget budget(limit);
    std::deque<BufferBudget::Share> shares;
    qint64 all = 0;
    for (int i = 0; i < 10; ++i)
        all += fill(shares.emplace_back(budget.open(u"t"_s, u"u"_s)));
    QCOMPARE(all, limit / 3);
    QCOMPARE(budget.used(), all);
}

void TestBufferBudget::whatIsGivenBack_isThereAgain()
{
    BufferBudget budget(limit);
    auto share = budget.open(u"t"_s, u"u"_s);
    const qint64 most = fill(share);
    QVERIFY(share.resize(1));
    QCOMPARE(budget.used(), 1);
    QCOMPARE(fill(share), most);
    BufferBudget::Share moved = std::move(share);
    QCOMPARE(budget.used(), most);
    moved = {};
    QCOMPARE(budget.used(), 0);
    auto next = budget.open(u"t"_s, u"u"_s);
    QCOMPARE(fill(next), most);
}

void TestBufferBudget::whatIsRefused_changesNothing()
{
    BufferBudget budget(limit);
    auto share = budget.open(u"t"_s, u"u"_s);
    QVERIFY(share.resize(100));
    QVERIFY(!share.resize(limit));
    QCOMPARE(budget.used(), 100);
    QVERIFY(!BufferBudget::Share().resize(1));
}

void TestBufferBudget::whatWasRefused_isKnownUntilThereIsRoom()
{
    BufferBudget budget(limit);
    auto waiting = budget.open(u"t"_s, u"u"_s);
    QVERIFY(waiting.hasRoomAgain());
    QVERIFY(waiting.resize(limit / 4));
    {
        auto answer = budget.open(u"t"_s, u"u"_s);
        QVERIFY(!answer.resize(limit / 4));
    }
    auto next = budget.open(u"t"_s, u"u"_s);
    QVERIFY(!next.hasRoomAgain());
    QVERIFY(next.resize(1)); // something small does fit, and says nothing of the large
    QVERIFY(!next.hasRoomAgain());
    QVERIFY(budget.open(u"t"_s, u"colleague"_s).hasRoomAgain());
    QVERIFY(waiting.resize(0));
    QVERIFY(next.hasRoomAgain());
    QVERIFY(!BufferBudget::Share().hasRoomAgain());
}

QTEST_GUILESS_MAIN(TestBufferBudget)
#include "tst_buffer_budget.moc"
