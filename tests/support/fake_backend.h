#pragma once

#include "connection/backend.h"

#include <memory>
#include <utility>

namespace timesheet::test {

/// A transport that does what the test says.
class FakeTransport final : public Transport
{
public:
    void open() override { isOpen = true; }
    void send(const wire::ClientMessage &message) override { sent.append(message); }
    void setReading(bool reading) override { isReading = reading; }
    void close() override
    {
        isOpen = false;
        emit closed();
    }

    bool isOpen = false;
    bool isReading = true;
    QList<wire::ClientMessage> sent;
};

/// A back end that answers when the test says so, one request of a kind at a time.
class FakeBackend final : public Backend
{
public:
    /// A request for events.
    struct Fetch {
        std::optional<Cursor> after;
        Hold hold = Hold::No;
    };

    QUrl server() const override { return QUrl(QStringLiteral("ws://fake.example")); }
    void setLargestMessage(qsizetype /*bytes*/) override {}
    void setEndpoint(const Endpoint & /*endpoint*/) override {}
    void setCredentials(const Credentials &given) override { credentials = given; }
    void forgetCredentials() override { credentials = {}; }

    std::unique_ptr<Transport> makeTransport(const std::optional<Cursor> &after) override
    {
        attempts.append(after);
        auto made = std::make_unique<FakeTransport>();
        transport = made.get();
        return made;
    }
    std::unique_ptr<Request> fetchEvents(const std::optional<Cursor> &after, Hold hold,
                                         EventsHandler handler) override
    {
        fetches.append({after, hold});
        return m_fetch.begin(std::move(handler));
    }
    std::unique_ptr<Request> reportMarks(const QList<EventId> &ids, MarksHandler handler) override
    {
        reports.append(ids);
        return m_report.begin(std::move(handler));
    }

    /// Answers the request that is under way.
    void answer(const EventsAnswer &answer) { m_fetch.answer(answer); }
    void answer(const tl::expected<void, RequestFailure> &answer) { m_report.answer(answer); }
    bool isFetching() const { return m_fetch.isUnderWay(); }

    /// After which place each request for events was; empty: the newest.
    QStringList asked() const
    {
        QStringList places;
        for (const Fetch &fetch : fetches)
            places.append(fetch.after.value_or(Cursor()).value());
        return places;
    }

    // What was asked, in order.
    QList<std::optional<Cursor>> attempts; ///< where each transport was to go on
    QList<Fetch> fetches;
    QList<QList<EventId>> reports;

    Credentials credentials;
    FakeTransport *transport = nullptr; ///< the newest

private:
    /// What has been asked, and is not answered or given up yet.
    template <class Handler>
    class Pending
    {
    public:
        std::unique_ptr<Request> begin(Handler handler)
        {
            auto request = std::make_unique<FakeRequest>(std::move(handler));
            m_request = request.get();
            request->pending = this;
            return request;
        }
        bool isUnderWay() const { return m_request; }
        template <class Answer>
        void answer(const Answer &answer)
        {
            // It may be destroyed by its own handler.
            const Handler handler = std::exchange(m_request, nullptr)->handler;
            handler(answer);
        }

    private:
        struct FakeRequest final : Request {
            explicit FakeRequest(Handler whenAnswered)
                : handler(std::move(whenAnswered))
            {
            }
            ~FakeRequest() override
            {
                if (pending->m_request == this)
                    pending->m_request = nullptr;
            }
            FakeRequest(const FakeRequest &) = delete;
            FakeRequest &operator=(const FakeRequest &) = delete;

            Handler handler;
            Pending *pending = nullptr;
        };

        FakeRequest *m_request = nullptr;
    };

    Pending<EventsHandler> m_fetch;
    Pending<MarksHandler> m_report;
};

} // namespace timesheet::test
