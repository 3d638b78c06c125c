#include "client/session/token_keeper.h"

#include "support/credentials.h"
#include "support/manual_time.h"

#include <QSignalSpy>
#include <QTest>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace timesheet {

using Cause = TokenFailure::Cause;

namespace {

/// Answers when the test says so.
class FakeTokenSource final : public TokenSource
{
public:
    void setEndpoint(const Endpoint & /*endpoint*/) override {}
    std::unique_ptr<Request> refresh(const Token &refreshToken, GrantHandler handler) override
    {
        asked.append(refreshToken);
        auto request = std::make_unique<FakeRequest>(*this);
        m_handlers.append({request.get(), std::move(handler)});
        return request;
    }
    std::unique_ptr<Request> revoke(const Token & /*token*/, std::function<void()> handler) override
    {
        revocations.append(std::move(handler)); // sessions revoke, not the keeper
        return nullptr;
    }

    qsizetype underWay() const { return m_handlers.size(); }
    void answer(const tl::expected<TokenGrant, TokenFailure> &grant)
    {
        QVERIFY(!m_handlers.isEmpty());
        const GrantHandler handler = m_handlers.takeFirst().second;
        handler(grant);
    }

    QList<Token> asked;
    QList<std::function<void()>> revocations;

private:
    class FakeRequest final : public Request
    {
    public:
        explicit FakeRequest(FakeTokenSource &source)
            : m_source(source)
        {
        }
        ~FakeRequest() override
        {
            m_source.m_handlers.removeIf([this](const auto &known) { return known.first == this; });
        }
        FakeRequest(const FakeRequest &) = delete;
        FakeRequest &operator=(const FakeRequest &) = delete;

    private:
        FakeTokenSource &m_source;
    };

    QList<std::pair<const FakeRequest *, GrantHandler>> m_handlers;
};

const QDateTime start = QDateTime::fromString(u"2026-12-01T12:00:00Z"_s, Qt::ISODate);

TokenGrant grantOf(const QByteArray &refreshToken, std::optional<std::chrono::seconds> lifetime,
                   const QDateTime &expiresAt = start.addSecs(3600))
{
    return {test::credentialsFor(u"acme"_s, u"alex"_s, expiresAt.toSecsSinceEpoch()),
            Token(refreshToken),
            lifetime,
            {}};
}

tl::unexpected<TokenFailure> failure(Cause cause, std::chrono::milliseconds retryAfter = 0ms)
{
    return tl::unexpected(TokenFailure{cause, {}, retryAfter});
}

} // namespace

