#include "desktop/window/emptiness.h"

#include "desktop/words/plain_text.h"

#include <QCoreApplication>

namespace timesheet {

namespace {

class Emptiness
{
    Q_DECLARE_TR_FUNCTIONS(Emptiness)
};

} // namespace

EmptyState::Content whyEmpty(SignedIn signedIn, EventFilter filter, const QString &search)
{
    constexpr qsizetype maxSearch = 40;
    if (signedIn == SignedIn::No)
        return {Glyph::Key, Emptiness::tr("You are not signed in"),
                Emptiness::tr("Sign in to see what happens to your timesheets."),
                Emptiness::tr("Sign in…")};
    if (!search.isEmpty())
        return {Glyph::Search,
                Emptiness::tr("Nothing found for “%1”").arg(plainLine(search, maxSearch)),
                Emptiness::tr("The search looks at every text of an event, in the chosen filter."),
                Emptiness::tr("Clear search")};
    if (filter == EventFilter::Unread)
        return {Glyph::Approved, Emptiness::tr("All read"),
                Emptiness::tr("There is nothing new for you."), Emptiness::tr("Show all events")};
    if (filter != EventFilter::All)
        return {Glyph::Inbox, Emptiness::tr("No events of this kind"),
                Emptiness::tr("Other events are under All."), Emptiness::tr("Show all events")};
    return {Glyph::Inbox, Emptiness::tr("No events yet"),
            Emptiness::tr("Approvals, rejections, notes and deadlines appear here the moment they "
                          "happen."),
            QString()};
}

} // namespace timesheet
