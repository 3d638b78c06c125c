#include "gateway/storage/event_log_cases.h"

#include <QSet>
#include <QTest>

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

namespace {

/// Of presence; longer than any test.
constexpr std::chrono::hours lease{1};

} // namespace

Caller caller(const QString &tenant, const QString &user, const QString &role)
{
    return {TenantId(tenant), UserId(user), role, {}};
}

NewLogEntry entry(const QString &tenant, const QString &id, const std::optional<QString> &recipient)
{
    wire::PackedEvent event;
    event.id = EventId(id);
    event.typeName = u"timesheet:approved"_s;
    event.payload = R"({"hours":38.5,"id":"ts-1"})";
    event.timestamp = QDateTime::fromMSecsSinceEpoch(1'800'000'000'123).toUTC();
    event.tenant = TenantId(tenant);
    return {event, recipient ? std::optional(UserId(*recipient)) : std::nullopt};
}

QStringList idsOf(const LogPage &page)
{
    QStringList ids;
    for (const LogEntry &one : page.entries)
        ids.append(one.event.id.value());
    return ids;
}

QStringList idsOf(const LogNews &news)
{
    QStringList ids;
    for (const LogEntry &one : news.entries)
        ids.append(one.event.id.value());
    return ids;
}

QStringList wordsOf(const QList<wire::UserPresence> &users)
{
    QStringList words;
    for (const wire::UserPresence &one : users)
        words.append(one.user.value() + u' ' + wire::presenceStateName(one.state));
    return words;
}

QStringList wordsOf(const QList<PresenceNotice> &changes)
{
    QList<wire::UserPresence> users;
    for (const PresenceNotice &one : changes)
        users.append(one.presence);
    return wordsOf(users);
}

void EventLogCases::add(const NewLogEntry &fresh)
{
    QVERIFY(m_log->append({fresh}));
}

void EventLogCases::append_givesEachTenantItsOwnOrder()
{
    const auto appended =
        m_log->append({entry(u"a"_s, u"1"_s), entry(u"b"_s, u"2"_s), entry(u"a"_s, u"3"_s)});
    QVERIFY(appended);
    QCOMPARE(appended->at(0).entry.sequence, 1);
    QCOMPARE(appended->at(1).entry.sequence, 1);
    QCOMPARE(appended->at(2).entry.sequence, 2);
    QVERIFY(appended->at(0).entry.event.cursor < appended->at(2).entry.event.cursor);
    QCOMPARE(m_log->head(TenantId(u"a"_s))->cursor, *appended->at(2).entry.event.cursor);
    QCOMPARE(m_log->head(TenantId(u"b"_s))->sequence, 1);
}

void EventLogCases::append_keepsTheWholeEvent()
{
    NewLogEntry fresh = entry(u"a"_s, u"1"_s, u"u"_s);
    fresh.event.typeName = u"some:thing \u20ac \U0001F600"_s;
    fresh.event.payload = "{\"text\":\"a\\u0000b\\n\\\"\\u202e \xe2\x82\xac\"}";
    add(fresh);
    const auto page = m_log->readNewest(caller(u"a"_s), everything);
    QVERIFY2(page, page ? "" : qPrintable(page.error().detail));
    QCOMPARE(page->entries.size(), 1);
    fresh.event.cursor = page->cursor;
    QCOMPARE(page->entries.first().event, fresh.event);
    QCOMPARE(page->entries.first().recipient, fresh.recipient);
}

void EventLogCases::append_sameIdAgain_storesNothing()
{
    const auto first = m_log->append({entry(u"a"_s, u"1"_s), entry(u"a"_s, u"1"_s)});
    QVERIFY(first);
    QVERIFY(first->at(0).isNew);
    QVERIFY(!first->at(1).isNew);
    const auto second = m_log->append({entry(u"a"_s, u"1"_s), entry(u"a"_s, u"2"_s)});
    QVERIFY(second);
    QVERIFY(!second->at(0).isNew);
    QCOMPARE(second->at(0).entry.event.cursor, first->at(0).entry.event.cursor);
    QCOMPARE(second->at(1).entry.sequence, 2);
}

