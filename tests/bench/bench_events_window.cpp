// How fast the events window is with many cached events: until it is shown, for each key of a
// search, for each step of scrolling. Real window, real cache file, on the display that is there.
//
//   bench_events_window EVENTS SQLITE-FILE

#include "cache/event_store.h"
#include "desktop/window/event_list_view.h"
#include "desktop/window/events_window.h"
#include "feed/event_feed.h"
#include "feed/event_list_model.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QLineEdit>
#include <QScrollBar>
#include <QSettings>
#include <QTemporaryDir>
#include <QWindow>

#include <algorithm>
#include <cstdio>
#include <functional>
#include <memory>
#include <vector>

using namespace timesheet;
using namespace Qt::StringLiterals;

namespace {

constexpr int batch = 1000;
constexpr int steps = 8000; // of scrolling: some 40,000 rows
const UserId reader(u"employee-7"_s);

QDateTime now()
{
    return QDateTime::currentDateTimeUtc();
}

Event sample(int number, int count)
{
    static const QStringList types{u"timesheet:approved"_s, u"timesheet:rejected"_s,
                                   u"timesheet:annotated"_s, u"notification:new"_s};
    static const QStringList people{u"Dana Fox"_s, u"Ines Ortega"_s, u"Tomás Brandt"_s,
                                    u"Mei Lin"_s, u"Ola Nordmann"_s};
    Event event;
    event.id = EventId(u"event-%1"_s.arg(number));
    event.typeName = types.at(number % types.size());
    event.payload = {{u"id"_s, u"sheet-%1"_s.arg(number)},
                     {u"employee_id"_s, reader.value()},
                     {u"period_start"_s, u"2026-11-16"_s},
                     {u"period_end"_s, u"2026-11-22"_s},
                     {u"hours"_s, 30 + number % 20},
                     {u"actor"_s, people.at(number % people.size())},
                     {u"reason"_s, u"Friday of project %1 is missing"_s.arg(number % 977)}};
    event.timestamp = now().addSecs(-60LL * (count - number));
    event.tenant = TenantId(u"acme"_s);
    return event;
}

bool fill(EventStore &store, int count)
{
    for (int first = 0; first < count; first += batch) {
        QList<ReceivedEvent> events;
        for (int i = first; i < std::min(first + batch, count); ++i)
            events.append({sample(i, count), Via::Live});
        if (!store.commit(events, {}, now()))
            return false;
    }
    return true;
}

/// Until everything that waits is done and painted.
double millisecondsOf(const std::function<void()> &action)
{
    QElapsedTimer timer;
    timer.start();
    action();
    QCoreApplication::sendPostedEvents();
    QCoreApplication::processEvents();
    return static_cast<double>(timer.nsecsElapsed()) / 1e6;
}

void report(const char *what, std::vector<double> times, const char *goal)
{
    std::sort(times.begin(), times.end());
    std::printf("  %-40s p50 %7.1f  longest %7.1f ms  %s\n", what, times[times.size() / 2],
                times.back(), goal);
}

} // namespace

int main(int argc, char **argv)
{
    const QApplication qt(argc, argv);
    const int count = QCoreApplication::arguments().value(1).toInt();
    auto opened = EventStore::open(QCoreApplication::arguments().value(2));
    if (!opened || !fill(*opened->store, count))
        return 1;
    EventFeed feed(*opened->store, now);
    const QTemporaryDir folder;
    QSettings settings(folder.filePath(u"settings.ini"_s), QSettings::IniFormat);
    std::printf("%d cached events\n", count);

    std::unique_ptr<EventListModel> model;
    std::unique_ptr<EventsWindow> window;
    const double shown = millisecondsOf([&] {
        model = std::make_unique<EventListModel>(*opened->store, feed);
        window = std::make_unique<EventsWindow>(settings, now);
        window->setEvents(model.get(), reader);
        window->setCounts(feed.counts());
        window->reveal();
        while (!window->windowHandle()->isExposed())
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    });
    report("window shown, made anew", {shown}, "goal 200 ms");

    auto *search = window->findChild<QLineEdit *>();
    std::vector<double> keys;
    for (const QString &word : {u"ortega friday"_s, u"project 97"_s, u"tomás"_s, u"missing"_s}) {
        for (qsizetype length = 1; length <= word.size(); ++length)
            keys.push_back(millisecondsOf([&] { search->setText(word.left(length)); }));
        keys.push_back(millisecondsOf([&] { search->clear(); }));
    }
    report("search, each key", keys, "goal 50 ms");

    auto *list = window->findChild<EventListView *>();
    std::vector<double> frames;
    for (int step = 0; step < steps; ++step) {
        QScrollBar *bar = list->verticalScrollBar();
        const int stride = step % 2 == 0 ? bar->singleStep() : bar->pageStep();
        frames.push_back(millisecondsOf([&] { bar->setValue(bar->value() + stride); }));
    }
    report("scrolling, each frame", frames, "goal 33 ms");
    return 0;
}
