#include "gateway/monitoring/service_notifier.h"

#include "gateway/monitoring/log_line.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <ctime>

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

namespace {

/// How long a manager that does not read may hold us up.
constexpr timeval sendPatience{.tv_sec = 1, .tv_usec = 0};

/// Where the manager listens, as the kernel wants it.
struct SocketAddress {
    sockaddr_un address{};
    socklen_t size = 0; ///< 0: the name is none
};

SocketAddress addressOf(const QByteArray &name)
{
    SocketAddress result;
    const bool isAbstract = name.startsWith('@');
    const bool isNamed = (isAbstract || name.startsWith('/')) && name.size() > 1;
    if (!isNamed || static_cast<std::size_t>(name.size()) >= sizeof(result.address.sun_path))
        return result;
    result.address.sun_family = AF_UNIX;
    std::copy(name.begin(), name.end(), std::begin(result.address.sun_path));
    if (isAbstract)
        result.address.sun_path[0] = '\0';
    // An abstract name ends where the size says, a path with a NUL.
    result.size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path)) +
                  static_cast<socklen_t>(name.size()) + (isAbstract ? 0 : 1);
    return result;
}

/// Returns what went wrong, as errno has it; 0 where nothing did.
int send(const SocketAddress &to, const QByteArray &lines)
{
    if (to.size == 0)
        return EINVAL;
    const int descriptor = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0)
        return errno;
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &sendPatience, sizeof(sendPatience));
    const auto sent =
        ::sendto(descriptor, lines.constData(), static_cast<std::size_t>(lines.size()),
                 MSG_NOSIGNAL, reinterpret_cast<const sockaddr *>(&to.address), to.size);
    const int problem = sent == lines.size() ? 0 : errno;
    ::close(descriptor);
    return problem;
}

/// CLOCK_MONOTONIC, which the manager compares with its own.
qint64 monotonicMicroseconds()
{
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return qint64{now.tv_sec} * 1'000'000 + now.tv_nsec / 1000;
}

/// How long the manager waits for us; nothing where it does not, or waits for another process.
std::optional<std::chrono::microseconds> patienceOfEnvironment()
{
    bool isNumber = false;
    const qint64 patience = qgetenv("WATCHDOG_USEC").toLongLong(&isNumber);
    const QByteArray process = qgetenv("WATCHDOG_PID");
    const bool isOurs = process.isEmpty() || process == QByteArray::number(getpid());
    if (!isNumber || patience <= 0 || !isOurs)
        return std::nullopt;
    return std::chrono::microseconds(patience);
}

} // namespace

ServiceNotifier ServiceNotifier::fromEnvironment()
{
    ServiceNotifier notifier(qgetenv("NOTIFY_SOCKET"), patienceOfEnvironment());
    for (const char *name : {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"})
        qunsetenv(name); // not for processes that we may start
    return notifier;
}

ServiceNotifier::ServiceNotifier(QByteArray socket,
                                 std::optional<std::chrono::microseconds> patience)
    : m_socket(std::move(socket))
    , m_patience(patience)
{
}

void ServiceNotifier::ready() const
{
    tell("READY=1");
}

void ServiceNotifier::reloading() const
{
    tell("RELOADING=1\nMONOTONIC_USEC=" + QByteArray::number(monotonicMicroseconds()));
}

void ServiceNotifier::stopping() const
{
    tell("STOPPING=1");
}

void ServiceNotifier::alive() const
{
    tell("WATCHDOG=1");
}

void ServiceNotifier::status(const QString &text) const
{
    // One line: what follows a line end would be another assignment.
    tell("STATUS=" + text.simplified().toUtf8());
}

std::optional<std::chrono::microseconds> ServiceNotifier::aliveInterval() const
{
    if (m_socket.isEmpty() || !m_patience)
        return std::nullopt;
    return *m_patience / 2;
}

void ServiceNotifier::tell(const QByteArray &lines) const
{
    if (m_socket.isEmpty())
        return;
    if (const int problem = send(addressOf(m_socket), lines); problem != 0)
        qCWarning(gatewayLog).noquote() << logLine(
            u"service_manager_not_told"_s, {{"detail", QString::fromLocal8Bit(strerror(problem))}});
}

} // namespace timesheet::gateway
