#include "gateway/storage/idle_event_log.h"
#include "gateway/storage/storage.h"

#include <boost/asio/post.hpp>

#include <QTest>

#include <latch>

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
    QList<QStringList> followedAt; ///< each append
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
        if (m_script.batches.size() == 1) {
            m_script.begun.count_down();
            m_script.goOn.wait();
        }
        if (m_script.fails)
            return tl::unexpected(LogError{LogError::Kind::Storage, u"broken"_s});
        QList<Appended> all;
        for (const NewLogEntry &fresh : entries) {
            all.append({{fresh.event, ++m_last, fresh.recipient}, true});
            m_news.entries.append(all.last().entry);
        }
        return all;
    }
    tl::expected<LogHead, LogError> head(const TenantId &) override { return LogHead{{}, m_last}; }
    void follow(const TenantId &tenant) override { m_script.followed.append(tenant.value()); }
    void unfollow(const TenantId &tenant) override { m_script.followed.removeOne(tenant.value()); }
    tl::expected<LogNews, LogError> news() override { return std::exchange(m_news, {}); }

private:
    Script &m_script;
    LogNews m_news;
    qint64 m_last = 0;
};

/// One I/O loop and the thread that it asks. What is new comes to the loop as it does in the
/// server.
struct Fixture {
    using OnNews = std::function<void(const LogNews &)>;

    explicit Fixture(OnNews onNews = [](const LogNews &) {})
        : thread([this, onNews = std::move(onNews)](
                     const LogNews &news) { asio::post(io, [onNews, news] { onNews(news); }); },
                 metrics)
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

QList<NewLogEntry> entries(int count)
{
    return QList<NewLogEntry>(count);
}

} // namespace

class TestStorageThread : public QObject
{
    Q_OBJECT

private slots:
    void appendsThatWait_shareOneTransaction();
    void publishers_areAnsweredBeforeTheNewsGoOut();
    void head_afterAnAppend_isToldAfterItsEntries();
    void tooManyAppends_refusedAtOnce();
    void tooManyBytes_refusedAtOnce();
    void failedAppend_isToldToAllOfItsBatch();
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
    fixture.storage.append(entries(1), 1, note);
    script.begun.wait();
    for (const int count : {2, 3, 4})
        fixture.storage.append(entries(count), 1, note);
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
    fixture.storage.append(entries(2), 1, [&order](const auto &) { order.append(u"answer"_s); });
    fixture.thread.stop();
    fixture.io.run();
    QCOMPARE(order, (QStringList{u"answer"_s, u"new 2"_s}));
}

void TestStorageThread::head_afterAnAppend_isToldAfterItsEntries()
{
    Script script;
    qint64 told = 0;
    Fixture fixture([&told](const LogNews &news) { told = news.entries.last().sequence; });
    QVERIFY(fixture.start(script));
    fixture.storage.append(entries(1), 1, [](const auto &) {});
    script.begun.wait();
    fixture.storage.append(entries(5), 1, [](const auto &) {});
    qint64 toldBeforeHead = -1;
    qint64 head = 0;
    fixture.storage.head({}, [&](const auto &answer) {
        toldBeforeHead = told;
        head = answer->sequence;
    });
    script.goOn.count_down();
    fixture.thread.stop();
    fixture.io.run();
    // Whoever subscribes and then asks for the head has been told everything up to it.
    QCOMPARE(head, 6);
    QCOMPARE(toldBeforeHead, 6);
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
    fixture.storage.append(entries(1), 1, note);
    script.begun.wait();
    for (int i = 0; i < 2000; ++i)
        fixture.storage.append(entries(1), 1, note);
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
    fixture.storage.append(entries(1), 1, note);
    script.begun.wait();
    for (int i = 0; i < 20; ++i)
        fixture.storage.append(entries(1), qint64{4} * 1024 * 1024, note);
    script.goOn.count_down();
    fixture.thread.stop();
    fixture.io.run();
    QCOMPARE(refused, 12);
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
        fixture.storage.append(entries(1), 1,
                               [&](const auto &appended) { failures += appended ? 0 : 1; });
    fixture.thread.stop();
    fixture.io.run();
    QCOMPARE(failures, 3);
    QVERIFY(!toldNew);
}

void TestStorageThread::stop_finishesWhatWaits()
{
    Script script;
    script.goOn.count_down();
    Fixture fixture;
    QVERIFY(fixture.start(script));
    int answers = 0;
    for (int i = 0; i < 100; ++i) {
        fixture.storage.append(entries(1), 1, [&answers](const auto &) { ++answers; });
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
    fixture.storage.append(entries(1), 1, [](const auto &) {});
    script.begun.wait();
    fixture.storage.follow(TenantId(u"a"_s));
    fixture.storage.append(entries(1), 1, [](const auto &) {});
    script.goOn.count_down();
    fixture.thread.stop();
    QCOMPARE(script.followedAt, (QList<QStringList>{{}, {u"a"_s}}));
}

QTEST_GUILESS_MAIN(TestStorageThread)
#include "tst_storage_thread.moc"
