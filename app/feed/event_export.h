#pragma once

#include "cache/event_query.h"
#include "cache/event_store.h"

#include <QObject>
#include <QSaveFile>
#include <QTimer>

namespace timesheet {

/// Writes what a filter and a search show into a file, newest first. Some events in each turn of
/// the event loop; the file is there when all of them are in it, or not at all.
class EventExport : public QObject
{
    Q_OBJECT

public:
    enum class Format {
        Csv,  ///< RFC 4180 with a header line, UTF-8; the members that have a meaning, as columns
        Json, ///< an array of events as they came, each with `read`
    };

    EventExport(EventStore &store, EventQuery query, const QString &file, Format format,
                QObject *parent = nullptr);

    void start();

signals:
    void finished(int events);
    /// `reason`: of the file system or the cache. There is no file, or the one that was there.
    void failed(const QString &reason);

private:
    void writeSome();
    QByteArray encoded(const StoredEvent &event) const;
    void fail(const QString &reason);

    EventStore &m_store;
    EventQuery m_query;
    Format m_format;
    QSaveFile m_file;
    QTimer m_turn;
    ListPosition m_below = highestPosition;
    int m_count = 0;
};

/// One event as a line of CSV, with its end. What a spreadsheet would take for a formula is made
/// text by an apostrophe before it.
QByteArray csvLine(const StoredEvent &event);
/// The names of csvLine()'s columns.
QByteArray csvHeader();

} // namespace timesheet
