#include "gateway/storage/idle_event_log.h"
#include "gateway/storage/storage.h"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

#include <QSet>
#include <QTest>

#include <algorithm>
#include <atomic>
#include <latch>
#include <thread>

using namespace timesheet;
using namespace timesheet::gateway;
using namespace Qt::StringLiterals;

namespace {

/// What the log was asked, and when it may answer.
struct Script {
    std::latch begun{1}; ///< the first append is under way
    std::latch goOn{1};  ///< until then it takes its time
    std::vector<qsizetype> batches;
    bool fails = false;
    QStringList followed;
    QList<QStringList> followedAt;    ///< each append
    QList<QSet<QString>> tenants;     ///< of each batch
    QStringList readers;              ///< "tenant user", of each page
    std::atomic<bool> isHeld = false; ///< what is of the type "held" cannot be stored, nor marked
    QList<Patience> patiences;        ///< with which nothing could be marked
    bool hasReader = false;
    bool hasWriter = false;
    std::latch writerBegun{1};
    std::latch writerGoesOn{1};
    QStringList elsewhere; ///< what the log was told of its writer: "a", and then "a: 1 entries"
};

QList<Appended> storedFrom(const QList<NewLogEntry> &entries)
{
    QList<Appended> all;
    for (const NewLogEntry &fresh : entries)
        all.append({{fresh.event, 1, fresh.recipient}, true});
    return all;
}

/// The first time it takes its time.
class ScriptedWriter : public LogWriter
{
public:
    explicit ScriptedWriter(Script &script)
        : m_script(script)
    {
    }

    tl::expected<QList<Appended>, LogError> append(const QList<NewLogEntry> &entries) override
    {
        m_script.writerBegun.count_down();
        m_script.writerGoesOn.wait();
        if (std::exchange(m_isFirst, false))
            return storedFrom(entries);
        return tl::unexpected(LogError{LogError::Kind::Storage, u"broken"_s});
    }

private:
    Script &m_script;
    bool m_isFirst = true;
};

class ScriptedLog : public IdleEventLog
{
public:
    explicit ScriptedLog(Script &script)
        : m_script(script)
    {
    }

    tl::expected<QList<Appended>, LogError> append(const QList<NewLogEntry> &entries) override
    {
        m_script.batches.push_back(entries.size());
        m_script.followedAt.append(m_script.followed);
        m_script.tenants.append(QSet<QString>());
        for (const NewLogEntry &fresh : entries)
            m_script.tenants.last().insert(fresh.event.tenant.value());
        if (m_script.batches.size() == 1) {
            m_script.begun.count_down();
            m_script.goOn.wait();
        }
        if (m_script.fails)
            return tl::unexpected(LogError{LogError::Kind::Storage, u"broken"_s});
        const auto isPoison = [](const NewLogEntry &one) {
            return one.event.typeName == u"poison";
        };
        if (std::any_of(entries.begin(), entries.end(), isPoison))
            return tl::unexpected(LogError{LogError::Kind::Refused, u"poison"_s});
        const auto isHeld = [](const NewLogEntry &one) { return one.event.typeName == u"held"; };
        if (m_script.isHeld && std::any_of(entries.begin(), entries.end(), isHeld))
            return tl::unexpected(LogError{LogError::Kind::Blocked, u"held"_s});
        QList<Appended> all;
        for (const NewLogEntry &fresh : entries) {
            all.append({{fresh.event, ++m_last, fresh.recipient}, true});
            m_news.entries.append(all.last().entry);
        }
        return all;
    }
    tl::expected<LogHead, LogError> head(const TenantId &) override { return LogHead{{}, m_last}; }
    tl::expected<void, LogError> markRead(const Caller &caller, const wire::ReadMark &,
                                          OriginId) override
    {
        if (!m_script.isHeld || caller.tenant.value() != u"held")
            return {};
        m_script.patiences.append(m_patience);
        return tl::unexpected(LogError{LogError::Kind::Blocked, u"held"_s});
    }
    tl::expected<int, LogError> prune(const QDateTime &, int) override
    {
        return tl::unexpected(LogError{LogError::Kind::Blocked, u"held"_s});
    }
    void setPatience(Patience patience) override { m_patience = patience; }
    tl::expected<LogPage, LogError> readNewest(const Caller &caller, PageLimit) override
    {
        m_script.readers.append(caller.tenant.value() + u' ' + caller.user.value());
        return LogPage{};
    }
    LogFactory<LogReader> readerFactory() const override
    {
        if (!m_script.hasReader)
            return {};
        return [&script = m_script]() -> tl::expected<std::unique_ptr<LogReader>, QString> {
            return std::make_unique<ScriptedLog>(script);
        };
    }
    LogFactory<LogWriter> writerFactory() const override
    {
        if (!m_script.hasWriter)
            return {};
        return [&script = m_script]() -> tl::expected<std::unique_ptr<LogWriter>, QString> {
            return std::make_unique<ScriptedWriter>(script);
        };
    }
    void appendsElsewhere(const TenantId &tenant) override
    {
        m_script.elsewhere.append(tenant.value());
    }
    void appendedElsewhere(const TenantId &tenant, const QList<Appended> &appended) override
    {
        m_script.elsewhere.append(u"%1: %2"_s.arg(tenant.value()).arg(appended.size()));
    }
    void follow(const TenantId &tenant) override { m_script.followed.append(tenant.value()); }
    void unfollow(const TenantId &tenant) override { m_script.followed.removeOne(tenant.value()); }
    tl::expected<LogNews, LogError> news() override { return std::exchange(m_news, {}); }

private:
    Script &m_script;
    LogNews m_news;
    Patience m_patience = Patience::Usual;
    qint64 m_last = 0;
};

/// One I/O loop and the thread that it asks. What is new comes to the loop as it does in the
/// server.
struct Fixture {
    using OnNews = std::function<void(const LogNews &)>;

