#pragma once

#include <QStringView>

#include <array>

namespace timesheet {

/// A language that the program speaks.
struct Language {
    QStringView code;
    QStringView name;   ///< its own
    QStringView locale; ///< where the system speaks another language
};

inline constexpr std::array knownLanguages{
    Language{u"en", u"English", u"en_GB"},  Language{u"de", u"Deutsch", u"de_DE"},
    Language{u"fr", u"Français", u"fr_FR"}, Language{u"es", u"Español", u"es_ES"},
    Language{u"ar", u"العربية", u"ar_AE"}, // with the digits that all texts use
};

} // namespace timesheet
