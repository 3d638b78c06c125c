#include "cache/migrations.h"

#include <QDir>
#include <QFile>
#include <QtEndian>

using namespace Qt::StringLiterals;

namespace timesheet {

namespace {

QStringList scripts()
{
    const QDir folder(u":/cache/migrations"_s);
    QStringList files;
    for (const QString &name : folder.entryList({u"*.sql"_s}, QDir::Files, QDir::Name))
        files.append(folder.filePath(name));
    Q_ASSERT(!files.isEmpty());
    return files;
}

/// A script's statements: each ends with a semicolon before an empty line or the end.
QStringList statementsOf(const QString &script)
{
    QStringList statements = script.trimmed().split(u";\n\n"_s, Qt::SkipEmptyParts);
    if (!statements.isEmpty() && statements.last().endsWith(u';'))
        statements.last().chop(1);
    return statements;
}

tl::expected<void, StoreError> apply(Database &database, const QString &file, qsizetype version)
{
    QFile script(file);
    if (!script.open(QIODevice::ReadOnly))
        return tl::unexpected(StoreError{StoreError::Kind::Open, script.errorString()});
    QStringList statements = statementsOf(QString::fromUtf8(script.readAll()));
    statements.append(u"PRAGMA application_id = %1"_s.arg(cacheApplicationId));
    statements.append(u"PRAGMA user_version = %1"_s.arg(version));

    Transaction transaction(database);
    if (const auto begun = transaction.begin(); !begun)
        return begun;
    for (const QString &statement : std::as_const(statements)) {
        if (const auto done = database.write(statement); !done)
            return done;
    }
    return transaction.commit();
}

tl::expected<void, StoreError> checkVersion(qsizetype version)
{
    const qsizetype newest = scripts().size();
    if (version <= newest)
        return {};
    return tl::unexpected(StoreError{
        StoreError::Kind::Newer,
        u"the cache is of version %1, this program knows versions up to %2: use the newer program"_s
            .arg(version)
            .arg(newest)});
}

} // namespace

tl::expected<void, StoreError> inspectFile(const QString &path)
{
    // https://www.sqlite.org/fileformat.html, 1.3
    constexpr qint64 headSize = 100;
    constexpr qsizetype schemaAt = 40;
    constexpr qsizetype versionAt = 60;
    constexpr qsizetype applicationAt = 68;
    const auto number = [](const QByteArray &head, qsizetype at) {
        return qFromBigEndian<qint32>(head.constData() + at);
    };

    QFile file(path);
    if (file.size() == 0) // also where there is none
        return {};
    if (!file.open(QIODevice::ReadOnly))
        return tl::unexpected(StoreError{StoreError::Kind::Io, file.errorString()});
    const QByteArray head = file.read(headSize);
    if (head.size() < headSize || !head.startsWith("SQLite format 3"))
        return tl::unexpected(StoreError{StoreError::Kind::Damaged, u"this is no database"_s});
    if (number(head, schemaAt) == 0)
        return {}; // no table was ever made in it: we were stopped in the middle of beginning it
    if (number(head, applicationAt) != cacheApplicationId)
        return tl::unexpected(
            StoreError{StoreError::Kind::Open, u"the file is another program's database"_s});
    return checkVersion(number(head, versionAt));
}

tl::expected<void, StoreError> migrate(Database &database)
{
    const auto version = database.ask(u"PRAGMA user_version"_s);
    if (!version)
        return tl::unexpected(version.error());
    if (const auto known = checkVersion(version->toInt()); !known)
        return known;
    const QStringList files = scripts();
    for (qsizetype next = version->toInt() + 1; next <= files.size(); ++next) {
        if (const auto applied = apply(database, files.at(next - 1), next); !applied)
            return applied;
    }
    return {};
}

} // namespace timesheet
