#include "gateway/program/gateway_process.h"

#include <QTest>

using namespace timesheet::gateway;
using namespace Qt::StringLiterals;

/// Clients that others wrote, against the real program.
class TestGatewayInterop : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void npmWs();
    void pythonWebsockets();

private:
    void run(const QString &program, const QStringList &arguments);
    QStringList endpoints() const;

    GatewayProcess m_gateway;
};

void TestGatewayInterop::initTestCase()
{
    QVERIFY(m_gateway.start());
}

QStringList TestGatewayInterop::endpoints() const
{
    return {u"ws://127.0.0.1:%1/"_s.arg(m_gateway.port()),
            u"http://127.0.0.1:%1"_s.arg(m_gateway.port()),
            QString::fromLatin1(GatewayProcess::token(u"t"_s, u"u"_s)),
            QString::fromLatin1(GatewayProcess::token(u"t"_s, u"s"_s, u"service"_s))};
}

void TestGatewayInterop::run(const QString &program, const QStringList &arguments)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"JWT_SECRET"_s, QString::fromLatin1(GatewayProcess::secret()));
    process.setProcessEnvironment(environment);
    process.start(program, arguments);
    QVERIFY2(process.waitForStarted(), qPrintable(program + u" is missing"_s));
    QVERIFY(process.waitForFinished(90'000));
    const QByteArray output = process.readAll();
    QVERIFY2(process.exitCode() == 0 && output.endsWith("ok\n"), output.constData());
}

void TestGatewayInterop::npmWs()
{
    const QString modules =
        qEnvironmentVariable("TIMESHEET_NODE_MODULES", QStringLiteral(TIMESHEET_NODE_MODULES));
    QVERIFY2(QFile::exists(modules + u"/ws/package.json"_s),
             qPrintable(u"npm's ws is not in %1: install it as tests/run.sh does"_s.arg(modules)));
    run(u"node"_s,
        QStringList{QStringLiteral(INTEROP_SCRIPTS "/ws_client.mjs"), modules} + endpoints());
}

void TestGatewayInterop::pythonWebsockets()
{
    run(u"/usr/bin/python3"_s,
        QStringList{QStringLiteral(INTEROP_SCRIPTS "/websockets_client.py")} + endpoints());
}

QTEST_GUILESS_MAIN(TestGatewayInterop)
#include "tst_gateway_interop.moc"
