#pragma once

#include "client/session/client_application.h"
#include "desktop/dialogs/settings_dialog.h"
#include "desktop/system/autostart.h"

#include <QObject>

#include <memory>
#include <optional>

namespace timesheet {

/// The settings on a desktop: their dialog, and what follows from a choice.
class SettingsFlow : public QObject
{
    Q_OBJECT

public:
    /// `autostart`: nothing where this instance cannot start by itself.
    SettingsFlow(ClientApplication &application, std::optional<Autostart> autostart,
                 QObject *parent = nullptr);
    ~SettingsFlow() override;

    /// Has the desktop session start this program, or not, where the administrator wants that.
    void beginAutostart();

public slots:
    void open();

signals:
    void changed(const timesheet::Preferences &preferences);
    void languageChanged();
    void noticed(const QString &message); ///< something for the user to know

private:
    void apply(const Preferences &preferences);
    void startAtLogin(bool wanted);

    ClientApplication &m_application;
    std::optional<Autostart> m_autostart;
    std::unique_ptr<SettingsDialog> m_dialog; ///< made when it is needed
};

} // namespace timesheet