    explicit Fixture(
        OnNews onNews = [](const LogNews &) {}, const StorageTiming &timing = {})
        : thread([this, onNews = std::move(onNews)](
                     const LogNews &news) { asio::post(io, [onNews, news] { onNews(news); }); },
                 metrics, timing)
        , storage(io, thread)
    {
    }

    bool start(Script &script)
    {
        return thread.start([&script] { return std::make_unique<ScriptedLog>(script); })
            .has_value();
    }

    asio::io_context io;
    Metrics metrics;
    StorageThread thread;
    Storage storage;
};

/// Bytes of a publication that goes alone.
constexpr qint64 large = qint64{1024} * 1024;

QList<NewLogEntry> entries(int count, const QString &tenant = {}, const QString &type = {})
{
    NewLogEntry one;
    one.event.tenant = TenantId(tenant);
    one.event.typeName = type;
    QList<NewLogEntry> all;
    all.fill(one, count);
    return all;
}

Caller callerOf(const QString &tenant, const QString &user = u"u"_s)
{
    return {TenantId(tenant), UserId(user), {}, {}};
}

/// Lets the loop go on until so.
template <class Condition>
void runUntil(asio::io_context &io, const Condition &isSo)
{
    const auto guard = asio::make_work_guard(io);
    io.restart();
    while (!isSo())
        io.run_one();
}

} // namespace

class TestStorageThread : public QObject
{
    Q_OBJECT

private slots:
    void appendsThatWait_shareOneTransaction();
    void publishers_areAnsweredBeforeTheNewsGoOut();
    void reads_doNotWaitForAnAppend();
    void reads_ofWhoIsGone_areNotDone();
    void callers_areServedInTurn();
    void publishers_areServedInTurn();
    void largeAppends_goAloneBehindTheSmall();
    void largeAppends_withAWriter_areWaitedForByTheirTenantAlone();
    void largeAppends_withAWriter_areFinishedAtTheEnd();
    void jobs_letPublishersGoFirst();
    void longJobs_areOneInATurn();
    void tooManyReads_areRefusedToTheirUserAlone();
    void tooManyAppends_refusedAtOnce();
    void tooManyBytes_refusedAtOnce();
    void failedAppend_isToldToAllOfItsBatch();
    void poisonedAppend_isToldToItsPublisherAlone_data();
    void poisonedAppend_isToldToItsPublisherAlone();
    void blockedAppend_waitsAloneUntilItCan();
    void blockedAppend_isRefusedInTheEnd();
    void blockedJob_waitsAloneUntilItCan();
    void blockedJob_isRefusedInTheEnd();
    void blockedJob_ofNobody_isToldAtOnce();
    void blockedJobs_areFinishedAtTheEnd();
    void stop_finishesWhatWaits();
    void start_failingFactory_saysWhy();
    void follow_countedOverAllLoops();
    void follow_beforeAnAppend_holdsForIt();
};