void EventLogCases::append_sameIdOfAnotherTenant_isAnotherEvent()
{
    add(entry(u"a"_s, u"1"_s));
    const auto other = m_log->append({entry(u"b"_s, u"1"_s)});
    QVERIFY(other && other->first().isNew);
}

void EventLogCases::append_whatTheDatabaseRefuses_isRefusedAndStoresNothing()
{
    refuseType(u"poison"_s);
    NewLogEntry poison = entry(u"a"_s, u"2"_s);
    poison.event.typeName = u"poison"_s;
    const auto refused = m_log->append({entry(u"a"_s, u"1"_s), poison, entry(u"b"_s, u"3"_s)});
    QVERIFY(!refused);
    QCOMPARE(refused.error().kind, LogError::Kind::Refused);
    QCOMPARE(m_log->append({entry(u"a"_s, u"1"_s)})->first().entry.sequence, 1);
    QCOMPARE(m_log->head(TenantId(u"b"_s))->sequence, 0);
}

void EventLogCases::readAfter_pagesUntilTheEnd()
{
    for (int i = 1; i <= 5; ++i)
        add(entry(u"a"_s, QString::number(i)));
    const auto start = m_log->readNewest(caller(u"nobody"_s), everything);
    const auto first = m_log->readAfter(caller(u"a"_s), start->cursor, {2, 1 << 20});
    QCOMPARE(idsOf(*first), (QStringList{u"1"_s, u"2"_s}));
    QVERIFY(!first->atEnd && first->complete);
    const auto second = m_log->readAfter(caller(u"a"_s), first->cursor, {4, 1 << 20});
    QCOMPARE(idsOf(*second), (QStringList{u"3"_s, u"4"_s, u"5"_s}));
    QVERIFY(second->atEnd && second->complete);
    const auto third = m_log->readAfter(caller(u"a"_s), second->cursor, everything);
    QVERIFY(third->entries.isEmpty() && third->atEnd && third->complete);
    QCOMPARE(third->cursor, second->cursor);
}

void EventLogCases::readAfter_bytesBoundThePage()
{
    for (int i = 1; i <= 3; ++i)
        add(entry(u"a"_s, QString::number(i)));
    const Cursor start = m_log->head(TenantId(u"nobody"_s))->cursor;
    const auto page = m_log->readAfter(caller(u"a"_s), start, {100, 1});
    QCOMPARE(idsOf(*page), QStringList{u"1"_s});
    QVERIFY(!page->atEnd);
    QCOMPARE(page->sequence, 1);
}

void EventLogCases::readAfter_showsWhatTheCallerMaySee_data()
{
    QTest::addColumn<QString>("tenant");
    QTest::addColumn<QString>("user");
    QTest::addColumn<QString>("role");
    QTest::addColumn<QStringList>("ids");
    const QStringList all{u"all"_s, u"for-u"_s, u"for-v"_s};
    QTest::newRow("the recipient")
        << u"a"_s << u"u"_s << u""_s << QStringList{u"all"_s, u"for-u"_s};
    QTest::newRow("a bystander") << u"a"_s << u"w"_s << u"employee"_s << QStringList{u"all"_s};
    QTest::newRow("a manager") << u"a"_s << u"w"_s << u"manager"_s << all;
    QTest::newRow("an admin") << u"a"_s << u"w"_s << u"admin"_s << all;
    QTest::newRow("a service") << u"a"_s << u"w"_s << u"service"_s << QStringList{u"all"_s};
    QTest::newRow("another tenant's admin")
        << u"b"_s << u"u"_s << u"admin"_s << QStringList{u"other"_s};
    QTest::newRow("nobody's admin") << u"c"_s << u"u"_s << u"admin"_s << QStringList{};
    QTest::newRow("a tenant named as a pattern") << u"%"_s << u"u"_s << u"admin"_s << QStringList{};
    QTest::newRow("a tenant named as SQL")
        << u"a' OR '1'='1"_s << u"u"_s << u"admin"_s << QStringList{};
}

