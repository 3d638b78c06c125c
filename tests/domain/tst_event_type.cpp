#include "domain/connection_status.h"
#include "domain/event.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace timesheet;

/// Names that others read: on the wire, in scripts and in databases.
class EventTypeTest : public QObject
{
    Q_OBJECT

private slots:
    void name_knownType_isThatOfTheProtocol()
    {
        QStringList names;
        for (const EventType type : knownEventTypes) {
            names.append(eventTypeName(type));
            QCOMPARE(eventTypeFromName(names.constLast()), type);
        }
        QCOMPARE(names, (QStringList{u"timesheet:approved"_s, u"timesheet:rejected"_s,
                                     u"timesheet:annotated"_s, u"deadline:reminder"_s,
                                     u"notification:new"_s}));
    }

    void fromName_anythingElse_isUnknown()
    {
        for (const QStringView name : {u"", u"timesheet", u"Timesheet:Approved", u"timesheet:paid"})
            QCOMPARE(eventTypeFromName(name), EventType::Unknown);
        QCOMPARE(eventTypeName(EventType::Unknown), QString());
    }

    void filterName_eachFilter_isItsOwn()
    {
        QStringList names;
        for (const EventFilter filter : eventFilters)
            names.append(eventFilterName(filter));
        QCOMPARE(names.join(u' '), u"all unread approvals rejections notes deadlines system"_s);
    }

    void event_unknownType_keepsItsName()
    {
        Event event;
        event.typeName = u"timesheet:paid"_s;
        QCOMPARE(event.type(), EventType::Unknown);
        QCOMPARE(event.typeName, u"timesheet:paid"_s);
    }

    void names_ofWaysAndStates_areThoseOfTheCommandLine()
    {
        QCOMPARE(viaName(Via::Live), u"live"_s);
        QCOMPARE(viaName(Via::Replay), u"replay"_s);
        QCOMPARE(viaName(Via::Poll), u"poll"_s);
        using State = ConnectionState;
        QStringList states;
        for (const State state :
             {State::SignedOut, State::Connecting, State::Connected, State::Reconnecting,
              State::Polling, State::Offline, State::Unauthorized})
            states.append(connectionStateName(state));
        QCOMPARE(states.join(u' '),
                 u"signed-out connecting connected reconnecting polling offline unauthorized"_s);
    }
};

QTEST_GUILESS_MAIN(EventTypeTest)
#include "tst_event_type.moc"
