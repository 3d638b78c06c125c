#include "client/translations.h"

#include <QCoreApplication>
#include <QLocale>
#include <QTranslator>

using namespace Qt::StringLiterals;

namespace timesheet {

void installTranslations()
{
    auto *translator = new QTranslator(QCoreApplication::instance());
    const QString folder = u":/i18n"_s;
    const bool found = translator->load(QLocale(), u"timesheet-tray"_s, u"_"_s, folder) ||
                       translator->load(u"timesheet-tray_en"_s, folder);
    if (found)
        QCoreApplication::installTranslator(translator);
}

} // namespace timesheet
