#pragma once

#include "cache/event_store.h"
#include "desktop/samples.h"
#include "feed/event_feed.h"
#include "feed/event_list_model.h"

#include <QTemporaryDir>

#include <memory>

namespace timesheet::samples {

/// A real cache with its feed and model.
class Cache
{
public:
    Cache()
        : m_store(
              EventStore::open(m_folder.filePath(QStringLiteral("events.sqlite"))).value().store)
        , m_feed(*m_store, now)
        , m_model(*m_store, m_feed)
    {
    }

    void fill(const QList<Event> &events)
    {
        for (const Event &event : events)
            m_feed.receive({event, Via::Live});
        m_feed.flush();
    }

    EventFeed &feed() { return m_feed; }
    EventListModel &model() { return m_model; }

private:
    QTemporaryDir m_folder;
    std::unique_ptr<EventStore> m_store;
    EventFeed m_feed;
    EventListModel m_model;
};

} // namespace timesheet::samples
