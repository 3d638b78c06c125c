#include "desktop/dialogs/export_dialog.h"

#include "feed/event_export.h"
#include "feed/event_list_model.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QMessageBox>
#include <QPointer>

using namespace Qt::StringLiterals;

namespace timesheet {

namespace {

class ExportDialog
{
    Q_DECLARE_TR_FUNCTIONS(ExportDialog)
};

void tell(QWidget *parent, QMessageBox::Icon icon, const QString &text)
{
    auto *box = new QMessageBox(icon, ExportDialog::tr("Export"), text, QMessageBox::Ok, parent);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setTextFormat(Qt::PlainText);
    box->setModal(false);
    box->show();
}

void start(EventListModel &events, QWidget *parent, const QString &file)
{
    const bool isJson = file.endsWith(u".json", Qt::CaseInsensitive);
    EventExport *job =
        events.exportTo(file, isJson ? EventExport::Format::Json : EventExport::Format::Csv);
    const QString name = QFileInfo(file).fileName();
    QObject::connect(job, &EventExport::finished, parent, [job, parent, name](int count) {
        job->deleteLater();
        tell(parent, QMessageBox::Information,
             ExportDialog::tr("%n events are in %1.", nullptr, count).arg(name));
    });
    QObject::connect(job, &EventExport::failed, parent, [job, parent, name](const QString &why) {
        job->deleteLater();
        tell(parent, QMessageBox::Warning,
             ExportDialog::tr("%1 was not written: %2").arg(name, why));
    });
    job->start();
}

} // namespace

void exportEvents(EventListModel &events, QWidget *parent)
{
    const QString csv = ExportDialog::tr("Table (*.csv)");
    const QString json = ExportDialog::tr("JSON (*.json)");
    auto *dialog = new QFileDialog(parent, ExportDialog::tr("Export the events of this list"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilters({csv, json});
    dialog->setDefaultSuffix(u"csv"_s);
    dialog->selectFile(ExportDialog::tr("timesheet events") + u".csv"_s);
    QObject::connect(dialog, &QFileDialog::filterSelected, dialog,
                     [dialog, json](const QString &filter) {
                         dialog->setDefaultSuffix(filter == json ? u"json"_s : u"csv"_s);
                     });
    QObject::connect(dialog, &QFileDialog::fileSelected, parent,
                     [model = QPointer<EventListModel>(&events), parent](const QString &file) {
                         if (model)
                             start(*model, parent, file);
                     });
    dialog->open();
}

} // namespace timesheet