void TestStorageThread::appendsThatWait_shareOneTransaction()
{
    Script script;
    Fixture fixture;
    QVERIFY(fixture.start(script));
    QList<qsizetype> answers;
    const auto note = [&answers](const auto &appended) { answers.append(appended->size()); };
    fixture.storage.append({}, entries(1), 1, note);
    script.begun.wait();
    for (const int count : {2, 3, 4})
        fixture.storage.append({}, entries(count), 1, note);
    script.goOn.count_down();
    fixture.thread.stop();
    fixture.io.run();
    QCOMPARE(script.batches, (std::vector<qsizetype>{1, 9}));
    QCOMPARE(answers, (QList<qsizetype>{1, 2, 3, 4}));
}

void TestStorageThread::publishers_areAnsweredBeforeTheNewsGoOut()
{
    Script script;
    script.goOn.count_down();
    QStringList order;
    Fixture fixture(
        [&order](const LogNews &news) { order.append(u"new %1"_s.arg(news.entries.size())); });
    QVERIFY(fixture.start(script));
    fixture.storage.append({}, entries(2), 1,
                           [&order](const auto &) { order.append(u"answer"_s); });
    fixture.thread.stop();
    fixture.io.run();
    QCOMPARE(order, (QStringList{u"answer"_s, u"new 2"_s}));
}

void TestStorageThread::reads_doNotWaitForAnAppend()
{
    Script script;
    script.hasReader = true;
    Fixture fixture;
    QVERIFY(fixture.start(script));
    bool isAppended = false;
    fixture.storage.append({}, entries(1), 1, [&](const auto &) { isAppended = true; });
    script.begun.wait();
    bool isRead = false;
    fixture.storage.head({}, [&](const auto &) { isRead = true; });
    runUntil(fixture.io, [&] { return isRead; });
    QVERIFY(!isAppended);
    script.goOn.count_down();
    runUntil(fixture.io, [&] { return isAppended; });
    fixture.thread.stop();
}

void TestStorageThread::reads_ofWhoIsGone_areNotDone()
{
    Script script;
    Fixture fixture;
    QVERIFY(fixture.start(script));
    fixture.storage.append({}, entries(1), 1, [](const auto &) {});
    script.begun.wait();
    const auto staying = std::make_shared<int>();
    auto leaving = std::make_shared<int>();
    QStringList answered;
    for (const auto &[name, life] : {std::pair(u"staying"_s, staying), {u"leaving"_s, leaving}}) {
        fixture.storage.readPage(callerOf(u"a"_s, name), {}, {}, life,
                                 [&answered, who = name](const auto &) { answered.append(who); });
    }
    leaving.reset();
    script.goOn.count_down();
    fixture.thread.stop();
    fixture.io.run();
    QCOMPARE(script.readers, QStringList{u"a staying"_s});
    QCOMPARE(answered, QStringList{u"staying"_s});
}