void EventLogCases::readAfter_showsWhatTheCallerMaySee()
{
    QFETCH(const QString, tenant);
    QFETCH(const QString, user);
    QFETCH(const QString, role);
    QFETCH(const QStringList, ids);
    QVERIFY(m_log->append({entry(u"a"_s, u"all"_s), entry(u"a"_s, u"for-u"_s, u"u"_s),
                           entry(u"b"_s, u"other"_s), entry(u"a"_s, u"for-v"_s, u"v"_s)}));
    const Caller reader = caller(tenant, user, role);
    const Cursor start = m_log->head(TenantId(u"nobody"_s))->cursor;
    QCOMPARE(idsOf(*m_log->readAfter(reader, start, everything)), ids);
    QCOMPARE(idsOf(*m_log->readNewest(reader, everything)), ids);
}

void EventLogCases::readAfter_hiddenEvents_moveTheCursorOn()
{
    const Cursor start = m_log->head(TenantId(u"a"_s))->cursor;
    add(entry(u"a"_s, u"1"_s, u"someone"_s));
    const auto page = m_log->readAfter(caller(u"a"_s), start, everything);
    QVERIFY(page->entries.isEmpty());
    QCOMPARE(page->cursor, m_log->head(TenantId(u"a"_s))->cursor);
}

void EventLogCases::readAfter_amongHiddenEvents_pagesThroughAllThatIsVisible_data()
{
    QTest::addColumn<QString>("role");
    QTest::addColumn<QStringList>("ids");
    QStringList all;
    for (int i = 1; i <= 12; ++i)
        all.append(QString::number(i));
    QTest::newRow("an employee") << u"employee"_s << QStringList{u"1"_s, u"3"_s, u"4"_s,  u"6"_s,
                                                                 u"7"_s, u"9"_s, u"10"_s, u"12"_s};
    QTest::newRow("a manager") << u"manager"_s << all;
}

void EventLogCases::readAfter_amongHiddenEvents_pagesThroughAllThatIsVisible()
{
    QFETCH(const QString, role);
    QFETCH(const QStringList, ids);
    const QList<std::optional<QString>> recipients{std::nullopt, u"somebody else"_s, u"u"_s};
    QList<NewLogEntry> fresh;
    for (int i = 1; i <= 12; ++i)
        fresh.append(entry(u"a"_s, QString::number(i), recipients.at((i - 1) % 3)));
    Cursor place = m_log->head(TenantId(u"a"_s))->cursor;
    QVERIFY(m_log->append(fresh));
    const Caller reader = caller(u"a"_s, u"u"_s, role);
    QStringList found;
    for (bool atEnd = false; !atEnd;) {
        const auto page = m_log->readAfter(reader, place, {3, 1 << 20});
        QVERIFY(page && page->complete);
        QVERIFY(page->atEnd || page->entries.size() == 3); // never an empty page in the middle
        found.append(idsOf(*page));
        place = page->cursor;
        atEnd = page->atEnd;
    }
    QCOMPARE(found, ids);
    QCOMPARE(place, m_log->head(TenantId(u"a"_s))->cursor);
    QCOMPARE(idsOf(*m_log->readNewest(reader, {3, 1 << 20})), ids.last(3));
}

void EventLogCases::readAfter_unknownCursor_beginsAtTheBeginning_data()
{
    QTest::addColumn<QString>("cursor");
    QTest::newRow("another log's") << u"00000000-000000000001"_s;
    QTest::newRow("words") << u"yesterday"_s;
    QTest::newRow("beyond the end") << u"%1-000000000003"_s;
    QTest::newRow("negative") << u"%1--00000000001"_s;
    QTest::newRow("short") << u"%1-1"_s;
    QTest::newRow("capitals") << u"%1-00000000000A"_s;
    QTest::newRow("a sign") << u"%1-+00000000001"_s;
    QTest::newRow("long") << u"%1-0000000000001"_s;
}

