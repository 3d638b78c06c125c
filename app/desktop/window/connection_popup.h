#pragma once

#include "domain/clock.h"
#include "domain/connection_status.h"

#include <QFrame>
#include <QMap>

#include <optional>

class QFormLayout;
class QPushButton;

namespace timesheet {

/// The connection's details, above the status indicator. The token is never among them.
class ConnectionPopup : public QFrame
{
    Q_OBJECT

public:
    explicit ConnectionPopup(Clock now, QWidget *parent = nullptr);

    void setStatus(const ConnectionStatus &status);
    void setLastEvent(const std::optional<QDateTime> &instant);
    /// How many messages were left out, by technical reasons, for example "bad-timestamp".
    void setCounters(const QMap<QString, qint64> &counters);

    /// Shows it with its lower edge on `anchor`'s upper edge.
    void popUp(const QWidget &anchor);

    QString diagnostics() const;

private:
    void refresh();

    Clock m_now;
    ConnectionStatus m_status;
    std::optional<QDateTime> m_lastEvent;
    QMap<QString, qint64> m_counters;
    QFormLayout *m_facts;
    QPushButton *m_copy;
};

} // namespace timesheet
