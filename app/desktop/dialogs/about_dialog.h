#pragma once

#include <QMessageBox>

namespace timesheet {

/// Which version this is, what it is made of, under which licence.
class AboutDialog : public QMessageBox
{
    Q_OBJECT

public:
    explicit AboutDialog(QWidget *parent = nullptr);
};

} // namespace timesheet
