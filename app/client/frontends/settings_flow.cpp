#include "client/frontends/settings_flow.h"

#include <utility>

namespace timesheet {

SettingsFlow::SettingsFlow(ClientApplication &application, std::optional<Autostart> autostart,
                           QObject *parent)
    : QObject(parent)
    , m_application(application)
    , m_autostart(std::move(autostart))
{
}

SettingsFlow::~SettingsFlow() = default;

void SettingsFlow::open()
{
    if (!m_dialog) {
        m_dialog = std::make_unique<SettingsDialog>();
        m_dialog->setCanStartAtLogin(m_autostart.has_value());
        connect(m_dialog.get(), &SettingsDialog::chosen, this, &SettingsFlow::apply);
    }
    const Settings &settings = m_application.settings();
    Preferences preferences = settings.preferences();
    const QSet<Setting> locked = settings.locked();
    if (m_autostart && !locked.contains(Setting::StartAtLogin))
        preferences.startsAtLogin = m_autostart->isEnabled();
    m_dialog->open(preferences, locked);
}

void SettingsFlow::apply(const Preferences &preferences)
{
    const auto change = m_application.settings().setPreferences(preferences);
    if (const auto followed = m_application.follow(change); !followed)
        emit noticed(followed.error());
    startAtLogin(preferences.startsAtLogin);
    emit changed(change.now);
    if (change.now.language != change.before.language)
        emit languageChanged();
}

/// An administrator's lock is put into effect at each start, a preset once: after that the user's
/// choice holds.
void SettingsFlow::beginAutostart()
{
    Settings &settings = m_application.settings();
    if (settings.locked().contains(Setting::StartAtLogin))
        startAtLogin(settings.preferences().startsAtLogin);
    else if (const auto preset = m_autostart ? settings.takePresetStartAtLogin() : std::nullopt)
        startAtLogin(*preset);
}

void SettingsFlow::startAtLogin(bool wanted)
{
    if (!m_autostart || m_autostart->isEnabled() == wanted)
        return;
    if (const auto set = m_autostart->setEnabled(wanted); !set)
        emit noticed(tr("Starting at login could not be changed: %1").arg(set.error()));
}

} // namespace timesheet
