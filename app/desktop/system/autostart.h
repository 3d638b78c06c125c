#pragma once

#include <QString>
#include <QStringList>

#include <tl/expected.hpp>

namespace timesheet {

/// Whether the desktop session starts the program: an entry of the Desktop Application Autostart
/// Specification 0.5. The entry itself is what counts, so that the desktop's own tools agree.
class Autostart
{
public:
    /// `folder`: $XDG_CONFIG_HOME/autostart. `command`: the program and its arguments.
    Autostart(const QString &folder, QStringList command);

    bool isEnabled() const;
    /// Errors: the file system's reason.
    tl::expected<void, QString> setEnabled(bool enabled) const;

private:
    QByteArray entry() const;

    QString m_file;
    QStringList m_command;
};

} // namespace timesheet
