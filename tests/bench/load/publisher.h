#pragma once

#include "load/poller.h"

#include <functional>
#include <string>
#include <string_view>

namespace timesheet::load {

/// A kept HTTP/1.1 connection that publishes, one request at a time.
class Publisher final : public Endpoint
{
public:
    /// The status of the answer.
    using Answered = std::function<void(Publisher &, int status)>;

    /// Connects at once; throws where that fails.
    Publisher(Poller &poller, const Address &server, unsigned number, Answered answered);
    ~Publisher();

    bool isBusy() const { return m_isBusy; }
    Clock::time_point postedAt() const { return m_postedAt; }
    unsigned number() const { return m_number; }
    /// POST /v1/events with this body. Not while busy.
    void post(std::string_view token, std::string_view body);

private:
    void onEvents(std::uint32_t events) override;
    void write();
    void read();
    void takeAnswer();

    Poller &m_poller;
    std::string m_host;
    Answered m_answered;
    std::string m_request;
    std::size_t m_written = 0;
    std::string m_answer;
    Clock::time_point m_postedAt{};
    int m_descriptor;
    unsigned m_number;
    bool m_isBusy = false;
    bool m_waitsToWrite = false;
};

} // namespace timesheet::load
