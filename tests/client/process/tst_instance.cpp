#include "client/process/instance.h"

#include "support/credentials.h"
#include "support/program.h"
#include "wire/limits.h"

#include <QFileInfo>
#include <QLocalSocket>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

#include <array>
#include <csignal>
#include <cstdio>
#include <future>
#include <vector>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace timesheet {

using test::Program;

namespace {

/// A process that tries to be the instance, says whether it is, and stays until it is killed or its
/// standard input ends.
int beAnotherProcess(const QStringList &arguments)
{
    Instance instance(arguments.at(2), arguments.at(3));
    std::puts(instance.acquire() ? "instance" : "another");
    std::fflush(stdout);
    while (std::getchar() != EOF) {
    }
    return 0;
}

std::unique_ptr<Program> anotherProcess(const QString &lock, const QString &socket)
{
    const QString program = QCoreApplication::applicationFilePath();
    auto process = std::make_unique<Program>(program, QStringList{u"--instance"_s, lock, socket});
    process->start();
    return process;
}

/// A connection on which the test says what it likes.
class Talker : public QLocalSocket
{
public:
    explicit Talker(const QString &socket)
    {
        connect(this, &QLocalSocket::readyRead, this, [this] { m_heard += readAll(); });
        connectToServer(socket);
    }
    const QByteArray &heard() const { return m_heard; }
    bool isOver() const { return state() == QLocalSocket::UnconnectedState; }

private:
    QByteArray m_heard;
};

} // namespace

class InstanceTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_instance = std::make_unique<Instance>(lock(), socket(), m_patience);
        m_asked.clear();
    }
    void cleanup() { m_instance.reset(); }

    void acquire_twice_onlyTheFirstIsTheInstance()
    {
        QVERIFY(m_instance->acquire());
        Instance second(lock(), socket());
        QVERIFY(!second.acquire());
        const auto third = anotherProcess(lock(), socket());
        QTRY_COMPARE(third->lines(), QList<QByteArray>{"another"});
        m_instance.reset();
        QVERIFY(second.acquire());
    }

    void acquire_manyProcessesAtOnce_oneIsTheInstance()
    {
        std::array<std::unique_ptr<Program>, 8> processes;
        for (auto &process : processes)
            process = anotherProcess(lock(), socket());
        int instances = 0;
        for (const auto &process : processes) {
            QTRY_COMPARE(process->lines().size(), 1);
            instances += process->lines().constFirst() == "instance" ? 1 : 0;
        }
        QCOMPARE(instances, 1);
    }

    void acquire_afterAKill_takesLockAndSocketOver()
    {
        const auto killed = anotherProcess(lock(), socket());
        QTRY_COMPARE(killed->lines(), QList<QByteArray>{"instance"});
        ::kill(static_cast<pid_t>(killed->processId()), SIGKILL);
        QVERIFY(killed->waitForFinished());
        QVERIFY(QFileInfo::exists(lock()) && QFileInfo::exists(socket()));
        QVERIFY(m_instance->acquire());
        serve();
        QVERIFY(ask(local::Status()));
    }

    void acquire_somebodyElsesFileInThePlaceOfTheSocket_isTheInstanceAllTheSame()
    {
        QFile file(socket());
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.close();
        QVERIFY(m_instance->acquire());
        serve();
        QVERIFY(ask(local::Status()));
    }

    void acquire_noPlaceForTheSocket_isTheInstanceAndSaysThatNobodyReachesIt()
    {
        Instance instance(lock(), m_folder->filePath(u"no/such/folder/socket"_s));
        QTest::ignoreMessage(QtWarningMsg,
                             QRegularExpression(u"no other process can reach this instance: .+"_s));
        QVERIFY(instance.acquire());
        QVERIFY(!m_instance->acquire());
    }

    void socket_isForItsUserAlone()
    {
        QVERIFY(m_instance->acquire());
        const auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ExeGroup |
                            QFile::ReadOther | QFile::WriteOther | QFile::ExeOther;
        QVERIFY(!(QFileInfo(socket()).permissions() & others));
    }

    void ask_allCommands_arriveAsTheyWereSent()
    {
        beInstance();
        const QList<LocalCommand> commands{
            local::Show(),
            local::Status(),
            local::Events{u"timesheet:approved"_s, true, u"Überst"_s, 7, 12},
            local::SignIn{QUrl(u"wss://ws.example.com"_s),
                          test::credentialsFor(u"acme"_s, u"alex"_s)},
            local::SignOut(),
            local::OpenLink{u"timesheet-tray://sign-in?server=wss://a&token=a.b.c"_s}};
        for (const LocalCommand &command : commands) {
            const auto answer = ask(command);
            QVERIFY(answer && *answer);
            QCOMPARE(**answer, (QJsonObject{{u"asked"_s, m_asked.size()}}));
        }
        QVERIFY(m_asked == commands);
    }

    void ask_refused_hearsWhy()
    {
        QVERIFY(m_instance->acquire());
        m_instance->serve([](const LocalCommand & /*command*/) -> LocalAnswer {
            return tl::unexpected(u"not now"_s);
        });
        const auto answer = ask(local::Show());
        QVERIFY(answer && !*answer);
        QCOMPARE(answer->error(), u"not now"_s);
    }

    void ask_beforeItServes_isAnsweredThen()
    {
        QVERIFY(m_instance->acquire());
        Talker early(socket());
        early.write("{\"command\":\"show\"}\n");
        QVERIFY(early.waitForBytesWritten());
        serve();
        QTRY_VERIFY(early.isOver());
        QCOMPARE(early.heard(), "{\"asked\":1}\n");
    }

    void ask_manyAtOnce_areAllAnswered()
    {
        beInstance();
        std::vector<std::unique_ptr<Talker>> talkers;
        for (int i = 0; i < 40; ++i) {
            talkers.push_back(std::make_unique<Talker>(socket()));
            talkers.back()->write("{\"command\":\"status\"}\n");
        }
        for (const auto &talker : talkers)
            QTRY_VERIFY(talker->isOver() && talker->heard().endsWith("}\n"));
        QCOMPARE(m_asked.size(), 40);
    }

    void line_inPieces_isReadAsOne()
    {
        beInstance();
        Talker slow(socket());
        QByteArray line("{\"command\":\"show\"}\n");
        QTimer letterByLetter;
        connect(&letterByLetter, &QTimer::timeout, &slow, [&] {
            slow.write(line.left(1));
            line.remove(0, 1);
        });
        letterByLetter.start(0ms);
        QTRY_VERIFY(slow.isOver());
        QCOMPARE(slow.heard(), "{\"asked\":1}\n");
    }

    void line_noCommand_isAnsweredWithAnError_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addRow("empty") << QByteArray();
        QTest::addRow("words") << QByteArray("hello");
        QTest::addRow("zeros") << QByteArray(100, '\0');
        QTest::addRow("unknown") << QByteArray(R"({"command":"dance"})");
        QTest::addRow("a bad token")
            << QByteArray(R"({"command":"sign-in","server":"wss:\/\/a","token":"secret"})");
    }
    void line_noCommand_isAnsweredWithAnError()
    {
        QFETCH(const QByteArray, line);
        beInstance();
        Talker talker(socket());
        talker.write(line + '\n');
        QTRY_VERIFY(talker.isOver());
        QVERIFY2(talker.heard().startsWith("{\"error\":\""), talker.heard().constData());
        QVERIFY(!talker.heard().contains("secret"));
        QVERIFY(m_asked.isEmpty());
    }

    void line_halfWritten_isNotAnswered()
    {
        beInstance();
        Talker broken(socket());
        broken.write(R"({"command":"sign-out"})");
        QVERIFY(broken.waitForBytesWritten());
        broken.disconnectFromServer();
        QTRY_VERIFY(broken.isOver());
        QVERIFY(ask(local::Status())); // and the next one is
        QCOMPARE(broken.heard(), QByteArray());
        QVERIFY(m_asked == QList<LocalCommand>{local::Status()});
    }

    void line_thatNeverEnds_isCutOffInTime()
    {
        m_instance = std::make_unique<Instance>(lock(), socket(), 20ms);
        beInstance();
        Talker silent(socket());
        Talker halting(socket());
        halting.write(encodeLocalCommand(local::SignOut()));
        QTRY_VERIFY(silent.isOver() && halting.isOver());
        QVERIFY(m_asked.isEmpty());
        QVERIFY(ask(local::Status()));
    }

    void line_enormous_isCutOff_data()
    {
        QTest::addColumn<QByteArray>("end");
        QTest::addRow("without end") << QByteArray();
        QTest::addRow("with an end") << QByteArray("\n");
    }
    void line_enormous_isCutOff()
    {
        QFETCH(const QByteArray, end);
        beInstance();
        Talker loud(socket());
        loud.write(encodeLocalCommand(local::OpenLink{QString(10'000'000, u'x')}) + end);
        QTRY_VERIFY(loud.isOver());
        QCOMPARE(loud.heard(), QByteArray());
        QVERIFY(m_asked.isEmpty());
        QVERIFY(ask(local::Status()));
    }

    void line_longest_isAnswered()
    {
        beInstance();
        local::Events longest;
        longest.search = QString(wire::maxMessageBytes - encodeLocalCommand(longest).size(), u's');
        QCOMPARE(encodeLocalCommand(longest).size(), wire::maxMessageBytes);
        QVERIFY(ask(longest));
        QVERIFY(m_asked == QList<LocalCommand>{longest});
    }

    void secondLine_isNotLookedAt()
    {
        beInstance();
        Talker greedy(socket());
        greedy.write("{\"command\":\"show\"}\n{\"command\":\"sign-out\"}\n");
        QTRY_VERIFY(greedy.isOver());
        QCOMPARE(greedy.heard(), "{\"asked\":1}\n");
        QVERIFY(m_asked == QList<LocalCommand>{local::Show()});
    }

    void ask_nobodyThere_isAnError()
    {
        QVERIFY(!ask(local::Status()));
        const auto killed = anotherProcess(lock(), socket());
        QTRY_COMPARE(killed->lines().size(), 1);
        ::kill(static_cast<pid_t>(killed->processId()), SIGKILL);
        QVERIFY(killed->waitForFinished());
        QVERIFY(!ask(local::Status()));
    }

    /// It hangs, it goes away, or it speaks without an end.
    void ask_instanceThatDoesNotAnswer_isAnErrorInTime_data()
    {
        QTest::addColumn<QByteArray>("says");
        QTest::addColumn<bool>("closes");
        QTest::addRow("silent") << QByteArray() << false;
        QTest::addRow("gone") << QByteArray() << true;
        QTest::addRow("gone in the middle") << QByteArray("{\"unr") << true;
        QTest::addRow("drips") << QByteArray("x") << false;
    }
    void ask_instanceThatDoesNotAnswer_isAnErrorInTime()
    {
        QFETCH(const QByteArray, says);
        QFETCH(const bool, closes);
        QLocalServer server;
        QVERIFY(server.listen(socket()));
        QTimer drip;
        drip.start(1ms);
        connect(&server, &QLocalServer::newConnection, &server, [&] {
            QLocalSocket *connection = server.nextPendingConnection();
            connect(&drip, &QTimer::timeout, connection,
                    [connection, says] { connection->write(says); });
            connection->write(says);
            if (closes)
                connection->disconnectFromServer();
        });
        const auto answer = ask(local::Status(), 100ms);
        QVERIFY(!answer);
        QVERIFY(!answer.error().isEmpty());
    }

