#include "desktop/dialogs/setting_field.h"

#include "desktop/words/date_text.h"

#include <QCheckBox>
#include <QComboBox>
#include <QCoreApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QSignalBlocker>
#include <QTimeEdit>

using namespace Qt::StringLiterals;

namespace timesheet {

namespace {

constexpr int lineWidth = 320;

constexpr QStringView timeFormat = u"HH:mm";

} // namespace

QString translated(const SettingWords &words)
{
    return QCoreApplication::translate("Settings", words.text, words.comment);
}

SettingField::SettingField(const SettingRow &row, QObject *parent)
    : QObject(parent)
    , m_row(row)
    , m_widget(makeWidget())
    , m_lock(new QLabel)
{
    m_lock->setToolTip(tr("Set by your administrator"));
    m_lock->setAccessibleName(tr("Set by your administrator"));
}

QWidget *SettingField::makeWidget()
{
    switch (m_row.type) {
    case SettingType::Switch:
        return makeSwitch();
    case SettingType::TimeOfDay:
        return makeTime();
    case SettingType::Choice:
    case SettingType::Days:
        return makeChoice();
    case SettingType::Kibibytes:
    case SettingType::Address:
    case SettingType::File:
    case SettingType::Key:
    case SettingType::Name:
        break;
    }
    return makeLine();
}

QWidget *SettingField::makeSwitch()
{
    auto *box = new QCheckBox(translated({m_row.label}));
    connect(box, &QCheckBox::toggled, this, &SettingField::edited);
    return box;
}

QWidget *SettingField::makeTime()
{
    auto *time = new QTimeEdit;
    time->setDisplayFormat(timeOfDayFormat(QLocale()));
    connect(time, &QTimeEdit::timeChanged, this, &SettingField::edited);
    return time;
}

QWidget *SettingField::makeChoice()
{
    auto *box = new QComboBox;
    for (const SettingChoice &choice : m_row.choices) {
        const QString text = choice.text.toString();
        if (!choice.name.isEmpty())
            box->addItem(choice.name.toString(), text);
        else
            box->addItem(choice.words.text ? translated(choice.words)
                                           : tr("%n days", nullptr, text.toInt()),
                         text);
    }
    connect(box, &QComboBox::currentIndexChanged, this, &SettingField::edited);
    return box;
}

QWidget *SettingField::makeLine()
{
    auto *line = new QLineEdit;
    if (m_row.type == SettingType::Address)
        line->setPlaceholderText(QString::fromLatin1(m_row.example));
    line->setLayoutDirection(Qt::LeftToRight);
    line->setMinimumWidth(lineWidth);
    connect(line, &QLineEdit::textChanged, this, &SettingField::edited);
    return line;
}

QLayout *SettingField::layOut()
{
    auto *layout = new QHBoxLayout;
    const bool isLong = qobject_cast<QLineEdit *>(m_widget) != nullptr;
    layout->addWidget(m_widget, isLong ? 1 : 0);
    layout->addWidget(m_lock);
    if (!isLong)
        layout->addStretch();
    return layout;
}

QString SettingField::text() const
{
    if (const auto *box = qobject_cast<const QCheckBox *>(m_widget))
        return box->isChecked() ? u"true"_s : u"false"_s;
    if (const auto *time = qobject_cast<const QTimeEdit *>(m_widget))
        return time->time().toString(timeFormat);
    if (const auto *choice = qobject_cast<const QComboBox *>(m_widget))
        return choice->currentData().toString();
    const auto *line = qobject_cast<const QLineEdit *>(m_widget);
    return line ? line->text().trimmed() : QString();
}

void SettingField::setText(const QString &text)
{
    const QSignalBlocker blocker(m_widget);
    if (auto *box = qobject_cast<QCheckBox *>(m_widget))
        box->setChecked(text == u"true");
    else if (auto *time = qobject_cast<QTimeEdit *>(m_widget))
        time->setTime(QTime::fromString(text, timeFormat));
    else if (auto *line = qobject_cast<QLineEdit *>(m_widget))
        line->setText(text);
    else if (auto *choice = qobject_cast<QComboBox *>(m_widget)) {
        // An administrator's days, or written by hand.
        if (m_row.type == SettingType::Days && choice->findData(text) < 0)
            choice->addItem(tr("%n days", nullptr, text.toInt()), text);
        choice->setCurrentIndex(choice->findData(text));
    }
}

void SettingField::setLocked(bool isLocked)
{
    m_isLocked = isLocked;
    m_lock->setVisible(isLocked);
    showWhatCanBeChanged();
}

void SettingField::setEffective(bool hasEffect)
{
    m_isEffective = hasEffect;
    showWhatCanBeChanged();
}

void SettingField::showWhatCanBeChanged()
{
    auto *line = qobject_cast<QLineEdit *>(m_widget);
    if (line)
        line->setReadOnly(m_isLocked);
    m_widget->setEnabled(m_isEffective && (!m_isLocked || line));
}

void SettingField::setLockPicture(const QPixmap &picture)
{
    m_lock->setPixmap(picture);
}

} // namespace timesheet
