#include "desktop/dialogs/settings_dialog.h"

#include "desktop/dialogs/sign_in_dialog.h"
#include "desktop/look/accessibility.h"
#include "desktop/look/icons.h"
#include "desktop/look/palette.h"
#include "desktop/look/wrapped_label.h"
#include "desktop/words/date_text.h"
#include "desktop/words/web_page.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QEvent>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QSslCertificate>
#include <QTabWidget>
#include <QTimeEdit>
#include <QVBoxLayout>

#include <utility>

using namespace Qt::StringLiterals;

namespace timesheet {

namespace {

constexpr int Margin = 16;
constexpr int FieldWidth = 320;
constexpr int ForEver = 0;

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
    auto *label = new WrappedLabel(text, FieldWidth);
    label->setProperty("muted", true);
    return label;
}

QVBoxLayout *pageLayout(QWidget *page)
{
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(Margin, Margin, Margin, Margin);
    layout->setSpacing(Margin / 2);
    return layout;
}

QLineEdit *addressField(const QString &example)
{
    auto *field = new QLineEdit;
    field->setPlaceholderText(example);
    field->setLayoutDirection(Qt::LeftToRight);
    field->setMinimumWidth(FieldWidth);
    return field;
}

bool holdsCertificate(const QString &file)
{
    return !QSslCertificate::fromPath(file, QSsl::Pem, QSslCertificate::PatternSyntax::FixedString)
                .isEmpty();
}

} // namespace

