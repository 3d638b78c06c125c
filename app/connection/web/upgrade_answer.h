#pragma once

#include <QByteArrayView>
#include <QIODevice>

#include <chrono>

namespace timesheet {

/// The head of a server's answer to the request for an upgrade, which QWebSocket 6.4 keeps to
/// itself.
class UpgradeAnswer
{
public:
    /// Reads what waits to be read, and leaves it there.
    void look(QIODevice &socket);

    /// 0 while there is none, or where it is no HTTP.
    int status() const { return m_status; }
    /// For how long the server wants to be left alone.
    std::chrono::milliseconds retryAfter() const { return m_retryAfter; }

private:
    void readLine(QByteArrayView line);

    int m_status = 0;
    std::chrono::milliseconds m_retryAfter{0};
    bool m_isRead = false;
};

} // namespace timesheet