void TestStorageThread::callers_areServedInTurn()
{
    Script script;
    Fixture fixture;
    QVERIFY(fixture.start(script));
    fixture.storage.append({}, entries(1), 1, [](const auto &) {});
    script.begun.wait();
    const auto life = std::make_shared<int>();
    const auto read = [&](const QString &tenant, const QString &user) {
        fixture.storage.readPage(callerOf(tenant, user), {}, {}, life, [](const auto &) {});
    };
    for (int i = 0; i < 5; ++i)
        read(u"a"_s, u"greedy"_s);
    read(u"a"_s, u"colleague"_s);
    read(u"b"_s, u"neighbour"_s);
    read(u"b"_s, u"neighbour"_s);
    script.goOn.count_down();
    fixture.thread.stop();
    fixture.io.run();
    QCOMPARE(script.readers,
             (QStringList{u"a greedy"_s, u"b neighbour"_s, u"a colleague"_s, u"b neighbour"_s,
                          u"a greedy"_s, u"a greedy"_s, u"a greedy"_s, u"a greedy"_s}));
}

void TestStorageThread::publishers_areServedInTurn()
{
    Script script;
    Fixture fixture;
    QVERIFY(fixture.start(script));
    fixture.storage.append(callerOf(u"a"_s), entries(1, u"a"_s), 1, [](const auto &) {});
    script.begun.wait();
    for (int i = 0; i < 800; ++i)
        fixture.storage.append(callerOf(u"a"_s), entries(2, u"a"_s), 1, [](const auto &) {});
    fixture.storage.append(callerOf(u"b"_s), entries(1, u"b"_s), 1, [](const auto &) {});
    script.goOn.count_down();
    fixture.thread.stop();
    fixture.io.run();
    QVERIFY(script.tenants.size() > 3);
    QVERIFY(script.tenants.at(1).contains(u"b"_s));
}

void TestStorageThread::largeAppends_goAloneBehindTheSmall()
{
    Script script;
    Fixture fixture;
    QVERIFY(fixture.start(script));
    fixture.storage.append({}, entries(1), 1, [](const auto &) {});
    script.begun.wait();
    const auto append = [&](const QString &tenant, qint64 bytes) {
        fixture.storage.append(callerOf(tenant), entries(1, tenant), bytes, [](const auto &) {});
    };
    append(u"a"_s, large);
    append(u"a"_s, large);
    append(u"b"_s, large);
    append(u"c"_s, 1);
    append(u"d"_s, 1);
    script.goOn.count_down();
    fixture.thread.stop();
    QCOMPARE(script.tenants.sliced(1),
             (QList<QSet<QString>>{{u"c"_s, u"d"_s}, {u"a"_s}, {u"b"_s}, {u"a"_s}}));
}

void TestStorageThread::largeAppends_withAWriter_areWaitedForByTheirTenantAlone()
{
    Script script;
    script.hasWriter = true;
    script.goOn.count_down();
    Fixture fixture;
    QVERIFY(fixture.start(script));
    QStringList answered;
    const auto append = [&](const QString &tenant, qint64 bytes, const QString &name) {
        fixture.storage.append(callerOf(tenant), entries(1, tenant), bytes,
                               [&answered, name](const auto &appended) {
                                   answered.append(appended ? name : name + u" failed"_s);
                               });
    };
    append(u"large"_s, large, u"1"_s);
    script.writerBegun.wait();
    append(u"large"_s, 1, u"behind it"_s);
    fixture.storage.markRead(callerOf(u"large"_s), {}, 0,
                             [&](const auto &) { answered.append(u"mark"_s); });
    append(u"large too"_s, large, u"2"_s);
    append(u"a"_s, 1, u"a"_s);
    runUntil(fixture.io, [&] { return !answered.isEmpty(); });
    append(u"b"_s, 1, u"b"_s);
    runUntil(fixture.io, [&] { return answered.size() == 2; });
    QCOMPARE(answered, (QStringList{u"a"_s, u"b"_s}));
    QCOMPARE(script.elsewhere, QStringList{u"large"_s});
    script.writerGoesOn.count_down();
    runUntil(fixture.io, [&] { return answered.size() == 6; });
    fixture.thread.stop();
    QCOMPARE(answered.at(2), u"1"_s);
    QCOMPARE(QSet(answered.begin() + 3, answered.end()),
             (QSet{u"behind it"_s, u"mark"_s, u"2 failed"_s}));
    QCOMPARE(script.elsewhere,
             (QStringList{u"large"_s, u"large: 1"_s, u"large too"_s, u"large too: 0"_s}));
}

