#include "domain/preferences.h"

using namespace Qt::StringLiterals;

namespace timesheet {

Setting toastSetting(EventType type)
{
    switch (type) {
    case EventType::TimesheetApproved:
        return Setting::ToastApproved;
    case EventType::TimesheetRejected:
        return Setting::ToastRejected;
    case EventType::TimesheetAnnotated:
        return Setting::ToastAnnotated;
    case EventType::DeadlineReminder:
        return Setting::ToastDeadline;
    case EventType::NotificationNew:
    case EventType::Gap:
    case EventType::Unknown:
        break;
    }
    return Setting::ToastNotification;
}

bool ToastPreferences::isQuietAt(QTime time) const
{
    if (!hasQuietHours)
        return false;
    if (quietFrom < quietTo)
        return time >= quietFrom && time < quietTo;
    return time >= quietFrom || time < quietTo; // over midnight
}

QUrl proxyIn(const QString &text)
{
    const QString address = text.trimmed();
    const QUrl url(address.contains(u"://"_s) ? address : u"http://"_s + address, QUrl::StrictMode);
    const bool known = url.scheme() == u"http" || url.scheme() == u"socks5";
    const bool bare = url.userInfo().isEmpty() && !url.hasQuery() && !url.hasFragment();
    const bool pathless = url.path().isEmpty() || url.path() == u"/";
    return url.isValid() && known && bare && pathless && !url.host().isEmpty() && url.port() > 0
               ? url
               : QUrl();
}

} // namespace timesheet
