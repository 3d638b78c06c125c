#include "connection/supabase_tables/table_place.h"

#include <QCryptographicHash>
#include <QStringList>

#include <tuple>

using namespace Qt::StringLiterals;

namespace timesheet {

namespace {

constexpr auto prefix = "tables:"_L1;
constexpr auto odd = "odd"_L1;
constexpr auto even = "even"_L1;
constexpr qsizetype partsBeforeId = 4;

qint64 countOf(PreciseInstant instant)
{
    return instant.time_since_epoch().count();
}

std::optional<PreciseInstant> instantIn(const QString &text)
{
    bool isNumber = false;
    const qint64 count = text.toLongLong(&isNumber);
    // Year 10000: beyond that no instant can be written.
    constexpr qint64 most = 253'402'300'800'000'000;
    const bool isSensible = isNumber && count >= 0 && count < most;
    return isSensible ? std::optional(PreciseInstant(std::chrono::microseconds(count)))
                      : std::nullopt;
}

std::optional<Table> tableIn(const QString &word)
{
    for (const Table table : allTables) {
        if (word == tableWord(table))
            return table;
    }
    return std::nullopt;
}

} // namespace

RowPosition positionOf(const TableRow &row)
{
    return {row.changedAt, row.table, row.id};
}

bool isBefore(const RowPosition &a, const RowPosition &b)
{
    return std::tie(a.at, a.table) < std::tie(b.at, b.table);
}

QString tagOf(const QUrl &server)
{
    constexpr qsizetype length = 8;
    const QString place = server.host() + u':' + QString::number(server.port());
    return QString::fromLatin1(
        QCryptographicHash::hash(place.toUtf8(), QCryptographicHash::Sha256).toHex().left(length));
}

Cursor cursorOf(const TablePlace &place, const QString &project)
{
    return Cursor(prefix + project +
                  u":%1:%2:%3:%4:"_s.arg(place.isOdd ? odd : even)
                      .arg(countOf(place.upTo))
                      .arg(countOf(place.position.at))
                      .arg(tableWord(place.position.table)) +
                  place.position.id);
}

bool isTableCursor(const Cursor &cursor)
{
    return cursor.value().startsWith(prefix);
}

std::optional<TablePlace> placeIn(const Cursor &cursor, const QString &project)
{
    const QString begin = prefix + project + u':';
    if (!cursor.value().startsWith(begin))
        return std::nullopt;
    const QString text = cursor.value().sliced(begin.size());
    const QString turn = text.section(u':', 0, 0);
    const auto upTo = instantIn(text.section(u':', 1, 1));
    const auto at = instantIn(text.section(u':', 2, 2));
    const auto table = tableIn(text.section(u':', 3, 3));
    const bool isTurn = turn == odd || turn == even;
    if (!isTurn || !upTo || !at || !table || text.count(u':') < partsBeforeId)
        return std::nullopt;
    return TablePlace{*upTo, {*at, *table, text.section(u':', partsBeforeId)}, turn == odd};
}

} // namespace timesheet
