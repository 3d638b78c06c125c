// The least that a server of the protocol can be: bare epoll, a thread a core, a map of tenants in
// each, and nothing that a real one needs besides: no storage, no rate limit, no strictness. What
// the gateway costs is measured beside it. Says "listening PORT" when it is.
//
//   JWT_SECRET=... bench_epoll_floor [--port N] [--threads N] [--gather 1]
//
// An event's text goes out as it came in, framed once, behind it the tenant. Each delivery is one
// send(), which is what a server without queues costs at the least; with --gather, all that one
// POST brought a connection is.

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

using namespace std::string_view_literals;

constexpr std::size_t readAtATime = std::size_t{256} * 1024;
constexpr std::size_t eventsAtATime = 512;
constexpr std::size_t mostWaiting = std::size_t{1024} * 1024; ///< bytes; who has more is cut
constexpr int backlog = 4096;

[[noreturn]] void fail(const char *what)
{
    std::fprintf(stderr, "bench_epoll_floor: %s: %s\n", what, std::strerror(errno));
    std::exit(1);
}

// Tokens

const unsigned char *bytesOf(std::string_view text)
{
    return reinterpret_cast<const unsigned char *>(text.data());
}

std::string decodeBase64Url(std::string_view text)
{
    std::string padded(text);
    for (char &letter : padded)
        letter = letter == '-' ? '+' : letter == '_' ? '/' : letter;
    const std::size_t padding = (4 - padded.size() % 4) % 4;
    padded.append(padding, '=');
    std::string bytes(padded.size() / 4 * 3, '\0');
    const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char *>(bytes.data()),
                                     bytesOf(padded), static_cast<int>(padded.size()));
    bytes.resize(size < 0 ? 0 : static_cast<std::size_t>(size) - padding);
    return bytes;
}

/// What stands between this and the next quote.
std::string_view between(std::string_view text, std::string_view before)
{
    const std::size_t at = text.find(before);
    if (at == std::string_view::npos)
        return {};
    const std::string_view rest = text.substr(at + before.size());
    return rest.substr(0, rest.find('"'));
}

struct Caller {
    std::string tenant;
    std::uint64_t user = 0; ///< its hash
    bool isService = false;
};

std::uint64_t hashOf(std::string_view user)
{
    return std::hash<std::string_view>()(user);
}

std::optional<Caller> verify(std::string_view token, std::string_view secret)
{
    const std::size_t first = token.find('.');
    const std::size_t second = token.rfind('.');
    if (first == std::string_view::npos || first == second)
        return std::nullopt;
    std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
    unsigned size = 0;
    HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()), bytesOf(token), second,
         mac.data(), &size);
    const std::string signature = decodeBase64Url(token.substr(second + 1));
    if (signature.size() != size || CRYPTO_memcmp(signature.data(), mac.data(), size) != 0)
        return std::nullopt;
    const std::string claims = decodeBase64Url(token.substr(first + 1, second - first - 1));
    const std::string_view text = claims;
    std::int64_t expires = 0;
    if (const std::size_t at = text.find(R"("exp":)"); at != std::string_view::npos)
        std::from_chars(text.data() + at + 6, text.data() + text.size(), expires);
    const std::string_view tenant = between(text, R"("tenant_id":")");
    const std::string_view user = between(text, R"("sub":")");
    if (tenant.empty() || user.empty() || expires < std::time(nullptr))
        return std::nullopt;
    return Caller{std::string(tenant), hashOf(user), between(text, R"("role":")") == "service"};
}

// HTTP and frames

std::string_view header(std::string_view head, std::string_view name)
{
    for (std::size_t at = head.find("\r\n"); at != std::string_view::npos;
         at = head.find("\r\n", at + 2)) {
        const std::string_view line = head.substr(at + 2);
        if (line.size() <= name.size() || line[name.size()] != ':' ||
            strncasecmp(line.data(), name.data(), name.size()) != 0)
            continue;
        std::string_view value = line.substr(name.size() + 1);
        value = value.substr(0, value.find("\r\n"));
        value.remove_prefix(std::min(value.find_first_not_of(' '), value.size()));
        return value;
    }
    return {};
}

