#pragma once

#include "domain/clock.h"
#include "domain/connection_status.h"

#include <QTimer>
#include <QWidget>

class QPushButton;
class QToolButton;

namespace timesheet {

/// The connection in words with its shape before them, and the button that can help.
class StatusIndicator : public QWidget
{
    Q_OBJECT

public:
    explicit StatusIndicator(Clock now, QWidget *parent = nullptr);

    QString text() const;

public slots:
    void setStatus(const timesheet::ConnectionStatus &status);

signals:
    void detailsRequested();
    void retryRequested();
    void signInRequested();

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void refresh();
    void refreshTimer();
    void onRemedyClicked();

    Clock m_now;
    ConnectionStatus m_status;
    QToolButton *m_words;
    QPushButton *m_remedy;
    QTimer m_second; ///< counts down to the next attempt; runs only while that is seen
};

} // namespace timesheet
