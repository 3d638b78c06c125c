#include "desktop/dialogs/settings_dialog.h"

#include "desktop/dialogs/setting_field.h"
#include "desktop/look/accessibility.h"
#include "desktop/look/icons.h"
#include "desktop/look/palette.h"
#include "desktop/look/wrapped_label.h"

#include <QDialogButtonBox>
#include <QEvent>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSslCertificate>
#include <QTabWidget>
#include <QVBoxLayout>

#include <utility>

using namespace Qt::StringLiterals;

namespace timesheet {

namespace {

constexpr int margin = 16;
constexpr int textWidth = 320;

QLabel *heading(const QString &text)
{
    auto *label = new QLabel(text);
    QFont font = label->font();
    font.setBold(true);
    label->setFont(font);
    return label;
}

/// What a field is for, where its name alone would not say it.
QLabel *explanation(const QString &text)
{
    auto *label = new WrappedLabel(text, textWidth);
    label->setProperty("muted", true);
    return label;
}

QVBoxLayout *pageLayout(QWidget *page)
{
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(margin, margin, margin, margin);
    layout->setSpacing(margin / 2);
    return layout;
}

bool holdsCertificate(const QString &file)
{
    return !QSslCertificate::fromPath(file, QSsl::Pem, QSslCertificate::PatternSyntax::FixedString)
                .isEmpty();
}

} // namespace

SettingsDialog::SettingsDialog(QWidget *parent)
    : QDialog(parent)
    , m_pages(new QTabWidget)
    , m_chooseCaFile(new QPushButton(tr("Choose…")))
    , m_message(new WrappedLabel({}, textWidth))
    , m_lockNote(explanation(tr("A lock marks what your administrator has set.")))
{
    for (const SettingRow &row : settingsTable()) {
        if (!row.label)
            continue;
        auto *field = new SettingField(row, this);
        m_fields.insert(row.setting, field);
        connect(field, &SettingField::edited, this, [this, field] {
            read(*field);
            refresh();
        });
    }
    setWindowTitle(tr("Settings"));
    setWindowIcon(applicationIcon());
    makeAccessibleGroup(m_pages);
    m_pages->setAccessibleName(tr("Settings"));
    m_pages->addTab(buildNotifications(), tr("Notifications"));
    m_pages->addTab(buildConnection(), tr("Connection"));
    m_pages->addTab(buildGeneral(), tr("General"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(margin, margin, margin, margin);
    layout->setSpacing(margin / 2);
    layout->addWidget(m_pages, 1);
    layout->addWidget(m_message);
    layout->addLayout(buildFooter());
}

QLayout *SettingsDialog::buildFooter()
{
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel);
    m_ok = buttons->button(QDialogButtonBox::Ok);
    connect(buttons, &QDialogButtonBox::accepted, this, &SettingsDialog::submit);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *layout = new QVBoxLayout;
    layout->addWidget(m_lockNote);
    layout->addWidget(buttons);
    return layout;
}

QLayout *SettingsDialog::fieldOf(Setting setting)
{
    return m_fields[setting]->layOut();
}

/// A field below its name.
void SettingsDialog::addNamed(QVBoxLayout *page, Setting setting, QLayout *field)
{
    auto *label = new QLabel(translated({rowOf(setting).label}));
    label->setBuddy(m_fields[setting]->widget());
    page->addWidget(label);
    page->addLayout(field);
}

QWidget *SettingsDialog::buildNotifications()
{
    auto *page = new QWidget;
    QVBoxLayout *layout = pageLayout(page);
    layout->addWidget(heading(tr("Notify me of")));
    for (const EventType type : knownEventTypes)
        layout->addLayout(fieldOf(toastSetting(type)));
    layout->addSpacing(margin / 2);
    layout->addLayout(fieldOf(Setting::AboutOthers));
    layout->addLayout(fieldOf(Setting::Sounds));
    layout->addSpacing(margin / 2);
    layout->addWidget(heading(tr("Quiet hours")));
    layout->addLayout(buildQuietHours());
    layout->addLayout(fieldOf(Setting::DeadlinesBreakThrough));
    layout->addWidget(explanation(tr("Everything is in the window, and counted at the icon, "
                                     "whatever you choose here.")));
    layout->addStretch();
    return page;
}

QLayout *SettingsDialog::buildQuietHours()
{
    for (const Setting time : {Setting::QuietFrom, Setting::QuietTo})
        m_fields[time]->widget()->setAccessibleName(translated({rowOf(time).label}));
    auto *row = new QHBoxLayout;
    row->addLayout(fieldOf(Setting::QuietHours));
    row->addWidget(new QLabel(tr("from", "a time of day")));
    row->addLayout(fieldOf(Setting::QuietFrom));
    row->addWidget(new QLabel(tr("to", "a time of day")));
    row->addLayout(fieldOf(Setting::QuietTo));
    row->addStretch(1);
    return row;
}

QLayout *SettingsDialog::buildCaFile()
{
    m_chooseCaFile->setAutoDefault(false);
    connect(m_chooseCaFile, &QPushButton::clicked, this, &SettingsDialog::chooseCaFile);
    auto *row = new QHBoxLayout;
    row->addLayout(fieldOf(Setting::CaFile), 1);
    row->addWidget(m_chooseCaFile);
    return row;
}

QWidget *SettingsDialog::buildConnection()
{
    auto *page = new QWidget;
    QVBoxLayout *layout = pageLayout(page);
    addNamed(layout, Setting::Server, fieldOf(Setting::Server));
    layout->addWidget(explanation(tr("Used from the next sign-in on.")));
    layout->addSpacing(margin / 2);
    addNamed(layout, Setting::WebAddress, fieldOf(Setting::WebAddress));
    layout->addSpacing(margin / 2);
    addNamed(layout, Setting::Proxy, fieldOf(Setting::Proxy));
    m_fields[Setting::ProxyAddress]->widget()->setAccessibleName(
        translated({rowOf(Setting::ProxyAddress).label}));
    layout->addLayout(fieldOf(Setting::ProxyAddress));
    layout->addSpacing(margin / 2);
    addNamed(layout, Setting::CaFile, buildCaFile());
    layout->addStretch();
    return page;
}

QWidget *SettingsDialog::buildGeneral()
{
    auto *page = new QWidget;
    QVBoxLayout *layout = pageLayout(page);
    layout->addLayout(fieldOf(Setting::StartAtLogin));
    layout->addSpacing(margin / 2);
    for (const Setting setting : {Setting::Language, Setting::KeptFor}) {
        addNamed(layout, setting, fieldOf(setting));
        layout->addSpacing(margin / 2);
    }
    layout->addStretch();
    return page;
}

void SettingsDialog::setCanStartAtLogin(bool can)
{
    m_fields[Setting::StartAtLogin]->widget()->setVisible(can);
}

void SettingsDialog::open(const Preferences &preferences, const QSet<Setting> &locked)
{
    if (!isVisible()) {
        m_preferences = preferences;
        bool isAnyLocked = false;
        for (SettingField *field : std::as_const(m_fields)) {
            field->setText(field->row().write(preferences));
            field->setLocked(locked.contains(field->row().setting));
            isAnyLocked = isAnyLocked || field->isLocked();
            read(*field);
        }
        m_lockNote->setVisible(isAnyLocked);
        m_pages->setCurrentIndex(0);
        refresh();
        refreshColors();
    }
    QDialog::show();
    raise();
    activateWindow();
    m_pages->setFocus();
}

QString SettingsDialog::message() const
{
    return m_message->text();
}

/// The one time that what a field says is read.
void SettingsDialog::read(const SettingField &field)
{
    const SettingRow &row = field.row();
    row.copy(m_preferences, Preferences());
    if (makesSense(row, field.text()))
        m_refused.remove(row.setting);
    else
        m_refused.insert(row.setting);
}

bool SettingsDialog::makesSense(const SettingRow &row, const QString &text)
{
    if (text.isEmpty())
        return !row.isNeeded;
    return row.read(m_preferences, text) &&
           (row.type != SettingType::File || holdsCertificate(text));
}

/// What is wrong that the user can mend.
QString SettingsDialog::problem() const
{
    for (const SettingField *field : m_fields) {
        const SettingRow &row = field->row();
        if (m_refused.contains(row.setting) && field->isEffective() && !field->isLocked())
            return translated({row.refusal});
    }
    return {};
}

void SettingsDialog::refresh()
{
    for (const Setting time : {Setting::QuietFrom, Setting::QuietTo})
        m_fields[time]->setEffective(m_preferences.toasts.hasQuietHours);
    m_fields[Setting::ProxyAddress]->setEffective(m_preferences.proxy == ProxyChoice::Manual);
    m_chooseCaFile->setEnabled(!m_fields[Setting::CaFile]->isLocked());
    m_message->setText(problem());
    m_message->setVisible(!m_message->text().isEmpty());
    m_ok->setEnabled(m_message->text().isEmpty());
}

void SettingsDialog::submit()
{
    accept();
    emit chosen(m_preferences);
}

void SettingsDialog::chooseCaFile()
{
    auto *dialog = new QFileDialog(this, tr("Choose a file of certificates"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &file) {
        SettingField &field = *m_fields[Setting::CaFile];
        field.setText(file);
        read(field);
        refresh();
    });
    dialog->open();
}

void SettingsDialog::changeEvent(QEvent *event)
{
    QDialog::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        refreshColors();
}

void SettingsDialog::refreshColors()
{
    constexpr int lockSize = 16;
    QPalette muted = palette();
    muted.setColor(QPalette::WindowText, mutedText(palette()));
    for (QLabel *label : findChildren<QLabel *>()) {
        if (label->property("muted").toBool())
            label->setPalette(muted);
    }
    QPalette problem = palette();
    problem.setColor(QPalette::WindowText, eventColor(EventType::TimesheetRejected, palette()));
    m_message->setPalette(problem);
    const QPixmap lock =
        glyphPixmap(Glyph::Lock, lockSize, mutedText(palette()), devicePixelRatioF());
    for (SettingField *field : std::as_const(m_fields))
        field->setLockPicture(lock);
}

} // namespace timesheet
