#pragma once

#include "settings/preferences.h"

namespace timesheet::test {

/// Preferences of which nearly none is as it is by default.
inline Preferences unusualPreferences()
{
    Preferences preferences;
    preferences.toasts.silentTypes = {EventType::TimesheetApproved, EventType::NotificationNew};
    preferences.toasts.aboutOthers = true;
    preferences.toasts.sounds = true;
    preferences.toasts.hasQuietHours = true;
    preferences.toasts.quietFrom = QTime(21, 15);
    preferences.toasts.quietTo = QTime(6, 45);
    preferences.toasts.deadlinesBreakThrough = true;
    preferences.server = QUrl(QStringLiteral("wss://ws.example.com"));
    preferences.webAddress = QUrl(QStringLiteral("https://timesheets.example.com"));
    preferences.proxy = ProxyChoice::Manual;
    preferences.proxyAddress = QUrl(QStringLiteral("socks5://proxy.example.com:1080"));
    preferences.largestMessage = qsizetype{2048} * 1024;
    preferences.anonKey = "sb_publishable_abc";
    preferences.tables = {
        QStringLiteral("time"),  QStringLiteral("sheets"),   QStringLiteral("remarks"),
        QStringLiteral("news"),  QStringLiteral("org"),      QStringLiteral("key"),
        QStringLiteral("stage"), QStringLiteral("modified"), QStringLiteral("user_id")};
    preferences.startsAtLogin = true;
    preferences.language = QStringLiteral("ar");
    preferences.keptFor = std::chrono::days(45);
    return preferences;
}

} // namespace timesheet::test
