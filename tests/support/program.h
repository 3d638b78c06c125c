#pragma once

#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTest>

namespace timesheet::test {

/// A program under test: its lines of output, and an end that leaves nothing behind.
class Program : public QProcess
{
public:
    Program(const QString &program, const QStringList &arguments)
    {
        setProgram(program);
        setArguments(arguments);
        setProcessChannelMode(QProcess::SeparateChannels);
        connect(this, &QProcess::readyReadStandardOutput, this, [this] {
            while (canReadLine())
                m_lines.append(readLine().trimmed());
        });
    }
    ~Program() override
    {
        if (state() != QProcess::NotRunning) {
            kill();
            waitForFinished();
        }
    }

    const QList<QByteArray> &lines() const { return m_lines; }

    /// The lines that are JSON objects of this `kind`.
    QList<QJsonObject> objects(const QString &kind) const
    {
        QList<QJsonObject> found;
        for (const QByteArray &line : m_lines) {
            const QJsonObject object = QJsonDocument::fromJson(line).object();
            if (object.value(QStringLiteral("kind")).toString() == kind)
                found.append(object);
        }
        return found;
    }

    /// Runs to the end. Returns the exit status, or -1 where it crashed or took too long.
    int runToEnd(const QByteArray &input = {})
    {
        start();
        write(input);
        closeWriteChannel();
        const bool ended =
            QTest::qWaitFor([this] { return state() == QProcess::NotRunning; }, 30000);
        return ended && exitStatus() == QProcess::NormalExit ? exitCode() : -1;
    }

private:
    QList<QByteArray> m_lines;
};

} // namespace timesheet::test
