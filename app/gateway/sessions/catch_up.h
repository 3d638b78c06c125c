#pragma once

#include "gateway/news/held_events.h"
#include "gateway/sessions/frame_channel.h"

#include <functional>
#include <memory>
#include <optional>

namespace timesheet::gateway {

/// Brings a client of Dialect::V1 from where it is in the log to live events, without a hole or a
/// double. Whoever owns this hands every live event to hold() meanwhile, and has done so since
/// before the log was asked for anything. This reads the log in pages up to its end, and then sends
/// what was held and is newer than that end. Where more was held than may be, the log is read once
/// more instead. Exists only as long as it is needed.
class CatchUp : public std::enable_shared_from_this<CatchUp>
{
public:
    /// What comes of it. Never called once this is gone.
    struct Handlers {
        /// The client has everything up to this sequence, and is live. This is not needed any more.
        std::function<void(qint64 sequence)> onDone;
        std::function<void(const LogError &)> onFailed;
    };

    /// Whether the client asked for the replay, and so wants to hear of its end.
    enum class Asked { No, Yes };

    /// All but the handlers must outlive this.
    CatchUp(Services &services, FrameChannel &channel, const Caller &caller, Handlers handlers);

    /// A live event, as a whole frame.
    void hold(qint64 sequence, const QByteArray &frame) { m_held.hold(sequence, frame); }

    /// After hello, which named `head`: waits a moment for a `resume`.
    void waitForResume(const LogHead &head);
    /// No `resume` comes: the client is live from hello on.
    void endWaiting();

    /// Sends what came after a cursor.
    void replay(const Cursor &after, Asked asked);
    /// Everything sent so far is with the kernel: a replay may go on.
    void onDrained();

    bool isGreeting() const { return m_stage == Stage::Greeting; }
    bool isWaiting() const { return m_stage == Stage::Waiting; }
    bool isReplaying() const { return m_stage == Stage::Replaying; }

private:
    enum class Stage : quint8 {
        Greeting, ///< the log's head is not known yet
        Waiting,  ///< hello is said; a `resume` may follow at once
        Replaying,
    };

    /// How far a replay has come.
    struct Progress {
        Cursor cursor;
        qint64 sequence = 0; ///< of the event at `cursor`; 0 while not known
        int count = 0;       ///< events sent
        bool complete = true;
        Asked asked = Asked::No;
        bool isReading = false;
        bool atEnd = false; ///< of the log, as it was when it was read
    };

    void sendMarks(const Cursor &after);
    void readOn();
    void onMarks(const tl::expected<LogMarks, LogError> &marks);
    void onPage(const tl::expected<LogPage, LogError> &page);
    void finishReplay();
    void finish(qint64 sequence);
    void send(const wire::ServerMessage &message);

    Services &m_services;
    FrameChannel &m_channel;
    const Caller &m_caller;
    Handlers m_handlers;
    HeldEvents m_held;
    LogHead m_head; ///< as hello said
    Progress m_progress;
    std::optional<asio::steady_timer> m_waitTimer;
    Stage m_stage = Stage::Greeting;
};

} // namespace timesheet::gateway
