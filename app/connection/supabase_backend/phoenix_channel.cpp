#include "connection/supabase_backend/phoenix_channel.h"

#include <algorithm>
#include <iterator>
#include <utility>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace timesheet {

namespace {

/// How many pushes wait for a reply at once. Of more, the oldest counts as unanswered.
constexpr std::size_t mostWaiting = 100;

/// A server's text, as far as it is kept.
constexpr qsizetype longestReason = 200;

void append(PhoenixChannel::Actions &actions, PhoenixChannel::Actions more)
{
    std::move(more.begin(), more.end(), std::back_inserter(actions));
}

} // namespace

PhoenixChannel::PhoenixChannel(QString topic, QJsonObject config, Token token, Timing timing,
                               PhoenixRefs &refs, RandomSource random)
    : m_topic(std::move(topic))
    , m_config(std::move(config))
    , m_token(std::move(token))
    , m_timing(std::move(timing))
    , m_refs(refs)
    , m_backoff(m_timing.backoff, std::move(random))
{
}

PhoenixChannel::Actions PhoenixChannel::join(Instant now)
{
    if (m_state != State::Out)
        return {};
    m_backoff.reset();
    return {joinMessage(now)};
}

PhoenixChannel::Actions PhoenixChannel::leave(Instant now)
{
    const State before = m_state;
    if (before == State::Out || before == State::Leaving)
        return {};
    m_due.reset();
    m_joinedAt.reset();
    if (before == State::Resting) {
        m_state = State::Out;
        return {Left{}};
    }
    m_state = State::Leaving;
    m_due = now + m_timing.reply;
    m_leaveRef = m_refs.next();
    return {Send{{m_topic, u"phx_leave"_s, {}, m_leaveRef, m_joinRef}}};
}

PhoenixChannel::Pushed PhoenixChannel::push(const QString &event, const QJsonObject &payload,
                                            Reply reply, Instant now)
{
    if (!isJoined())
        return {};
    const QString ref = m_refs.next();
    Actions actions{Send{{m_topic, event, payload, ref, m_joinRef}}};
    if (reply == Reply::Expected) {
        if (m_waiting.size() == mostWaiting) {
            actions.emplace_back(Unanswered{m_waiting.front().ref});
            m_waiting.pop_front();
        }
        m_waiting.push_back({ref, now + m_timing.reply});
    }
    return {ref, std::move(actions)};
}

PhoenixChannel::Actions PhoenixChannel::setAccessToken(const Token &token)
{
    if (m_token == token)
        return {};
    m_token = token;
    m_isTokenNewer = true;
    // A join that is under way has the old one: the new one follows it.
    return isJoined() ? Actions{tokenMessage()} : Actions{};
}

PhoenixChannel::Actions PhoenixChannel::receive(const PhoenixMessage &message, Instant now)
{
    if (message.topic != m_topic || m_state == State::Out || m_state == State::Resting)
        return {};
    if (message.event == u"phx_reply")
        return receiveReply(message, now);
    if (!isOfCurrentJoin(message))
        return {};
    if (message.event == u"phx_close" || message.event == u"phx_error")
        return receiveClose(now);
    return isJoined() ? Actions{Received{message.event, message.payload}} : Actions{};
}

std::optional<PhoenixChannel::Instant> PhoenixChannel::nextTick() const
{
    if (m_waiting.empty())
        return m_due;
    return m_due ? std::min(*m_due, m_waiting.front().until) : m_waiting.front().until;
}

PhoenixChannel::Actions PhoenixChannel::tick(Instant now)
{
    Actions actions;
    while (!m_waiting.empty() && m_waiting.front().until <= now) {
        actions.emplace_back(Unanswered{m_waiting.front().ref});
        m_waiting.pop_front();
    }
    if (!m_due || *m_due > now)
        return actions;
    m_due.reset();
    if (m_state == State::Resting) {
        actions.push_back(joinMessage(now));
    } else if (m_state == State::Joining) {
        append(actions, rest(JoinFailed{}, now));
    } else if (m_state == State::Leaving) {
        m_state = State::Out;
        actions.emplace_back(Left{});
    }
    return actions;
}

