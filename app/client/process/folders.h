#pragma once

#include "desktop/system/autostart.h"
#include "domain/account.h"

#include <QString>

#include <tl/expected.hpp>

#include <optional>

namespace timesheet {

/// Where an instance keeps its things. With --data-dir all of it is in that folder.
class Folders
{
public:
    /// Makes the data folder, readable by its owner only. `dataDir` empty: the XDG folders.
    /// Errors: one line that says which folder cannot be used.
    static tl::expected<Folders, QString> create(const QString &dataDir);

    QString data() const { return m_data; }
    QString settingsFile() const { return m_config + QStringLiteral("/settings.ini"); }
    QString lockFile() const { return m_data + QStringLiteral("/instance.lock"); }
    /// The name under which the system's keychain lists this folder's tokens.
    QString keychainService() const;
    /// The local socket on which the instance listens; short enough for sun_path.
    QString socket() const;
    /// How a desktop session starts this instance; nothing with --data-dir: what the session starts
    /// is the one of the XDG folders.
    std::optional<Autostart> autostart() const;
    /// The account's cache; its folder is made.
    QString cacheFile(const Account &account) const;

private:
    QString folderHash() const;

    QString m_data;
    QString m_config;
    bool m_isDefault = true;
};

} // namespace timesheet
