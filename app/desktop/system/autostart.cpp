#include "desktop/system/autostart.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>

#include <utility>

using namespace Qt::StringLiterals;

namespace timesheet {

namespace {

/// One argument of an Exec line: Desktop Entry Specification 1.5, "The Exec key".
QString quoted(const QString &argument)
{
    QString result = u"\""_s;
    for (const QChar c : argument) {
        if (u"\"`$\\"_s.contains(c))
            result += u'\\';
        result += c;
        if (c == u'%')
            result += c; // %% stands for one %
    }
    result += u'"';
    // On top of that, backslashes are escaped in the value of every key.
    return result.replace(u'\\', u"\\\\"_s);
}

} // namespace

Autostart::Autostart(const QString &folder, QStringList command)
    : m_file(folder + u"/timesheet-tray.desktop"_s)
    , m_command(std::move(command))
{
}

bool Autostart::isEnabled() const
{
    QFile file(m_file);
    if (!file.open(QIODevice::ReadOnly))
        return false;
    const QList<QByteArray> lines = file.read(qint64{64} * 1024).split('\n');
    for (const QByteArray &line : lines) {
        const QByteArray text = line.simplified().replace(' ', QByteArray()).toLower();
        if (text == "hidden=true" || text == "x-gnome-autostart-enabled=false")
            return false;
    }
    return true;
}

tl::expected<void, QString> Autostart::setEnabled(bool enabled) const
{
    if (!enabled) {
        QFile file(m_file);
        if (file.exists() && !file.remove())
            return tl::unexpected(m_file + u": "_s + file.errorString());
        return {};
    }
    QDir().mkpath(QFileInfo(m_file).path());
    QSaveFile file(m_file);
    if (!file.open(QIODevice::WriteOnly) || file.write(entry()) < 0 || !file.commit())
        return tl::unexpected(m_file + u": "_s + file.errorString());
    return {};
}

QByteArray Autostart::entry() const
{
    QStringList command;
    for (const QString &argument : m_command)
        command.append(quoted(argument));
    return u"[Desktop Entry]\nType=Application\nName=Timesheet Tray\nIcon=timesheet-tray\n"
           "Exec=%1\nTerminal=false\nX-GNOME-Autostart-enabled=true\n"_s.arg(command.join(u' '))
               .toUtf8();
}

} // namespace timesheet
