#include "client/settings/translations.h"

#include "settings/languages.h"

#include <QGuiApplication>
#include <QLibraryInfo>
#include <QLocale>

#include <array>

using namespace Qt::StringLiterals;

namespace timesheet {

namespace {

/// Words of Qt's own buttons: its translations are not installed everywhere.
[[maybe_unused]] constexpr std::array qtWords{
    QT_TRANSLATE_NOOP("QPlatformTheme", "OK"),     QT_TRANSLATE_NOOP("QPlatformTheme", "Cancel"),
    QT_TRANSLATE_NOOP("QPlatformTheme", "&Close"), QT_TRANSLATE_NOOP("QPlatformTheme", "Close"),
    QT_TRANSLATE_NOOP("QPlatformTheme", "Save"),   QT_TRANSLATE_NOOP("QPlatformTheme", "Open"),
};

/// The system's, unless it speaks another language or writes other digits than our texts.
QLocale localeOf(const QString &language)
{
    const QLocale system = QLocale::system();
    for (const Language &one : knownLanguages) {
        const QLocale locale(one.locale.toString());
        const bool isSystems = locale.language() == system.language();
        const bool isWanted = language.isEmpty() ? isSystems : language == one.code;
        if (isWanted)
            return isSystems && system.zeroDigit() == locale.zeroDigit() ? system : locale;
    }
    return system;
}

} // namespace

Translations::~Translations()
{
    for (QTranslator *translator : {&m_texts, &m_qtTexts})
        QCoreApplication::removeTranslator(translator);
}

void Translations::use(const QString &language)
{
    const QLocale locale = localeOf(language);
    QLocale::setDefault(locale);
    for (QTranslator *translator : {&m_texts, &m_qtTexts})
        QCoreApplication::removeTranslator(translator);
    const bool isKnown = m_texts.load(locale, u"timesheet-tray"_s, u"_"_s, u":/i18n"_s);
    if (isKnown || m_texts.load(u":/i18n/timesheet-tray_en"_s))
        QCoreApplication::installTranslator(&m_texts);
    // Only together: half a window in one language and half in another helps nobody.
    const QString qtFolder = QLibraryInfo::path(QLibraryInfo::TranslationsPath);
    if (isKnown && m_qtTexts.load(locale, u"qtbase"_s, u"_"_s, qtFolder))
        QCoreApplication::installTranslator(&m_qtTexts);
    if (qobject_cast<QGuiApplication *>(QCoreApplication::instance()))
        QGuiApplication::setLayoutDirection(isKnown ? locale.textDirection() : Qt::LeftToRight);
}

} // namespace timesheet
