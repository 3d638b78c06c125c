#include "feed/event_export.h"
#include "support/sample_events.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

namespace timesheet {

class EventExportTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_store = EventStore::open(m_folder->filePath(u"events.sqlite"_s)).value().store;
    }

    void export_manyEvents_hasEachOnce_newestFirst()
    {
        QVERIFY(m_store->commit(test::sampleEvents(1, 250), {}, test::sampleTime));
        const QByteArray json = exported({}, EventExport::Format::Json, 250);
        const QJsonArray events = QJsonDocument::fromJson(json).array();
        QCOMPARE(events.size(), 250);
        for (int i = 0; i < 250; ++i)
            QCOMPARE(events.at(i)["id"_L1].toString(), u"e%1"_s.arg(250 - i));
        const QByteArray csv = exported({}, EventExport::Format::Csv, 250);
        QCOMPARE(csv.count("\r\n"), 251);
        QVERIFY(csv.startsWith("\xEF\xBB\xBF"
                               "id,type,timestamp,read,"));
    }

    void export_ofAFilterAndASearch_hasWhatTheyShow()
    {
        QVERIFY(m_store->commit({{test::sampleEvent(1), Via::Live},
                                 {test::sampleEvent(2, u"timesheet:rejected"_s), Via::Live},
                                 {test::sampleEvent(3, u"timesheet:rejected"_s), Via::Live}},
                                {}, test::sampleTime));
        const EventQuery query{EventFilter::Rejections, u"number3"_s, {}};
        const QByteArray json = exported(query, EventExport::Format::Json, 1);
        QCOMPARE(QJsonDocument::fromJson(json).array().at(0)["id"_L1].toString(), u"e3"_s);
    }

    void export_ofNothing_isAnEmptyList()
    {
        QCOMPARE(exported({}, EventExport::Format::Json, 0), QByteArray("[\n]\n"));
    }

    void csvLine_ofWhatASpreadsheetWouldTakeForMore_isText_data()
    {
        QTest::addColumn<QString>("title");
        QTest::addColumn<QByteArray>("field");
        QTest::addRow("formula") << u"=1+1"_s << QByteArray("'=1+1");
        QTest::addRow("command") << u"@SUM(A1)"_s << QByteArray("'@SUM(A1)");
        QTest::addRow("comma") << u"a, b"_s << QByteArray("\"a, b\"");
        QTest::addRow("quotes") << u"the \"end\""_s << QByteArray(R"("the ""end""")");
        QTest::addRow("two lines") << u"one\ntwo"_s << QByteArray("\"one\ntwo\"");
        QTest::addRow("letters") << u"Überstunden ✓"_s << QByteArray("Überstunden ✓");
    }
    void csvLine_ofWhatASpreadsheetWouldTakeForMore_isText()
    {
        QFETCH(const QString, title);
        QFETCH(const QByteArray, field);
        StoredEvent stored;
        stored.event = test::sampleEvent(1, u"notification:new"_s);
        stored.event.payload = {{u"title"_s, title}};
        QVERIFY(csvLine(stored).endsWith(',' + field + ",,\r\n"));
    }

    void export_intoAFolderThatIsNotThere_saysWhy()
    {
        EventExport job(*m_store, {}, m_folder->filePath(u"none/events.csv"_s),
                        EventExport::Format::Csv);
        QSignalSpy failed(&job, &EventExport::failed);
        job.start();
        QCOMPARE(failed.size(), 1);
        QVERIFY(!failed.constFirst().constFirst().toString().isEmpty());
    }

    void export_whoseCacheFails_leavesTheFileThatWasThere()
    {
        const QString path = m_folder->filePath(u"events.json"_s);
        QFile before(path);
        QVERIFY(before.open(QIODevice::WriteOnly));
        before.write("kept");
        before.close();
        const auto fault = [](const QString &sql) -> std::optional<StoreError> {
            if (!sql.contains(u"LIMIT"))
                return std::nullopt;
            return StoreError{StoreError::Kind::Full, u"broken"_s};
        };
        m_store = EventStore::open(m_folder->filePath(u"events.sqlite"_s), fault).value().store;
        EventExport job(*m_store, {}, path, EventExport::Format::Json);
        QSignalSpy failed(&job, &EventExport::failed);
        job.start();
        QVERIFY(failed.wait());
        QVERIFY(before.open(QIODevice::ReadOnly));
        QCOMPARE(before.readAll(), QByteArray("kept"));
    }

private:
    QByteArray exported(const EventQuery &query, EventExport::Format format, int events)
    {
        const QString path = m_folder->filePath(u"export"_s);
        EventExport job(*m_store, query, path, format);
        QSignalSpy finished(&job, &EventExport::finished);
        job.start();
        if (!finished.wait() || finished.constFirst().constFirst().toInt() != events)
            return {};
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<EventStore> m_store;
};

} // namespace timesheet

QTEST_GUILESS_MAIN(timesheet::EventExportTest)
#include "tst_event_export.moc"
