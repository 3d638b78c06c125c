#include "sqlite/migrations.h"

#include <QDir>
#include <QFile>
#include <QtEndian>

using namespace Qt::StringLiterals;

namespace timesheet {

namespace {

QStringList scripts(const SqliteProfile &profile)
{
    const QDir folder(profile.migrations);
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

tl::expected<void, SqliteError> apply(Database &database, const SqliteProfile &profile,
                                      const QString &file, qsizetype version)
{
    QFile script(file);
    if (!script.open(QIODevice::ReadOnly))
        return tl::unexpected(SqliteError{SqliteError::Kind::Open, script.errorString()});
    QStringList statements = statementsOf(QString::fromUtf8(script.readAll()));
    statements.append(u"PRAGMA application_id = %1"_s.arg(profile.applicationId));
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

tl::expected<void, SqliteError> checkVersion(qsizetype version, const SqliteProfile &profile)
{
    const qsizetype newest = scripts(profile).size();
    if (version <= newest)
        return {};
    return tl::unexpected(SqliteError{
        SqliteError::Kind::Newer,
        u"the file is of version %1, this program knows versions up to %2: use the newer program"_s
            .arg(version)
            .arg(newest)});
}

} // namespace

tl::expected<void, SqliteError> inspectFile(const QString &path, const SqliteProfile &profile)
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
        return tl::unexpected(
            SqliteError{SqliteError::Kind::Io, path + u": "_s + file.errorString()});
    const QByteArray head = file.read(headSize);
    if (head.size() < headSize || !head.startsWith("SQLite format 3"))
        return tl::unexpected(
            SqliteError{SqliteError::Kind::Damaged, path + u": this is no database"_s});
    if (number(head, schemaAt) == 0)
        return {}; // no table was ever made in it: we were stopped in the middle of beginning it
    if (number(head, applicationAt) != profile.applicationId)
        return tl::unexpected(
            SqliteError{SqliteError::Kind::Open, path + u": this is another program's database"_s});
    return checkVersion(number(head, versionAt), profile).map_error([&path](SqliteError error) {
        error.detail.prepend(path + u": "_s);
        return error;
    });
}

tl::expected<void, SqliteError> migrate(Database &database, const SqliteProfile &profile)
{
    const auto version = database.ask(u"PRAGMA user_version"_s);
    if (!version)
        return tl::unexpected(version.error());
    if (const auto known = checkVersion(version->toInt(), profile); !known)
        return known;
    const QStringList files = scripts(profile);
    for (qsizetype next = version->toInt() + 1; next <= files.size(); ++next) {
        if (const auto applied = apply(database, profile, files.at(next - 1), next); !applied)
            return applied;
    }
    return {};
}

} // namespace timesheet