std::string upgradeAnswer(std::string_view key)
{
    const std::string salted = std::string(key) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    std::array<unsigned char, EVP_MAX_MD_SIZE> hash{};
    unsigned size = 0;
    EVP_Digest(salted.data(), salted.size(), hash.data(), &size, EVP_sha1(), nullptr);
    std::array<unsigned char, 64> text{};
    EVP_EncodeBlock(text.data(), hash.data(), static_cast<int>(size));
    return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
           "Sec-WebSocket-Accept: " +
           std::string(reinterpret_cast<const char *>(text.data())) + "\r\n\r\n";
}

std::string httpAnswer(std::string_view status, std::string_view body)
{
    std::string text = "HTTP/1.1 ";
    text += status;
    text += "\r\nContent-Type: application/json\r\nContent-Length: ";
    text += std::to_string(body.size());
    text += "\r\n\r\n";
    text += body;
    return text;
}

void appendFrameHead(std::string &text, std::size_t size)
{
    text += '\x81';
    if (size < 126) {
        text += static_cast<char>(size);
        return;
    }
    const int bytes = size < 65536 ? 2 : 8;
    text += static_cast<char>(bytes == 2 ? 126 : 127);
    for (int byte = bytes - 1; byte >= 0; --byte)
        text += static_cast<char>(size >> (8 * byte));
}

/// The top-level objects of an array, or the one object: by the depth of braces outside strings.
std::vector<std::string_view> splitObjects(std::string_view text)
{
    std::vector<std::string_view> objects;
    std::size_t start = 0;
    int depth = 0;
    bool isInString = false;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char letter = text[at];
        if (isInString) {
            at += letter == '\\' ? 1 : 0;
            isInString = letter != '"';
        } else if (letter == '"') {
            isInString = true;
        } else if (letter == '{' && depth++ == 0) {
            start = at;
        } else if (letter == '}' && --depth == 0) {
            objects.push_back(text.substr(start, at + 1 - start));
        }
    }
    return objects;
}

// Deliveries

/// Frames for a tenant, or for one of its users.
struct Segment {
    std::optional<std::uint64_t> user;
    std::string frames;
};

/// What one POST brought a tenant; all threads share it.
struct Delivery {
    std::string tenant;
    std::vector<Segment> segments;
};

Delivery makeDelivery(const std::string &tenant, const std::vector<std::string_view> &events,
                      bool isGathering)
{
    const std::string tail = R"(,"tenant_id":")" + tenant + "\"}";
    Delivery delivery{tenant, {}};
    for (const std::string_view event : events) {
        std::optional<std::uint64_t> user;
        if (const auto name = between(event, R"("recipient_id":")"); !name.empty())
            user = hashOf(name);
        if (!isGathering || delivery.segments.empty() || delivery.segments.back().user != user)
            delivery.segments.push_back({user, {}});
        std::string &frames = delivery.segments.back().frames;
        appendFrameHead(frames, event.size() - 1 + tail.size());
        frames += event.substr(0, event.size() - 1);
        frames += tail;
    }
    return delivery;
}

struct Connection {
    std::string in;                      ///< what came of a request or a frame that is not complete
    std::string out;                     ///< what the kernel did not take yet
    const std::string *tenant = nullptr; ///< of a WebSocket
    std::uint32_t seat = 0;              ///< where it is in its tenant's list
    int descriptor = -1;
};

