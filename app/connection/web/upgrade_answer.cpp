#include "connection/web/upgrade_answer.h"

#include "connection/web/http_request.h"

namespace timesheet {

namespace {

/// The most that is looked at of a head.
constexpr qint64 longestLook = qint64{16} * 1024;

/// Of a status line (RFC 9112, section 4): HTTP/1.1 SP 3DIGIT. 0 where it is none.
int statusIn(QByteArrayView line)
{
    constexpr qsizetype digits = 3;
    const qsizetype space = line.indexOf(' ');
    if (!line.startsWith("HTTP/") || space < 0 || line.size() < space + 1 + digits)
        return 0;
    const QByteArrayView rest = line.sliced(space + 1);
    const bool ends = rest.size() == digits || rest.at(digits) == ' ';
    return ends ? rest.first(digits).toInt() : 0;
}

} // namespace

void UpgradeAnswer::look(QIODevice &socket)
{
    const QByteArray waiting = socket.peek(longestLook);
    qsizetype begin = 0;
    qsizetype end = waiting.indexOf('\n');
    while (end >= 0 && !m_isRead) {
        readLine(QByteArrayView(waiting).sliced(begin, end - begin).trimmed());
        begin = end + 1;
        end = waiting.indexOf('\n', begin);
    }
}

void UpgradeAnswer::readLine(QByteArrayView line)
{
    if (m_status == 0) {
        m_status = statusIn(line);
        return;
    }
    m_isRead = line.isEmpty();
    const qsizetype colon = line.indexOf(':');
    if (colon < 0 || line.first(colon).compare("retry-after", Qt::CaseInsensitive) != 0)
        return;
    m_retryAfter = retryAfterIn(line.sliced(colon + 1));
}

} // namespace timesheet
