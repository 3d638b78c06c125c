#pragma once

#include "settings/settings_table.h"

#include <QDialog>
#include <QMap>
#include <QSet>

class QLabel;
class QPushButton;
class QTabWidget;
class QVBoxLayout;

namespace timesheet {

class SettingField;

/// What the user can choose. Nothing takes effect before OK; what the administrator has locked is
/// shown, and cannot be changed.
class SettingsDialog : public QDialog
{
    Q_OBJECT

public:
    explicit SettingsDialog(QWidget *parent = nullptr);

    /// Whether there is a way to start by itself.
    void setCanStartAtLogin(bool can);
    void open(const Preferences &preferences, const QSet<Setting> &locked);
    /// What the fields say. What makes no sense has its usual value; what has no field is as it
    /// was.
    const Preferences &preferences() const { return m_preferences; }
    QString message() const; ///< what is wrong with it; empty where nothing is

signals:
    void chosen(const timesheet::Preferences &preferences);

protected:
    void changeEvent(QEvent *event) override;

private:
    using QDialog::open; // not without what is to be shown

    QWidget *buildNotifications();
    QWidget *buildConnection();
    QWidget *buildGeneral();
    QLayout *buildFooter();
    QLayout *buildQuietHours();
    QLayout *buildCaFile();
    QLayout *fieldOf(Setting setting);
    void addNamed(QVBoxLayout *page, Setting setting, QLayout *field);
    void read(const SettingField &field);
    bool makesSense(const SettingRow &row, const QString &text);
    void chooseCaFile();
    void refresh();
    QString problem() const;
    void submit();
    void refreshColors();

    Preferences m_preferences;
    QSet<Setting> m_refused; ///< fields that make no sense
    QMap<Setting, SettingField *> m_fields;
    QTabWidget *m_pages;
    QPushButton *m_chooseCaFile;
    QLabel *m_message;
    QLabel *m_lockNote;
    QPushButton *m_ok = nullptr;
};

} // namespace timesheet
