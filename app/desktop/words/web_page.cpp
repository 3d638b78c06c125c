#include "desktop/words/web_page.h"

#include "domain/event_details.h"

namespace timesheet {

bool isWebAddress(const QUrl &url)
{
    const bool isWeb = url.scheme() == u"https" || url.scheme() == u"http";
    return url.isValid() && isWeb && !url.host().isEmpty();
}

std::optional<QUrl> pageOf(const Event &event, const QUrl &webAddress)
{
    if (std::optional<QUrl> own = detailsOf(event).url)
        return own;
    return isWebAddress(webAddress) ? std::optional(webAddress) : std::nullopt;
}

} // namespace timesheet
