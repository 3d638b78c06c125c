#include "support/program.h"
#include "support/servers/scripted_server.h"
#include "support/tokens.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

using namespace Qt::StringLiterals;

namespace timesheet {

using test::Program;

namespace {

QString news(const QString &id, const QString &words = u"Rest day"_s)
{
    return u"{\"type\":\"timesheet:approved\",\"payload\":{\"id\":\"t-%1\",\"title\":\"%2\"},"
           "\"timestamp\":\"2026-11-23T08:15:30.123Z\",\"tenant_id\":\"tenant-123\","
           "\"id\":\"%1\",\"cursor\":\"%1\"}"_s.arg(id, words);
}

/// Closed in the end.
class Descriptor
{
public:
    explicit Descriptor(int number)
        : m_number(number)
    {
    }
    ~Descriptor()
    {
        if (m_number >= 0)
            ::close(m_number);
    }
    Q_DISABLE_COPY_MOVE(Descriptor)

    int number() const { return m_number; }

private:
    int m_number;
};

} // namespace

/// The real program with --headless, and the commands beside it.
class HeadlessTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_server = std::make_unique<test::ScriptedServer>();
        QFile file(tokenFile());
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(test::tokenFor(u"tenant-123"_s, u"user-1"_s) + "\n");
    }

    void start_signedIn_printsStatesAndEventsOnceAfterTheirCommit()
    {
        Program tray = headless();
        tray.start();
        QTRY_VERIFY(states(tray).contains(u"connected"_s));
        QCOMPARE(states(tray), (QStringList{u"signed-out"_s, u"connecting"_s, u"connected"_s}));
        m_server->send(news(u"1"_s));
        m_server->send(news(u"1"_s));
        m_server->send(news(u"2"_s));
        QTRY_COMPARE(tray.objects(u"event"_s).size(), 2);

        const QJsonObject event = tray.objects(u"event"_s).constFirst();
        QCOMPARE(event.keys(), (QStringList{u"id"_s, u"kind"_s, u"payload"_s, u"tenant_id"_s,
                                            u"timestamp"_s, u"type"_s, u"via"_s}));
        QCOMPARE(event.value(u"via"_s).toString(), u"live"_s);
        QCOMPARE(event.value(u"timestamp"_s).toString(), u"2026-11-23T08:15:30.123Z"_s);
        // Printed means committed: another process finds it.
        QCOMPARE(events({}).size(), 2);
    }

    void start_again_goesOnAfterTheStoredCursor()
    {
        {
            Program tray = headless();
            tray.start();
            QTRY_VERIFY(states(tray).contains(u"connected"_s));
            m_server->send(news(u"5"_s));
            QTRY_COMPARE(tray.objects(u"event"_s).size(), 1);
            ::kill(static_cast<pid_t>(tray.processId()), SIGKILL);
            QVERIFY(tray.waitForFinished());
        }
        m_server->greeting = u"{\"type\":\"hello\",\"protocol\":1}"_s;
        Program tray = headless();
        tray.start();
        QTRY_COMPARE(m_server->requestUrls.size(), 2);
        QVERIFY(m_server->requestUrls.at(1).query().endsWith(u"&after=5"_s));
    }

    void message_noGood_printsWhyItWasDropped()
    {
        Program tray = headless();
        tray.start();
        QTRY_VERIFY(states(tray).contains(u"connected"_s));
        m_server->send(u"[]"_s);
        QTRY_COMPARE(tray.objects(u"dropped"_s).size(), 1);
        QCOMPARE(tray.objects(u"dropped"_s).constFirst().value(u"reason"_s).toString(),
                 u"not-an-object"_s);
    }

    void token_refused_endsWithThree()
    {
        m_server->answersPings = false;
        m_server->closesWith = {1008, u"Unauthorized"_s};
        Program tray = headless();
        QCOMPARE(tray.runToEnd(), 3);
        QCOMPARE(states(tray).constLast(), u"unauthorized"_s);
        QVERIFY(!tray.readAllStandardError().contains(
            test::tokenFor(u"tenant-123"_s, u"user-1"_s).left(30)));
    }

    void sigterm_endsWithZeroAndSaysGoodbye()
    {
        Program tray = headless();
        tray.start();
        QTRY_VERIFY(states(tray).contains(u"connected"_s));
        QSignalSpy gone(m_server.get(), &test::ScriptedServer::clientGone);
        tray.terminate();
        QTRY_COMPARE(tray.state(), QProcess::NotRunning);
        QCOMPARE(tray.exitStatus(), QProcess::NormalExit);
        QCOMPARE(tray.exitCode(), 0);
        QTRY_COMPARE(gone.size(), 1);
    }

    void signal_whileNobodyGivesTheToken_ends_data()
    {
        QTest::addColumn<QString>("tokenFile");
        QTest::addColumn<bool>("hasWriter");
        QTest::addColumn<int>("signal");
        for (const auto &[name, signal] :
             {std::pair{"SIGTERM", SIGTERM}, std::pair{"SIGINT", SIGINT}}) {
            QTest::addRow("standard input, %s", name) << u"-"_s << false << signal;
            QTest::addRow("FIFO without a writer, %s", name) << u"FIFO"_s << false << signal;
            QTest::addRow("FIFO, %s", name) << u"FIFO"_s << true << signal;
        }
    }
    void signal_whileNobodyGivesTheToken_ends()
    {
        QFETCH(QString, tokenFile);
        QFETCH(const bool, hasWriter);
        QFETCH(const int, signal);
        if (tokenFile == u"FIFO")
            tokenFile = fifo();
        const Descriptor writer(hasWriter ? ::open(qPrintable(tokenFile), O_RDWR) : -1);
        Program tray = command({u"--headless"_s, u"--token-file"_s, tokenFile});
        tray.start();
        QTRY_COMPARE(states(tray), QStringList{u"signed-out"_s});
        ::kill(static_cast<pid_t>(tray.processId()), signal);
        QTRY_COMPARE(tray.state(), QProcess::NotRunning);
        QCOMPARE(tray.exitStatus(), QProcess::NormalExit);
        QCOMPARE(tray.exitCode(), 0);
        QCOMPARE(tray.readAllStandardError(), QByteArray());
    }

    void token_byFifo_signsIn()
    {
        const QString path = fifo();
        Program tray = command(
            {u"--headless"_s, u"--server"_s, m_server->url().toString(), u"--token-file"_s, path});
        tray.start();
        QTRY_COMPARE(states(tray), QStringList{u"signed-out"_s});
        QFile writer(path);
        QVERIFY(writer.open(QIODevice::WriteOnly));
        writer.write(test::tokenFor(u"tenant-123"_s, u"user-1"_s));
        writer.close();
        QTRY_VERIFY(states(tray).contains(u"connected"_s));
    }

    void signal_whileNobodyTakesTheOutput_ends()
    {
        const QString path = fifo();
        const Descriptor reader(::open(qPrintable(path), O_RDWR | O_NONBLOCK));
        Program tray = headless();
        tray.setStandardOutputFile(path);
        QSignalSpy connected(m_server.get(), &test::ScriptedServer::clientConnected);
        tray.start();
        QVERIFY(connected.wait());
        for (int number = 0; number < 200; ++number)
            m_server->send(news(QString::number(number), QString(1000, u'x')));
        // A FIFO holds 16 pages, and each of these takes three lines.
        const auto isFull = [&reader] {
            int waiting = 0;
            return ioctl(reader.number(), FIONREAD, &waiting) == 0 && waiting > 48000;
        };
        QTRY_VERIFY(isFull());
        tray.terminate();
        QTRY_COMPARE(tray.state(), QProcess::NotRunning);
        QCOMPARE(tray.exitStatus(), QProcess::NormalExit);
        QCOMPARE(tray.exitCode(), 0);
    }

    void output_onAFullDisk_isAnError_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addRow("headless") << QStringList{u"--headless"_s, u"--token-file"_s, u"TOKEN"_s};
        QTest::addRow("help") << QStringList{u"--help"_s};
        QTest::addRow("version") << QStringList{u"--version"_s};
        QTest::addRow("status") << QStringList{u"status"_s};
        QTest::addRow("status, JSON") << QStringList{u"status"_s, u"--json"_s};
        QTest::addRow("events") << QStringList{u"events"_s};
        QTest::addRow("events, JSON") << QStringList{u"events"_s, u"--json"_s};
    }
    void output_onAFullDisk_isAnError()
    {
        QFETCH(QStringList, arguments);
        {
            Program tray = headless();
            tray.start();
            QTRY_VERIFY(states(tray).contains(u"connected"_s));
            m_server->send(news(u"1"_s));
            QTRY_COMPARE(tray.objects(u"event"_s).size(), 1);
            tray.terminate();
            QTRY_COMPARE(tray.state(), QProcess::NotRunning);
        }
        arguments.replaceInStrings(u"TOKEN"_s, tokenFile());
        Program program = command(arguments);
        program.setStandardOutputFile(u"/dev/full"_s);
        QCOMPARE(program.runToEnd(), 1);
        const QByteArray error = program.readAllStandardError();
        QVERIFY2(error.count("standard output cannot be written: No space left") == 1,
                 error.constData());
    }

    void start_onAFullDisk_saysSo()
    {
        const Program tray = headless();
        // No file may grow: what a full disk is to a program.
        Program program(u"/bin/sh"_s,
                        QStringList{u"-c"_s,
                                    uR"(trap "" XFSZ; ulimit -f 0; exec "$0" "$@"; exit)"_s,
                                    tray.program()} +
                            tray.arguments());
        QCOMPARE(program.runToEnd(), 1);
        const QByteArray error = program.readAllStandardError();
        QVERIFY2(!error.contains("another instance"), error.constData());
        QVERIFY2(error.contains(m_folder->path().toUtf8()), error.constData());
        QVERIFY2(error.contains("File too large"), error.constData());
    }

    void event_calledAGapByTheServer_isPrintedAsWhatItIs()
    {
        Program tray = headless();
        tray.start();
        QTRY_VERIFY(states(tray).contains(u"connected"_s));
        m_server->send(u"{\"type\":\"timesheet-tray:gap\",\"payload\":{"
                       "\"from\":\"2026-11-23T07:00:00.000Z\","
                       "\"to\":\"2026-11-23T08:00:00.000Z\"},\"id\":\"1\","
                       "\"timestamp\":\"2026-11-23T08:00:00.000Z\","
                       "\"tenant_id\":\"tenant-123\"}"_s);
        QTRY_COMPARE(tray.objects(u"event"_s).size(), 1);
        QVERIFY(tray.objects(u"gap"_s).isEmpty());
    }

    void secondStart_sameFolder_isRefused()
    {
        Program first = headless();
        first.start();
        QTRY_VERIFY(states(first).contains(u"connected"_s));
        Program second = headless();
        QCOMPARE(second.runToEnd(), 1);
        QVERIFY(second.readAllStandardError().contains(m_folder->path().toUtf8()));
    }

    void start_afterKill_takesTheFolderOver()
    {
        Program first = headless();
        first.start();
        QTRY_VERIFY(states(first).contains(u"connected"_s));
        first.kill();
        QTRY_COMPARE(first.state(), QProcess::NotRunning);
        Program second = headless();
        second.start();
        QTRY_VERIFY(states(second).contains(u"connected"_s));
    }

    void status_whileRunning_tellsTheStateAndNeverTheToken()
    {
        Program tray = headless();
        tray.start();
        QTRY_VERIFY(states(tray).contains(u"connected"_s));
        m_server->send(news(u"1"_s));
        QTRY_COMPARE(tray.objects(u"event"_s).size(), 1);

        Program status = command({u"status"_s, u"--json"_s});
        QCOMPARE(status.runToEnd(), 0);
        const QJsonObject answer = QJsonDocument::fromJson(status.lines().value(0)).object();
        QCOMPARE(answer.value(u"running"_s), QJsonValue(true));
        QCOMPARE(answer.value(u"state"_s).toString(), u"connected"_s);
        QCOMPARE(answer.value(u"unread"_s).toInt(), 1);
        QCOMPARE(answer.value(u"tenant_id"_s).toString(), u"tenant-123"_s);
        QVERIFY(!status.lines().value(0).contains(
            test::tokenFor(u"tenant-123"_s, u"user-1"_s).left(30)));
    }

    void status_whileNotRunning_saysSo()
    {
        Program status = command({u"status"_s, u"--json"_s});
        QCOMPARE(status.runToEnd(), 0);
        QCOMPARE(QJsonDocument::fromJson(status.lines().value(0)).object().value(u"running"_s),
                 QJsonValue(false));
    }

    void events_filters_areApplied()
    {
        Program tray = headless();
        tray.start();
        QTRY_VERIFY(states(tray).contains(u"connected"_s));
        m_server->send(news(u"1"_s, u"Rest day"_s));
        m_server->send(news(u"2"_s, u"Überstunden"_s));
        m_server->send(u"{\"type\":\"deadline:reminder\",\"payload\":{},"
                       "\"timestamp\":\"2026-11-23T09:00:00Z\",\"tenant_id\":\"tenant-123\"}"_s);
        QTRY_COMPARE(tray.objects(u"event"_s).size(), 3);

        QCOMPARE(events({}).size(), 3);
        QCOMPARE(events({u"--limit"_s, u"1"_s}).value(0).value(u"type"_s).toString(),
                 u"deadline:reminder"_s);
        QCOMPARE(events({u"--type"_s, u"timesheet:approved"_s}).size(), 2);
        QCOMPARE(events({u"--search"_s, u"überst"_s}).size(), 1);
        QCOMPARE(events({u"--unread"_s}).size(), 3);
        QCOMPARE(events({}).value(0).value(u"read"_s), QJsonValue(false));
    }

    void signIn_whileRunning_connects()
    {
        Program tray = command({u"--headless"_s});
        tray.start();
        QTRY_COMPARE(states(tray), QStringList{u"signed-out"_s});
        Program signIn = command({u"sign-in"_s, u"--server"_s, m_server->url().toString()});
        QCOMPARE(signIn.runToEnd(test::tokenFor(u"tenant-123"_s, u"user-1"_s)), 0);
        QTRY_VERIFY(states(tray).contains(u"connected"_s));
        Program signOut = command({u"sign-out"_s});
        QCOMPARE(signOut.runToEnd(), 0);
        QTRY_COMPARE(states(tray).constLast(), u"signed-out"_s);
    }

    void wrongUse_isOneLineAndTwo_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addRow("option") << QStringList{u"--bogus"_s};
        QTest::addRow("token file") << QStringList{u"--headless"_s, u"--token-file"_s, u"/none"_s};
        QTest::addRow("server") << QStringList{
            u"--headless"_s, u"--server"_s, u"http://localhost"_s, u"--token-file"_s, u"TOKEN"_s};
        QTest::addRow("data folder")
            << QStringList{u"--headless"_s, u"--data-dir"_s, u"/proc/none"_s};
        QTest::addRow("token") << QStringList{u"sign-in"_s};
    }
    void wrongUse_isOneLineAndTwo()
    {
        QFETCH(QStringList, arguments);
        arguments.replaceInStrings(u"TOKEN"_s, tokenFile());
        Program program = command(arguments);
        QCOMPARE(program.runToEnd("no token"), 2);
        const QByteArray error = program.readAllStandardError();
        QVERIFY2(error.count('\n') == 1, error.constData());
    }

