"""What a project has that events are read from, and how a service writes what becomes one."""

import hashlib
import json
import uuid
from pathlib import Path
from urllib.parse import urlsplit

from programs import USER

TABLES_SQL = Path(__file__).resolve().parents[2] / "supabase" / "tables.sql"

# As packaging/supabase/README.md has it, by the project's owner.
MAKE_SERVICE = "CREATE ROLE gateway LOGIN PASSWORD 'gateway' IN ROLE timesheet_gateway"

TOUCHED_EVERY = 5  # events, of which one touches the sheet of the verdict before


def quoted(value):
    """A value as a literal of SQL; what is no text as JSON."""
    text = value if isinstance(value, str) else json.dumps(value)
    return "'" + text.replace("'", "''") + "'"


def as_user(database, user):
    """The same database for a user who needs no password there."""
    address = urlsplit(database)
    return address._replace(netloc=f"{user}@{address.hostname}:{address.port}").geturl()


class Schema:
    """Our schema: events as a gateway writes them, by their ids."""

    rows = "supabase"
    title = "Supabase"
    options = ()
    user = "gateway"
    page = "rpc/timesheet_events"  # what PostgREST is asked for once a page

    def prepare(self, project):
        project.tell("sql", text=MAKE_SERVICE)

    def begin(self, session, _tenant):
        session.run("SET ROLE timesheet_gateway")

    def prepared(self, event):
        """An event as it will be written, under the id that the ledger has for it."""
        return event

    def named(self, event_id):
        """The ledger's id of an event that has come."""
        return event_id

    def write(self, session, tenant, events):
        entries = [{"id": event["id"], "type": event["type"], "timestamp": event["timestamp"],
                    "payload": json.dumps(event["payload"]), "recipient": None}
                   for event in events]
        batch = quoted([{"tenant": tenant, "entries": entries}])
        session.run(f"SELECT FROM public.timesheet_append({batch}::json)")


class Tables:
    """The Timesheet Manager's own tables: each event is a row that has come to a state.

    The client makes an event's id of table, time, state and row. The ledger leaves out the time, so
    that a row which was touched later, and told once more for that, is counted as doubled.
    """

    rows = "supabase-tables"
    title = "its tables"
    options = ("--without-schema", "--before", TABLES_SQL)
    user = "postgres"
    page = "timesheets"

    def prepare(self, project):
        """All that is needed is there."""

    def begin(self, session, tenant):
        session.run(inserted("timesheets", [sheet(tenant, sheet_of_notes(tenant))]))

    def prepared(self, event):
        return event | {"id": f"{state_of(event)}/{row_of(event)}"}

    def named(self, event_id):
        return event_id.split("/", 3)[3]

    def write(self, session, tenant, events):
        """Sheets are there, in a transaction before, when something becomes of them."""
        decided = [event for event in events if is_verdict(event)]
        if decided:
            session.run(inserted("timesheets", [sheet(tenant, row_in(event)) for event in decided]))
        done = [f"UPDATE public.timesheets SET status = '{state_in(event)}' "
                f"WHERE id = '{row_in(event)}'" for event in decided]
        notes = [note(tenant, row_in(event), text_of(event["payload"])) for event in events
                 if event["type"] == "timesheet:annotated"]
        reminders = [{"id": row_in(event), "tenant_id": tenant, "recipient_id": USER,
                      "title": event["payload"]["id"]} for event in events if is_reminder(event)]
        if notes:
            done.append(f"{inserted('annotations', notes)} "
                        "ON CONFLICT (id) DO UPDATE SET text = excluded.text")
        done += [inserted("notifications", reminders)] if reminders else []
        session.run(f"BEGIN; {'; '.join(done)}; COMMIT")
        if decided and int(decided[-1]["payload"]["id"].split("-")[1]) % TOUCHED_EVERY == 0:
            session.run("UPDATE public.timesheets SET hours = 40 "
                        f"WHERE id = '{row_in(decided[-1])}'")


def is_verdict(event):
    return event["type"] in ("timesheet:approved", "timesheet:rejected")


def is_reminder(event):
    return event["type"] == "deadline:reminder"


def state_of(event):
    """What the client keeps of the row once it has come to this."""
    if event["type"] == "timesheet:annotated":
        return hash_of(text_of(event["payload"]))
    return "new" if is_reminder(event) else event["type"].split(":")[1]


def row_of(event):
    """Ids of notifications are numbers there."""
    number = uuid.UUID(event["id"]).int
    return str(10 ** 17 + number % 10 ** 17) if is_reminder(event) else event["id"]


def state_in(event):
    return event["id"].split("/")[0]


def row_in(event):
    return event["id"].split("/")[1]


def text_of(payload):
    return f"About {payload['id']}?"


def hash_of(text):
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def sheet_of_notes(tenant):
    return str(uuid.uuid5(uuid.NAMESPACE_URL, tenant))


def sheet(tenant, row):
    return {"id": row, "tenant_id": tenant, "employee_id": USER, "status": "submitted"}


def note(tenant, row, text):
    return {"id": row, "tenant_id": tenant, "timesheet_id": sheet_of_notes(tenant),
            "author_id": "somebody else", "text": text}


def inserted(table, rows):
    """Adds rows; their times are the transaction's."""
    columns = list(rows[0])
    values = ", ".join("(" + ", ".join(quoted(str(row[name])) for name in columns) + ")"
                       for row in rows)
    return (f"INSERT INTO public.{table} ({', '.join(columns)}) OVERRIDING SYSTEM VALUE "
            f"VALUES {values}")


SCHEMA = Schema()
TABLES = Tables()
