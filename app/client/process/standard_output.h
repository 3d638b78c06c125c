#pragma once

#include <QByteArray>
#include <QString>

#include <tl/expected.hpp>

namespace timesheet {

class Termination;

/// Why a text did not reach standard output.
struct OutputFailure {
    enum class Kind {
        NobodyReads, ///< whoever read it has gone
        Ending,      ///< nobody took it until the program was to end
        Failed,
    };

    Kind kind = Kind::Failed;
    QString reason; ///< where it failed: one line for people
};

/// Standard output, to which every text goes at once and as a whole. Where nobody takes it, that
/// may last, but it does not keep the program from ending.
class StandardOutput
{
public:
    /// `termination`: what ends the program; null where signals do that by themselves. It lives as
    /// long as this does.
    explicit StandardOutput(const Termination *termination = nullptr)
        : m_termination(termination)
    {
    }

    [[nodiscard]] tl::expected<void, OutputFailure> write(QByteArrayView text) const;

private:
    const Termination *m_termination;
};

} // namespace timesheet
