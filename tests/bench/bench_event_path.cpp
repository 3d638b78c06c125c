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

#include "event_path.h"

#include "gateway/program/gateway_process.h"
#include "support/fake_notification_service.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QTimer>
#include <QWebSocket>

#include <cstdio>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace timesheet;
using gateway::GatewayProcess;

namespace {

/// Publishing at a rate: so many batches a second.
constexpr int batchesPerSecond = 20;

const QString tenant = u"tenant-bench"_s;

QByteArray userToken()
{
    return GatewayProcess::token(tenant, bench::user());
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

bool measureToasts(GatewayProcess &gateway, int count)
{
    FakeNotificationService service(QDBusConnection::sessionBus(), {u"body"_s, u"actions"_s});
    if (!service.start()) {
        std::fprintf(stderr, "another notification service runs on this bus\n");
        return false;
    }
    const QTemporaryDir folder;
    const QString data = folder.filePath(u"data"_s);
    const bench::Client tray(QStringLiteral(TIMESHEET_TRAY),
                             {u"--minimized"_s, u"--server"_s,
                              u"ws://127.0.0.1:%1"_s.arg(gateway.port()), u"--token-file"_s,
                              bench::writeToken(folder, userToken()), u"--data-dir"_s, data});
    if (!bench::waitUntil([&data] { return bench::isConnected(data); })) {
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
    floor.open(gateway.webSocketUrl(userToken()));
    if (!bench::waitUntil([&] { return floor.state() == QAbstractSocket::ConnectedState; }))
        return false;

    for (int number = 1; number <= count; ++number) {
        sincePost.start();
        publisher.post(QJsonDocument(bench::approval(number)).toJson(QJsonDocument::Compact));
        if (!bench::waitUntil([&] { return toBus.size() >= number && toSocket.size() >= number; }))
            break;
        bench::pace(bench::betweenToasts);
    }
    bench::printTimes("POST to a bare QWebSocket", toSocket);
    bench::printTimes("POST to Notify on the session bus", toBus);
    bench::printRatio(toBus, toSocket);
    return toBus.size() == count && toSocket.size() == count;
}

bool measureLoad(GatewayProcess &gateway, int rate, int seconds)
{
    const QTemporaryDir folder;
    bench::Client client(QStringLiteral(BENCH_CLIENT),
                         {u"ws://127.0.0.1:%1"_s.arg(gateway.port()),
                          bench::writeToken(folder, userToken()), folder.filePath(u"data"_s)});
    QByteArray said;
    const auto says = [&](const QByteArray &text) {
        return bench::waitUntil([&] {
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
            batch.append(bench::approval(++published));
        publisher.post(QJsonDocument(batch).toJson(QJsonDocument::Compact));
        if (++batches == seconds * batchesPerSecond)
            timer.stop();
    });
    QElapsedTimer duration;
    duration.start();
    timer.start(1000ms / batchesPerSecond);
    if (!bench::waitUntil([&] { return publisher.answered() == seconds * batchesPerSecond; },
                          std::chrono::seconds(seconds) + bench::patience))
        return false;
    const double actual = static_cast<double>(duration.elapsed()) / 1000;
    bench::pace(3s); // what is still on its way, and the summary's toast
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