/// When tokens are renewed, by two clocks of the test's.
class TokenKeeperTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_keeper.reset(); // before what it uses
        m_time = std::make_unique<test::ManualTime>();
        m_source = std::make_unique<FakeTokenSource>();
        m_ahead = 0ms;
        m_chance = 0.5;
        m_keeper = std::make_unique<TokenKeeper>(
            *m_source, [this] { return wallClock(); }, *m_time, ConnectionTiming(),
            [this] { return m_chance; });
        m_begin = m_time->now();
    }
    void cleanup() { m_keeper.reset(); }

    void token_isRenewedSomeMinutesBeforeItsEnd_data()
    {
        QTest::addColumn<double>("chance");
        QTest::addColumn<qint64>("minutes");
        QTest::addRow("first") << 0.9999 << qint64(50);
        QTest::addRow("last") << 0.0 << qint64(55);
    }
    void token_isRenewedSomeMinutesBeforeItsEnd()
    {
        QFETCH(const double, chance);
        QFETCH(const qint64, minutes);
        m_chance = chance;
        m_keeper->keep(grantOf("first", 1h));
        m_time->pass(std::chrono::minutes(minutes) - 1s);
        QCOMPARE(m_source->asked.size(), 0);
        m_time->pass(2s);
        QCOMPARE(m_source->asked, QList{Token("first")});
    }

    void manyClients_doNotComeAtOnce()
    {
        constexpr int clients = 10000;
        QMap<qint64, int> perSecond;
        for (int i = 0; i < clients; ++i) {
            init();
            m_chance = (i + 0.5) / clients;
            m_keeper->keep(grantOf("first", 1h));
            while (m_source->asked.isEmpty())
                m_time->pass(m_source->asked.isEmpty() && m_time->now() < m_begin + 50min ? 10min
                                                                                          : 1s);
            ++perSecond[std::chrono::duration_cast<std::chrono::seconds>(m_time->now() - m_begin)
                            .count()];
            m_keeper.reset();
        }
        const int most = *std::max_element(perSecond.begin(), perSecond.end());
        QVERIFY2(most <= 40, qPrintable(QString::number(most)));
    }

    void shortLife_isRenewedInItsLastHalf()
    {
        m_keeper->keep(grantOf("first", 4s));
        m_time->pass(2s);
        QCOMPARE(m_source->asked.size(), 0);
        m_time->pass(1s);
        QCOMPARE(m_source->asked.size(), 1);
    }

    void rotation_asksWithEachTokenOnce()
    {
        QSignalSpy refreshed(m_keeper.get(), &TokenKeeper::refreshed);
        m_keeper->keep(grantOf("first", 1h));
        m_time->pass(1h);
        m_source->answer(grantOf("second", 1h));
        QVERIFY(m_keeper->refreshToken() == Token("second"));
        m_time->pass(1h);
        m_source->answer(grantOf("third", 1h));
        QCOMPARE(m_source->asked, (QList{Token("first"), Token("second")}));
        QCOMPARE(refreshed.size(), 2);
    }

    void oneQuestion_atATime()
    {
        m_keeper->keep(grantOf("first", 1h));
        m_time->pass(1h);
        m_keeper->check();
        m_keeper->noteAccepted();
        QVERIFY(m_keeper->replaceRefused());
        m_time->pass(1h);
        QCOMPARE(m_source->asked.size(), 1);
        m_source->answer(grantOf("second", 1h));
        QCOMPARE(m_source->asked.size(), 1);
    }

    void token_ofAnotherRun_thatHasExpired_isRenewedAtOnce()
    {
        m_keeper->keep(grantOf("first", {}, start.addSecs(-60)));
        QCOMPARE(m_source->asked.size(), 1);
    }

    void clock_set_data()
    {
        QTest::addColumn<int>("hours");
        QTest::addColumn<qsizetype>("askedAtOnce");
        QTest::addRow("forward, or a sleep") << 2 << qsizetype(1);
        QTest::addRow("back") << -48 << qsizetype(0);
    }
    void clock_set()
    {
        QFETCH(const int, hours);
        QFETCH(const qsizetype, askedAtOnce);
        m_keeper->keep(grantOf("first", 1h));
        m_ahead = std::chrono::hours(hours);
        m_keeper->check();
        QCOMPARE(m_source->asked.size(), askedAtOnce);
        m_time->pass(1h); // by the clock that nobody sets
        QCOMPARE(m_source->asked.size(), 1);
    }

    void clock_wrong_costsNoQuestions()
    {
        m_ahead = 48h; // each token seems to have expired
        m_keeper->keep(grantOf("first", 1h));
        m_time->pass(45min);
        QCOMPARE(m_source->asked.size(), 0);
        m_time->pass(15min);
        m_source->answer(grantOf("second", 1h));
        m_time->pass(45min);
        QCOMPARE(m_source->asked.size(), 1);
    }

    void tokens_expiredAtOnce_areNotAskedForWithoutEnd()
    {
        m_keeper->keep(grantOf("first", {}, start.addSecs(-60)));
        m_source->answer(grantOf("second", {}, start.addSecs(-60)));
        QCOMPARE(m_source->asked.size(), 1);
        m_time->pass(999ms);
        QCOMPARE(m_source->asked.size(), 1);
        m_time->pass(1ms);
        QCOMPARE(m_source->asked.size(), 2);
    }

    void failure_isTriedAgain_data()
    {
        QTest::addColumn<Cause>("cause");
        QTest::addRow("no network") << Cause::Unreachable;
        QTest::addRow("429") << Cause::TooManyTries;
        QTest::addRow("5xx") << Cause::Failed;
        QTest::addRow("404") << Cause::NoSuchProject;
        QTest::addRow("403 of a web filter") << Cause::KeyNotTaken;
    }
    void failure_isTriedAgain()
    {
        QFETCH(const Cause, cause);
        QSignalSpy refused(m_keeper.get(), &TokenKeeper::refused);
        m_keeper->keep(grantOf("first", 1h));
        m_time->pass(1h);
        for (int i = 0; i < 20; ++i) {
            m_source->answer(failure(cause));
            QCOMPARE(m_source->underWay(), 0);
            m_keeper->check(); // as after a change of the network
            QCOMPARE(m_source->underWay(), 0);
            m_time->pass(75s);
            QCOMPARE(m_source->underWay(), 1);
        }
        m_source->answer(grantOf("second", 1h));
        QCOMPARE(refused.size(), 0);
        QVERIFY(m_keeper->refreshToken() == Token("second"));
    }

    void server_thatWantsToBeLeftAlone_is()
    {
        m_keeper->keep(grantOf("first", 1h));
        m_time->pass(1h);
        m_source->answer(failure(Cause::TooManyTries, 10min));
        m_time->pass(10min - 1ms);
        QCOMPARE(m_source->asked.size(), 1);
        m_time->pass(2s);
        QCOMPARE(m_source->asked.size(), 2);
    }

    void refusal_endsIt_data()
    {
        QTest::addColumn<Cause>("cause");
        QTest::addRow("refresh token of no use") << Cause::Refused;
        QTest::addRow("invalid_grant") << Cause::WrongPassword;
    }
    void refusal_endsIt()
    {
        QFETCH(const Cause, cause);
        QSignalSpy refused(m_keeper.get(), &TokenKeeper::refused);
        m_keeper->keep(grantOf("first", 1h));
        m_time->pass(1h);
        m_source->answer(failure(cause));
        QCOMPARE(refused.size(), 1);
        QVERIFY(!m_keeper->isKeeping());
        QCOMPARE(m_time->running(), 0);
        QVERIFY(!m_keeper->replaceRefused());
    }

    void token_ofAnotherUser_isRefused()
    {
        QSignalSpy refreshed(m_keeper.get(), &TokenKeeper::refreshed);
        QSignalSpy refused(m_keeper.get(), &TokenKeeper::refused);
        m_keeper->keep(grantOf("first", 1h));
        m_time->pass(1h);
        TokenGrant other = grantOf("second", 1h);
        other.credentials = test::credentialsFor(u"acme"_s, u"sam"_s);
        m_source->answer(other);
        QCOMPARE(refreshed.size(), 0);
        QCOMPARE(refused.size(), 1);
    }

    void signOut_whileAQuestionIsUnderWay_dropsItsAnswer()
    {
        m_keeper->keep(grantOf("first", 1h));
        m_time->pass(1h);
        QCOMPARE(m_source->underWay(), 1);
        m_keeper->forget();
        QCOMPARE(m_source->underWay(), 0);
        QCOMPARE(m_time->running(), 0);
        QVERIFY(m_keeper->refreshToken().isEmpty());
        QVERIFY(m_source->revocations.isEmpty());
    }

    void otherTokens_whileAQuestionIsUnderWay_takeItsPlace()
    {
        m_keeper->keep(grantOf("first", 1h));
        m_time->pass(1h);
        m_keeper->keep(grantOf("of another sign-in", 1h));
        QCOMPARE(m_source->underWay(), 0);
        m_time->pass(1h);
        QCOMPARE(m_source->asked, (QList{Token("first"), Token("of another sign-in")}));
    }

    void tokenInUse_refusedByTheServer_isReplaced()
    {
        m_keeper->keep(grantOf("first", 1h));
        m_keeper->noteAccepted();
        QVERIFY(m_keeper->replaceRefused());
        QCOMPARE(m_source->asked.size(), 1);
    }

    void freshToken_refusedTwice_isTheEnd()
    {
        m_keeper->keep(grantOf("first", {}));
        QVERIFY(m_keeper->replaceRefused());
        m_source->answer(grantOf("second", 1h));
        QVERIFY(m_keeper->replaceRefused()); // an answer to the token before, perhaps
        QVERIFY(!m_keeper->replaceRefused());
        QCOMPARE(m_source->asked.size(), 1);
    }

    void freshToken_ofASignIn_refused_isTheEnd()
    {
        m_keeper->keep(grantOf("first", 1h));
        QVERIFY(!m_keeper->replaceRefused());
    }

    void tokens_withoutARefreshToken_areNotKept()
    {
        m_keeper->keep(grantOf({}, 1h));
        QVERIFY(!m_keeper->isKeeping());
        QCOMPARE(m_time->running(), 0);
    }

private:
    QDateTime wallClock() const
    {
        const auto passed =
            std::chrono::duration_cast<std::chrono::milliseconds>(m_time->now() - m_begin);
        return start.addMSecs((passed + m_ahead).count());
    }

    std::unique_ptr<test::ManualTime> m_time;
    std::unique_ptr<FakeTokenSource> m_source;
    std::unique_ptr<TokenKeeper> m_keeper;
    std::chrono::steady_clock::time_point m_begin;
    std::chrono::milliseconds m_ahead{0};
    double m_chance = 0.5;
};

} // namespace timesheet

QTEST_GUILESS_MAIN(timesheet::TokenKeeperTest)
#include "tst_token_keeper.moc"
