#pragma once

#include "gateway/monitoring/metrics.h"
#include "gateway/net/access_rules.h"
#include "gateway/net/admission.h"
#include "gateway/net/buffer_budget.h"
#include "gateway/net/cooldown.h"
#include "gateway/net/flush_queue.h"
#include "gateway/net/session_registry.h"
#include "gateway/net/side_thread.h"
#include "gateway/news/fan_out.h"
#include "gateway/news/presence_roster.h"
#include "gateway/sessions/doorkeeper.h"
#include "gateway/storage/storage.h"

#include <QRandomGenerator>

#include <array>

namespace timesheet::gateway {

/// Bytes on their way from a socket to a decoder. Borrowed for the length of one read, so that an
/// idle connection holds none.
using ReadBuffer = std::array<char, std::size_t{16} * 1024>;

/// What all I/O loops share: each use of it is rare, or bound to the beginning and end of a
/// connection.
struct Shared {
    const AccessRules &access;
    Admission addresses;
    Admission tenants;
    Cooldown flooders;    ///< users
    BufferBudget buffers; ///< all that waits for clients, to read or to be whole
    std::size_t maxBody;  ///< of a request, where its path takes one as large
    Metrics &metrics;
    StorageThread &storage;   ///< to look at; asked through Services
    QRandomGenerator &random; ///< of any thread
    SideThread &parsing;      ///< of large bodies
};

/// What a connection of that caller has waiting to be sent: nothing yet.
inline BufferBudget::Share openShare(Shared &shared, const Caller &caller)
{
    return shared.buffers.open(caller.tenant.value(), caller.user.value());
}

/// What the sessions of one I/O loop work with. Outlives them.
struct Services {
    asio::io_context &io;
    Shared &shared;
    const Doorkeeper &doorkeeper;
    Storage &storage;
    FanOut &fanOut;
    PresenceRoster &presence;
    SessionRegistry &sessions;
    FlushQueue &flushes;
    ReadBuffer &readBuffer;
};

} // namespace timesheet::gateway