/// One of the threads, with connections of its own.
class Loop
{
public:
    Loop(int port, std::string_view secret, bool isGathering)
        : m_secret(secret)
        , m_isGathering(isGathering)
        , m_epoll(epoll_create1(EPOLL_CLOEXEC))
        , m_listener(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0))
        , m_bell(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC))
        , m_buffer(readAtATime)
    {
        const int on = 1;
        setsockopt(m_listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
        setsockopt(m_listener, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        address.sin_port = htons(static_cast<std::uint16_t>(port));
        if (::bind(m_listener, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0 ||
            ::listen(m_listener, backlog) != 0)
            fail("listen");
        watch(m_listener, &m_listener);
        watch(m_bell, &m_bell);
    }

    int port() const
    {
        sockaddr_in address{};
        socklen_t size = sizeof address;
        getsockname(m_listener, reinterpret_cast<sockaddr *>(&address), &size);
        return ntohs(address.sin_port);
    }
    void setAll(const std::vector<std::unique_ptr<Loop>> &all) { m_all = &all; }
    [[noreturn]] void run();

private:
    struct Seat {
        std::uint64_t user;
        Connection *connection;
    };

    void watch(int descriptor, void *what) const
    {
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.ptr = what;
        epoll_ctl(m_epoll, EPOLL_CTL_ADD, descriptor, &event);
    }
    void accept() const;
    void takeDeliveries();
    void hand(const std::shared_ptr<const Delivery> &delivery);
    void deliver(const Delivery &delivery);
    void onEvents(Connection &connection, std::uint32_t events);
    void read(Connection &connection);
    /// How much of the data is done with; nothing where the connection is to be closed.
    std::optional<std::size_t> takeRequests(Connection &connection, std::string_view data);
    std::optional<std::size_t> takeFrames(Connection &connection, char *data, std::size_t size);
    void serve(Connection &connection, std::string_view head, std::string_view body);
    void upgrade(Connection &connection, std::string_view head);
    void publish(Connection &connection, std::string_view head, std::string_view body);
    void send(Connection &connection, std::string_view bytes) const;
    void flush(Connection &connection) const;
    void setEvents(Connection &connection, std::uint32_t events) const;
    void close(Connection &connection);

    std::string_view m_secret;
    bool m_isGathering;
    int m_epoll;
    int m_listener;
    int m_bell;
    std::vector<char> m_buffer;
    std::unordered_map<std::string, std::vector<Seat>> m_tenants;
    std::vector<Connection *> m_closed; ///< gone when the turn's events are all served
    const std::vector<std::unique_ptr<Loop>> *m_all = nullptr;
    std::uint64_t m_published = 0;
    std::mutex m_mutex;
    std::vector<std::shared_ptr<const Delivery>> m_handed; ///< by other threads
};

void Loop::run()
{
    std::array<epoll_event, eventsAtATime> events{};
    for (;;) {
        const int count = epoll_wait(m_epoll, events.data(), static_cast<int>(events.size()), -1);
        for (int i = 0; i < count; ++i) {
            const epoll_event &event = events.at(static_cast<std::size_t>(i));
            if (event.data.ptr == &m_listener)
                accept();
            else if (event.data.ptr == &m_bell)
                takeDeliveries();
            else
                onEvents(*static_cast<Connection *>(event.data.ptr), event.events);
        }
        for (Connection *connection : std::exchange(m_closed, {}))
            delete connection;
    }
}

void Loop::accept() const
{
    for (;;) {
        const int descriptor =
            ::accept4(m_listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (descriptor < 0)
            return;
        const int on = 1;
        setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        auto connection = std::make_unique<Connection>();
        connection->descriptor = descriptor;
        watch(descriptor, connection.release()); // deleted in run()
    }
}

void Loop::hand(const std::shared_ptr<const Delivery> &delivery)
{
    {
        const std::lock_guard lock(m_mutex);
        m_handed.push_back(delivery);
    }
    const std::uint64_t one = 1;
    [[maybe_unused]] const ssize_t rung = ::write(m_bell, &one, sizeof one);
}

void Loop::takeDeliveries()
{
    std::uint64_t count = 0;
    [[maybe_unused]] const ssize_t heard = ::read(m_bell, &count, sizeof count);
    std::vector<std::shared_ptr<const Delivery>> handed;
    {
        const std::lock_guard lock(m_mutex);
        handed.swap(m_handed);
    }
    for (const auto &delivery : handed)
        deliver(*delivery);
}

void Loop::deliver(const Delivery &delivery)
{
    const auto found = m_tenants.find(delivery.tenant);
    if (found == m_tenants.end())
        return;
    for (const Segment &segment : delivery.segments) {
        for (const Seat &seat : found->second) {
            if (!segment.user || *segment.user == seat.user)
                send(*seat.connection, segment.frames);
        }
    }
}

void Loop::onEvents(Connection &connection, std::uint32_t events)
{
    if (connection.descriptor < 0)
        return;
    if ((events & EPOLLOUT) != 0)
        flush(connection);
    if ((events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0)
        read(connection);
}

void Loop::read(Connection &connection)
{
    const std::size_t before = connection.in.size();
    if (m_buffer.size() < before + readAtATime)
        m_buffer.resize(before + readAtATime);
    std::memcpy(m_buffer.data(), connection.in.data(), before);
    const ssize_t count = ::recv(connection.descriptor, m_buffer.data() + before, readAtATime, 0);
    if (count < 0 && errno == EAGAIN)
        return;
    if (count <= 0) {
        close(connection);
        return;
    }
    const std::size_t size = before + static_cast<std::size_t>(count);
    const auto done = connection.tenant == nullptr
                          ? takeRequests(connection, {m_buffer.data(), size})
                          : takeFrames(connection, m_buffer.data(), size);
    if (!done)
        close(connection);
    else if (*done < size)
        connection.in.assign(m_buffer.data() + *done, size - *done);
    else if (!connection.in.empty())
        connection.in = {};
}

std::optional<std::size_t> Loop::takeRequests(Connection &connection, std::string_view data)
{
    std::size_t at = 0;
    while (connection.tenant == nullptr) {
        const std::size_t end = data.find("\r\n\r\n", at);
        if (end == std::string_view::npos)
            break;
        const std::string_view head = data.substr(at, end - at);
        const std::string_view length = header(head, "Content-Length");
        std::size_t size = 0;
        std::from_chars(length.data(), length.data() + length.size(), size);
        if (data.size() - end - 4 < size)
            break;
        serve(connection, head, data.substr(end + 4, size));
        at = end + 4 + size;
    }
    return at;
}

void Loop::serve(Connection &connection, std::string_view head, std::string_view body)
{
    if (head.starts_with("POST /v1/events "))
        publish(connection, head, body);
    else if (head.starts_with("GET /healthz "))
        send(connection, httpAnswer("200 OK", R"({"status":"ok"})"));
    else if (const auto key = header(head, "Sec-WebSocket-Key"); !key.empty())
        upgrade(connection, head);
    else
        send(connection, httpAnswer("404 Not Found", "{}"));
}

void Loop::upgrade(Connection &connection, std::string_view head)
{
    std::string answer = upgradeAnswer(header(head, "Sec-WebSocket-Key"));
    const std::size_t at = head.find("token=");
    const std::string_view rest = at == std::string_view::npos ? ""sv : head.substr(at + 6);
    const auto caller = verify(rest.substr(0, rest.find_first_of(" &")), m_secret);
    if (!caller) {
        answer += "\x88\x0e\x03\xf0Unauthorized"sv;
        send(connection, answer);
        ::shutdown(connection.descriptor, SHUT_WR);
        return;
    }
    auto &[tenant, seats] = *m_tenants.try_emplace(caller->tenant).first;
    connection.tenant = &tenant;
    connection.seat = static_cast<std::uint32_t>(seats.size());
    seats.push_back({caller->user, &connection});
    send(connection, answer);
}

void Loop::publish(Connection &connection, std::string_view head, std::string_view body)
{
    constexpr std::string_view scheme = "Bearer ";
    const std::string_view authorization = header(head, "Authorization");
    const auto caller = authorization.size() <= scheme.size()
                            ? std::nullopt
                            : verify(authorization.substr(scheme.size()), m_secret);
    if (!caller || !caller->isService) {
        send(connection, httpAnswer("403 Forbidden", "{}"));
        return;
    }
    const auto events = splitObjects(body);
    const auto delivery =
        std::make_shared<const Delivery>(makeDelivery(caller->tenant, events, m_isGathering));
    std::string ids = R"({"events":[)";
    for (std::size_t i = 0; i < events.size(); ++i) {
        ids += i == 0 ? R"({"id":")" : R"(,{"id":")";
        ids += std::to_string(++m_published);
        ids += "\"}";
    }
    ids += "]}";
    for (const auto &loop : *m_all) {
        if (loop.get() != this)
            loop->hand(delivery);
    }
    deliver(*delivery);
    send(connection, httpAnswer("201 Created", ids));
}

std::optional<std::size_t> Loop::takeFrames(Connection &connection, char *data, std::size_t size)
{
    std::size_t at = 0;
    while (size - at >= 6) {
        const auto opcode = static_cast<unsigned char>(data[at]) & 0x0fU;
        const auto length = static_cast<unsigned char>(data[at + 1]) & 0x7fU;
        if (length > 125)
            return std::nullopt; // nobody has that much to say here
        if (size - at < 6 + length)
            break;
        const char *mask = data + at + 2;
        char *payload = data + at + 6;
        for (std::size_t i = 0; i < length; ++i)
            payload[i] = static_cast<char>(payload[i] ^ mask[i % 4]);
        const std::string_view text(payload, length);
        if (opcode == 1 && text.find(R"("ping")") != std::string_view::npos) {
            send(connection, "\x81\x0f{\"type\":\"pong\"}"sv);
        } else if (opcode == 8) {
            send(connection, "\x88\x02\x03\xe8"sv);
            return std::nullopt;
        }
        at += 6 + length;
    }
    return at;
}

void Loop::send(Connection &connection, std::string_view bytes) const
{
    if (connection.descriptor < 0)
        return;
    std::size_t sent = 0;
    if (connection.out.empty()) {
        const ssize_t count =
            ::send(connection.descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        sent = count < 0 ? 0 : static_cast<std::size_t>(count);
        if (sent == bytes.size())
            return;
        setEvents(connection, EPOLLIN | EPOLLOUT);
    }
    connection.out += bytes.substr(sent);
    if (connection.out.size() > mostWaiting) { // closed when the kernel tells that it has ended
        connection.out = {};
        const linger atOnce{1, 0};
        setsockopt(connection.descriptor, SOL_SOCKET, SO_LINGER, &atOnce, sizeof atOnce);
        ::shutdown(connection.descriptor, SHUT_RDWR);
    }
}

void Loop::flush(Connection &connection) const
{
    const std::string &out = connection.out;
    const ssize_t count = ::send(connection.descriptor, out.data(), out.size(), MSG_NOSIGNAL);
    if (count > 0)
        connection.out.erase(0, static_cast<std::size_t>(count));
    if (!connection.out.empty())
        return;
    connection.out = {};
    setEvents(connection, EPOLLIN);
}

void Loop::setEvents(Connection &connection, std::uint32_t events) const
{
    epoll_event event{};
    event.events = events;
    event.data.ptr = &connection;
    epoll_ctl(m_epoll, EPOLL_CTL_MOD, connection.descriptor, &event);
}

void Loop::close(Connection &connection)
{
    if (connection.tenant != nullptr) {
        const auto found = m_tenants.find(*connection.tenant);
        auto &seats = found->second;
        seats[connection.seat] = seats.back();
        seats[connection.seat].connection->seat = connection.seat;
        seats.pop_back();
        if (seats.empty())
            m_tenants.erase(found);
    }
    ::close(std::exchange(connection.descriptor, -1));
    m_closed.push_back(&connection);
}

} // namespace

int main(int argc, char **argv)
{
    int port = 0;
    bool isGathering = false;
    unsigned threads = std::max(1U, std::thread::hardware_concurrency());
    for (int at = 1; at + 1 < argc; at += 2) {
        const int number = std::atoi(argv[at + 1]); // NOLINT(cert-err34-c): a tool of ours
        if (argv[at] == "--port"sv)
            port = number;
        else if (argv[at] == "--gather"sv)
            isGathering = number != 0;
        else if (argv[at] == "--threads"sv)
            threads = static_cast<unsigned>(std::max(1, number));
    }
    const char *secret = std::getenv("JWT_SECRET");
    if (secret == nullptr) {
        std::fputs("bench_epoll_floor: set JWT_SECRET\n", stderr);
        return 2;
    }
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);

    std::vector<std::unique_ptr<Loop>> loops;
    for (unsigned number = 0; number < threads; ++number) {
        loops.push_back(std::make_unique<Loop>(port, secret, isGathering));
        port = loops.front()->port();
    }
    for (const auto &loop : loops)
        loop->setAll(loops);
    std::printf("listening %d\n", port);
    std::fflush(stdout);
    for (std::size_t number = 1; number < loops.size(); ++number)
        std::thread([&loop = *loops[number]] { loop.run(); }).detach();
    loops.front()->run();
}
