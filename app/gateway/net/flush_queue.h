#pragma once

#include "gateway/net/asio.h"

#include <QtGlobal>

#include <memory>
#include <vector>

namespace timesheet::gateway {

/// Something that gathers bytes and writes them when it is told to.
class Flushable
{
public:
    Flushable() = default;
    virtual ~Flushable() = default;
    Q_DISABLE_COPY_MOVE(Flushable)
    virtual void flush() = 0;
};

/// What one I/O loop has to write at the end of a turn, so that all that a connection gets in a
/// turn goes out in one call.
class FlushQueue
{
public:
    explicit FlushQueue(asio::io_context &io);

    /// Kept until it is flushed.
    void add(std::shared_ptr<Flushable> waiting);

    /// Flushes all now. Not from within a flush.
    void run();

private:
    asio::io_context &m_io;
    std::vector<std::shared_ptr<Flushable>> m_waiting;
    std::vector<std::shared_ptr<Flushable>> m_flushing; ///< by run(); kept for its memory
    bool m_isScheduled = false;
};

} // namespace timesheet::gateway
