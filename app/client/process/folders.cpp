#include "client/process/folders.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>

using namespace Qt::StringLiterals;

namespace timesheet {

namespace {

bool makePrivate(const QString &folder)
{
    if (!QDir().mkpath(folder) || !QFileInfo(folder).isWritable())
        return false;
    return QFile::setPermissions(folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
}

} // namespace

tl::expected<Folders, QString> Folders::create(const QString &dataDir)
{
    Folders folders;
    if (dataDir.isEmpty()) {
        const auto base = [](QStandardPaths::StandardLocation location) {
            return QStandardPaths::writableLocation(location) + u"/timesheet-tray"_s;
        };
        folders.m_data = base(QStandardPaths::GenericDataLocation);
        folders.m_config = base(QStandardPaths::GenericConfigLocation);
    } else {
        folders.m_isDefault = false;
        folders.m_data = QDir(dataDir).absolutePath();
        folders.m_config = folders.m_data;
    }
    for (const QString &folder : {folders.m_data, folders.m_config}) {
        if (!makePrivate(folder))
            return tl::unexpected(
                u"%1 cannot be used as a folder of this user: choose another with --data-dir"_s.arg(
                    folder));
    }
    return folders;
}

QString Folders::folderHash() const
{
    return QString::fromLatin1(
        QCryptographicHash::hash(m_data.toUtf8(), QCryptographicHash::Sha256).toHex().left(16));
}

QString Folders::keychainService() const
{
    return m_isDefault ? u"timesheet-tray"_s : u"timesheet-tray "_s + folderHash();
}

std::optional<Autostart> Folders::autostart() const
{
    if (!m_isDefault)
        return std::nullopt;
    const QString folder =
        QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation) + u"/autostart"_s;
    return Autostart(folder, {QCoreApplication::applicationFilePath(), u"--minimized"_s});
}

QString Folders::socket() const
{
    // A path in the data folder may be longer than the 107 bytes that a socket's name may have.
    // Not QStandardPaths: it complains aloud where the variable is not set.
    const QString runtime = qEnvironmentVariable("XDG_RUNTIME_DIR", QDir::tempPath());
    return runtime + u"/timesheet-tray-"_s + folderHash();
}

QString Folders::cacheFile(const Account &account) const
{
    const QString folder = m_data + u"/accounts/"_s + accountKey(account);
    QDir().mkpath(folder); // where it fails, opening the cache says so
    return folder + u"/events.sqlite"_s;
}

} // namespace timesheet
