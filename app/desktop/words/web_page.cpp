#include "desktop/words/web_page.h"

#include "domain/addresses.h"
#include "domain/event_details.h"

namespace timesheet {

std::optional<QUrl> webPageOf(const Event &event, const QUrl &webAddress)
{
    if (std::optional<QUrl> own = detailsOf(event).url)
        return own;
    return isWebAddress(webAddress) ? std::optional(webAddress) : std::nullopt;
}

} // namespace timesheet
