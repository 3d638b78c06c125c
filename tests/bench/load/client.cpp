#include "load/client.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <utility>
#include <vector>

#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace timesheet::load {

namespace {

constexpr std::size_t readAtATime = std::size_t{1024} * 1024;

/// Edge triggered: the kernel does not look again whether there is more after each read.
constexpr std::uint32_t whatIsRead = EPOLLIN | EPOLLRDHUP | EPOLLET;
constexpr std::uint32_t theEnd = EPOLLRDHUP | EPOLLHUP | EPOLLERR;

/// The sample of RFC 6455, section 1.3: the answer is known beforehand.
constexpr std::string_view upgradeKey = "dGhlIHNhbXBsZSBub25jZQ==";
constexpr std::string_view upgradeAnswer = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

constexpr unsigned textOpcode = 1;
constexpr unsigned closeOpcode = 8;
constexpr unsigned pingOpcode = 9;
constexpr unsigned pongOpcode = 10;
constexpr unsigned finalBit = 0x80;
constexpr unsigned maskBit = 0x80;
constexpr unsigned length16 = 126;
constexpr unsigned length64 = 127;
constexpr int noStatus = 1005;
constexpr int noCloseFrame = 1006;

/// Servers cannot tell it from a random one, and frames can be made once.
constexpr std::array<unsigned char, 4> mask{0x37, 0xfa, 0x21, 0x3d};

/// Answers are much shorter than events: only these are looked at.
constexpr std::size_t longestPong = 64;

std::string maskedFrame(unsigned opcode, std::string_view payload)
{
    if (payload.size() >= length16)
        throw std::logic_error("only short messages are sent");
    std::string frame;
    frame += static_cast<char>(finalBit | opcode);
    frame += static_cast<char>(maskBit | payload.size());
    frame.append(reinterpret_cast<const char *>(mask.data()), mask.size());
    for (std::size_t i = 0; i < payload.size(); ++i)
        frame += static_cast<char>(static_cast<unsigned char>(payload[i]) ^ mask.at(i % 4));
    return frame;
}

std::uint64_t bigEndian(std::string_view bytes)
{
    std::uint64_t number = 0;
    for (const char byte : bytes)
        number = number << 8 | static_cast<unsigned char>(byte);
    return number;
}

} // namespace

std::string_view pingFrame()
{
    static const std::string frame = maskedFrame(textOpcode, R"({"type":"ping"})");
    return frame;
}

Client::Client(Poller &poller, Listener &listener, std::uint32_t number)
    : m_poller(poller)
    , m_listener(listener)
    , m_number(number)
{
}

Client::~Client()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

void Client::open(const Address &server, std::string_view token, Dialect dialect)
{
    cut();
    m_dialect = dialect;
    m_closeCode = 0;
    m_bytesReceived = 0;
    m_rest = "GET /?token=";
    m_rest += token;
    m_rest += " HTTP/1.1\r\nHost: " + server.text +
              "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
              "Sec-WebSocket-Key: ";
    m_rest += upgradeKey;
    if (dialect == Dialect::V1)
        m_rest += "\r\nSec-WebSocket-Protocol: timesheet.v1";
    m_rest += "\r\n\r\n";

    m_descriptor = openSocket(m_number);
    const auto *address = reinterpret_cast<const sockaddr *>(&server.socketAddress);
    if (::connect(m_descriptor, address, sizeof server.socketAddress) == 0) {
        // As a rule here: over loopback it is done within the call.
        m_poller.add(m_descriptor, whatIsRead, *this);
        askForUpgrade();
        return;
    }
    if (errno != EINPROGRESS)
        throw std::runtime_error("cannot connect to " + server.text + ": " + std::strerror(errno));
    m_state = State::Connecting;
    m_poller.add(m_descriptor, EPOLLOUT, *this);
}

void Client::onEvents(std::uint32_t events)
{
    if (m_descriptor < 0)
        return;
    if (m_state == State::Connecting) {
        finishConnecting();
        return;
    }
    const bool isLast = (events & theEnd) != 0;
    if (!isLast && (events & EPOLLIN) == 0)
        return;
    bool mayBeMore = false;
    do
        mayBeMore = read();
    while (m_descriptor >= 0 && (mayBeMore || isLast));
}

void Client::finishConnecting()
{
    int error = 0;
    socklen_t size = sizeof error;
    getsockopt(m_descriptor, SOL_SOCKET, SO_ERROR, &error, &size);
    if (error != 0)
        throw std::runtime_error(std::string("cannot connect: ") + std::strerror(error));
    m_poller.change(m_descriptor, whatIsRead, *this);
    askForUpgrade();
}

void Client::askForUpgrade()
{
    m_state = State::Upgrading;
    const std::string request = std::exchange(m_rest, {});
    sendAll(request);
}

