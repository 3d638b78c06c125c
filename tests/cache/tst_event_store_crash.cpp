#include "cache/event_store.h"
#include "support/program.h"

#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

namespace timesheet {

/// A process is killed in the middle of writing: what it said was committed is there.
class EventStoreCrashTest : public QObject
{
    Q_OBJECT

private slots:
    void kill_whileWriting_losesNothingThatWasCommitted()
    {
        const QTemporaryDir folder;
        const QString file = folder.filePath(u"events.sqlite"_s);
        for (int round = 1; round <= 10; ++round) {
            test::Program writer(QStringLiteral(CACHE_WRITER), {file});
            writer.start();
            QTRY_VERIFY(writer.lines().size() >= qsizetype{20} * round);
            writer.kill();
            QTRY_COMPARE(writer.state(), QProcess::NotRunning);

            const int said = writer.lines().constLast().toInt();
            auto opened = EventStore::open(file);
            QVERIFY(opened);
            QVERIFY(!opened->setAside);
            const int stored = opened->store->counts()->value(EventFilter::All);
            QVERIFY2(stored >= said, qPrintable(u"%1 of %2"_s.arg(stored).arg(said)));
            // The cursor is the last event's: both or neither.
            QVERIFY(opened->store->find(EventId(u"e%1"_s.arg(stored)))->has_value());
            const QString cursor = (*opened->store->cursor())->value();
            QVERIFY(opened->store->find(EventId(u"e"_s + cursor.mid(1)))->has_value());
        }
    }
};

} // namespace timesheet

QTEST_GUILESS_MAIN(timesheet::EventStoreCrashTest)
#include "tst_event_store_crash.moc"