void TestStorageThread::largeAppends_withAWriter_areFinishedAtTheEnd()
{
    Script script;
    script.hasWriter = true;
    script.goOn.count_down();
    Fixture fixture;
    QVERIFY(fixture.start(script));
    int answers = 0;
    const auto append = [&](qint64 bytes) {
        fixture.storage.append(callerOf(u"a"_s), entries(1, u"a"_s), bytes,
                               [&](const auto &) { ++answers; });
    };
    append(large);
    script.writerBegun.wait();
    append(large);
    append(1);
    std::thread stopping([&] { fixture.thread.stop(); });
    script.writerGoesOn.count_down();
    stopping.join();
    fixture.io.run();
    QCOMPARE(answers, 3);
}

void TestStorageThread::jobs_letPublishersGoFirst()
{
    Script script;
    Fixture fixture;
    QVERIFY(fixture.start(script));
    fixture.storage.append({}, entries(1), 1, [](const auto &) {});
    script.begun.wait();
    int marked = 0;
    int markedBefore = -1;
    for (int i = 0; i < 100; ++i)
        fixture.storage.markRead(callerOf(u"a"_s), {}, 0, [&](const auto &) { ++marked; });
    fixture.storage.append({}, entries(1), 1, [&](const auto &) { markedBefore = marked; });
    script.goOn.count_down();
    fixture.thread.stop();
    fixture.io.run();
    QCOMPARE(marked, 100);
    QVERIFY(markedBefore >= 0 && markedBefore < 10);
}

void TestStorageThread::longJobs_areOneInATurn()
{
    Script script;
    const StorageTiming timing{.longestJobs = std::chrono::milliseconds(0)};
    Fixture fixture([](const LogNews &) {}, timing);
    QVERIFY(fixture.start(script));
    fixture.storage.append({}, entries(1), 1, [](const auto &) {});
    script.begun.wait();
    QStringList order;
    const auto append = [&] {
        fixture.storage.append(callerOf(u"b"_s), entries(1, u"b"_s), 1,
                               [&](const auto &) { order.append(u"append"_s); });
    };
    // It comes while the first job is done, as if by whoever waits for that.
    const auto job = [&](EventLog &, StorageThread::Attempt) {
        order.append(u"job"_s);
        append();
        return StorageThread::Outcome::Done;
    };
    QVERIFY(fixture.thread.run({}, job));
    for (int i = 0; i < 3; ++i)
        fixture.storage.markRead(callerOf(u"a"_s), {}, 0,
                                 [&](const auto &) { order.append(u"mark"_s); });
    script.goOn.count_down();
    fixture.thread.stop();
    fixture.io.run();
    QCOMPARE(order.mid(0, 3), (QStringList{u"job"_s, u"append"_s, u"mark"_s}));
}

void TestStorageThread::tooManyReads_areRefusedToTheirUserAlone()
{
    Script script;
    Fixture fixture;
    QVERIFY(fixture.start(script));
    fixture.storage.append({}, entries(1), 1, [](const auto &) {});
    script.begun.wait();
    const auto life = std::make_shared<int>();
    QHash<QString, int> refused;
    const auto read = [&](const QString &tenant, const QString &user) {
        fixture.storage.readPage(
            callerOf(tenant, user), {}, {}, life, [&refused, user](const auto &page) {
                const bool isRefused = !page && page.error().kind == LogError::Kind::Overloaded;
                refused[user] += isRefused ? 1 : 0;
            });
    };
    for (int i = 0; i < 2000; ++i)
        read(u"a"_s, u"greedy"_s);
    read(u"a"_s, u"colleague"_s);
    read(u"b"_s, u"neighbour"_s);
    script.goOn.count_down();
    fixture.thread.stop();
    fixture.io.run();
    QVERIFY(refused.value(u"greedy"_s) > 0);
    QCOMPARE(refused.value(u"colleague"_s), 0);
    QCOMPARE(refused.value(u"neighbour"_s), 0);
}

