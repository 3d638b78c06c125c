#pragma once

#include "gateway/authenticator.h"
#include "gateway/fan_out.h"
#include "gateway/session_registry.h"
#include "gateway/storage_thread.h"

#include <array>

namespace timesheet::gateway {

/// Bytes on their way from a socket to a decoder. Borrowed for the length of one read, so that an
/// idle connection holds none.
using ReadBuffer = std::array<char, std::size_t{16} * 1024>;

/// What the sessions of one I/O loop work with. Outlives them.
struct Services {
    asio::io_context &io;
    const Authenticator &authenticator;
    StorageThread &storage;
    FanOut &fanOut;
    SessionRegistry &sessions;
    ReadBuffer &readBuffer;
};

} // namespace timesheet::gateway