void EventLogCases::readAfter_unknownCursor_beginsAtTheBeginning()
{
    QFETCH(QString, cursor);
    add(entry(u"a"_s, u"1"_s));
    add(entry(u"a"_s, u"2"_s));
    const QString epoch = m_log->head(TenantId(u"a"_s))->cursor.value().section(u'-', 0, 0);
    if (cursor.contains(u"%1"_s))
        cursor = cursor.arg(epoch);
    const auto page = m_log->readAfter(caller(u"a"_s), Cursor(cursor), everything);
    QVERIFY(page);
    QVERIFY(!page->complete);
    QCOMPARE(page->entries.size(), 2);
}

void EventLogCases::readAfter_prunedGap_isNotComplete()
{
    QList<Cursor> cursors{m_log->head(TenantId(u"a"_s))->cursor};
    for (int i = 1; i <= 4; ++i) {
        add(entry(u"a"_s, QString::number(i)));
        cursors.append(m_log->head(TenantId(u"a"_s))->cursor);
    }
    removeEventsUpTo(2);
    QVERIFY(!m_log->readAfter(caller(u"a"_s), cursors.at(0), everything)->complete);
    QVERIFY(!m_log->readAfter(caller(u"a"_s), cursors.at(1), everything)->complete);
    QVERIFY(m_log->readAfter(caller(u"a"_s), cursors.at(2), everything)->complete);
    QVERIFY(m_log->readAfter(caller(u"a"_s), cursors.at(4), everything)->complete);
}

void EventLogCases::readAfter_everythingPruned_isNotComplete()
{
    const Cursor start = m_log->head(TenantId(u"a"_s))->cursor;
    add(entry(u"a"_s, u"1"_s));
    const Cursor end = m_log->head(TenantId(u"a"_s))->cursor;
    removeEventsUpTo(1);
    QVERIFY(!m_log->readAfter(caller(u"a"_s), start, everything)->complete);
    QVERIFY(m_log->readAfter(caller(u"a"_s), end, everything)->complete);
    QCOMPARE(m_log->append({entry(u"a"_s, u"2"_s)})->first().entry.sequence, 2);
}

void EventLogCases::prune_oldEvents_goInStepsWithTheirMarks()
{
    const Cursor start = m_log->head(TenantId(u"a"_s))->cursor;
    for (int i = 1; i <= 5; ++i)
        add(entry(u"a"_s, QString::number(i)));
    QVERIFY(m_log->markRead(caller(u"a"_s), {{EventId(u"1"_s), EventId(u"5"_s)}, {}}, 0));
    QCOMPARE(*m_log->prune(QDateTime::currentDateTimeUtc().addDays(-1), 3), 0);
    const QDateTime later = QDateTime::currentDateTimeUtc().addDays(1);
    QCOMPARE(*m_log->prune(later, 3), 3);
    QCOMPARE(idsOf(*m_log->readNewest(caller(u"a"_s), everything)), (QStringList{u"4"_s, u"5"_s}));
    QVERIFY(!m_log->readAfter(caller(u"a"_s), start, everything)->complete);
    QCOMPARE(countMarks(), 1);
    QCOMPARE(*m_log->prune(later, 3), 2);
    QCOMPARE(*m_log->prune(later, 3), 0);
}

void EventLogCases::prune_whateverTheClockSays_leavesNoHole()
{
    add(entry(u"a"_s, u"1"_s));
    makeEventsAnHourYounger();
    m_log.reset();
    m_log = openLog();
    add(entry(u"a"_s, u"2"_s)); // the clock was set back by an hour
    QCOMPARE(*m_log->prune(QDateTime::currentDateTimeUtc().addSecs(1800), 10), 0);
}

