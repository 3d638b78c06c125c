#pragma once

#include "domain/clock.h"

#include <QObject>
#include <QTimer>

#include <optional>

namespace timesheet {

/// Warns once, some minutes before a token expires.
class TokenWatch : public QObject
{
    Q_OBJECT

public:
    /// `now`: the server's clock where that is known.
    explicit TokenWatch(Clock now, QObject *parent = nullptr);

    /// Of the token in use; nothing where there is none or it never expires.
    void setExpiry(const std::optional<QDateTime> &expiresAt);
    /// To be called also where the clock may have jumped.
    void check();

signals:
    void expiresSoon(const QDateTime &expiresAt);

private:
    Clock m_now;
    QTimer m_timer;
    std::optional<QDateTime> m_expiresAt;
};

} // namespace timesheet
