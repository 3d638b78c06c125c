#pragma once

namespace timesheet {

/// Has tr() answer in the user's language where there is a translation, and in English with
/// English plurals where there is none. Call it once, when the QCoreApplication exists.
void installTranslations();

} // namespace timesheet
