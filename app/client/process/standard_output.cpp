#include "client/process/standard_output.h"

#include "client/process/termination.h"

#include <cerrno>
#include <climits>
#include <poll.h>
#include <system_error>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace timesheet {

tl::expected<void, OutputFailure> StandardOutput::write(QByteArrayView text) const
{
    while (!text.isEmpty()) {
        if (m_termination && !m_termination->waitFor(STDOUT_FILENO, POLLOUT))
            return tl::unexpected(OutputFailure{OutputFailure::Kind::Ending, {}});
        // As much as a pipe that can be written takes without blocking.
        const auto some = static_cast<std::size_t>(qMin<qsizetype>(text.size(), PIPE_BUF));
        const ssize_t written = ::write(STDOUT_FILENO, text.data(), some);
        if (written >= 0) {
            text = text.sliced(written);
        } else if (errno == EPIPE) {
            return tl::unexpected(OutputFailure{OutputFailure::Kind::NobodyReads, {}});
        } else if (errno != EINTR && errno != EAGAIN) {
            const std::string why = std::generic_category().message(errno);
            return tl::unexpected(OutputFailure{OutputFailure::Kind::Failed,
                                                u"standard output cannot be written: "_s +
                                                    QString::fromStdString(why)});
        }
    }
    return {};
}

} // namespace timesheet
