#include "client/session/token_watch.h"

#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;

namespace timesheet {

class TokenWatchTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_watch = std::make_unique<TokenWatch>([this] { return m_now; });
    }

    void expiry_farAway_isWarnedOfOnceWhenItIsNear()
    {
        QSignalSpy soon(m_watch.get(), &TokenWatch::expiresSoon);
        const QDateTime expiry = m_now.addSecs(3600);
        m_watch->setExpiry(expiry);
        m_now = m_now.addSecs(2940);
        m_watch->check();
        QVERIFY(soon.isEmpty());
        m_now = m_now.addSecs(61); // the machine slept, or the clock was set
        m_watch->check();
        m_watch->check();
        QCOMPARE(soon.size(), 1);
        QCOMPARE(soon.constFirst().constFirst().toDateTime(), expiry);
    }

    void expiry_nearAtOnce_isWarnedOf()
    {
        QSignalSpy soon(m_watch.get(), &TokenWatch::expiresSoon);
        m_watch->setExpiry(m_now.addSecs(60));
        QCOMPARE(soon.size(), 1);
    }

    void expiry_pastOrNone_isNotWarnedOf()
    {
        QSignalSpy soon(m_watch.get(), &TokenWatch::expiresSoon);
        m_watch->setExpiry(m_now.addSecs(-1));
        m_watch->setExpiry(std::nullopt);
        QVERIFY(soon.isEmpty());
    }

    void freshToken_isWarnedOfAnew()
    {
        QSignalSpy soon(m_watch.get(), &TokenWatch::expiresSoon);
        m_watch->setExpiry(m_now.addSecs(60));
        m_watch->setExpiry(m_now.addSecs(3600));
        QCOMPARE(soon.size(), 1);
        m_now = m_now.addSecs(3000);
        m_watch->check();
        QCOMPARE(soon.size(), 2);
    }

private:
    QDateTime m_now = QDateTime::fromString(u"2026-11-23T08:00:00Z"_s, Qt::ISODate);
    std::unique_ptr<TokenWatch> m_watch;
};

} // namespace timesheet

QTEST_GUILESS_MAIN(timesheet::TokenWatchTest)
#include "tst_token_watch.moc"