void TestStorageThread::tooManyAppends_refusedAtOnce()
{
    Script script;
    Fixture fixture;
    QVERIFY(fixture.start(script));
    int accepted = 0;
    int refused = 0;
    const auto note = [&](const auto &appended) {
        if (appended)
            ++accepted;
        else if (appended.error().kind == LogError::Kind::Overloaded)
            ++refused;
    };
    fixture.storage.append({}, entries(1), 1, note);
    script.begun.wait();
    for (int i = 0; i < 2000; ++i)
        fixture.storage.append({}, entries(1), 1, note);
    fixture.io.run_for(std::chrono::milliseconds(0));
    fixture.io.restart();
    fixture.io.poll();
    QVERIFY(refused > 0);
    QCOMPARE(accepted, 0);
    script.goOn.count_down();
    fixture.thread.stop();
    fixture.io.restart();
    fixture.io.run();
    QCOMPARE(accepted + refused, 2001);
    QVERIFY(accepted > 1000);
}

void TestStorageThread::tooManyBytes_refusedAtOnce()
{
    Script script;
    Fixture fixture;
    QVERIFY(fixture.start(script));
    int refused = 0;
    const auto note = [&refused](const auto &appended) { refused += appended ? 0 : 1; };
    fixture.storage.append({}, entries(1), 1, note);
    script.begun.wait();
    for (int i = 0; i < 20; ++i)
        fixture.storage.append({}, entries(1), qint64{4} * 1024 * 1024, note);
    script.goOn.count_down();
    fixture.thread.stop();
    fixture.io.run();
    QCOMPARE(refused, 16);
}

void TestStorageThread::failedAppend_isToldToAllOfItsBatch()
{
    Script script;
    script.fails = true;
    script.goOn.count_down();
    bool toldNew = false;
    Fixture fixture([&toldNew](const LogNews &) { toldNew = true; });
    QVERIFY(fixture.start(script));
    int failures = 0;
    for (int i = 0; i < 3; ++i)
        fixture.storage.append({}, entries(1), 1,
                               [&](const auto &appended) { failures += appended ? 0 : 1; });
    fixture.thread.stop();
    fixture.io.run();
    QCOMPARE(failures, 3);
    QVERIFY(script.batches.size() <= 3); // it is not asked again for each
    QVERIFY(!toldNew);
}

void TestStorageThread::poisonedAppend_isToldToItsPublisherAlone_data()
{
    QTest::addColumn<int>("waiting");
    QTest::addColumn<QSet<int>>("poisoned");
    QTest::newRow("alone") << 1 << QSet{0};
    QTest::newRow("the first") << 7 << QSet{0};
    QTest::newRow("in the middle") << 100 << QSet{41};
    QTest::newRow("the last") << 8 << QSet{7};
    QTest::newRow("two") << 9 << QSet{3, 4};
    QTest::newRow("all") << 3 << QSet{0, 1, 2};
}

void TestStorageThread::poisonedAppend_isToldToItsPublisherAlone()
{
    QFETCH(const int, waiting);
    QFETCH(const QSet<int>, poisoned);
    Script script;
    Fixture fixture;
    QVERIFY(fixture.start(script));
    fixture.storage.append({}, entries(1), 1, [](const auto &) {});
    script.begun.wait();
    QSet<int> refused;
    int stored = 0;
    for (int i = 0; i < waiting; ++i) {
        QList<NewLogEntry> fresh = entries(2);
        if (poisoned.contains(i))
            fresh.last().event.typeName = u"poison"_s;
        fixture.storage.append({}, fresh, 1, [&, i](const auto &appended) {
            if (appended)
                ++stored;
            else if (appended.error().kind == LogError::Kind::Refused)
                refused.insert(i);
        });
    }
    script.goOn.count_down();
    fixture.thread.stop();
    fixture.io.run();
    QCOMPARE(refused, poisoned);
    QCOMPARE(stored, waiting - poisoned.size());
    // In halves, not one by one.
    if (waiting == 100)
        QVERIFY(script.batches.size() < 20);
}

