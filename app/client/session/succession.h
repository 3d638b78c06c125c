#pragma once

#include "connection/backend.h"
#include "connection/backoff.h"
#include "domain/account.h"
#include "domain/ids.h"
#include "domain/time_source.h"

#include <QList>
#include <QObject>

#include <memory>

namespace timesheet {

/// An account of the same user at another address, and where its cache ends.
struct Predecessor {
    Account account;
    Cursor cursor;
};

/// Finds out whether a server keeps the log that an account here has followed at another address:
/// a gateway that has moved, or a project on Supabase over the gateway's database. Only the server
/// can tell, since cursors are opaque: it goes on after a place in its own log, and says of any
/// other that what followed it is gone.
class Succession : public QObject
{
    Q_OBJECT

public:
    /// The candidates are asked for in their order. `backend` and `time` outlive it.
    Succession(Backend &backend, QList<Predecessor> candidates, TimeSource &time,
               RandomSource random, QObject *parent = nullptr);

    /// The server answers, as far as is known. Where it does not after all, it is asked again
    /// after a pause.
    void ask();

signals:
    // One of both, once.
    void continues(const timesheet::Account &predecessor);
    void isNew();

private:
    void judge(const EventsAnswer &answer);
    void next();

    Backend &m_backend;
    QList<Predecessor> m_candidates; ///< the first is asked for
    RandomSource m_random;
    std::unique_ptr<Timer> m_pause;
    std::unique_ptr<Request> m_request;
};

} // namespace timesheet
