#include "connection/web/backlog.h"

#include <QStringList>
#include <QTest>

using namespace Qt::StringLiterals;

namespace timesheet {

class BacklogTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_backlog = {};
        m_told.clear();
    }

    void tell_whileOpen_tellsAtOnce()
    {
        tell(u"a"_s);
        QCOMPARE(m_told, QStringList{u"a"_s});
    }

    void tell_whileClosed_waits()
    {
        m_backlog.setOpen(false);
        tell(u"a"_s);
        tell(u"b"_s);
        QVERIFY(m_told.isEmpty());
        m_backlog.setOpen(true);
        QCOMPARE(m_told, (QStringList{u"a"_s, u"b"_s}));
    }

    void setOpen_closedByWhatIsTold_keepsTheRest()
    {
        m_backlog.setOpen(false);
        m_backlog.tell([this] { m_backlog.setOpen(false); });
        tell(u"a"_s);
        m_backlog.setOpen(true);
        QVERIFY(m_told.isEmpty());
        m_backlog.setOpen(true);
        QCOMPARE(m_told, QStringList{u"a"_s});
    }

    void tell_fromWhatIsTold_comesAfterWhatWaits()
    {
        m_backlog.setOpen(false);
        m_backlog.tell([this] { tell(u"late"_s); });
        tell(u"early"_s);
        m_backlog.setOpen(true);
        QCOMPARE(m_told, (QStringList{u"early"_s, u"late"_s}));
    }

    void clear_forgetsWhatWaits()
    {
        m_backlog.setOpen(false);
        tell(u"a"_s);
        m_backlog.clear();
        m_backlog.setOpen(true);
        QVERIFY(m_told.isEmpty());
    }

private:
    void tell(const QString &text)
    {
        m_backlog.tell([this, text] { m_told.append(text); });
    }

    Backlog m_backlog;
    QStringList m_told;
};

} // namespace timesheet

QTEST_GUILESS_MAIN(timesheet::BacklogTest)
#include "tst_backlog.moc"
