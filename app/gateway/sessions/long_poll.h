#pragma once

#include "gateway/protocol/http_answer.h"
#include "gateway/sessions/services.h"

#include <memory>

namespace timesheet::gateway {

/// One `GET /v1/events`: a page of the log, waited for where it is empty and the client wants to.
/// Subscribes before it reads, so that no event slips through between the two. Its session
/// alone keeps it: what it has asked of the storage is dropped when the session lets go of it.
class LongPoll : public Subscriber, public std::enable_shared_from_this<LongPoll>
{
public:
    struct Query {
        std::optional<Cursor> after;
        int limit = 0;
        std::chrono::seconds wait{0};
    };

    LongPoll(Services &services, Caller caller, Query query, Responder respond);
    ~LongPoll() override;
    Q_DISABLE_COPY_MOVE(LongPoll)

    void start();

    /// Answers with what there is.
    void finish();

    /// The client is gone: never answers.
    void abandon();

    const Caller &caller() const override { return m_caller; }
    void deliver(const OutgoingEvent &event) override;

private:
    void read();
    void onPage(const tl::expected<EncodedPage, LogError> &page);
    void answer(const tl::expected<EncodedPage, LogError> &page);
    void end();

    Services &m_services;
    Caller m_caller;
    Query m_query;
    Responder m_respond;
    asio::steady_timer m_timer;
    bool m_isSubscribed = false;
    bool m_isReading = false;
    bool m_hasNews = false;    ///< something came since the last read began
    bool m_isFinished = false; ///< the next page is the answer, even an empty one
};

} // namespace timesheet::gateway
