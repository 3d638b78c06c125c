#include "load/publisher.h"

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <stdexcept>

#include <fcntl.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace timesheet::load {

namespace {

constexpr std::size_t readAtATime = std::size_t{64} * 1024;
constexpr std::string_view lengthField = "\r\ncontent-length:";

/// The length of the body after this head; throws where the head does not tell.
std::size_t bodyLength(std::string_view head)
{
    for (std::size_t at = 0; at + lengthField.size() < head.size(); ++at) {
        if (head[at] != '\r' ||
            strncasecmp(head.data() + at, lengthField.data(), lengthField.size()) != 0)
            continue;
        at += lengthField.size();
        while (at < head.size() && head[at] == ' ')
            ++at;
        std::size_t length = 0;
        std::from_chars(head.data() + at, head.data() + head.size(), length);
        return length;
    }
    throw std::runtime_error("the server answered without a Content-Length");
}

} // namespace

Publisher::Publisher(Poller &poller, const Address &server, unsigned number, Answered answered)
    : m_poller(poller)
    , m_host(server.text)
    , m_answered(std::move(answered))
    , m_descriptor(openSocket(number))
    , m_number(number)
{
    // There are few of these, and a server that listens: this may wait.
    const int flags = fcntl(m_descriptor, F_GETFL);
    fcntl(m_descriptor, F_SETFL, flags & ~O_NONBLOCK);
    const auto *address = reinterpret_cast<const sockaddr *>(&server.socketAddress);
    if (::connect(m_descriptor, address, sizeof server.socketAddress) != 0)
        throw std::runtime_error("cannot connect to " + server.text + ": " + std::strerror(errno));
    fcntl(m_descriptor, F_SETFL, flags);
    m_poller.add(m_descriptor, EPOLLIN, *this);
}

Publisher::~Publisher()
{
    ::close(m_descriptor);
}

void Publisher::post(std::string_view token, std::string_view body)
{
    m_isBusy = true;
    m_written = 0;
    m_request = "POST /v1/events HTTP/1.1\r\nHost: " + m_host + "\r\nAuthorization: Bearer ";
    m_request += token;
    m_request += "\r\nContent-Type: application/json\r\nContent-Length: ";
    m_request += std::to_string(body.size());
    m_request += "\r\n\r\n";
    m_request += body;
    m_postedAt = Clock::now();
    write();
}

void Publisher::onEvents(std::uint32_t events)
{
    if ((events & EPOLLOUT) != 0)
        write();
    if ((events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0)
        read();
}

void Publisher::write()
{
    const ssize_t count = ::send(m_descriptor, m_request.data() + m_written,
                                 m_request.size() - m_written, MSG_NOSIGNAL);
    if (count < 0 && errno != EAGAIN)
        throw std::runtime_error(std::string("publishing: ") + std::strerror(errno));
    m_written += count < 0 ? 0 : static_cast<std::size_t>(count);
    const bool mustWait = m_written < m_request.size();
    if (mustWait != m_waitsToWrite)
        m_poller.change(m_descriptor, mustWait ? EPOLLIN | EPOLLOUT : EPOLLIN, *this);
    m_waitsToWrite = mustWait;
}

void Publisher::read()
{
    static std::array<char, readAtATime> buffer;
    const ssize_t count = ::recv(m_descriptor, buffer.data(), buffer.size(), 0);
    if (count < 0 && errno == EAGAIN)
        return;
    if (count <= 0)
        throw std::runtime_error("the server closed a publisher's connection");
    m_answer.append(buffer.data(), static_cast<std::size_t>(count));
    takeAnswer();
}

void Publisher::takeAnswer()
{
    constexpr std::string_view version = "HTTP/1.1 ";
    const std::size_t end = m_answer.find("\r\n\r\n");
    if (end == std::string::npos ||
        m_answer.size() < end + 4 + bodyLength(std::string_view(m_answer).substr(0, end)))
        return;
    int status = 0;
    if (m_answer.starts_with(version))
        std::from_chars(m_answer.data() + version.size(), m_answer.data() + end, status);
    m_answer.clear();
    m_isBusy = false;
    m_answered(*this, status);
}

} // namespace timesheet::load