/// Servers of 1.0.0 say no join_ref, but repeat the join's ref where they close its channel. One
/// that says neither can only mean the join that there is.
bool PhoenixChannel::isOfCurrentJoin(const PhoenixMessage &message) const
{
    const bool closes = message.event == u"phx_close" || message.event == u"phx_error";
    const bool isOtherRef = closes && !message.ref.isEmpty() && message.ref != m_joinRef;
    const bool isOtherJoin = !message.joinRef.isEmpty() && message.joinRef != m_joinRef;
    return !isOtherRef && !isOtherJoin;
}

PhoenixChannel::Action PhoenixChannel::joinMessage(Instant now)
{
    m_state = State::Joining;
    m_due = now + m_timing.reply;
    m_joinRef = m_refs.next();
    m_isTokenNewer = false;
    return Send{
        {m_topic,
         u"phx_join"_s,
         {{u"config"_s, m_config}, {u"access_token"_s, QString::fromLatin1(m_token.bytes())}},
         m_joinRef,
         m_joinRef}};
}

PhoenixChannel::Action PhoenixChannel::tokenMessage()
{
    return Send{{m_topic,
                 u"access_token"_s,
                 {{u"access_token"_s, QString::fromLatin1(m_token.bytes())}},
                 m_refs.next(),
                 m_joinRef}};
}

PhoenixChannel::Actions PhoenixChannel::receiveReply(const PhoenixMessage &message, Instant now)
{
    if (!isOfCurrentJoin(message))
        return {};
    const bool isOk = message.payload.value("status"_L1) == u"ok"_s;
    const QJsonObject response = message.payload.value("response"_L1).toObject();
    if (m_state == State::Joining && message.ref == m_joinRef)
        return receiveJoinReply(isOk, response, now);
    if (m_state == State::Leaving && message.ref == m_leaveRef) {
        m_state = State::Out;
        m_due.reset();
        return {Left{}};
    }
    const auto waiting =
        std::find_if(m_waiting.begin(), m_waiting.end(),
                     [&message](const Waiting &one) { return one.ref == message.ref; });
    if (waiting == m_waiting.end())
        return {};
    m_waiting.erase(waiting);
    return {Replied{message.ref, isOk, response}};
}

PhoenixChannel::Actions PhoenixChannel::receiveJoinReply(bool isOk, const QJsonObject &response,
                                                         Instant now)
{
    m_due.reset();
    if (!isOk)
        return rest(JoinFailed{response.value("reason"_L1).toString().left(longestReason)}, now);
    m_state = State::Joined;
    m_joinedAt = now;
    Actions actions{Joined{}};
    if (m_isTokenNewer)
        actions.push_back(tokenMessage());
    return actions;
}

PhoenixChannel::Actions PhoenixChannel::receiveClose(Instant now)
{
    m_due.reset();
    if (m_state == State::Leaving) {
        m_state = State::Out;
        return {Left{}};
    }
    return rest(isJoined() ? Action(Closed{}) : Action(JoinFailed{}), now);
}

/// The join has ended: what waits on it is answered no more, and another follows after a pause.
PhoenixChannel::Actions PhoenixChannel::rest(Action why, Instant now)
{
    Actions actions;
    for (const Waiting &one : std::exchange(m_waiting, {}))
        actions.emplace_back(Unanswered{one.ref});
    actions.push_back(std::move(why));
    const auto joinedAt = std::exchange(m_joinedAt, std::nullopt);
    if (joinedAt && now - *joinedAt >= m_timing.steady)
        m_backoff.reset();
    const auto pause = m_backoff.next(std::exchange(m_leastPause, 0ms));
    m_state = pause ? State::Resting : State::Out;
    if (pause)
        m_due = now + *pause;
    else
        actions.emplace_back(GaveUp{});
    return actions;
}

} // namespace timesheet
