#include "load/poller.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <unistd.h>

namespace timesheet::load {

namespace {

constexpr std::size_t eventsAtATime = 512;

/// From 127.0.0.2 on. Each has some 28,000 ports, and a closed connection keeps its for a minute.
constexpr unsigned sourceAddresses = 32;
constexpr in_addr_t firstSource = INADDR_LOOPBACK + 1;

[[noreturn]] void fail(const char *what)
{
    throw std::system_error(errno, std::generic_category(), what);
}

} // namespace

Poller::Poller()
    : m_descriptor(epoll_create1(EPOLL_CLOEXEC))
{
    if (m_descriptor < 0)
        fail("epoll");
}

Poller::~Poller()
{
    ::close(m_descriptor);
}

void Poller::add(int descriptor, std::uint32_t events, Endpoint &endpoint) const
{
    control(EPOLL_CTL_ADD, descriptor, events, endpoint);
}

void Poller::change(int descriptor, std::uint32_t events, Endpoint &endpoint) const
{
    control(EPOLL_CTL_MOD, descriptor, events, endpoint);
}

void Poller::control(int operation, int descriptor, std::uint32_t events, Endpoint &endpoint) const
{
    epoll_event event{};
    event.events = events;
    event.data.ptr = &endpoint;
    if (epoll_ctl(m_descriptor, operation, descriptor, &event) != 0)
        fail("epoll");
}

void Poller::turn(Clock::time_point until) const
{
    using std::chrono::milliseconds;
    const auto left = std::chrono::ceil<milliseconds>(until - Clock::now());
    const auto wait = std::clamp(left, milliseconds(0), milliseconds(1000));
    std::array<epoll_event, eventsAtATime> events{};
    const int count = epoll_wait(m_descriptor, events.data(), static_cast<int>(events.size()),
                                 static_cast<int>(wait.count()));
    if (count < 0 && errno != EINTR)
        fail("epoll");
    for (int i = 0; i < count; ++i) {
        const epoll_event &event = events.at(static_cast<std::size_t>(i));
        static_cast<Endpoint *>(event.data.ptr)->onEvents(event.events);
    }
}

int openSocket(unsigned number)
{
    const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (descriptor < 0)
        fail("socket");
    const int on = 1;
    // The port is chosen by connect(), which knows the other end: the same port may serve twice.
    setsockopt(descriptor, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    sockaddr_in source{};
    source.sin_family = AF_INET;
    source.sin_addr.s_addr = htonl(firstSource + number % sourceAddresses);
    if (::bind(descriptor, reinterpret_cast<const sockaddr *>(&source), sizeof source) != 0)
        fail("bind to a loopback address");
    return descriptor;
}

std::uint64_t raiseDescriptorLimit()
{
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    getrlimit(RLIMIT_NOFILE, &limit);
    return limit.rlim_cur;
}

} // namespace timesheet::load
