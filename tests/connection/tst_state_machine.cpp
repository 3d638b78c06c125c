#include "connection/state_machine.h"

#include <QFile>
#include <QMap>
#include <QTest>

using namespace Qt::StringLiterals;

namespace timesheet {

namespace {

/// In the order of ConnectionInput.
const QStringList inputs{u"sign-in"_s,       u"sign-out"_s,      u"accepted"_s,    u"lost"_s,
                         u"attempts-used"_s, u"poll-answered"_s, u"poll-failed"_s, u"refused"_s};

const QList<ConnectionState> states{ConnectionState::SignedOut,   ConnectionState::Connecting,
                                    ConnectionState::Connected,   ConnectionState::Reconnecting,
                                    ConnectionState::Polling,     ConnectionState::Offline,
                                    ConnectionState::Unauthorized};

/// What the table in the room's README says: "state input" to the next state, or "-".
QMap<QString, QString> readTable()
{
    QMap<QString, QString> table;
    QFile file(QStringLiteral(CONNECTION_README));
    if (!file.open(QIODevice::ReadOnly))
        return table;
    QStringList columns;
    for (const QByteArray &line : file.readAll().split('\n')) {
        QStringList cells = QString::fromUtf8(line).split(u'|');
        for (QString &cell : cells)
            cell = cell.trimmed();
        if (cells.size() < 3)
            columns.clear();
        else if (cells.contains(u"attempts-used"_s))
            columns = cells;
        else if (!columns.isEmpty())
            for (qsizetype i = 2; i + 1 < cells.size(); ++i)
                table.insert(cells.at(1) + u' ' + columns.at(i), cells.at(i));
    }
    return table;
}

} // namespace

class StateMachineTest : public QObject
{
    Q_OBJECT

private slots:
    void transition_everyStateAndInput_isWhatTheReadmeSays_data()
    {
        QTest::addColumn<ConnectionState>("state");
        QTest::addColumn<ConnectionInput>("input");
        QTest::addColumn<QString>("next");
        const QMap<QString, QString> table = readTable();
        for (const ConnectionState state : states) {
            for (qsizetype i = 0; i < inputs.size(); ++i) {
                const QString name = connectionStateName(state) + u' ' + inputs.at(i);
                QTest::newRow(qPrintable(name))
                    << state << ConnectionInput(i) << table.value(name, u"no entry"_s);
            }
        }
    }
    void transition_everyStateAndInput_isWhatTheReadmeSays()
    {
        QFETCH(ConnectionState, state);
        QFETCH(ConnectionInput, input);
        const auto next = transition(state, input);
        QTEST(next ? connectionStateName(*next) : u"-"_s, "next");
    }
};

} // namespace timesheet

QTEST_GUILESS_MAIN(timesheet::StateMachineTest)
#include "tst_state_machine.moc"