private:
    QString fifo() const
    {
        const QString path = m_folder->filePath(u"fifo"_s);
        if (::mkfifo(qPrintable(path), 0600) != 0)
            qFatal("no FIFO can be made");
        return path;
    }

    QString tokenFile() const { return m_folder->filePath(u"token"_s); }

    Program command(const QStringList &arguments) const
    {
        QStringList all = arguments;
        if (!all.contains(u"--data-dir"_s))
            all += {u"--data-dir"_s, m_folder->filePath(u"data"_s)};
        return {QStringLiteral(TIMESHEET_TRAY), all};
    }

    Program headless() const
    {
        return command({u"--headless"_s, u"--server"_s, m_server->url().toString(),
                        u"--token-file"_s, tokenFile()});
    }

    QList<QJsonObject> events(const QStringList &options) const
    {
        Program program = command(QStringList{u"events"_s, u"--json"_s} + options);
        if (program.runToEnd() != 0)
            return {};
        return program.objects(u"event"_s);
    }

    static QStringList states(const Program &program)
    {
        QStringList names;
        for (const QJsonObject &line : program.objects(u"state"_s))
            names.append(line.value(u"state"_s).toString());
        return names;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<test::ScriptedServer> m_server;
};

} // namespace timesheet

QTEST_GUILESS_MAIN(timesheet::HeadlessTest)
#include "tst_headless.moc"
