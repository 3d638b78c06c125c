// Measures the way of an event from its POST at the gateway to the desktop. See event_path.sh.
//
//   bench_event_path [--toasts N] [--rate N] [--seconds N]
//
// 1. Toasts: publishes single events and takes the time until their Notify call is on the session
//    bus, beside the time until a bare QWebSocket in this process has the same event.
// 2. Load: publishes `rate` events a second, and asks a client with a meter on its event loop
//    what became of them.
//
// Ends with 0 where every event came exactly once; no time makes it fail.

#include "gateway/program/gateway_process.h"
#include "support/fake_notification_service.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QTimer>
#include <QWebSocket>

#include <algorithm>
#include <cstdio>
#include <functional>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace timesheet;
using gateway::GatewayProcess;

namespace {

constexpr std::chrono::milliseconds patience = 20s;
/// Four toasts within two seconds would become one summary.
constexpr std::chrono::milliseconds betweenToasts = 750ms;
/// Publishing at a rate: so many batches a second.
constexpr int batchesPerSecond = 20;

const QString tenant = u"tenant-bench"_s;
const QString user = u"employee-7"_s;

QJsonObject approval(int number)
{
    return {{u"type"_s, u"timesheet:approved"_s},
            {u"payload"_s, QJsonObject{{u"id"_s, u"sheet-%1"_s.arg(number)},
                                       {u"employee_id"_s, user},
                                       {u"period_start"_s, u"2026-11-16"_s},
                                       {u"period_end"_s, u"2026-11-22"_s},
                                       {u"hours"_s, 38.5},
                                       {u"approved_by"_s, u"Dana Fox"_s}}}};
}

/// Serves events until the condition holds, without QTest's pauses: they would be measured too.
/// False where it takes longer than `patience`.
bool waitUntil(const std::function<bool()> &condition, std::chrono::milliseconds longest = patience)
{
    QDeadlineTimer deadline(longest);
    QTimer wake; // so that the deadline is seen
    wake.start(longest);
    while (!condition() && !deadline.hasExpired())
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    return condition();
}

/// Time that passes as it does for a user, while everything goes on.
void pace(std::chrono::milliseconds duration)
{
    waitUntil([] { return false; }, duration);
}

double percentile(QList<double> values, double portion)
{
    if (values.isEmpty())
        return 0;
    std::sort(values.begin(), values.end());
    return values.at(static_cast<qsizetype>(static_cast<double>(values.size() - 1) * portion));
}

class Publisher
{
public:
    explicit Publisher(const GatewayProcess &gateway)
        : m_request(gateway.httpUrl(u"/v1/events"_s))
    {
        m_request.setRawHeader(
            "Authorization", "Bearer " + GatewayProcess::token(tenant, u"payroll"_s, u"service"_s));
        m_request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
    }

