#include "desktop/system/system_keychain.h"

#include <QtTest>

using namespace timesheet;
using namespace Qt::StringLiterals;

/// Tests run without a session bus, so without a keychain: what happens then.
class TestSystemKeychain : public QObject
{
    Q_OBJECT

private slots:
    void withoutAKeychain_everythingSaysSo()
    {
        SystemKeychain keychain(u"timesheet-tray-test"_s);
        QSignalSpy unavailable(&keychain, &Keychain::unavailable);
        keychain.load(u"account"_s);
        QTRY_COMPARE(unavailable.size(), 1);
        keychain.store(u"account"_s, Token("token"));
        QTRY_COMPARE(unavailable.size(), 2);
        QCOMPARE(unavailable.at(1).at(0).toString(), u"account"_s);
    }
};

QTEST_GUILESS_MAIN(TestSystemKeychain)
#include "tst_system_keychain.moc"