void TestStorageThread::blockedAppend_waitsAloneUntilItCan()
{
    Script script;
    script.isHeld = true;
    Fixture fixture;
    QVERIFY(fixture.start(script));
    fixture.storage.append({}, entries(1), 1, [](const auto &) {});
    script.begun.wait();
    QStringList stored;
    const auto append = [&](const QString &tenant, const QString &type, const QString &name) {
        fixture.storage.append(callerOf(tenant), entries(1, tenant, type), 1,
                               [&stored, name](const auto &appended) {
                                   if (appended)
                                       stored.append(name);
                               });
    };
    append(u"a"_s, {}, u"a"_s);
    append(u"held"_s, u"held"_s, u"first"_s);
    append(u"held"_s, u"held"_s, u"second"_s);
    append(u"b"_s, {}, u"b"_s);
    script.goOn.count_down();
    runUntil(fixture.io, [&] { return stored.size() == 2; });
    append(u"held"_s, u"held"_s, u"third"_s);
    append(u"b"_s, {}, u"b again"_s);
    runUntil(fixture.io, [&] { return stored.size() == 3; });
    QCOMPARE(QSet(stored.begin(), stored.end()), (QSet{u"a"_s, u"b"_s, u"b again"_s}));
    script.isHeld = false;
    runUntil(fixture.io, [&] { return stored.size() == 6; });
    QCOMPARE(stored.last(3), (QStringList{u"first"_s, u"second"_s, u"third"_s}));
    fixture.thread.stop();
}

void TestStorageThread::blockedAppend_isRefusedInTheEnd()
{
    Script script;
    script.goOn.count_down();
    script.isHeld = true;
    const StorageTiming timing{std::chrono::milliseconds(20), std::chrono::milliseconds(1)};
    Fixture fixture([](const LogNews &) {}, timing);
    QVERIFY(fixture.start(script));
    std::optional<LogError::Kind> error;
    fixture.storage.append(callerOf(u"held"_s), entries(1, u"held"_s, u"held"_s), 1,
                           [&](const auto &appended) { error = appended.error().kind; });
    runUntil(fixture.io, [&] { return error.has_value(); });
    QCOMPARE(*error, LogError::Kind::Blocked);
    QVERIFY(script.batches.size() > 1);
    fixture.thread.stop();
}

void TestStorageThread::blockedJob_waitsAloneUntilItCan()
{
    Script script;
    script.isHeld = true;
    Fixture fixture;
    QVERIFY(fixture.start(script));
    fixture.storage.append({}, entries(1), 1, [](const auto &) {});
    script.begun.wait();
    QStringList done;
    const auto mark = [&](const QString &tenant, const QString &name) {
        fixture.storage.markRead(callerOf(tenant), {}, 0, [&done, name](const auto &marked) {
            if (marked)
                done.append(name);
        });
    };
    mark(u"held"_s, u"first"_s);
    mark(u"held"_s, u"second"_s);
    mark(u"a"_s, u"a"_s);
    script.goOn.count_down();
    runUntil(fixture.io, [&] { return done.size() == 1; });
    mark(u"a"_s, u"a again"_s);
    // Its publishers would meet the same lock.
    fixture.storage.append(callerOf(u"held"_s), entries(1, u"held"_s, u"held"_s), 1,
                           [&done](const auto &appended) {
                               if (appended)
                                   done.append(u"append"_s);
                           });
    runUntil(fixture.io, [&] { return done.size() == 2; });
    QCOMPARE(done, (QStringList{u"a"_s, u"a again"_s}));
    script.isHeld = false;
    runUntil(fixture.io, [&] { return done.size() == 5; });
    QVERIFY(done.indexOf(u"first"_s) < done.indexOf(u"second"_s));
    fixture.thread.stop();
    // Who was blocked a moment ago is not waited for as long again.
    QCOMPARE(script.patiences.count(Patience::Usual), 1);
}

