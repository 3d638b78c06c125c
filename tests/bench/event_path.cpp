#include "event_path.h"

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QEventLoop>
#include <QFile>
#include <QTimer>

#include <algorithm>
#include <cstdio>

using namespace Qt::StringLiterals;

namespace timesheet::bench {

QString user()
{
    return u"employee-7"_s;
}

QJsonObject approval(int number)
{
    return {{u"type"_s, u"timesheet:approved"_s},
            {u"payload"_s, QJsonObject{{u"id"_s, u"sheet-%1"_s.arg(number)},
                                       {u"employee_id"_s, user()},
                                       {u"period_start"_s, u"2026-11-16"_s},
                                       {u"period_end"_s, u"2026-11-22"_s},
                                       {u"hours"_s, 38.5},
                                       {u"approved_by"_s, u"Dana Fox"_s}}}};
}

bool waitUntil(const std::function<bool()> &condition, std::chrono::milliseconds longest)
{
    QDeadlineTimer deadline(longest);
    QTimer wake; // so that the deadline is seen
    wake.start(longest);
    while (!condition() && !deadline.hasExpired())
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    return condition();
}

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

void printTimes(const char *what, const QList<double> &times)
{
    std::printf("%-34s p50 %7.2f ms   p99 %7.2f ms   most %7.2f ms   of %d\n", what,
                percentile(times, 0.5), percentile(times, 0.99), percentile(times, 1.0),
                static_cast<int>(times.size()));
}

void printRatio(const QList<double> &times, const QList<double> &than)
{
    std::printf("%-34s p50 %7.2f      p99 %7.2f\n\n", "ratio",
                percentile(times, 0.5) / percentile(than, 0.5),
                percentile(times, 0.99) / percentile(than, 0.99));
}

Client::Client(const QString &program, const QStringList &arguments)
{
    setProcessChannelMode(QProcess::ForwardedErrorChannel);
    start(program, arguments);
}

Client::~Client()
{
    terminate();
    if (!waitForFinished())
        kill();
    waitForFinished();
}

QString writeToken(const QTemporaryDir &folder, const QByteArray &token)
{
    QFile file(folder.filePath(u"token"_s));
    if (file.open(QIODevice::WriteOnly))
        file.write(token);
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

} // namespace timesheet::bench