bool Client::read()
{
    static std::vector<char> buffer(readAtATime); // all clients share it: there is one thread
    std::memcpy(buffer.data(), m_rest.data(), m_rest.size());
    const std::size_t room = buffer.size() - m_rest.size();
    const ssize_t count = ::recv(m_descriptor, buffer.data() + m_rest.size(), room, 0);
    if (count < 0 && errno == EAGAIN)
        return false;
    if (count <= 0) {
        end();
        return false;
    }
    m_bytesReceived += static_cast<std::uint64_t>(count);
    const std::string_view data(buffer.data(), m_rest.size() + static_cast<std::size_t>(count));
    std::size_t done = 0;
    if (m_state == State::Upgrading)
        done = takeUpgrade(data);
    if (m_state != State::Upgrading)
        done += takeFrames(data.substr(done), Clock::now());
    if (m_descriptor < 0)
        return false;
    if (data.size() - done >= buffer.size())
        throw std::runtime_error("the server sent a frame larger than a mebibyte");
    if (done < data.size())
        m_rest.assign(data.substr(done));
    else if (!m_rest.empty())
        m_rest = {};
    return static_cast<std::size_t>(count) == room;
}

std::size_t Client::takeUpgrade(std::string_view data)
{
    const std::size_t end = data.find("\r\n\r\n");
    if (end == std::string_view::npos)
        return 0;
    const std::string_view head = data.substr(0, end);
    if (!head.starts_with("HTTP/1.1 101 ") || head.find(upgradeAnswer) == std::string_view::npos)
        throw std::runtime_error("the server refused the upgrade: " +
                                 std::string(head.substr(0, head.find('\r'))));
    m_state = State::Greeting;
    if (m_dialect == Dialect::Deployed)
        sendPing();
    return end + 4;
}

std::size_t Client::takeFrames(std::string_view data, Clock::time_point now)
{
    std::size_t at = 0;
    while (m_descriptor >= 0 && data.size() - at >= 2) {
        const auto opcode = static_cast<unsigned char>(data[at]) & 0x0fU;
        std::uint64_t length = static_cast<unsigned char>(data[at + 1]);
        std::size_t head = 2;
        if (length >= length16) {
            head += length == length64 ? 8 : 2;
            if (data.size() - at < head)
                break;
            length = bigEndian(data.substr(at + 2, head - 2));
        }
        if (data.size() - at - head < length)
            break;
        takeFrame(opcode, data.substr(at + head, length), now);
        at += head + length;
    }
    return at;
}

void Client::takeFrame(unsigned opcode, std::string_view payload, Clock::time_point now)
{
    switch (opcode) {
    case textOpcode:
        takeText(payload, now);
        break;
    case pingOpcode:
        sendFrame(pongOpcode, payload);
        break;
    case closeOpcode:
        if (m_closeCode != 0)
            break; // the answer to our goodbye
        m_closeCode =
            payload.size() < 2 ? noStatus : static_cast<int>(bigEndian(payload.substr(0, 2)));
        sendFrame(closeOpcode, payload.substr(0, 2));
        break;
    default:
        break;
    }
}

void Client::takeText(std::string_view text, Clock::time_point now)
{
    if (m_state == State::Greeting) {
        const bool isPong = text.find(R"("pong")") != std::string_view::npos;
        if (!isPong && text.find(R"("hello")") == std::string_view::npos)
            return;
        m_state = State::Ready;
        m_listener.onReady(*this);
    } else if (text.size() <= longestPong && text.find(R"("pong")") != std::string_view::npos) {
        m_listener.onPong(*this, now);
    } else {
        m_listener.onMessage(*this, text, now);
    }
}

void Client::sendPing()
{
    sendAll(pingFrame());
}

void Client::sendFrame(unsigned opcode, std::string_view payload)
{
    sendAll(maskedFrame(opcode, payload));
}

void Client::sendAll(std::string_view bytes)
{
    // What this tool sends is short. Where not even that goes, the connection is of no use.
    if (m_descriptor >= 0 && sendSome(bytes) != bytes.size())
        ::shutdown(m_descriptor, SHUT_RDWR);
}

std::size_t Client::sendSome(std::string_view frames)
{
    if (m_descriptor < 0)
        return 0;
    const ssize_t count = ::send(m_descriptor, frames.data(), frames.size(), MSG_NOSIGNAL);
    return count < 0 ? 0 : static_cast<std::size_t>(count);
}

void Client::setReading(bool isReading)
{
    if (m_descriptor >= 0)
        m_poller.change(m_descriptor, isReading ? whatIsRead : 0U, *this);
}

void Client::reset()
{
    const linger atOnce{1, 0};
    setsockopt(m_descriptor, SOL_SOCKET, SO_LINGER, &atOnce, sizeof atOnce);
    cut();
}

void Client::cut()
{
    if (m_descriptor >= 0)
        ::close(std::exchange(m_descriptor, -1));
    m_state = State::Closed;
    m_rest = {};
}

void Client::end()
{
    const int code = m_closeCode == 0 ? noCloseFrame : m_closeCode;
    cut();
    m_listener.onClosed(*this, code);
}

} // namespace timesheet::load
