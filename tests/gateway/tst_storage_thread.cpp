#include "gateway/storage_thread.h"

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
};

class ScriptedLog : public EventLog
{
public:
    explicit ScriptedLog(Script &script)
        : m_script(script)
    {
    }

    tl::expected<QList<Appended>, LogError> append(const QList<NewLogEntry> &entries) override
    {
        m_script.batches.push_back(entries.size());
        if (m_script.batches.size() == 1) {
            m_script.begun.count_down();
            m_script.goOn.wait();
        }
        if (m_script.fails)
            return tl::unexpected(LogError{LogError::Kind::Storage, u"broken"_s});
        QList<Appended> all;
        for (const NewLogEntry &fresh : entries)
            all.append({{fresh.event, ++m_last, fresh.recipient}, true});
        return all;
    }
    tl::expected<LogPage, LogError> readAfter(const Caller &, const Cursor &, PageLimit) override
    {
        return LogPage{};
    }
    tl::expected<LogPage, LogError> readNewest(const Caller &, PageLimit) override
    {
        return LogPage{};
    }
    tl::expected<LogHead, LogError> head(const TenantId &) override { return LogHead{{}, m_last}; }
    tl::expected<LogMarks, LogError> marksSince(const Caller &, const Cursor &, int) override
    {
        return LogMarks{};
    }
    tl::expected<int, LogError> prune(const QDateTime &, int) override { return 0; }
    tl::expected<void, LogError> markRead(const Caller &, const wire::ReadMark &, OriginId) override
    {
        return {};
    }
    void follow(const TenantId &) override {}
    void unfollow(const TenantId &) override {}
    tl::expected<LogNews, LogError> news() override { return LogNews{}; }

private:
    Script &m_script;
    qint64 m_last = 0;
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
    void newEntries_areToldBeforeTheirPublishers();
    void head_afterAnAppend_isToldAfterItsEntries();
    void tooManyAppends_refusedAtOnce();
    void tooManyBytes_refusedAtOnce();
    void failedAppend_isToldToAllOfItsBatch();
    void stop_finishesWhatWaits();
    void start_failingFactory_saysWhy();
};

void TestStorageThread::appendsThatWait_shareOneTransaction()
{
    Script script;
    asio::io_context io;
    StorageThread storage(io, [](const auto &) {});
    QVERIFY(storage.start([&script] { return std::make_unique<ScriptedLog>(script); }));
    QList<qsizetype> answers;
    const auto note = [&answers](const auto &appended) { answers.append(appended->size()); };
    storage.append(entries(1), 1, note);
    script.begun.wait();
    for (const int count : {2, 3, 4})
        storage.append(entries(count), 1, note);
    script.goOn.count_down();
    storage.stop();
    io.run();
    QCOMPARE(script.batches, (std::vector<qsizetype>{1, 9}));
    QCOMPARE(answers, (QList<qsizetype>{1, 2, 3, 4}));
}

void TestStorageThread::newEntries_areToldBeforeTheirPublishers()
{
    Script script;
    script.goOn.count_down();
    asio::io_context io;
    QStringList order;
    StorageThread storage(
        io, [&order](const auto &fresh) { order.append(u"new %1"_s.arg(fresh.size())); });
    QVERIFY(storage.start([&script] { return std::make_unique<ScriptedLog>(script); }));
    storage.append(entries(2), 1, [&order](const auto &) { order.append(u"answer"_s); });
    storage.stop();
    io.run();
    QCOMPARE(order, (QStringList{u"new 2"_s, u"answer"_s}));
}