SettingsDialog::SettingsDialog(const Languages &languages, QWidget *parent)
    : QDialog(parent)
    , m_pages(new QTabWidget)
    , m_others(new QCheckBox(tr("Also about other people's timesheets")))
    , m_sounds(new QCheckBox(tr("With a sound")))
    , m_quiet(new QCheckBox(tr("No notifications")))
    , m_quietFrom(new QTimeEdit)
    , m_quietTo(new QTimeEdit)
    , m_breakThrough(new QCheckBox(tr("Deadlines come through, also while paused")))
    , m_server(addressField(u"wss://ws.example.com"_s))
    , m_webAddress(addressField(u"https://timesheets.example.com"_s))
    , m_proxy(new QComboBox)
    , m_proxyAddress(addressField(u"http://proxy.example.com:3128"_s))
    , m_caFile(addressField({}))
    , m_chooseCaFile(new QPushButton(tr("Choose…")))
    , m_startAtLogin(new QCheckBox(tr("Start when I log in")))
    , m_language(new QComboBox)
    , m_keptFor(new QComboBox)
    , m_message(new WrappedLabel({}, FieldWidth))
    , m_lockNote(explanation(tr("A lock marks what your administrator has set.")))
{
    setWindowTitle(tr("Settings"));
    setWindowIcon(applicationIcon());
    makeAccessibleGroup(m_pages);
    m_pages->setAccessibleName(tr("Settings"));
    m_pages->addTab(buildNotifications(), tr("Notifications"));
    m_pages->addTab(buildConnection(), tr("Connection"));
    m_pages->addTab(buildGeneral(languages), tr("General"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(Margin, Margin, Margin, Margin);
    layout->setSpacing(Margin / 2);
    layout->addWidget(m_pages, 1);
    layout->addWidget(m_message);
    layout->addLayout(buildFooter());
    connectFields();
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

/// The field, and a lock that is shown where it is locked.
QLayout *SettingsDialog::lockable(Setting setting, QWidget *field)
{
    auto *lock = new QLabel;
    lock->setToolTip(tr("Set by your administrator"));
    lock->setAccessibleName(tr("Set by your administrator"));
    m_fields.insert(setting, field);
    m_locks.insert(setting, lock);
    auto *row = new QHBoxLayout;
    const bool isLong = qobject_cast<QLineEdit *>(field) != nullptr;
    row->addWidget(field, isLong ? 1 : 0);
    row->addWidget(lock);
    if (!isLong)
        row->addStretch();
    return row;
}

QWidget *SettingsDialog::buildNotifications()
{
    const std::initializer_list<std::pair<EventType, QString>> types{
        {EventType::TimesheetApproved, tr("Approved timesheets")},
        {EventType::TimesheetRejected, tr("Rejected timesheets")},
        {EventType::TimesheetAnnotated, tr("Notes on timesheets")},
        {EventType::DeadlineReminder, tr("Deadlines")},
        {EventType::NotificationNew, tr("Other notifications")},
    };
    auto *page = new QWidget;
    QVBoxLayout *layout = pageLayout(page);
    layout->addWidget(heading(tr("Notify me of")));
    for (const auto &[type, name] : types) {
        auto *box = new QCheckBox(name);
        m_types.insert(type, box);
        layout->addLayout(lockable(toastSetting(type), box));
    }
    layout->addSpacing(Margin / 2);
    layout->addLayout(lockable(Setting::AboutOthers, m_others));
    layout->addLayout(lockable(Setting::Sounds, m_sounds));
    layout->addSpacing(Margin / 2);
    layout->addWidget(heading(tr("Quiet hours")));
    layout->addLayout(buildQuietHours());
    layout->addLayout(lockable(Setting::DeadlinesBreakThrough, m_breakThrough));
    layout->addWidget(explanation(tr("Everything is in the window, and counted at the icon, "
                                     "whatever you choose here.")));
    layout->addStretch();
    return page;
}

QLayout *SettingsDialog::buildQuietHours()
{
    for (QTimeEdit *time : {m_quietFrom, m_quietTo})
        time->setDisplayFormat(timeOfDayFormat(QLocale()));
    m_quietFrom->setAccessibleName(tr("Quiet hours begin"));
    m_quietTo->setAccessibleName(tr("Quiet hours end"));
    auto *row = new QHBoxLayout;
    row->addLayout(lockable(Setting::QuietHours, m_quiet));
    row->addWidget(new QLabel(tr("from", "a time of day")));
    row->addLayout(lockable(Setting::QuietFrom, m_quietFrom));
    row->addWidget(new QLabel(tr("to", "a time of day")));
    row->addLayout(lockable(Setting::QuietTo, m_quietTo));
    row->addStretch(1);
    return row;
}

QWidget *SettingsDialog::buildConnection()
{
    m_proxy->addItem(tr("The system's", "proxy"), QVariant::fromValue(int(ProxyChoice::System)));
    m_proxy->addItem(tr("None", "proxy"), QVariant::fromValue(int(ProxyChoice::None)));
    m_proxy->addItem(tr("This one:", "proxy"), QVariant::fromValue(int(ProxyChoice::Manual)));
    m_proxyAddress->setAccessibleName(tr("Address of the proxy"));
    m_chooseCaFile->setAutoDefault(false);
    auto *caFile = new QHBoxLayout;
    caFile->addLayout(lockable(Setting::CaFile, m_caFile), 1);
    caFile->addWidget(m_chooseCaFile);

    auto *page = new QWidget;
    QVBoxLayout *layout = pageLayout(page);
    const auto add = [layout](const QString &name, QWidget *field, QLayout *row) {
        auto *label = new QLabel(name);
        label->setBuddy(field);
        layout->addWidget(label);
        layout->addLayout(row);
    };
    add(tr("&Server"), m_server, lockable(Setting::Server, m_server));
    layout->addWidget(explanation(tr("Used from the next sign-in on.")));
    layout->addSpacing(Margin / 2);
    add(tr("&Web address of the Timesheet Manager"), m_webAddress,
        lockable(Setting::WebAddress, m_webAddress));
    layout->addSpacing(Margin / 2);
    add(tr("&Proxy"), m_proxy, lockable(Setting::Proxy, m_proxy));
    layout->addLayout(lockable(Setting::ProxyAddress, m_proxyAddress));
    layout->addSpacing(Margin / 2);
    add(tr("&Extra certificates (PEM file)"), m_caFile, caFile);
    layout->addStretch();
    return page;
}

QWidget *SettingsDialog::buildGeneral(const Languages &languages)
{
    m_language->addItem(tr("The system's", "language"), QString());
    for (const auto &[code, name] : languages)
        m_language->addItem(name, code);
    const std::initializer_list<std::pair<int, QString>> ages{
        {30, tr("%n days", nullptr, 30)},
        {90, tr("%n days", nullptr, 90)},
        {365, tr("1 year")},
        {730, tr("2 years")},
        {ForEver, tr("For ever")},
    };
    for (const auto &[days, name] : ages)
        m_keptFor->addItem(name, days);

    auto *page = new QWidget;
    QVBoxLayout *layout = pageLayout(page);
    const auto add = [this, layout](const QString &name, Setting setting, QWidget *field) {
        auto *label = new QLabel(name);
        label->setBuddy(field);
        layout->addWidget(label);
        layout->addLayout(lockable(setting, field));
        layout->addSpacing(Margin / 2);
    };
    layout->addLayout(lockable(Setting::StartAtLogin, m_startAtLogin));
    layout->addSpacing(Margin / 2);
    add(tr("&Language"), Setting::Language, m_language);
    add(tr("&Keep events on this computer"), Setting::KeptFor, m_keptFor);
    layout->addStretch();
    return page;
}

void SettingsDialog::connectFields()
{
    for (QLineEdit *field : {m_server, m_webAddress, m_proxyAddress, m_caFile})
        connect(field, &QLineEdit::textChanged, this, &SettingsDialog::refresh);
    connect(m_quiet, &QCheckBox::toggled, this, &SettingsDialog::refresh);
    connect(m_proxy, &QComboBox::currentIndexChanged, this, &SettingsDialog::refresh);
    connect(m_chooseCaFile, &QPushButton::clicked, this, &SettingsDialog::chooseCaFile);
}

void SettingsDialog::setCanStartAtLogin(bool can)
{
    m_startAtLogin->setVisible(can);
}

void SettingsDialog::open(const Preferences &preferences, const QSet<Setting> &locked)
{
    if (!isVisible()) {
        m_locked = locked;
        show(preferences);
        for (auto it = m_locks.cbegin(); it != m_locks.cend(); ++it)
            (*it)->setVisible(locked.contains(it.key()));
        m_lockNote->setVisible(!locked.isEmpty());
        m_pages->setCurrentIndex(0);
        refresh();
        refreshColors();
    }
    QDialog::show();
    raise();
    activateWindow();
    m_pages->setFocus();
}

void SettingsDialog::show(const Preferences &preferences)
{
    const ToastPreferences &toasts = preferences.toasts;
    for (auto it = m_types.cbegin(); it != m_types.cend(); ++it)
        (*it)->setChecked(!toasts.silentTypes.contains(it.key()));
    m_others->setChecked(toasts.aboutOthers);
    m_sounds->setChecked(toasts.sounds);
    m_quiet->setChecked(toasts.hasQuietHours);
    m_quietFrom->setTime(toasts.quietFrom);
    m_quietTo->setTime(toasts.quietTo);
    m_breakThrough->setChecked(toasts.deadlinesBreakThrough);
    m_server->setText(preferences.server.toDisplayString());
    m_webAddress->setText(preferences.webAddress.toDisplayString());
    m_proxy->setCurrentIndex(m_proxy->findData(int(preferences.proxy)));
    m_proxyAddress->setText(preferences.proxyAddress.toDisplayString());
    m_caFile->setText(preferences.caFile);
    m_startAtLogin->setChecked(preferences.startsAtLogin);
    m_language->setCurrentIndex(qMax(0, m_language->findData(preferences.language)));
    const int days = preferences.keptFor ? int(preferences.keptFor->count()) : ForEver;
    if (m_keptFor->findData(days) < 0) // an administrator's, or written by hand
        m_keptFor->addItem(tr("%n days", nullptr, days), days);
    m_keptFor->setCurrentIndex(m_keptFor->findData(days));
}

Preferences SettingsDialog::preferences() const
{
    Preferences preferences;
    for (auto it = m_types.cbegin(); it != m_types.cend(); ++it) {
        if (!(*it)->isChecked())
            preferences.toasts.silentTypes.insert(it.key());
    }
    preferences.toasts.aboutOthers = m_others->isChecked();
    preferences.toasts.sounds = m_sounds->isChecked();
    preferences.toasts.hasQuietHours = m_quiet->isChecked();
    preferences.toasts.quietFrom = m_quietFrom->time();
    preferences.toasts.quietTo = m_quietTo->time();
    preferences.toasts.deadlinesBreakThrough = m_breakThrough->isChecked();
    preferences.server = serverIn(m_server->text());
    preferences.webAddress = QUrl(m_webAddress->text().trimmed(), QUrl::StrictMode);
    preferences.proxy = ProxyChoice(m_proxy->currentData().toInt());
    preferences.proxyAddress = proxyIn(m_proxyAddress->text());
    preferences.caFile = m_caFile->text().trimmed();
    preferences.startsAtLogin = m_startAtLogin->isChecked();
    preferences.language = m_language->currentData().toString();
    const int days = m_keptFor->currentData().toInt();
    preferences.keptFor = days == ForEver ? std::nullopt : std::optional(std::chrono::days(days));
    return preferences;
}

QString SettingsDialog::message() const
{
    return m_message->text();
}

QString SettingsDialog::problem() const
{
    if (serverIn(m_server->text()).isEmpty())
        return tr("This is not a server's address. It looks like wss://ws.example.com.");
    const QString web = m_webAddress->text().trimmed();
    if (!web.isEmpty() && !isWebAddress(QUrl(web, QUrl::StrictMode)))
        return tr("This is not a web address. It looks like https://timesheets.example.com.");
    const bool isManual = m_proxy->currentData().toInt() == int(ProxyChoice::Manual);
    if (isManual && proxyIn(m_proxyAddress->text()).isEmpty())
        return tr("This is not a proxy's address. It looks like http://proxy.example.com:3128, or "
                  "socks5://proxy.example.com:1080.");
    const QString caFile = m_caFile->text().trimmed();
    if (!caFile.isEmpty() && !holdsCertificate(caFile))
        return tr("There is no certificate in the file of extra certificates.");
    return {};
}

void SettingsDialog::refresh()
{
    const bool isManual = m_proxy->currentData().toInt() == int(ProxyChoice::Manual);
    for (auto it = m_fields.cbegin(); it != m_fields.cend(); ++it) {
        const bool isLocked = m_locked.contains(it.key());
        // A text stays readable, and can be copied.
        if (auto *text = qobject_cast<QLineEdit *>(*it))
            text->setReadOnly(isLocked);
        (*it)->setEnabled(!isLocked || qobject_cast<QLineEdit *>(*it));
    }
    for (const Setting setting : {Setting::QuietFrom, Setting::QuietTo}) {
        if (!m_quiet->isChecked())
            m_fields[setting]->setEnabled(false);
    }
    if (!isManual)
        m_proxyAddress->setEnabled(false);
    m_chooseCaFile->setEnabled(!m_caFile->isReadOnly());
    m_message->setText(problem());
    m_message->setVisible(!m_message->text().isEmpty());
    m_ok->setEnabled(m_message->text().isEmpty());
}

void SettingsDialog::submit()
{
    const Preferences preferences = this->preferences();
    accept();
    emit chosen(preferences);
}

void SettingsDialog::chooseCaFile()
{
    auto *dialog = new QFileDialog(this, tr("Choose a file of certificates"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, m_caFile, &QLineEdit::setText);
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
    constexpr int LockSize = 16;
    QPalette muted = palette();
    muted.setColor(QPalette::WindowText, mutedText(palette()));
    for (QLabel *label : findChildren<QLabel *>()) {
        if (label->property("muted").toBool())
            label->setPalette(muted);
    }
    QPalette problem = palette();
    problem.setColor(QPalette::WindowText, eventColor(EventType::TimesheetRejected, palette()));
    m_message->setPalette(problem);
    for (QLabel *lock : std::as_const(m_locks))
        lock->setPixmap(
            glyphPixmap(Glyph::Lock, LockSize, mutedText(palette()), devicePixelRatioF()));
}

} // namespace timesheet
