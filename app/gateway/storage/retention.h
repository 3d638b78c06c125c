#pragma once

#include "gateway/net/asio.h"
#include "gateway/storage/storage.h"

#include <chrono>

namespace timesheet::gateway {

/// Has the storage remove events that are older than a duration, some at a time between its other
/// work.
class Retention
{
public:
    Retention(asio::io_context &io, Storage &storage, std::chrono::seconds keeps);

    /// Prunes now and every few minutes, until the I/O loop ends.
    void start();

private:
    void prune();
    void wait();

    Storage &m_storage;
    std::chrono::seconds m_keeps;
    asio::steady_timer m_timer;
};

} // namespace timesheet::gateway
