#pragma once

#include "gateway/storage/event_log.h"

#include <QObject>

#include <memory>

namespace timesheet::gateway {

/// A page with all that there is.
inline constexpr PageLimit everything{1000, 1 << 20};

Caller caller(const QString &tenant, const QString &user = QStringLiteral("u"),
              const QString &role = {});
NewLogEntry entry(const QString &tenant, const QString &id,
                  const std::optional<QString> &recipient = {});
QStringList idsOf(const LogPage &page);
QStringList idsOf(const LogNews &news);
/// "user state", each.
QStringList wordsOf(const QList<PresenceNotice> &changes);
QStringList wordsOf(const QList<wire::UserPresence> &users);

/// What every EventLog does. A test of one engine says how to get at it, and opens `m_log` in its
/// init().
class EventLogCases : public QObject
{
    Q_OBJECT

protected:
    virtual std::unique_ptr<EventLog> openLog() = 0;
    /// What an administrator does to the database. The log is closed meanwhile, but not for these:
    virtual void removeEventsUpTo(int sequence) = 0;
    virtual int countMarks() = 0;
    /// As the clock's being set back by an hour.
    virtual void makeEventsAnHourYounger() = 0;
    virtual void backUp() = 0;
    virtual void restore() = 0;
    /// From now on the database refuses events of this type.
    virtual void refuseType(const QString &type) = 0;

    void add(const NewLogEntry &fresh);

    std::unique_ptr<EventLog> m_log;

private slots:
    void append_givesEachTenantItsOwnOrder();
    void append_keepsTheWholeEvent();
    void append_sameIdAgain_storesNothing();
    void append_sameIdOfAnotherTenant_isAnotherEvent();
    void append_whatTheDatabaseRefuses_isRefusedAndStoresNothing();
    void readAfter_pagesUntilTheEnd();
    void readAfter_bytesBoundThePage();
    void readAfter_showsWhatTheCallerMaySee_data();
    void readAfter_showsWhatTheCallerMaySee();
    void readAfter_hiddenEvents_moveTheCursorOn();
    void readAfter_amongHiddenEvents_pagesThroughAllThatIsVisible_data();
    void readAfter_amongHiddenEvents_pagesThroughAllThatIsVisible();
    void readAfter_unknownCursor_beginsAtTheBeginning_data();
    void readAfter_unknownCursor_beginsAtTheBeginning();
    void readAfter_prunedGap_isNotComplete();
    void readAfter_everythingPruned_isNotComplete();
    void prune_oldEvents_goInStepsWithTheirMarks();
    void prune_whateverTheClockSays_leavesNoHole();
    void readAfter_restoredBackup_isNotCompleteAndBeginsAtTheStart();
    void readAfter_cursorWithoutCheck_isTakenAsItIs();
    void marksSince_madeElsewhereMeanwhile_areTold();
    void readNewest_givesTheNewestOldestFirst();
    void head_ofAnEmptyTenant_isAPlaceToResumeFrom();
    void markRead_ids_showInThePages();
    void markRead_through_showsInThePages();
    void markRead_whatTheCallerCannotSee_isPassedOver();
    void markRead_unknownCursor_refused();
    void reopen_goesOnWhereItWas();
    void news_followedTenants_areToldOnceInTheirOrder();
    void news_notFollowed_isNotTold();
    void news_afterWhatAnotherReaderSaw_areTold();
    void reader_ofItsOwn_seesWhatIsCommitted();
    void news_readMarks_bearTheirOrigin();
    void news_readMarks_sayWhatIsNew();
    void reportPresence_changes_areNews();
    void reportPresence_everything_takesBackTheRest();
    void presentUsers_showTheirTenantInOrder();
};

} // namespace timesheet::gateway