void EventLogCases::readAfter_restoredBackup_isNotCompleteAndBeginsAtTheStart()
{
    add(entry(u"a"_s, u"1"_s));
    m_log.reset();
    backUp();
    m_log = openLog();
    add(entry(u"a"_s, u"lost"_s));
    const Cursor lost = m_log->head(TenantId(u"a"_s))->cursor;
    m_log.reset();
    restore();
    m_log = openLog();

    QVERIFY(!m_log->readAfter(caller(u"a"_s), lost, everything)->complete); // beyond the end
    add(entry(u"a"_s, u"other"_s));                                         // the same place again
    const auto page = m_log->readAfter(caller(u"a"_s), lost, everything);
    QVERIFY(!page->complete);
    QCOMPARE(idsOf(*page), (QStringList{u"1"_s, u"other"_s}));
    QVERIFY(!m_log->markRead(caller(u"a"_s), {{}, lost}, 0));
}

void EventLogCases::readAfter_cursorWithoutCheck_isTakenAsItIs()
{
    add(entry(u"a"_s, u"1"_s));
    const Cursor cursor = m_log->head(TenantId(u"a"_s))->cursor;
    add(entry(u"a"_s, u"2"_s));
    const auto page =
        m_log->readAfter(caller(u"a"_s), Cursor(cursor.value().chopped(9)), everything);
    QVERIFY(page->complete);
    QCOMPARE(idsOf(*page), QStringList{u"2"_s});
}

void EventLogCases::marksSince_madeElsewhereMeanwhile_areTold()
{
    for (int i = 1; i <= 3; ++i)
        add(entry(u"a"_s, QString::number(i)));
    const Cursor end = m_log->head(TenantId(u"a"_s))->cursor;
    QVERIFY(m_log->marksSince(caller(u"a"_s), end, 10)->ids.isEmpty());
    QVERIFY(m_log->markRead(caller(u"a"_s), {{EventId(u"1"_s), EventId(u"3"_s)}, {}}, 0));
    QVERIFY(m_log->markRead(caller(u"a"_s, u"somebody else"_s), {{EventId(u"2"_s)}, {}}, 0));
    const auto marks = m_log->marksSince(caller(u"a"_s), end, 10);
    QCOMPARE(QSet(marks->ids.begin(), marks->ids.end()), (QSet{EventId(u"1"_s), EventId(u"3"_s)}));
    QVERIFY(!marks->through);
    QCOMPARE(m_log->marksSince(caller(u"a"_s), end, 1)->ids.size(), 1);

    QVERIFY(m_log->markRead(caller(u"a"_s), {{}, end}, 0));
    QCOMPARE(m_log->marksSince(caller(u"a"_s), end, 10)->through, end);
}

void EventLogCases::readNewest_givesTheNewestOldestFirst()
{
    for (int i = 1; i <= 5; ++i)
        add(entry(u"a"_s, QString::number(i)));
    const auto page = m_log->readNewest(caller(u"a"_s), {2, 1 << 20});
    QCOMPARE(idsOf(*page), (QStringList{u"4"_s, u"5"_s}));
    QCOMPARE(page->sequence, 5);
    QVERIFY(page->complete);
}

void EventLogCases::head_ofAnEmptyTenant_isAPlaceToResumeFrom()
{
    const auto head = m_log->head(TenantId(u"a"_s));
    QVERIFY(head && !head->cursor.isEmpty());
    add(entry(u"a"_s, u"1"_s));
    const auto page = m_log->readAfter(caller(u"a"_s), head->cursor, everything);
    QCOMPARE(idsOf(*page), QStringList{u"1"_s});
    QVERIFY(page->complete);
}

void EventLogCases::markRead_ids_showInThePages()
{
    add(entry(u"a"_s, u"1"_s));
    add(entry(u"a"_s, u"2"_s));
    const wire::ReadMark mark{{EventId(u"2"_s), EventId(u"unheard-of"_s)}, {}};
    QVERIFY(m_log->markRead(caller(u"a"_s), mark, 0));
    QVERIFY(m_log->markRead(caller(u"a"_s), mark, 0));
    QCOMPARE(m_log->readNewest(caller(u"a"_s), everything)->read, QList{EventId(u"2"_s)});
    QVERIFY(m_log->readNewest(caller(u"a"_s, u"v"_s), everything)->read.isEmpty());
}

