#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include <netinet/in.h>

namespace timesheet::load {

using Clock = std::chrono::steady_clock;

/// What the poller tells of what happened at one descriptor.
class Endpoint
{
public:
    Endpoint() = default;
    Endpoint(const Endpoint &) = delete;
    Endpoint &operator=(const Endpoint &) = delete;

    virtual void onEvents(std::uint32_t events) = 0;

protected:
    ~Endpoint() = default;
};

/// The one event loop, around epoll.
class Poller
{
public:
    Poller();
    ~Poller();
    Poller(const Poller &) = delete;
    Poller &operator=(const Poller &) = delete;

    void add(int descriptor, std::uint32_t events, Endpoint &endpoint) const;
    void change(int descriptor, std::uint32_t events, Endpoint &endpoint) const;

    /// Waits for events, until then at most, and tells the endpoints.
    void turn(Clock::time_point until) const;

private:
    void control(int operation, int descriptor, std::uint32_t events, Endpoint &endpoint) const;

    int m_descriptor;
};

/// Where the server listens.
struct Address {
    sockaddr_in socketAddress{};
    std::string text; ///< as given: HOST:PORT
};

/// A socket that does not wait, bound to one of several loopback addresses in turn, so that there
/// are ports for more connections than one address has. Throws where there is none to be had.
int openSocket(unsigned number);

/// As many descriptors as the administrator allows. Returns how many those are.
std::uint64_t raiseDescriptorLimit();

} // namespace timesheet::load
