#include "gateway/news/fan_out.h"
#include "gateway/news/held_events.h"
#include "gateway/protocol/frame_codec.h"
#include "wire/server_codec.h"

#include <QTest>

using namespace timesheet;
using namespace timesheet::gateway;
using namespace Qt::StringLiterals;

namespace {

class Receiver : public Subscriber
{
public:
    Receiver(const QString &tenant, const QString &user, const QString &role = {})
        : m_caller{TenantId(tenant), UserId(user), role, {}}
    {
    }

    const Caller &caller() const override { return m_caller; }
    void setRole(const QString &role) { m_caller.role = role; }
    void deliver(const OutgoingEvent &event) override
    {
        ids.append(event.entry().event.id.value());
        frames.append(event.frame(Dialect::V1));
        deployedFrames.append(event.frame(Dialect::Deployed));
    }
    void deliverRead(const QByteArray &frame) override { marks.append(frame); }

    QStringList ids;
    QList<QByteArray> frames;
    QList<QByteArray> deployedFrames;
    QList<QByteArray> marks;

private:
    Caller m_caller;
};

LogEntry entry(const QString &tenant, const QString &id,
               const std::optional<QString> &recipient = {})
{
    wire::PackedEvent event;
    event.id = EventId(id);
    event.typeName = u"x"_s;
    event.payload = "{}";
    event.tenant = TenantId(tenant);
    event.timestamp = QDateTime::fromMSecsSinceEpoch(0).toUTC();
    event.cursor = Cursor(u"c-"_s + id);
    return {event, 1, recipient ? std::optional(UserId(*recipient)) : std::nullopt};
}

void publish(FanOut &fanOut, const QList<LogEntry> &entries)
{
    fanOut.publish(Broadcast(LogNews{entries, {}}), [] {});
}

} // namespace

class TestFanOut : public QObject
{
    Q_OBJECT

private slots:
    void publish_reachesThoseWhoMaySee();
    void freshRole_holdsFromThenOn();
    void publish_sharesTheBytes();
    void publish_deployedDialect_hasNeitherIdNorCursor();
    void unsubscribed_getsNothingMore();
    void subscribers_leaveInAnyOrder();
    void interest_isToldOncePerTenant();
    void publishRead_reachesTheUsersOtherConnections();
    void heldEvents_releaseWhatIsNewer();
    void heldEvents_tooMany_forgetAll();
};

void TestFanOut::publish_reachesThoseWhoMaySee()
{
    FanOut fanOut;
    Receiver employee(u"a"_s, u"u"_s);
    Receiver bystander(u"a"_s, u"v"_s, u"employee"_s);
    Receiver manager(u"a"_s, u"w"_s, u"manager"_s);
    Receiver stranger(u"b"_s, u"u"_s, u"admin"_s);
    for (Receiver *receiver : {&employee, &bystander, &manager, &stranger})
        fanOut.subscribe(*receiver);

    publish(fanOut, {entry(u"a"_s, u"1"_s), entry(u"a"_s, u"2"_s, u"u"_s), entry(u"b"_s, u"3"_s),
                     entry(u"c"_s, u"4"_s)});
    QCOMPARE(employee.ids, (QStringList{u"1"_s, u"2"_s}));
    QCOMPARE(bystander.ids, QStringList{u"1"_s});
    QCOMPARE(manager.ids, (QStringList{u"1"_s, u"2"_s}));
    QCOMPARE(stranger.ids, QStringList{u"3"_s});
}

void TestFanOut::freshRole_holdsFromThenOn()
{
    FanOut fanOut;
    Receiver receiver(u"a"_s, u"u"_s);
    fanOut.refresh(receiver); // not subscribed yet
    fanOut.subscribe(receiver);
    for (const QString &role : {u"manager"_s, u"employee"_s}) {
        receiver.setRole(role);
        fanOut.refresh(receiver);
        publish(fanOut, {entry(u"a"_s, u"for-v-as-"_s + role, u"v"_s)});
    }
    QCOMPARE(receiver.ids, QStringList{u"for-v-as-manager"_s});
}

void TestFanOut::publish_sharesTheBytes()
{
    FanOut fanOut;
    Receiver first(u"a"_s, u"u"_s);
    Receiver second(u"a"_s, u"v"_s);
    fanOut.subscribe(first);
    fanOut.subscribe(second);
    publish(fanOut, {entry(u"a"_s, u"1"_s)});
    QVERIFY(!first.frames.first().isEmpty());
    QVERIFY(first.frames.first().constData() == second.frames.first().constData());
}