void EventLogCases::markRead_through_showsInThePages()
{
    add(entry(u"a"_s, u"1"_s));
    const Cursor first = m_log->head(TenantId(u"a"_s))->cursor;
    add(entry(u"a"_s, u"2"_s));
    const Cursor second = m_log->head(TenantId(u"a"_s))->cursor;
    QVERIFY(m_log->markRead(caller(u"a"_s), {{}, first}, 0));
    QCOMPARE(m_log->readNewest(caller(u"a"_s), everything)->read, QList{EventId(u"1"_s)});
    QVERIFY(m_log->markRead(caller(u"a"_s), {{}, second}, 0));
    QVERIFY(m_log->markRead(caller(u"a"_s), {{}, first}, 0)); // never takes back
    QCOMPARE(m_log->readNewest(caller(u"a"_s), everything)->read.size(), 2);
}

void EventLogCases::markRead_whatTheCallerCannotSee_isPassedOver()
{
    add(entry(u"a"_s, u"1"_s, u"someone"_s));
    add(entry(u"b"_s, u"2"_s));
    QVERIFY(m_log->markRead(caller(u"a"_s), {{EventId(u"1"_s), EventId(u"2"_s)}, {}}, 0));
    QCOMPARE(countMarks(), 0);
}

void EventLogCases::markRead_unknownCursor_refused()
{
    add(entry(u"a"_s, u"1"_s));
    const auto marked = m_log->markRead(caller(u"a"_s), {{}, Cursor(u"x"_s)}, 0);
    QVERIFY(!marked);
    QCOMPARE(marked.error().kind, LogError::Kind::UnknownCursor);
    QVERIFY(m_log->append({entry(u"a"_s, u"2"_s)})); // no transaction was left open
}

void EventLogCases::reopen_goesOnWhereItWas()
{
    add(entry(u"a"_s, u"1"_s));
    const Cursor before = m_log->head(TenantId(u"a"_s))->cursor;
    m_log.reset();
    m_log = openLog();
    QCOMPARE(m_log->head(TenantId(u"a"_s))->cursor, before);
    add(entry(u"a"_s, u"2"_s));
    const auto page = m_log->readAfter(caller(u"a"_s), before, everything);
    QVERIFY(page->complete);
    QCOMPARE(idsOf(*page), QStringList{u"2"_s});
}

void EventLogCases::news_followedTenants_areToldOnceInTheirOrder()
{
    add(entry(u"a"_s, u"before"_s));
    m_log->follow(TenantId(u"a"_s));
    QVERIFY(m_log->head(TenantId(u"a"_s)));
    add(entry(u"a"_s, u"1"_s));
    QVERIFY(m_log->append({entry(u"a"_s, u"2"_s), entry(u"a"_s, u"1"_s), entry(u"a"_s, u"3"_s)}));
    const auto news = m_log->news();
    QVERIFY(news);
    QCOMPARE(idsOf(*news), (QStringList{u"1"_s, u"2"_s, u"3"_s}));
    QCOMPARE(news->entries.last().event.cursor, m_log->head(TenantId(u"a"_s))->cursor);
    QVERIFY(m_log->news()->isEmpty());
}

void EventLogCases::news_notFollowed_isNotTold()
{
    m_log->follow(TenantId(u"a"_s));
    m_log->follow(TenantId(u"b"_s));
    m_log->unfollow(TenantId(u"b"_s));
    QVERIFY(m_log->head(TenantId(u"a"_s)));
    QVERIFY(m_log->append({entry(u"a"_s, u"1"_s), entry(u"b"_s, u"2"_s), entry(u"c"_s, u"3"_s)}));
    QVERIFY(m_log->markRead(caller(u"b"_s), {{EventId(u"2"_s)}, {}}, 7));
    const auto news = m_log->news();
    QVERIFY(news);
    QCOMPARE(idsOf(*news), QStringList{u"1"_s});
    QVERIFY(news->reads.isEmpty());
}

