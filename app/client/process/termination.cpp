#include "client/process/termination.h"

#include <QSocketNotifier>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

namespace timesheet {

namespace {

constexpr std::array handledSignals{SIGTERM, SIGINT, SIGHUP};

/// The pipe's writing end. Global, because a signal handler gets nothing but the signal's number.
std::atomic<int> writingEnd{-1};
static_assert(std::atomic<int>::is_always_lock_free);

void tell(int /*signal*/)
{
    const char byte = 1;
    // Where the pipe is full, the event loop has been woken already.
    [[maybe_unused]] const ssize_t written = write(writingEnd.load(), &byte, 1);
}

void handleSignals(void (*handler)(int))
{
    struct sigaction action = {};
    action.sa_handler = handler;
    sigemptyset(&action.sa_mask);
    action.sa_flags = SA_RESTART;
    for (const int signal : handledSignals)
        sigaction(signal, &action, nullptr);
}

} // namespace

Termination::Termination(QObject *parent)
    : QObject(parent)
{
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0)
        return; // without the pipe, signals end the process at once, as they do by default
    m_readingEnd = ends[0];
    writingEnd = ends[1];
    m_notifier = std::make_unique<QSocketNotifier>(m_readingEnd, QSocketNotifier::Read);
    connect(m_notifier.get(), &QSocketNotifier::activated, this, [this] {
        char byte = 0;
        if (read(m_readingEnd, &byte, 1) == 1)
            emit requested();
    });
    handleSignals(tell);
}

// The byte stays in the pipe: requested() is told as ever when the event loop goes on.
bool Termination::waitFor(int descriptor, short event) const
{
    constexpr int withoutEnd = -1;
    std::array<pollfd, 2> files{pollfd{descriptor, event, 0}, pollfd{m_readingEnd, POLLIN, 0}};
    while (files[0].revents == 0 && files[1].revents == 0) {
        if (poll(files.data(), files.size(), withoutEnd) < 0 && errno != EINTR)
            return true; // it is tried, then, and the error is its own
    }
    return files[0].revents != 0;
}

bool Termination::isRequested() const
{
    pollfd pipe{m_readingEnd, POLLIN, 0};
    return poll(&pipe, 1, 0) > 0;
}

Termination::~Termination()
{
    if (!m_notifier)
        return;
    handleSignals(SIG_DFL);
    m_notifier.reset();
    close(m_readingEnd);
    close(writingEnd.exchange(-1));
}

} // namespace timesheet