void TestFanOut::publish_deployedDialect_hasNeitherIdNorCursor()
{
    FanOut fanOut;
    Receiver receiver(u"a"_s, u"u"_s);
    fanOut.subscribe(receiver);
    publish(fanOut, {entry(u"a"_s, u"1"_s)});
    QVERIFY(receiver.frames.first().contains(R"("cursor":"c-1")"));
    QVERIFY(!receiver.deployedFrames.first().contains("cursor"));
    QVERIFY(!receiver.deployedFrames.first().contains(R"("id")"));
    QVERIFY(receiver.deployedFrames.first().contains(R"("tenant_id":"a")"));
}

void TestFanOut::unsubscribed_getsNothingMore()
{
    FanOut fanOut;
    Receiver receiver(u"a"_s, u"u"_s);
    fanOut.subscribe(receiver);
    fanOut.unsubscribe(receiver);
    fanOut.unsubscribe(receiver);
    publish(fanOut, {entry(u"a"_s, u"1"_s)});
    QVERIFY(receiver.ids.isEmpty());
}

void TestFanOut::subscribers_leaveInAnyOrder()
{
    FanOut fanOut;
    std::deque<Receiver> receivers;
    for (int i = 0; i < 4; ++i)
        fanOut.subscribe(receivers.emplace_back(u"a"_s, u"u"_s));
    for (const std::size_t leaver : {1U, 3U, 0U}) {
        fanOut.unsubscribe(receivers.at(leaver));
        publish(fanOut, {entry(u"a"_s, u"1"_s)});
    }
    QCOMPARE(receivers.at(0).ids.size(), 2);
    QCOMPARE(receivers.at(1).ids.size(), 0);
    QCOMPARE(receivers.at(2).ids.size(), 3);
    QCOMPARE(receivers.at(3).ids.size(), 1);
}

void TestFanOut::interest_isToldOncePerTenant()
{
    QStringList told;
    FanOut fanOut([&told](const TenantId &tenant, bool isWanted) {
        told.append((isWanted ? u"+"_s : u"-"_s) + tenant.value());
    });
    Receiver first(u"a"_s, u"u"_s);
    Receiver second(u"a"_s, u"v"_s);
    fanOut.subscribe(first);
    fanOut.subscribe(second);
    fanOut.unsubscribe(first);
    fanOut.unsubscribe(second);
    fanOut.unsubscribe(second);
    QCOMPARE(told, (QStringList{u"+a"_s, u"-a"_s}));
}

void TestFanOut::publishRead_reachesTheUsersOtherConnections()
{
    FanOut fanOut;
    Receiver origin(u"a"_s, u"u"_s);
    Receiver other(u"a"_s, u"u"_s);
    Receiver colleague(u"a"_s, u"v"_s, u"admin"_s);
    Receiver namesake(u"b"_s, u"u"_s);
    for (Receiver *receiver : {&origin, &other, &colleague, &namesake})
        fanOut.subscribe(*receiver);
    const wire::ReadMark mark{{EventId(u"1"_s)}, {}};
    fanOut.publish(
        Broadcast(LogNews{{}, {{TenantId(u"a"_s), UserId(u"u"_s), mark, origin.origin()}}, {}}),
        [] {});
    QCOMPARE(other.marks,
             QList{encodeFrame(Opcode::Text, wire::encode(wire::ServerMessage(mark)))});
    QVERIFY(origin.marks.isEmpty() && colleague.marks.isEmpty() && namesake.marks.isEmpty());
}

void TestFanOut::heldEvents_releaseWhatIsNewer()
{
    BufferBudget budget(qint64{1024} * 1024);
    HeldEvents held([&budget] { return budget.open(u"t"_s, u"u"_s); });
    for (qint64 i = 1; i <= 4; ++i)
        held.hold(i, QByteArray::number(i));
    QVERIFY(!held.overflowed());
    QCOMPARE(held.release(2), (std::vector<QByteArray>{"3", "4"}));
    QVERIFY(held.release(0).empty());
}

void TestFanOut::heldEvents_tooMany_forgetAll()
{
    BufferBudget budget(qint64{1024} * 1024);
    HeldEvents held([&budget] { return budget.open(u"t"_s, u"u"_s); });
    qint64 sequence = 0;
    while (!held.overflowed() && sequence < 1000)
        held.hold(++sequence, QByteArray(10'000, 'x'));
    QVERIFY(held.overflowed());
    held.hold(++sequence, "x");
    QVERIFY(held.release(0).empty());
    QVERIFY(!held.overflowed());
}

QTEST_GUILESS_MAIN(TestFanOut)
#include "tst_fan_out.moc"