/// Whoever follows and then reads on another thread hears of all that this read did not see.
void EventLogCases::news_afterWhatAnotherReaderSaw_areTold()
{
    const auto reader = m_log->readerFactory()();
    QVERIFY(reader);
    add(entry(u"a"_s, u"0"_s));
    QVERIFY(m_log->news());
    m_log->follow(TenantId(u"a"_s));
    QVERIFY(m_log->news()); // before anybody has read anything
    add(entry(u"a"_s, u"1"_s));
    QCOMPARE((*reader)->head(TenantId(u"a"_s))->sequence, 2);
    add(entry(u"a"_s, u"2"_s));
    add(entry(u"a"_s, u"3"_s));
    QStringList told;
    while (told.isEmpty() || told.last() != u"3"_s) {
        const auto news = m_log->news();
        QVERIFY(news);
        told.append(idsOf(*news));
    }
    // What was read may come, too; what was not must, once.
    told.removeAll(u"1"_s);
    QCOMPARE(told, (QStringList{u"2"_s, u"3"_s}));
}

void EventLogCases::reader_ofItsOwn_seesWhatIsCommitted()
{
    const auto opened = m_log->readerFactory()();
    QVERIFY(opened);
    LogReader &reader = **opened;
    const Caller asking = caller(u"a"_s);
    const auto start = reader.head(TenantId(u"a"_s));
    QVERIFY(start);
    for (int i = 1; i <= 3; ++i) {
        add(entry(u"a"_s, QString::number(i)));
        QCOMPARE(reader.head(TenantId(u"a"_s))->sequence, i);
        QCOMPARE(reader.readNewest(asking, everything)->entries.size(), i);
    }
    QVERIFY(m_log->markRead(asking, {{EventId(u"2"_s)}, {}}, 0));
    const auto page = reader.readAfter(asking, start->cursor, everything);
    QCOMPARE(idsOf(*page), (QStringList{u"1"_s, u"2"_s, u"3"_s}));
    QCOMPARE(page->read, QList{EventId(u"2"_s)});
    QCOMPARE(page->cursor, m_log->head(TenantId(u"a"_s))->cursor);
    QCOMPARE(reader.marksSince(asking, page->cursor, 10)->ids, QList{EventId(u"2"_s)});
}

void EventLogCases::news_readMarks_bearTheirOrigin()
{
    m_log->follow(TenantId(u"a"_s));
    add(entry(u"a"_s, u"1"_s));
    QVERIFY(m_log->news());
    const wire::ReadMark mark{{EventId(u"1"_s)}, {}};
    QVERIFY(m_log->markRead(caller(u"a"_s), mark, 7));
    const auto news = m_log->news();
    QVERIFY(news);
    QCOMPARE(news->reads.size(), 1);
    QCOMPARE(news->reads.first().mark, mark);
    QCOMPARE(news->reads.first().user, UserId(u"u"_s));
    QCOMPARE(news->reads.first().origin, OriginId{7});
    QVERIFY(m_log->news()->isEmpty());
}

void EventLogCases::news_readMarks_sayWhatIsNew()
{
    m_log->follow(TenantId(u"a"_s));
    add(entry(u"a"_s, u"1"_s));
    const Cursor first = m_log->head(TenantId(u"a"_s))->cursor;
    add(entry(u"a"_s, u"2"_s));
    const Cursor second = m_log->head(TenantId(u"a"_s))->cursor;
    add(entry(u"a"_s, u"for another"_s, u"v"_s));
    QVERIFY(m_log->news());
    const auto isNews = [&](const wire::ReadMark &mark) {
        return m_log->markRead(caller(u"a"_s), mark, 7) && m_log->news()->reads.size() == 1;
    };
    const EventId one(u"1"_s);
    const EventId two(u"2"_s);
    QVERIFY(!isNews({{EventId(u"for another"_s), EventId(u"unheard-of"_s)}, {}}));
    QVERIFY(isNews({{one}, {}}));
    QVERIFY(!isNews({{one, one}, {}}));
    QVERIFY(isNews({{one, two}, {}}));
    QVERIFY(isNews({{}, second}));
    QVERIFY(!isNews({{}, second}));
    QVERIFY(!isNews({{}, first}));
}

