#include "cache/cache_file.h"

#include <QFile>
#include <QFileInfo>

#include <array>

using namespace Qt::StringLiterals;

namespace timesheet {

namespace {

/// The database comes last: a log without its database is harmless, but SQLite would play a log
/// that is left behind into the database that is begun anew.
constexpr std::array endings{"-wal"_L1, "-shm"_L1, ""_L1};

StoreError failure(const QFile &file)
{
    return {StoreError::Kind::Io, file.fileName() + u": "_s + file.errorString()};
}

} // namespace

bool wasLeftOpen(const QString &file)
{
    return QFileInfo(file + u"-wal"_s).size() > 0;
}

tl::expected<QString, StoreError> setAside(const QString &file, const QDateTime &now)
{
    const QString stamp = now.toUTC().toString(u"yyyyMMdd'T'HHmmsszzz'Z'");
    const QString aside = u"%1.damaged-%2"_s.arg(file, stamp);
    return moveFile(file, aside).map([&aside] { return aside; });
}

tl::expected<void, StoreError> moveFile(const QString &from, const QString &to)
{
    if (const auto removed = removeFile(to); !removed)
        return removed;
    for (const QLatin1StringView ending : endings) {
        QFile part(from + ending);
        if (part.exists() && !part.rename(to + ending))
            return tl::unexpected(failure(part));
    }
    return {};
}

tl::expected<void, StoreError> removeFile(const QString &file)
{
    for (const QLatin1StringView ending : endings) {
        QFile part(file + ending);
        if (part.exists() && !part.remove())
            return tl::unexpected(failure(part));
    }
    return {};
}

} // namespace timesheet
