#pragma once

#include "settings/settings_table.h"

#include <QObject>

class QLabel;
class QLayout;
class QPixmap;
class QWidget;

namespace timesheet {

/// The field of one setting, and the lock beside it. What it says is a text, as the settings' files
/// have it.
class SettingField : public QObject
{
    Q_OBJECT

public:
    SettingField(const SettingRow &row, QObject *parent);

    const SettingRow &row() const { return m_row; }
    QWidget *widget() const { return m_widget; }
    /// The field and its lock, side by side, for the page that they are to belong to.
    QLayout *layOut();

    /// Without white space around it; empty: nobody has chosen.
    QString text() const;
    /// Emits nothing.
    void setText(const QString &text);
    /// What is locked cannot be changed, and nor can what has no effect. A locked line of text
    /// stays readable, and can be copied.
    void setLocked(bool isLocked);
    void setEffective(bool hasEffect);
    bool isLocked() const { return m_isLocked; }
    bool isEffective() const { return m_isEffective; }
    void setLockPicture(const QPixmap &picture);

signals:
    void edited(); ///< by the user

private:
    QWidget *makeWidget();
    QWidget *makeSwitch();
    QWidget *makeTime();
    QWidget *makeChoice();
    QWidget *makeLine();
    void showWhatCanBeChanged();

    const SettingRow &m_row;
    QWidget *m_widget;
    QLabel *m_lock;
    bool m_isLocked = false;
    bool m_isEffective = true;
};

/// Words of the settings' table in the user's language.
QString translated(const SettingWords &words);

} // namespace timesheet
