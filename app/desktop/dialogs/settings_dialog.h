#pragma once

#include "domain/preferences.h"

#include <QDialog>
#include <QMap>
#include <QSet>

#include <utility>

class QCheckBox;
class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QTabWidget;
class QTimeEdit;
class QVBoxLayout;

namespace timesheet {

/// What the user can choose. Nothing takes effect before OK; what the administrator has locked is
/// shown, and cannot be changed.
class SettingsDialog : public QDialog
{
    Q_OBJECT

public:
    /// Languages by their code ("de") and their own name ("Deutsch").
    using Languages = QList<std::pair<QString, QString>>;

    explicit SettingsDialog(const Languages &languages, QWidget *parent = nullptr);

    /// Whether there is a way to start by itself.
    void setCanStartAtLogin(bool can);
    void open(const Preferences &preferences, const QSet<Setting> &locked);
    /// What the fields say.
    Preferences preferences() const;
    QString message() const; ///< what is wrong with it; empty where nothing is

signals:
    void chosen(const timesheet::Preferences &preferences);

protected:
    void changeEvent(QEvent *event) override;

private:
    QWidget *buildNotifications();
    QWidget *buildConnection();
    QWidget *buildGeneral(const Languages &languages);
    QLayout *buildFooter();
    QLayout *buildQuietHours();
    void connectFields();
    QLayout *lockable(Setting setting, QWidget *field);
    void show(const Preferences &preferences);
    void chooseCaFile();
    void refresh();
    QString problem() const;
    void submit();
    void refreshColors();

    QSet<Setting> m_locked;
    QMap<Setting, QWidget *> m_fields;
    QMap<Setting, QLabel *> m_locks; ///< beside their fields
    QTabWidget *m_pages;
    QMap<EventType, QCheckBox *> m_types;
    QCheckBox *m_others;
    QCheckBox *m_sounds;
    QCheckBox *m_quiet;
    QTimeEdit *m_quietFrom;
    QTimeEdit *m_quietTo;
    QCheckBox *m_breakThrough;
    QLineEdit *m_server;
    QLineEdit *m_webAddress;
    QComboBox *m_proxy;
    QLineEdit *m_proxyAddress;
    QLineEdit *m_caFile;
    QPushButton *m_chooseCaFile;
    QCheckBox *m_startAtLogin;
    QComboBox *m_language;
    QComboBox *m_keptFor;
    QLabel *m_message;
    QLabel *m_lockNote;
    QPushButton *m_ok = nullptr;
};

} // namespace timesheet
