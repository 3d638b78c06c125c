#pragma once

#include "client/session/client_application.h"
#include "domain/clock.h"

#include <QFile>
#include <QTemporaryDir>

#include <memory>

namespace timesheet::test {

/// The first message of a server that knows what ours does.
inline const QString hello =
    QStringLiteral("{\"type\":\"hello\",\"protocol\":1,\"server\":\"scripted/1\",\"cursor\":\"9\","
                   "\"heartbeat_s\":30,\"limits\":{},\"features\":[\"resume\"]}");

/// The client without a face, with a folder of its own and nothing of the user's.
class ClientInAFolder
{
public:
    ClientInAFolder() { start(); }

    /// Ends the client and starts it again on what it has left behind.
    void restart()
    {
        m_application.reset();
        m_settings.reset();
        start();
    }

    /// What the administrator has written counts from here on.
    void administrate(const QByteArray &lines)
    {
        const QString file = path(QStringLiteral("timesheet-tray/administrator.ini"));
        write(file, lines);
        restart();
    }

    /// Has the account's cache fail when it is opened.
    void spoilCache(const Account &account)
    {
        QFile::remove(folders().cacheFile(account));
        QDir().mkpath(folders().cacheFile(account));
    }

    Folders folders() const { return *Folders::create(m_folder.path()); }
    QString path(const QString &name) const { return m_folder.filePath(name); }
    Settings &settings() { return *m_settings; }
    ClientApplication &application() { return *m_application; }

    static void write(const QString &path, const QByteArray &content)
    {
        QFile file(path);
        if (!QDir().mkpath(QFileInfo(path).path()) || !file.open(QIODevice::WriteOnly) ||
            file.write(content) != content.size())
            qFatal("cannot write %s", qPrintable(path));
    }

private:
    void start()
    {
        QProcessEnvironment environment;
        environment.insert(QStringLiteral("XDG_CONFIG_DIRS"), m_folder.path());
        m_settings = std::make_unique<Settings>(folders().settingsFile(), environment);
        m_application = std::make_unique<ClientApplication>(folders(), *m_settings, systemClock);
    }

    QTemporaryDir m_folder;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<ClientApplication> m_application;
};

} // namespace timesheet::test
