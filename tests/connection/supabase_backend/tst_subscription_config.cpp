#include "connection/supabase_backend/subscription_config.h"

#include "connection/supabase_backend/channel_problem.h"

#include <QJsonArray>
#include <QTest>

using namespace Qt::StringLiterals;

namespace timesheet {

/// What the server is asked for on joining, and what its complaints mean.
class SubscriptionConfigTest : public QObject
{
    Q_OBJECT

private slots:
    void subscriptionConfig_asksForChangesOfTheTenant()
    {
        const QJsonObject config =
            subscriptionConfig({{u"INSERT"_s, u"public"_s, u"events"_s, u"tenant_id"_s},
                                {u"UPDATE"_s, u"time"_s, u"sheets"_s, u"org"_s}},
                               TenantId(u"tenant-123"_s));
        const QJsonArray changes = config.value("postgres_changes"_L1).toArray();
        QCOMPARE(changes, (QJsonArray{QJsonObject{{u"event"_s, u"INSERT"_s},
                                                  {u"schema"_s, u"public"_s},
                                                  {u"table"_s, u"events"_s},
                                                  {u"filter"_s, u"tenant_id=eq.tenant-123"_s}},
                                      QJsonObject{{u"event"_s, u"UPDATE"_s},
                                                  {u"schema"_s, u"time"_s},
                                                  {u"table"_s, u"sheets"_s},
                                                  {u"filter"_s, u"org=eq.tenant-123"_s}}}));
        QCOMPARE(config.value("private"_L1), QJsonValue(false));
    }

    void tenantFilter_ofNamesThatMeanSomething_isNone_data()
    {
        QTest::addColumn<QString>("tenant");
        QTest::addColumn<bool>("isSaid");
        QTest::addRow("a word") << u"acme"_s << true;
        QTest::addRow("a uuid") << u"5f0c0b5e-6d2b-4f6e-9b8e-2f1f6a1c7a10"_s << true;
        QTest::addRow("an underscore") << u"Acme_2"_s << true;
        QTest::addRow("nothing") << QString() << false;
        QTest::addRow("a dot") << u"acme.com"_s << false;
        QTest::addRow("a comma") << u"a,b"_s << false;
        QTest::addRow("another filter") << u"a,tenant_id=eq.b"_s << false;
        QTest::addRow("a percent sign") << u"a%2C"_s << false;
        QTest::addRow("a bracket") << u"(a)"_s << false;
        QTest::addRow("a quotation mark") << u"a\"b"_s << false;
        QTest::addRow("a space") << u"a b"_s << false;
        QTest::addRow("a line break") << u"a\n"_s << false;
        QTest::addRow("other letters") << u"bücher"_s << false;
        QTest::addRow("U+0000") << QString(QChar::Null) << false;
        QTest::addRow("long") << QString(101, u'a') << false;
    }
    void tenantFilter_ofNamesThatMeanSomething_isNone()
    {
        QFETCH(const QString, tenant);
        QFETCH(const bool, isSaid);
        const auto filter = tenantFilter(u"tenant_id"_s, TenantId(tenant));
        QCOMPARE(filter.has_value(), isSaid);
        const QJsonArray changes =
            subscriptionConfig({{u"INSERT"_s, u"public"_s, u"events"_s, u"tenant_id"_s}},
                               TenantId(tenant))
                .value("postgres_changes"_L1)
                .toArray();
        QCOMPARE(changes.at(0).toObject().contains("filter"_L1), isSaid);
    }

    void channelProblemIn_serversWords_isKnown_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<ChannelProblem>("problem");
        QTest::addRow("an expired token in a join")
            << u"InvalidJWTToken: Token has expired 5 seconds ago"_s << ChannelProblem::BadToken;
        QTest::addRow("a token that expires live")
            << u"Token has expired 0 seconds ago"_s << ChannelProblem::BadToken;
        QTest::addRow("a bad signature")
            << u"JwtSignatureError: Failed to validate JWT signature"_s << ChannelProblem::BadToken;
        QTest::addRow("no token at all")
            << u"MalformedJWT: The token provided is not a valid JWT"_s << ChannelProblem::BadToken;
        QTest::addRow("too many") << u"Too many messages per second"_s << ChannelProblem::TooMany;
        QTest::addRow("a bad table")
            << u"Unable to subscribe to changes with given parameters. Please check Realtime is "
               u"enabled for the given connect parameters: [table: events]"_s
            << ChannelProblem::Subscription;
        QTest::addRow("nothing") << QString() << ChannelProblem::Other;
        QTest::addRow("something else")
            << u"Realtime was unable to connect to the project database"_s << ChannelProblem::Other;
        QTest::addRow("something that quotes it")
            << u"Unknown filter: Token has expired"_s << ChannelProblem::Other;
    }
    void channelProblemIn_serversWords_isKnown()
    {
        QFETCH(const QString, text);
        QFETCH(const ChannelProblem, problem);
        QCOMPARE(channelProblemIn(text), problem);
    }
};

} // namespace timesheet

QTEST_GUILESS_MAIN(timesheet::SubscriptionConfigTest)
#include "tst_subscription_config.moc"