private:
    QString lock() const { return m_folder->filePath(u"instance.lock"_s); }
    QString socket() const { return m_folder->filePath(u"socket"_s); }

    void serve()
    {
        m_instance->serve([this](const LocalCommand &command) -> LocalAnswer {
            m_asked.append(command);
            return QJsonObject{{u"asked"_s, m_asked.size()}};
        });
    }
    void beInstance()
    {
        QVERIFY(m_instance->acquire());
        serve();
    }

    /// askInstance() blocks, as in the process that it is for.
    tl::expected<LocalAnswer, QString> ask(const LocalCommand &command,
                                           std::chrono::milliseconds timeout = 5s) const
    {
        auto asked = std::async(std::launch::async, [socket = socket(), &command, timeout] {
            return askInstance(socket, command, timeout);
        });
        const auto isOver = [&asked] { return asked.wait_for(0s) == std::future_status::ready; };
        if (!QTest::qWaitFor(isOver, 30000))
            qFatal("askInstance() does not come back");
        return asked.get();
    }

    const std::chrono::milliseconds m_patience = 30s;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Instance> m_instance;
    QList<LocalCommand> m_asked;
};

} // namespace timesheet

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.value(1) == u"--instance")
        return timesheet::beAnotherProcess(arguments);
    timesheet::InstanceTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_instance.moc"