void EventLogCases::reportPresence_changes_areNews()
{
    const TenantId a(u"a"_s);
    const UserId u(u"u"_s);
    m_log->follow(a);
    QVERIFY(m_log->head(a));
    const auto report = [&](wire::PresenceState state) {
        return m_log->reportPresence({{a, u, state}, {TenantId(u"not followed"_s), u, state}},
                                     PresenceScope::Changes, lease);
    };
    QVERIFY(report(wire::PresenceState::Away));
    const auto away = m_log->news();
    QVERIFY(away);
    QCOMPARE(wordsOf(away->presences), QStringList{u"u away"_s});
    QCOMPARE(away->presences.first().tenant, a);
    QVERIFY(away->presences.first().presence.since.isValid());
    QCOMPARE(m_log->presentUsers(caller(u"a"_s), 10)->first(), away->presences.first().presence);

    QCOMPARE(report(wire::PresenceState::Away)->lease, PresenceLease::Renewed);
    QVERIFY(m_log->news()->isEmpty());
    QCOMPARE(m_log->presentUsers(caller(u"a"_s), 10)->first(), away->presences.first().presence);

    QVERIFY(report(wire::PresenceState::Online));
    QVERIFY(report(wire::PresenceState::Offline));
    QVERIFY(report(wire::PresenceState::Offline));
    QCOMPARE(wordsOf(m_log->news()->presences), (QStringList{u"u online"_s, u"u offline"_s}));
    QVERIFY(m_log->presentUsers(caller(u"a"_s), 10)->isEmpty());
}

void EventLogCases::reportPresence_everything_takesBackTheRest()
{
    const TenantId a(u"a"_s);
    const TenantId b(u"b"_s);
    const UserId u(u"u"_s);
    const UserId v(u"v"_s);
    for (const TenantId &tenant : {a, b})
        QVERIFY(m_log->reportPresence(
            {{tenant, u, wire::PresenceState::Online}, {tenant, v, wire::PresenceState::Away}},
            PresenceScope::Changes, lease));
    m_log->follow(a);
    QVERIFY(m_log->head(a));
    QVERIFY(m_log->news());
    QVERIFY(m_log->reportPresence({{a, v, wire::PresenceState::Away}}, PresenceScope::Everything,
                                  lease));
    QCOMPARE(wordsOf(m_log->news()->presences), QStringList{u"u offline"_s});
    QCOMPARE(wordsOf(*m_log->presentUsers(caller(u"a"_s), 10)), QStringList{u"v away"_s});
    QVERIFY(m_log->presentUsers(caller(u"b"_s), 10)->isEmpty());
}

void EventLogCases::presentUsers_showTheirTenantInOrder()
{
    QList<PresenceReport> reports;
    for (const QString &user : {u"v"_s, u"U"_s, u"u"_s})
        reports.append({TenantId(u"a"_s), UserId(user), wire::PresenceState::Online});
    reports.append({TenantId(u"b"_s), UserId(u"stranger"_s), wire::PresenceState::Online});
    QVERIFY(m_log->reportPresence(reports, PresenceScope::Everything, lease));
    QCOMPARE(wordsOf(*m_log->presentUsers(caller(u"a"_s), 10)),
             (QStringList{u"U online"_s, u"u online"_s, u"v online"_s}));
    QCOMPARE(wordsOf(*m_log->presentUsers(caller(u"a"_s), 2)),
             (QStringList{u"U online"_s, u"u online"_s}));
    QVERIFY(m_log->presentUsers(caller(u"c"_s, u"u"_s, u"admin"_s), 10)->isEmpty());
}

} // namespace timesheet::gateway