    QNetworkReply *post(const QByteArray &body)
    {
        QNetworkReply *reply = m_network.post(m_request, body);
        QObject::connect(reply, &QNetworkReply::finished, reply, [this, reply] {
            m_refused += reply->error() == QNetworkReply::NoError ? 0 : 1;
            ++m_answered;
            reply->deleteLater();
        });
        return reply;
    }
    int answered() const { return m_answered; }
    int refused() const { return m_refused; }

private:
    QNetworkAccessManager m_network;
    QNetworkRequest m_request;
    int m_answered = 0;
    int m_refused = 0;
};

/// A client program, ended by its id with this.
class Client : public QProcess
{
public:
    Client(const QString &program, const QStringList &arguments)
    {
        setProcessChannelMode(QProcess::ForwardedErrorChannel);
        start(program, arguments);
    }
    ~Client() override
    {
        terminate();
        if (!waitForFinished())
            kill();
        waitForFinished();
    }
};

QString writeToken(const QTemporaryDir &folder)
{
    QFile file(folder.filePath(u"token"_s));
    if (file.open(QIODevice::WriteOnly))
        file.write(GatewayProcess::token(tenant, user));
    return file.fileName();
}

bool isConnected(const QString &dataDir)
{
    QProcess status;
    status.start(QStringLiteral(TIMESHEET_TRAY),
                 {u"status"_s, u"--json"_s, u"--data-dir"_s, dataDir});
    status.waitForFinished();
    return status.readAllStandardOutput().contains(R"("state":"connected")");
}

void printTimes(const char *what, const QList<double> &times)
{
    std::printf("%-34s p50 %7.2f ms   p99 %7.2f ms   most %7.2f ms   of %d\n", what,
                percentile(times, 0.5), percentile(times, 0.99), percentile(times, 1.0),
                static_cast<int>(times.size()));
}

bool measureToasts(GatewayProcess &gateway, int count)
{
    FakeNotificationService service(QDBusConnection::sessionBus(), {u"body"_s, u"actions"_s});
    if (!service.start()) {
        std::fprintf(stderr, "another notification service runs on this bus\n");
        return false;
    }
    const QTemporaryDir folder;
    const QString data = folder.filePath(u"data"_s);
    const Client tray(QStringLiteral(TIMESHEET_TRAY),
                      {u"--minimized"_s, u"--server"_s, u"ws://127.0.0.1:%1"_s.arg(gateway.port()),
                       u"--token-file"_s, writeToken(folder), u"--data-dir"_s, data});
    if (!waitUntil([&data] { return isConnected(data); })) {
        std::fprintf(stderr, "the tray does not connect\n");
        return false;
    }
    Publisher publisher(gateway);
    QElapsedTimer sincePost;
    QList<double> toBus;
    QList<double> toSocket;
    const auto elapsed = [&sincePost] {
        return static_cast<double>(sincePost.nsecsElapsed()) / 1e6;
    };

    QWebSocket floor;
    QObject::connect(&floor, &QWebSocket::textMessageReceived, &floor,
                     [&](const QString & /*text*/) { toSocket.append(elapsed()); });
    QObject::connect(&service, &FakeNotificationService::notified, &service,
                     [&] { toBus.append(elapsed()); });
    floor.open(gateway.webSocketUrl(GatewayProcess::token(tenant, user)));
    if (!waitUntil([&] { return floor.state() == QAbstractSocket::ConnectedState; }))
        return false;

    for (int number = 1; number <= count; ++number) {
        sincePost.start();
        publisher.post(QJsonDocument(approval(number)).toJson(QJsonDocument::Compact));
        if (!waitUntil([&] { return toBus.size() >= number && toSocket.size() >= number; }))
            break;
        pace(betweenToasts);
    }
    printTimes("POST to a bare QWebSocket", toSocket);
    printTimes("POST to Notify on the session bus", toBus);
    std::printf("%-34s p50 %7.2f      p99 %7.2f\n\n", "ratio",
                percentile(toBus, 0.5) / percentile(toSocket, 0.5),
                percentile(toBus, 0.99) / percentile(toSocket, 0.99));
    return toBus.size() == count && toSocket.size() == count;
}

bool measureLoad(GatewayProcess &gateway, int rate, int seconds)
{
    const QTemporaryDir folder;
    Client client(QStringLiteral(BENCH_CLIENT), {u"ws://127.0.0.1:%1"_s.arg(gateway.port()),
                                                 writeToken(folder), folder.filePath(u"data"_s)});
    QByteArray said;
    const auto says = [&](const QByteArray &text) {
        return waitUntil([&] {
            said += client.readAllStandardOutput();
            return said.contains(text);
        });
    };
    if (!says("connected"))
        return false;

    Publisher publisher(gateway);
    int published = 0;
    int batches = 0;
    QTimer timer;
    timer.setTimerType(Qt::PreciseTimer);
    QObject::connect(&timer, &QTimer::timeout, &timer, [&] {
        QJsonArray batch;
        for (int i = 0; i < rate / batchesPerSecond; ++i)
            batch.append(approval(++published));
        publisher.post(QJsonDocument(batch).toJson(QJsonDocument::Compact));
        if (++batches == seconds * batchesPerSecond)
            timer.stop();
    });
    QElapsedTimer duration;
    duration.start();
    timer.start(1000ms / batchesPerSecond);
    if (!waitUntil([&] { return publisher.answered() == seconds * batchesPerSecond; },
                   std::chrono::seconds(seconds) + patience))
        return false;
    const double actual = static_cast<double>(duration.elapsed()) / 1000;
    pace(3s); // what is still on its way, and the summary's toast
    client.closeWriteChannel();
    if (!says("turn_longest_ms"))
        return false;
    QJsonObject result;
    for (const QByteArray &line : said.split('\n')) {
        if (line.contains("turn_longest_ms"))
            result = QJsonDocument::fromJson(line).object();
    }
    std::printf("%d events in %.1f s (%.0f a second): told of %d, in the cache %d, refused %d\n",
                published, actual, published / actual, result.value("told"_L1).toInt(),
                result.value("cached"_L1).toInt(), publisher.refused());
    std::printf("turns of the client's event loop   p50 %7.2f ms   p99 %7.2f ms   most %7.2f ms   "
                "of %d\n",
                result.value("turn_p50_ms"_L1).toDouble(),
                result.value("turn_p99_ms"_L1).toDouble(),
                result.value("turn_longest_ms"_L1).toDouble(), result.value("turns"_L1).toInt());
    if (result.value("turn_longest_ms"_L1).toDouble() <= 0) {
        std::fprintf(stderr, "the meter measured nothing\n");
        return false;
    }
    return result.value("told"_L1).toInt() == published &&
           result.value("cached"_L1).toInt() == published;
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    QCommandLineParser parser;
    parser.addOptions({{u"toasts"_s, u"Single events."_s, u"N"_s, u"200"_s},
                       {u"rate"_s, u"Events a second under load."_s, u"N"_s, u"1000"_s},
                       {u"seconds"_s, u"Duration of the load."_s, u"N"_s, u"30"_s}});
    parser.process(application);
    bool good = true;
    {
        GatewayProcess gateway;
        good = gateway.start() && measureToasts(gateway, parser.value(u"toasts"_s).toInt());
    }
    GatewayProcess gateway;
    good =
        gateway.start() &&
        measureLoad(gateway, parser.value(u"rate"_s).toInt(), parser.value(u"seconds"_s).toInt()) &&
        good;
    std::fflush(stdout);
    return good ? 0 : 1;
}
