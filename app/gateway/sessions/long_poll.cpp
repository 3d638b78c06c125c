#include "gateway/sessions/long_poll.h"

#include "wire/packed_event.h"

#include <utility>

namespace timesheet::gateway {

namespace {

/// A page of HTTP may be larger than one of a replay: it is one answer, not a stream.
constexpr qint64 maxPageBytes = qint64{2} * 1024 * 1024;

} // namespace

LongPoll::LongPoll(Services &services, Caller caller, Query query, Responder respond)
    : m_services(services)
    , m_caller(std::move(caller))
    , m_query(std::move(query))
    , m_respond(std::move(respond))
    , m_timer(services.io)
{
}

LongPoll::~LongPoll() = default;

void LongPoll::start()
{
    m_isFinished = m_query.wait == std::chrono::seconds::zero();
    if (!m_isFinished) {
        m_services.fanOut.subscribe(*this);
        m_isSubscribed = true;
        m_timer.expires_after(m_query.wait);
        m_timer.async_wait([weak = weak_from_this()](ErrorCode error) {
            const auto self = weak.lock();
            if (self && !error)
                self->finish();
        });
    }
    read();
}

void LongPoll::finish()
{
    m_isFinished = true;
    if (!m_isReading && m_respond)
        read();
}

void LongPoll::abandon()
{
    m_respond = nullptr;
    end();
}

void LongPoll::deliver(const OutgoingEvent & /*event*/)
{
    m_hasNews = true;
    if (!m_isReading && m_respond)
        read();
}

void LongPoll::read()
{
    m_isReading = true;
    m_hasNews = false;
    const PageLimit limit{m_query.limit, maxPageBytes};
    const auto handler = [weak = weak_from_this()](const auto &page) {
        if (const auto self = weak.lock())
            self->onPage(page);
    };
    m_services.storage.readPage(m_caller, m_query.after, limit, weak_from_this(), handler);
}

void LongPoll::onPage(const tl::expected<EncodedPage, LogError> &page)
{
    m_isReading = false;
    if (!m_respond)
        return;
    const bool isEmpty = page && page->isEmpty && page->complete;
    if (!isEmpty || m_isFinished)
        answer(page);
    else if (m_hasNews)
        read();
}

void LongPoll::answer(const tl::expected<EncodedPage, LogError> &page)
{
    const Responder respond = std::exchange(m_respond, nullptr);
    end();
    if (!page) {
        m_services.doorkeeper.storageFailed(page.error(), Door::Request);
        respond(unavailable());
        return;
    }
    respond(jsonAnswer(200, page->json));
}

void LongPoll::end()
{
    m_timer.cancel();
    if (std::exchange(m_isSubscribed, false))
        m_services.fanOut.unsubscribe(*this);
}

} // namespace timesheet::gateway
