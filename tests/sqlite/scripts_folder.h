#pragma once

#include "sqlite/sqlite_profile.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

/// Databases and their scripts for tests, on a real disk.
namespace timesheet::test {

class ScriptsFolder
{
public:
    static constexpr qint32 applicationId = 0x54737354;

    ScriptsFolder()
    {
        QDir(m_folder.path()).mkdir(QStringLiteral("scripts"));
        addScript("CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL);\n\n"
                  "CREATE TABLE pages (note INTEGER REFERENCES notes (id));\n");
    }

    /// The next number's script.
    void addScript(const QByteArray &sql)
    {
        ++m_count;
        write(QStringLiteral("scripts/%1_step.sql").arg(m_count, 4, 10, QLatin1Char('0')), sql);
    }

    SqliteProfile profile() const
    {
        SqliteProfile profile;
        profile.applicationId = applicationId;
        profile.migrations = path(QStringLiteral("scripts"));
        profile.patience = std::chrono::milliseconds(50);
        return profile;
    }

    QString path(const QString &name) const { return m_folder.filePath(name); }
    QString file() const { return path(QStringLiteral("test.sqlite")); }

    void write(const QString &name, const QByteArray &content) const
    {
        QFile written(path(name));
        if (!written.open(QIODevice::WriteOnly) || written.write(content) != content.size())
            qFatal("cannot write %s", qPrintable(name));
    }
    QByteArray content(const QString &name) const
    {
        QFile read(path(name));
        return read.open(QIODevice::ReadOnly) ? read.readAll() : QByteArray();
    }
    QStringList files() const { return QDir(m_folder.path()).entryList(QDir::Files, QDir::Name); }

private:
    QTemporaryDir m_folder;
    int m_count = 0;
};

} // namespace timesheet::test
