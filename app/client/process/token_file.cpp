#include "client/process/token_file.h"

#include "client/process/termination.h"
#include "wire/limits.h"
#include "wire/token.h"

#include <QFile>

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <poll.h>
#include <system_error>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace timesheet {

namespace {

/// A file that is open for reading, and closed in the end unless it is standard input.
class Input
{
public:
    explicit Input(const QString &path)
        // Not blocking: a FIFO that nobody writes to is waited for in read(), which can be ended.
        : m_descriptor(path == u"-" ? STDIN_FILENO
                                    : ::open(QFile::encodeName(path).constData(),
                                             O_RDONLY | O_CLOEXEC | O_NONBLOCK))
    {
    }
    ~Input()
    {
        if (m_descriptor > STDIN_FILENO)
            ::close(m_descriptor);
    }
    Q_DISABLE_COPY_MOVE(Input)

    /// All of it, or `most` bytes. Errors: the system's words.
    tl::expected<QByteArray, QString> read(qsizetype most, const Termination *termination) const
    {
        QByteArray content;
        while (m_descriptor >= 0 && content.size() < most) {
            if (!waitForMore(termination))
                return tl::unexpected(u"the program is to end"_s);
            std::array<char, 4096> some{};
            const auto wanted = qMin<qsizetype>(some.size(), most - content.size());
            const ssize_t size =
                ::read(m_descriptor, some.data(), static_cast<std::size_t>(wanted));
            if (size == 0)
                return content;
            if (size > 0)
                content.append(some.data(), size);
            else if (errno != EINTR && errno != EAGAIN)
                break;
        }
        if (content.size() == most)
            return content;
        return tl::unexpected(QString::fromStdString(std::generic_category().message(errno)));
    }

private:
    bool waitForMore(const Termination *termination) const
    {
        if (termination)
            return termination->waitFor(m_descriptor, POLLIN);
        pollfd input{m_descriptor, POLLIN, 0};
        (void)::poll(&input, 1, -1); // what a signal interrupts is tried again
        return true;
    }

    int m_descriptor;
};

} // namespace

tl::expected<Credentials, QString> readTokenFile(const QString &path,
                                                 const Termination *termination)
{
    const auto content = Input(path).read(wire::maxTokenTextLength, termination);
    if (!content)
        return tl::unexpected(u"the token file %1 cannot be read: %2"_s.arg(path, content.error()));
    const QByteArray token = content->trimmed();
    if (token.isEmpty())
        return tl::unexpected(u"the token file %1 is empty: it must hold one JWT"_s.arg(path));
    return wire::readCredentials(token).map_error([&path](wire::TokenProblem problem) {
        return u"the token file %1: %2"_s.arg(path, wire::describe(problem));
    });
}

} // namespace timesheet