void TestStorageThread::blockedJob_isRefusedInTheEnd()
{
    Script script;
    script.goOn.count_down();
    script.isHeld = true;
    const StorageTiming timing{std::chrono::milliseconds(20), std::chrono::milliseconds(1)};
    Fixture fixture([](const LogNews &) {}, timing);
    QVERIFY(fixture.start(script));
    int refused = 0;
    for (int i = 0; i < 10; ++i)
        fixture.storage.markRead(callerOf(u"held"_s), {}, 0, [&](const auto &marked) {
            refused += marked.error().kind == LogError::Kind::Blocked ? 1 : 0;
        });
    runUntil(fixture.io, [&] { return refused == 10; });
    fixture.thread.stop();
    QVERIFY(script.patiences.size() > 10);
    QCOMPARE(script.patiences.count(Patience::Usual), 1);
}

/// It would hold up all else that is nobody's, such as the answer to the service manager.
void TestStorageThread::blockedJob_ofNobody_isToldAtOnce()
{
    Script script;
    Fixture fixture;
    QVERIFY(fixture.start(script));
    std::optional<LogError::Kind> error;
    fixture.storage.prune({}, 1, [&](const auto &pruned) { error = pruned.error().kind; });
    runUntil(fixture.io, [&] { return error.has_value(); });
    QCOMPARE(*error, LogError::Kind::Blocked);
    bool isProbed = false;
    fixture.storage.probe([&](const auto &) { isProbed = true; });
    runUntil(fixture.io, [&] { return isProbed; });
    fixture.thread.stop();
}

void TestStorageThread::blockedJobs_areFinishedAtTheEnd()
{
    Script script;
    script.goOn.count_down();
    script.isHeld = true;
    Fixture fixture;
    QVERIFY(fixture.start(script));
    int answers = 0;
    for (int i = 0; i < 10; ++i)
        fixture.storage.markRead(callerOf(u"held"_s), {}, 0, [&](const auto &) { ++answers; });
    fixture.thread.stop();
    fixture.io.run();
    QCOMPARE(answers, 10);
}

void TestStorageThread::stop_finishesWhatWaits()
{
    Script script;
    script.goOn.count_down();
    Fixture fixture;
    QVERIFY(fixture.start(script));
    int answers = 0;
    for (int i = 0; i < 100; ++i) {
        fixture.storage.append({}, entries(1), 1, [&answers](const auto &) { ++answers; });
        fixture.storage.markRead({}, {}, 0, [&answers](const auto &) { ++answers; });
    }
    fixture.thread.stop();
    fixture.io.run();
    QCOMPARE(answers, 200);
}

void TestStorageThread::start_failingFactory_saysWhy()
{
    Fixture fixture;
    const auto started = fixture.thread.start([] {
        return tl::expected<std::unique_ptr<EventLog>, QString>(tl::unexpect, u"no disk"_s);
    });
    QVERIFY(!started);
    QCOMPARE(started.error(), u"no disk"_s);
}

void TestStorageThread::follow_countedOverAllLoops()
{
    Script script;
    Fixture fixture;
    QVERIFY(fixture.start(script));
    const TenantId tenant(u"a"_s);
    fixture.thread.follow(tenant);
    fixture.thread.follow(tenant);
    fixture.thread.follow(TenantId(u"b"_s));
    fixture.thread.unfollow(tenant);
    fixture.thread.unfollow(TenantId(u"b"_s));
    fixture.thread.stop();
    QCOMPARE(script.followed, QStringList{u"a"_s});
}

/// A client that is connected must not miss what is published after that, also where the storage
/// was busy at the time and found both waiting.
void TestStorageThread::follow_beforeAnAppend_holdsForIt()
{
    Script script;
    Fixture fixture;
    QVERIFY(fixture.start(script));
    fixture.storage.append({}, entries(1), 1, [](const auto &) {});
    script.begun.wait();
    fixture.storage.follow(TenantId(u"a"_s));
    fixture.storage.append({}, entries(1), 1, [](const auto &) {});
    script.goOn.count_down();
    fixture.thread.stop();
    QCOMPARE(script.followedAt, (QList<QStringList>{{}, {u"a"_s}}));
}

QTEST_GUILESS_MAIN(TestStorageThread)
#include "tst_storage_thread.moc"
