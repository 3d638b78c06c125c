#include "gateway/net/send_budget.h"

#include <QTest>

#include <deque>

using namespace timesheet::gateway;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 limit = 6000;

/// Takes as much as there is for one connection, a byte more being refused.
qint64 fill(SendBudget::Share &share)
{
    qint64 bytes = 0;
    while (share.resize(bytes + 1))
        ++bytes;
    return bytes;
}

} // namespace

/// Who may have how much waiting, beside whom.
class TestSendBudget : public QObject
{
    Q_OBJECT

private slots:
    void oneUser_comesToAThird();
    void oneTenant_comesToAHalf();
    void tenants_leaveRoomForOneMore();
    void connectionsOfAUser_areOneUser();
    void whatIsGivenBack_isThereAgain();
    void whatIsRefused_changesNothing();
};

void TestSendBudget::oneUser_comesToAThird()
{
    SendBudget budget(limit);
    auto share = budget.open(u"t"_s, u"u"_s);
    QCOMPARE(fill(share), limit / 3);
    auto colleague = budget.open(u"t"_s, u"another"_s);
    QVERIFY(colleague.resize(limit / 10));
    auto neighbour = budget.open(u"another"_s, u"u"_s);
    QVERIFY(neighbour.resize(limit / 10));
}

void TestSendBudget::oneTenant_comesToAHalf()
{
    SendBudget budget(limit);
    std::deque<SendBudget::Share> shares;
    qint64 all = 0;
    for (int i = 0; i < 1000; ++i)
        all += fill(shares.emplace_back(budget.open(u"t"_s, QString::number(i))));
    QVERIFY2(all > limit * 2 / 5 && all <= limit / 2, qPrintable(QString::number(all)));
    auto neighbour = budget.open(u"another"_s, u"u"_s);
    QVERIFY(neighbour.resize(limit / 10));
}

void TestSendBudget::tenants_leaveRoomForOneMore()
{
    SendBudget budget(limit);
    std::deque<SendBudget::Share> shares;
    for (int i = 0; i < 4; ++i)
        fill(shares.emplace_back(budget.open(QString::number(i), u"u"_s)));
    QVERIFY(budget.used() < limit);
    auto quiet = budget.open(u"quiet"_s, u"u"_s);
    QVERIFY(quiet.resize(limit / 100));
}

void TestSendBudget::connectionsOfAUser_areOneUser()
{
    SendBudget budget(limit);
    std::deque<SendBudget::Share> shares;
    qint64 all = 0;
    for (int i = 0; i < 10; ++i)
        all += fill(shares.emplace_back(budget.open(u"t"_s, u"u"_s)));
    QCOMPARE(all, limit / 3);
    QCOMPARE(budget.used(), all);
}

void TestSendBudget::whatIsGivenBack_isThereAgain()
{
    SendBudget budget(limit);
    auto share = budget.open(u"t"_s, u"u"_s);
    const qint64 most = fill(share);
    QVERIFY(share.resize(1));
    QCOMPARE(budget.used(), 1);
    QCOMPARE(fill(share), most);
    SendBudget::Share moved = std::move(share);
    QCOMPARE(budget.used(), most);
    moved = {};
    QCOMPARE(budget.used(), 0);
    auto next = budget.open(u"t"_s, u"u"_s);
    QCOMPARE(fill(next), most);
}

void TestSendBudget::whatIsRefused_changesNothing()
{
    SendBudget budget(limit);
    auto share = budget.open(u"t"_s, u"u"_s);
    QVERIFY(share.resize(100));
    QVERIFY(!share.resize(limit));
    QCOMPARE(budget.used(), 100);
    QVERIFY(!SendBudget::Share().resize(1));
}

QTEST_GUILESS_MAIN(TestSendBudget)
#include "tst_send_budget.moc"
