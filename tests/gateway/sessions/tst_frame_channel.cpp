#include "gateway/sessions/frame_channel.h"
#include "gateway/storage/idle_event_log.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>

#include <QTest>

using namespace timesheet::gateway;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr qint64 bufferLimit = 900'000;

/// A whole text frame of a client, with 60,000 bytes in it.
const QByteArray longFrame = QByteArray("\x81\xfe\xea\x60\0\0\0\0", 8) + QByteArray(60'000, 'x');

/// What a channel needs of the program around it. There is no storage to speak of.
struct Surroundings {
    asio::io_context io;
    AccessRules access;
    Metrics metrics;
    StorageThread thread{[](const LogNews &) {}, metrics};
    QRandomGenerator random{20261123};
    SideThread parsing;
    Shared shared{access, Admission(0), Admission(0), Cooldown({}), BufferBudget(bufferLimit),
                  0,      metrics,      thread,       random,       parsing};
    Authenticator authenticator;
    Doorkeeper doorkeeper{authenticator, metrics};
    Storage storage{io, thread};
    FanOut fanOut;
    PresenceRoster presence{[](const PresenceStep &) {}};
    SessionRegistry sessions{io, random};
    FlushQueue flushes{io};
    ReadBuffer readBuffer{};
    Services services{io,       shared,   doorkeeper, storage,   fanOut,
                      presence, sessions, flushes,    readBuffer};
};

/// A channel's session, which only notes how it ends.
class NotingOwner final : public FrameChannel::Owner,
                          public std::enable_shared_from_this<NotingOwner>
{
public:
    NotingOwner(Stream::Socket socket, Services &services)
        : around(services)
        , channel(Stream(std::move(socket), nullptr), *this, services)
    {
    }

    std::shared_ptr<Owner> keepAlive() override { return shared_from_this(); }
    void flush() override { channel.flush(); }
    BufferBudget::Share openShare() override { return around.shared.buffers.open(u"t"_s, u"u"_s); }
    void onDeadline(SteadyClock::time_point /*deadline*/) override {}
    void onMessage(const QByteArray & /*text*/) override {}
    void onThrottled(std::chrono::milliseconds /*retryAfter*/) override {}
    void onFlooded() override {}
    void onDrained() override {}
    void onEnded(EndCause cause) override { end = cause; }

    Services &around;
    FrameChannel channel;
    std::optional<EndCause> end;
};

} // namespace

/// A connection on which nobody says anything, with a clock that need not be waited for.
class TestFrameChannel : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void silentPeer_isAskedThenToldGoodbyeThenCut();
    void answeringPeer_isAskedAgain();
    void slowReader_isCutWhereTheBudgetEnds();
    void halfAMessage_countsUntilItIsWhole();
    void halfAMessage_isCutWhereTheBudgetEnds();
    void peerThatGoesOnAfterGoodbye_isNotListenedTo_data();
    void peerThatGoesOnAfterGoodbye_isNotListenedTo();

private:
    /// Has the peer say something, and the channel read it.
    void say(const QByteArray &bytes);
    /// What the channel has written.
    QByteArray received();
    /// Lets the channel look at its deadlines as if so much time had passed since the beginning.
    /// When it wants to look again, on the same clock.
    std::chrono::seconds tickAfter(std::chrono::seconds time);

    std::unique_ptr<Surroundings> m_around;
    std::unique_ptr<Stream::Socket> m_peer;
    std::shared_ptr<NotingOwner> m_owner;
    SteadyClock::time_point m_begin;
};

void TestFrameChannel::init()
{
    m_around = std::make_unique<Surroundings>();
    tcp::acceptor acceptor(m_around->io, {asio::ip::address_v4::loopback(), 0});
    m_peer = std::make_unique<Stream::Socket>(m_around->io);
    m_peer->connect(acceptor.local_endpoint());
    m_peer->non_blocking(true);
    Stream::Socket socket(m_around->io);
    acceptor.accept(socket);
    m_begin = SteadyClock::now();
    m_owner = std::make_shared<NotingOwner>(std::move(socket), m_around->services);
    m_owner->channel.start({});
}

void TestFrameChannel::cleanup()
{
    if (m_owner)
        m_owner->channel.cut(EndCause::ShutDown);
    m_around->io.poll();
    const std::weak_ptr<NotingOwner> owner = m_owner;
    m_owner.reset();
    QVERIFY2(owner.expired(), "the session outlives its end");
    m_peer.reset();
}

void TestFrameChannel::say(const QByteArray &bytes)
{
    m_peer->non_blocking(false);
    asio::write(*m_peer, asio::buffer(bytes.constData(), static_cast<std::size_t>(bytes.size())));
    m_peer->non_blocking(true);
    m_around->io.poll();
}

QByteArray TestFrameChannel::received()
{
    m_around->io.poll();
    QByteArray bytes(1024, Qt::Uninitialized);
    ErrorCode error;
    const std::size_t count = m_peer->read_some(
        asio::buffer(bytes.data(), static_cast<std::size_t>(bytes.size())), error);
    return bytes.first(static_cast<qsizetype>(count));
}

