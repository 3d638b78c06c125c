#include "gateway/sessions/catch_up.h"

#include "wire/server_codec.h"

namespace timesheet::gateway {

namespace {

/// After hello, live events wait this long for a `resume`, so that what is older comes first.
constexpr std::chrono::milliseconds resumeGrace{200};

/// What one step of a replay reads. The next step follows when less than `lowWater` of what was
/// sent is still waiting for the kernel.
constexpr PageLimit replayPage{200, qint64{128} * 1024};
constexpr qint64 lowWater = qint64{64} * 1024;

/// Of the events that were marked as read elsewhere, the newest.
constexpr int mostMarks = 2000;
/// Of these in one message, which must stay below 64 KiB.
constexpr qsizetype marksAtATime = 200;

} // namespace

CatchUp::CatchUp(Services &services, FrameChannel &channel, const Caller &caller, Handlers handlers)
    : m_services(services)
    , m_channel(channel)
    , m_caller(caller)
    , m_handlers(std::move(handlers))
    , m_held([this] { return openShare(m_services.shared, m_caller); })
{
}

void CatchUp::waitForResume(const LogHead &head)
{
    m_stage = Stage::Waiting;
    m_head = head;
    m_waitTimer.emplace(m_services.io, resumeGrace);
    m_waitTimer->async_wait([weak = weak_from_this()](ErrorCode error) {
        const auto self = weak.lock();
        if (self && !error && self->isWaiting() && self->m_channel.isOpen())
            self->endWaiting();
    });
}

void CatchUp::endWaiting()
{
    m_waitTimer.reset();
    if (m_held.overflowed())
        replay(m_head.cursor, Asked::No);
    else
        finish(m_head.sequence);
}

void CatchUp::replay(const Cursor &after, Asked asked)
{
    m_stage = Stage::Replaying;
    m_waitTimer.reset();
    m_progress = {};
    m_progress.cursor = after;
    m_progress.asked = asked;
    if (asked == Asked::Yes)
        sendMarks(after);
    readOn();
}

/// What the user has read on other devices while this one was away. It goes out before the events:
/// these move the client's cursor on, and from the new cursor nobody would tell it of these marks.
void CatchUp::sendMarks(const Cursor &after)
{
    m_services.storage.marksSince(m_caller, after, mostMarks, weak_from_this(),
                                  [weak = weak_from_this()](const auto &marks) {
                                      if (const auto self = weak.lock())
                                          self->onMarks(marks);
                                  });
}

void CatchUp::onMarks(const tl::expected<LogMarks, LogError> &marks)
{
    if (!m_channel.isOpen())
        return;
    if (!marks) {
        m_handlers.onFailed(marks.error());
        return;
    }
    if (marks->through)
        send(wire::ReadMark{{}, marks->through});
    for (qsizetype i = 0; i < marks->ids.size(); i += marksAtATime)
        send(wire::ReadMark{marks->ids.mid(i, marksAtATime), {}});
}

void CatchUp::onDrained()
{
    if (isReplaying())
        readOn();
}

void CatchUp::readOn()
{
    if (m_progress.isReading || m_channel.backlog() > lowWater)
        return;
    if (m_progress.atEnd && !m_held.overflowed()) {
        finishReplay();
        return;
    }
    if (m_progress.atEnd)
        m_held.clear();
    m_progress.isReading = true;
    m_services.storage.readAfter(m_caller, m_progress.cursor, replayPage, weak_from_this(),
                                 [weak = weak_from_this()](const auto &page) {
                                     if (const auto self = weak.lock())
                                         self->onPage(page);
                                 });
}

void CatchUp::onPage(const tl::expected<LogPage, LogError> &page)
{
    if (!m_channel.isOpen())
        return;
    if (!page) {
        m_handlers.onFailed(page.error());
        return;
    }
    if (!page->complete && m_progress.asked == Asked::Yes)
        send(wire::Incomplete{});
    for (const LogEntry &entry : page->entries)
        m_channel.send(OutgoingEvent(entry).frame(Dialect::V1));
    if (!page->read.isEmpty())
        send(wire::ReadMark{page->read, {}});
    m_progress.isReading = false;
    m_progress.cursor = page->cursor;
    m_progress.sequence = page->sequence;
    m_progress.count += static_cast<int>(page->entries.size());
    m_progress.complete = m_progress.complete && page->complete;
    m_progress.atEnd = page->atEnd;
    readOn();
}

void CatchUp::finishReplay()
{
    if (m_progress.asked == Asked::Yes)
        send(wire::Resumed{m_progress.cursor, m_progress.count, m_progress.complete});
    finish(m_progress.sequence);
}

void CatchUp::finish(qint64 sequence)
{
    const auto self = shared_from_this(); // the handler lets go of this
    for (const QByteArray &frame : m_held.release(sequence))
        m_channel.send(frame);
    m_handlers.onDone(sequence);
}

void CatchUp::send(const wire::ServerMessage &message)
{
    m_channel.send(encodeFrame(Opcode::Text, wire::encode(message)));
}

} // namespace timesheet::gateway
