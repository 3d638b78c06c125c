#pragma once

#include "domain/event_type.h"
#include "tables/table_names.h"

#include <QByteArray>
#include <QSet>
#include <QString>
#include <QTime>
#include <QUrl>

#include <chrono>
#include <optional>

namespace timesheet {

/// Which events become toasts, and when.
struct ToastPreferences {
    QSet<EventType> silentTypes;
    bool aboutOthers = false; ///< also other people's timesheets
    bool sounds = false;
    bool hasQuietHours = false;
    QTime quietFrom{22, 0}; ///< local time
    QTime quietTo{7, 0};    ///< may be the next morning
    bool deadlinesBreakThrough = false;

    /// Whether `time`, local, is in the quiet hours. Equal ends mean the whole day.
    bool isQuietAt(QTime time) const;

    friend bool operator==(const ToastPreferences &, const ToastPreferences &) = default;
};

/// In the order in which the settings' dialog offers them.
enum class ProxyChoice {
    System,
    None,
    Manual,
};

/// Everything that can be chosen.
struct Preferences {
    ToastPreferences toasts;
    QUrl server;
    QUrl webAddress; ///< http or https; empty where nobody said
    ProxyChoice proxy = ProxyChoice::System;
    QUrl proxyAddress; ///< http:// or socks5:// with host and port, for Manual
    QString caFile;    ///< PEM; empty for none
    qsizetype largestMessage = qsizetype{1024} * 1024; ///< bytes; a larger one is dropped
    QByteArray anonKey; ///< of the project on Supabase that the server is; empty: it is none
    TableNames tables;  ///< of such a project, where it has not our schema
    bool startsAtLogin = false;
    QString language;                                                 ///< "de"; empty: the system's
    std::optional<std::chrono::days> keptFor{std::chrono::days(365)}; ///< nothing: for ever

    friend bool operator==(const Preferences &, const Preferences &) = default;
};

} // namespace timesheet
