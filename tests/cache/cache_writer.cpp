// Stores events one after another for ever, and says each time what is committed: to be killed.

#include "cache/event_store.h"
#include "support/sample_events.h"

#include <QCoreApplication>

#include <cstdio>

using namespace timesheet;

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    auto opened = EventStore::open(QCoreApplication::arguments().value(1));
    if (!opened)
        return 1;
    for (int n = 1;; ++n) {
        const Event event = test::sampleEvent(n);
        if (!opened->store->commit({{event, Via::Live}}, event.cursor, test::sampleTime))
            return 1;
        std::printf("%d\n", n);
        std::fflush(stdout);
    }
}