std::chrono::seconds TestFrameChannel::tickAfter(std::chrono::seconds time)
{
    return std::chrono::round<std::chrono::seconds>(m_owner->channel.tick(m_begin + time) -
                                                    m_begin);
}

void TestFrameChannel::silentPeer_isAskedThenToldGoodbyeThenCut()
{
    QCOMPARE(tickAfter(44s), 45s);
    QCOMPARE(received(), QByteArray());
    QCOMPARE(tickAfter(46s), 90s);
    QCOMPARE(received(), "\x89\x00"_ba);
    tickAfter(89s);
    QCOMPARE(received(), QByteArray()); // asked once
    tickAfter(91s);
    QCOMPARE(received(), "\x88\x0e\x03\xe9Idle timeout"_ba);
    QVERIFY(!m_owner->end);
    tickAfter(99s);
    QVERIFY(m_owner->end == EndCause::NoGoodbye);
}

void TestFrameChannel::answeringPeer_isAskedAgain()
{
    tickAfter(46s);
    QCOMPARE(received(), "\x89\x00"_ba);
    const QByteArray pong = "\x8a\x80\x01\x02\x03\x04"_ba;
    m_peer->write_some(asio::buffer(pong.constData(), static_cast<std::size_t>(pong.size())));
    m_around->io.poll();
    tickAfter(89s);
    QCOMPARE(received(), "\x89\x00"_ba);
    QVERIFY(m_owner->channel.isOpen());
}

/// Long before it is as slow as one connection may be.
void TestFrameChannel::slowReader_isCutWhereTheBudgetEnds()
{
    const BufferBudget &budget = m_around->shared.buffers;
    const QByteArray frame = encodeFrame(Opcode::Text, QByteArray(10'000, 'x'));
    qint64 most = 0;
    for (int i = 0; i < 10'000 && !m_owner->end; ++i) {
        m_owner->channel.send(frame);
        m_around->io.poll();
        most = std::max(most, budget.used());
    }
    QVERIFY(m_owner->end == EndCause::OverBudget);
    QVERIFY(most > bufferLimit / 4 && most <= bufferLimit / 3);
    QCOMPARE(budget.used(), 0);
}

void TestFrameChannel::halfAMessage_countsUntilItIsWhole()
{
    const BufferBudget &budget = m_around->shared.buffers;
    say(longFrame.first(1000));
    QCOMPARE(budget.used(), 0); // most messages come in one piece, or two
    say(longFrame.sliced(1000, 20'000));
    QVERIFY(budget.used() >= 20'000 && budget.used() < 22'000);
    say(longFrame.sliced(21'000));
    QCOMPARE(budget.used(), 0);
    QVERIFY(!m_owner->end);
}

void TestFrameChannel::halfAMessage_isCutWhereTheBudgetEnds()
{
    BufferBudget &budget = m_around->shared.buffers;
    auto others = budget.open(u"t"_s, u"u"_s); // of the same user's other connections
    QVERIFY(others.resize(bufferLimit / 3 - 10'000));
    say(longFrame.first(9'000));
    QVERIFY(!m_owner->end);
    say(longFrame.sliced(9'000, 9'000));
    QVERIFY(m_owner->end == EndCause::OverBudget);
    QVERIFY(others.resize(0));
    QCOMPARE(budget.used(), 0);
}

void TestFrameChannel::peerThatGoesOnAfterGoodbye_isNotListenedTo_data()
{
    QTest::addColumn<QByteArray>("frame"); // that is sent again and again
    QTest::newRow("too many messages") << QByteArray("\x81\x80\0\0\0\0", 6);
    QTest::newRow("no frame") << QByteArray("\xff\x80\0\0\0\0", 6);
}

void TestFrameChannel::peerThatGoesOnAfterGoodbye_isNotListenedTo()
{
    QFETCH(const QByteArray, frame);
    const QByteArray flood = frame.repeated(10'000);
    constexpr std::size_t enough = std::size_t{64} * 1024 * 1024; // more than all buffers between
    std::size_t taken = 0;
    ErrorCode error;
    // Until neither side does anything any more.
    for (std::size_t before = 1; taken != before && taken < enough;) {
        before = taken;
        for (std::size_t count = 1; count > 0 && taken < enough;) {
            count = m_peer->write_some(
                asio::buffer(flood.constData(), static_cast<std::size_t>(flood.size())), error);
            taken += count;
        }
        m_around->io.poll();
    }
    QVERIFY2(taken < enough, "all of the flood was read");
    const std::weak_ptr<NotingOwner> owner = m_owner;
    m_owner.reset();
    m_owner = owner.lock();
    QVERIFY2(m_owner, "nothing keeps the session until its deadline");
    QVERIFY(!m_owner->end);
    tickAfter(30s);
    QVERIFY(m_owner->end == EndCause::NoGoodbye);
}

QTEST_GUILESS_MAIN(TestFrameChannel)
#include "tst_frame_channel.moc"
