#include "desktop/dialogs/about_dialog.h"

#include "desktop/look/accessibility.h"
#include "desktop/look/icons.h"

#include <QCoreApplication>
#include <QLayout>

using namespace Qt::StringLiterals;

namespace timesheet {

AboutDialog::AboutDialog(QWidget *parent)
    : QMessageBox(parent)
{
    constexpr int pictureSize = 64;
    const QString name = QCoreApplication::translate("Application", "Timesheet Tray");
    setWindowTitle(tr("About %1").arg(name));
    setIconPixmap(applicationIcon().pixmap(QSize(pictureSize, pictureSize), devicePixelRatioF()));
    setTextFormat(Qt::PlainText);
    setText(u"%1 %2"_s.arg(name, QStringLiteral(TIMESHEET_VERSION)));
    setInformativeText(
        tr("News about your timesheets, in the system tray.\n\n"
           "Under the MIT licence. Made with Qt %1 (LGPL 3), QtKeychain (BSD), SQLite (public "
           "domain), nlohmann/json (MIT) and tl::expected (CC0).")
            .arg(QLatin1StringView(qVersion())));
    setStandardButtons(QMessageBox::Close);
    setModal(false);
    readInOrder(*layout());
}

} // namespace timesheet
