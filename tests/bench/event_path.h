#pragma once

#include <QJsonObject>
#include <QList>
#include <QProcess>
#include <QTemporaryDir>

#include <chrono>
#include <functional>

namespace timesheet::bench {

/// Four toasts within two seconds would become one summary.
constexpr std::chrono::milliseconds betweenToasts = std::chrono::milliseconds(750);

/// How long what must come may take.
constexpr std::chrono::milliseconds patience = std::chrono::seconds(20);

/// Whom the events concern.
QString user();

/// An event with what a toast shows: its `type` and its `payload`.
QJsonObject approval(int number);

/// Serves events until the condition holds, without QTest's pauses: they would be measured too.
/// False where it takes longer than `longest`.
bool waitUntil(const std::function<bool()> &condition,
               std::chrono::milliseconds longest = patience);

/// Time that passes as it does for a user, while everything goes on.
void pace(std::chrono::milliseconds duration);

/// Of 0 to 1; 0 of nothing.
double percentile(QList<double> values, double portion);

/// A line of the result; times in milliseconds.
void printTimes(const char *what, const QList<double> &times);

/// A line that says how many times the one the other is.
void printRatio(const QList<double> &times, const QList<double> &than);

/// A program, ended by its id with this.
class Client : public QProcess
{
public:
    Client(const QString &program, const QStringList &arguments);
    ~Client() override;
};

/// Gives the file's name.
QString writeToken(const QTemporaryDir &folder, const QByteArray &token);

/// Whether the tray of this folder says so.
bool isConnected(const QString &dataDir);

} // namespace timesheet::bench
