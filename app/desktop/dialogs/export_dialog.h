#pragma once

class QWidget;

namespace timesheet {

class EventListModel;

/// Asks for a file, and writes what the model shows into it: CSV or JSON, by the file's ending.
/// Says afterwards how it went. None of it blocks.
void exportEvents(EventListModel &events, QWidget *parent);

} // namespace timesheet