void TestStorageThread::head_afterAnAppend_isToldAfterItsEntries()
{
    Script script;
    asio::io_context io;
    qint64 told = 0;
    StorageThread storage(io, [&told](const auto &fresh) { told = fresh.last().sequence; });
    QVERIFY(storage.start([&script] { return std::make_unique<ScriptedLog>(script); }));
    storage.append(entries(1), 1, [](const auto &) {});
    script.begun.wait();
    storage.append(entries(5), 1, [](const auto &) {});
    qint64 toldBeforeHead = -1;
    qint64 head = 0;
    storage.head({}, [&](const auto &answer) {
        toldBeforeHead = told;
        head = answer->sequence;
    });
    script.goOn.count_down();
    storage.stop();
    io.run();
    // Whoever subscribes and then asks for the head has been told everything up to it.
    QCOMPARE(head, 6);
    QCOMPARE(toldBeforeHead, 6);
}

void TestStorageThread::tooManyAppends_refusedAtOnce()
{
    Script script;
    asio::io_context io;
    StorageThread storage(io, [](const auto &) {});
    QVERIFY(storage.start([&script] { return std::make_unique<ScriptedLog>(script); }));
    int accepted = 0;
    int refused = 0;
    const auto note = [&](const auto &appended) {
        if (appended)
            ++accepted;
        else if (appended.error().kind == LogError::Kind::Overloaded)
            ++refused;
    };
    storage.append(entries(1), 1, note);
    script.begun.wait();
    for (int i = 0; i < 2000; ++i)
        storage.append(entries(1), 1, note);
    io.run_for(std::chrono::milliseconds(0));
    io.restart();
    io.poll();
    QVERIFY(refused > 0);
    QCOMPARE(accepted, 0);
    script.goOn.count_down();
    storage.stop();
    io.restart();
    io.run();
    QCOMPARE(accepted + refused, 2001);
    QVERIFY(accepted > 1000);
}

void TestStorageThread::tooManyBytes_refusedAtOnce()
{
    Script script;
    asio::io_context io;
    StorageThread storage(io, [](const auto &) {});
    QVERIFY(storage.start([&script] { return std::make_unique<ScriptedLog>(script); }));
    int refused = 0;
    const auto note = [&refused](const auto &appended) { refused += appended ? 0 : 1; };
    storage.append(entries(1), 1, note);
    script.begun.wait();
    for (int i = 0; i < 20; ++i)
        storage.append(entries(1), qint64{4} * 1024 * 1024, note);
    script.goOn.count_down();
    storage.stop();
    io.run();
    QCOMPARE(refused, 12);
}

void TestStorageThread::failedAppend_isToldToAllOfItsBatch()
{
    Script script;
    script.fails = true;
    script.goOn.count_down();
    asio::io_context io;
    bool toldNew = false;
    StorageThread storage(io, [&toldNew](const auto &) { toldNew = true; });
    QVERIFY(storage.start([&script] { return std::make_unique<ScriptedLog>(script); }));
    int failures = 0;
    for (int i = 0; i < 3; ++i)
        storage.append(entries(1), 1, [&](const auto &appended) { failures += appended ? 0 : 1; });
    storage.stop();
    io.run();
    QCOMPARE(failures, 3);
    QVERIFY(!toldNew);
}

void TestStorageThread::stop_finishesWhatWaits()
{
    Script script;
    script.goOn.count_down();
    asio::io_context io;
    StorageThread storage(io, [](const auto &) {});
    QVERIFY(storage.start([&script] { return std::make_unique<ScriptedLog>(script); }));
    int answers = 0;
    for (int i = 0; i < 100; ++i) {
        storage.append(entries(1), 1, [&answers](const auto &) { ++answers; });
        storage.markRead({}, {}, 0, [&answers](const auto &) { ++answers; });
    }
    storage.stop();
    io.run();
    QCOMPARE(answers, 200);
}

void TestStorageThread::start_failingFactory_saysWhy()
{
    asio::io_context io;
    StorageThread storage(io, [](const auto &) {});
    const auto started = storage.start([] {
        return tl::expected<std::unique_ptr<EventLog>, QString>(tl::unexpect, u"no disk"_s);
    });
    QVERIFY(!started);
    QCOMPARE(started.error(), u"no disk"_s);
}

QTEST_GUILESS_MAIN(TestStorageThread)
#include "tst_storage_thread.moc"
