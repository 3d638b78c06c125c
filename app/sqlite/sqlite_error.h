#pragma once

#include <QString>

namespace timesheet {

/// What went wrong with a SQLite file.
struct SqliteError {
    enum class Kind {
        Open,    ///< cannot be opened or created, or is another program's
        Newer,   ///< written by a newer version of this program; untouched
        Damaged, ///< no database, or one whose content contradicts itself
        Full,    ///< no space left
        Io,      ///< everything else
    };

    Kind kind = Kind::Io;
    QString detail; ///< technical words, for a log or an administrator

    friend bool operator==(const SqliteError &, const SqliteError &) = default;
};

} // namespace timesheet
