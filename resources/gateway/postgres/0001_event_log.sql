-- The event log in PostgreSQL. One transaction; run by whoever owns the database.
--
-- WHO MAY WHAT. Two roles that nobody logs in with:
--   timesheet_gateway   what the gateway becomes (SET ROLE) after it has logged in with a role that
--                       an administrator made IN ROLE timesheet_gateway
--   timesheet_events    what the trigger functions run as; owns nothing else
-- Both are bound by row-level security, which is FORCED on every table made here: also the
-- tables' owner sees what the claims of the transaction allow, and without claims nothing.
--
-- The claims are those of the caller's token, in request.jwt.claims, where PostgREST has them:
--   tenant_id, sub, role    resources/protocol, section 2.10; user_role goes before role, because in
--                           Supabase's tokens `role` is PostgreSQL's own
--   tenant_ids              several tenants at once, for live events; only policies TO
--                           timesheet_gateway look at it
--   prune_before, prune_signals_before     what is older than this; likewise
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['timesheet_gateway', 'timesheet_events'] LOOP
        BEGIN
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
                EXECUTE format('CREATE ROLE %I NOLOGIN', name);
            END IF;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL; -- another database of this server is being migrated, too
        END;
        IF EXISTS (SELECT FROM pg_roles WHERE rolname = name AND (rolsuper OR rolbypassrls)) THEN
            RAISE EXCEPTION 'the role % must be neither superuser nor BYPASSRLS', name;
        END IF;
    END LOOP;
    -- To give it functions one must be a member of it, from version 16 on with the right to SET it,
    -- which comes with this, too.
    IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
        EXECUTE format('GRANT timesheet_events TO %I', current_user);
    END IF;
END
$$;

GRANT USAGE ON SCHEMA public TO timesheet_gateway, timesheet_events;

-- What the token says. After a transaction that had claims the setting is an empty text.
CREATE FUNCTION public.timesheet_claims() RETURNS jsonb
    LANGUAGE sql STABLE
    AS $$ SELECT nullif(current_setting('request.jwt.claims', true), '')::jsonb $$;

CREATE FUNCTION public.timesheet_claim(name text) RETURNS text
    LANGUAGE sql STABLE
    AS $$ SELECT nullif(nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> name, '') $$;

CREATE FUNCTION public.timesheet_claimed_role() RETURNS text
    LANGUAGE sql STABLE
    AS $$ SELECT coalesce(public.timesheet_claim('user_role'), public.timesheet_claim('role')) $$;

-- As the keys of an object: looking for one among thousands is quick there, in an array not.
CREATE FUNCTION public.timesheet_claimed_tenants() RETURNS jsonb
    LANGUAGE sql STABLE
    AS $$
    SELECT jsonb_object_agg(name, true)
    FROM jsonb_array_elements_text(public.timesheet_claims() -> 'tenant_ids') AS name
    $$;

-- The tenant of the row that a trigger function is at work on.
CREATE FUNCTION public.timesheet_writing_tenant() RETURNS text
    LANGUAGE sql STABLE
    AS $$ SELECT nullif(current_setting('timesheet.writing_tenant', true), '') $$;

-- A UUIDv7: milliseconds, then chance.
CREATE FUNCTION public.timesheet_new_id() RETURNS text
    LANGUAGE sql VOLATILE
    AS $$
    SELECT encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid()) PLACING
        substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3)
        FROM 1 FOR 6), 52, 1), 53, 1), 'hex')::uuid::text
    $$;

CREATE TABLE public.timesheet_gateway_migrations (
    version integer PRIMARY KEY,
    applied_at timestamptz NOT NULL DEFAULT now()
);

-- Which log this is. A cursor begins with the epoch, so that a cursor of another log is known as
-- such and never taken for a place in this one.
CREATE TABLE public.log_identity (
    epoch text NOT NULL
);

INSERT INTO public.log_identity (epoch)
VALUES (left(replace(gen_random_uuid()::text, '-', ''), 8));

-- One row a tenant: the counters.
--
-- NUMBERING. A sequence would number in the order of asking: a reader could see 2 and go on from
-- there before 1 is committed. A counter row is locked by the transaction that counts, until its
-- end: who gets number 2 has waited for the commit of number 1, so that within a tenant the order
-- of numbers is the order of commits, there are no gaps, and no snapshot shows 2 without 1.
-- Tenants do not wait for each other. Writers of a tenant do, so the row is to be taken as the
-- last thing before the commit: the triggers are deferred for that.
CREATE TABLE public.event_heads (
    tenant_id text PRIMARY KEY,
    last_seq bigint NOT NULL DEFAULT 0,
    last_accepted_at timestamptz NOT NULL DEFAULT '-infinity', -- never runs backwards
    pruned_seq bigint NOT NULL DEFAULT 0,                      -- up to here events have been removed
    last_signal bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 50);

-- Ids are unique within a tenant: no tenant can find out, or take, another's. The payload is json,
-- not jsonb, because jsonb has no U+0000.
CREATE TABLE public.events (
    tenant_id text NOT NULL,
    seq bigint NOT NULL,
    id text NOT NULL,
    type text NOT NULL,
    payload json NOT NULL,
    "timestamp" timestamptz NOT NULL,
    recipient_id text,                -- null: the whole tenant; empty: its managers and admins
    accepted_at timestamptz NOT NULL, -- in the order of seq
    PRIMARY KEY (tenant_id, seq),
    UNIQUE (tenant_id, id)
);

CREATE INDEX events_by_age ON public.events (accepted_at, tenant_id, seq);

CREATE TABLE public.read_events (
    tenant_id text NOT NULL,
    user_id text NOT NULL,
    seq bigint NOT NULL,
    marked_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, user_id, seq),
    FOREIGN KEY (tenant_id, seq) REFERENCES public.events (tenant_id, seq) ON DELETE CASCADE
);

CREATE INDEX read_events_by_age ON public.read_events (tenant_id, user_id, marked_at);
CREATE INDEX read_events_by_event ON public.read_events (tenant_id, seq);

-- Everything up to this place has been read.
CREATE TABLE public.read_through (
    tenant_id text NOT NULL,
    user_id text NOT NULL,
    seq bigint NOT NULL,
    marked_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, user_id)
);

-- What gateways tell each other and nobody needs after an hour. Numbered as events are.
CREATE TABLE public.signals (
    tenant_id text NOT NULL,
    number bigint NOT NULL,
    gateway text NOT NULL, -- who says it
    kind text NOT NULL,
    payload json NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (tenant_id, number)
);

CREATE INDEX signals_by_age ON public.signals (created_at);

-- Tells gateways that a tenant has something new: the first event's number, or 0 for anything else.
-- Whoever knows that event knows all of its transaction. Only a hint: they look anyway now and then.
-- Once a transaction for each tenant, if it does not come back to an earlier one. A name that is
-- too long for NOTIFY gives a hint without a name.
CREATE FUNCTION public.timesheet_hint(tenant text, number bigint) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    hint text := tenant || ':' || number;
BEGIN
    IF current_setting('timesheet.hinted_tenant', true) IS NOT DISTINCT FROM tenant THEN
        RETURN;
    END IF;
    PERFORM set_config('timesheet.hinted_tenant', tenant, true);
    PERFORM pg_notify('timesheet_events', CASE WHEN octet_length(hint) < 8000 THEN hint ELSE '' END);
END
$$;

-- Adds one event to the log, for trigger functions.
CREATE FUNCTION public.timesheet_add_event(tenant text, kind text, body jsonb, recipient text)
    RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    number bigint;
    stamp timestamptz;
BEGIN
    -- No token names such a tenant, and no index takes it: that must not fail the writer.
    IF octet_length(tenant) > 2000 THEN
        RETURN;
    END IF;
    PERFORM set_config('timesheet.writing_tenant', tenant, true);
    INSERT INTO public.event_heads AS head (tenant_id, last_seq, last_accepted_at)
    VALUES (tenant, 1, clock_timestamp())
    ON CONFLICT (tenant_id) DO UPDATE
        SET last_seq = head.last_seq + 1,
            last_accepted_at = greatest(head.last_accepted_at, clock_timestamp())
    RETURNING head.last_seq, head.last_accepted_at INTO number, stamp;
    INSERT INTO public.events
        (tenant_id, seq, id, type, payload, "timestamp", recipient_id, accepted_at)
    VALUES (tenant, number, public.timesheet_new_id(), kind, body::json,
            date_trunc('milliseconds', clock_timestamp()), recipient, stamp);
    PERFORM public.timesheet_hint(tenant, number);
END
$$;

-- Adds events that came to the gateway: [{"tenant": T, "entries": [{"id", "type", "payload",
-- "timestamp", "recipient"}, ...]}, ...]; the payload is a text that holds JSON. Each tenant once;
-- they are taken in the order of their names, so that two gateways never wait for each other.
-- What there was of an id already comes back as it is; of what is new, only its place and number.
CREATE FUNCTION public.timesheet_append(batch json)
    RETURNS TABLE (tenant_id text, place bigint, seq bigint, is_new boolean, id text, type text,
                   payload text, stamped bigint, recipient_id text)
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
#variable_conflict use_column
DECLARE
    part record;
    last bigint;
    stamp timestamptz;
    added bigint;
BEGIN
    FOR part IN
        SELECT t.tenant, t.entries FROM json_to_recordset(batch) AS t (tenant text, entries json)
        ORDER BY t.tenant COLLATE "C"
    LOOP
        PERFORM set_config('request.jwt.claims', json_build_object('tenant_id', part.tenant,
            'role', 'service', 'tenant_ids', json_build_array(part.tenant))::text, true);
        INSERT INTO public.event_heads AS head (tenant_id, last_accepted_at)
        VALUES (part.tenant, clock_timestamp())
        ON CONFLICT (tenant_id) DO UPDATE
            SET last_accepted_at = greatest(head.last_accepted_at, clock_timestamp())
        RETURNING head.last_seq, head.last_accepted_at INTO last, stamp;

        -- The row is ours. What follows sees what was committed before that. Mostly all ids are new:
        -- then their index alone has to be looked at.
        BEGIN
            INSERT INTO public.events
                (tenant_id, seq, id, type, payload, "timestamp", recipient_id, accepted_at)
            SELECT part.tenant, last + e.place, e.id, e.type, e.payload::json, e."timestamp",
                   e.recipient, stamp
            FROM ROWS FROM (json_to_recordset(part.entries) AS (id text, type text, payload text,
                "timestamp" timestamptz, recipient text)) WITH ORDINALITY
                AS e (id, type, payload, "timestamp", recipient, place);
            GET DIAGNOSTICS added = ROW_COUNT;
            UPDATE public.event_heads AS head SET last_seq = last + added
            WHERE head.tenant_id = part.tenant;
            PERFORM public.timesheet_hint(part.tenant, last + 1);
            RETURN QUERY
            SELECT part.tenant, number, last + number, true, NULL::text, NULL::text, NULL::text,
                   NULL::bigint, NULL::text
            FROM generate_series(1::bigint, added) AS number;
            CONTINUE;
        EXCEPTION WHEN unique_violation THEN
            NULL;
        END;

        INSERT INTO public.events
            (tenant_id, seq, id, type, payload, "timestamp", recipient_id, accepted_at)
        SELECT part.tenant, last + row_number() OVER (ORDER BY fresh.place), fresh.id, fresh.type,
               fresh.payload::json, fresh."timestamp", fresh.recipient, stamp
        FROM (SELECT DISTINCT ON (e.id) e.*
              FROM ROWS FROM (json_to_recordset(part.entries) AS (id text, type text, payload text,
                  "timestamp" timestamptz, recipient text)) WITH ORDINALITY
                  AS e (id, type, payload, "timestamp", recipient, place)
              ORDER BY e.id, e.place) AS fresh
        WHERE NOT EXISTS (SELECT FROM public.events AS known
                          WHERE known.tenant_id = part.tenant AND known.id = fresh.id);
        GET DIAGNOSTICS added = ROW_COUNT;
        IF added > 0 THEN
            UPDATE public.event_heads AS head SET last_seq = last + added
            WHERE head.tenant_id = part.tenant;
            PERFORM public.timesheet_hint(part.tenant, last + 1);
        END IF;

        RETURN QUERY
        SELECT part.tenant, found.place, found.seq, found.is_new,
               CASE WHEN NOT found.is_new THEN found.id END,
               CASE WHEN NOT found.is_new THEN found.type END,
               CASE WHEN NOT found.is_new THEN found.payload::text END,
               CASE WHEN NOT found.is_new
                   THEN round(extract(epoch FROM found."timestamp") * 1000)::bigint END,
               CASE WHEN NOT found.is_new THEN found.recipient_id END
        FROM (SELECT e.place, stored.*, stored.seq > last
                     AND e.place = min(e.place) OVER (PARTITION BY e.id) AS is_new
              FROM ROWS FROM (json_to_recordset(part.entries) AS (id text))
                  WITH ORDINALITY AS e (id, place)
              JOIN public.events AS stored
                  ON stored.tenant_id = part.tenant AND stored.id = e.id) AS found
        ORDER BY found.place;
    END LOOP;
END
$$;

-- Says something to the other gateways.
CREATE FUNCTION public.timesheet_signal(tenant text, gateway text, kind text, body text)
    RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    number bigint;
BEGIN
    PERFORM set_config('request.jwt.claims', json_build_object('tenant_id', tenant,
        'role', 'service', 'tenant_ids', json_build_array(tenant))::text, true);
    INSERT INTO public.event_heads AS head (tenant_id, last_signal) VALUES (tenant, 1)
    ON CONFLICT (tenant_id) DO UPDATE SET last_signal = head.last_signal + 1
    RETURNING head.last_signal INTO number;
    INSERT INTO public.signals (tenant_id, number, gateway, kind, payload)
    VALUES (tenant, number, gateway, kind, body::json);
    PERFORM public.timesheet_hint(tenant, 0);
END
$$;

-- Whoever removes events, the head knows up to where.
CREATE FUNCTION public.timesheet_on_events_removed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    gone record;
BEGIN
    FOR gone IN
        SELECT tenant_id, max(seq) AS seq FROM removed GROUP BY tenant_id
        ORDER BY tenant_id COLLATE "C"
    LOOP
        PERFORM set_config('timesheet.writing_tenant', gone.tenant_id, true);
        UPDATE public.event_heads SET pruned_seq = gone.seq
        WHERE tenant_id = gone.tenant_id AND pruned_seq < gone.seq;
    END LOOP;
    RETURN NULL;
END
$$;

CREATE TRIGGER events_removed AFTER DELETE ON public.events
    REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION public.timesheet_on_events_removed();

-- Row-level security. Each (SELECT ...) is worked out once a statement.
DO $$
DECLARE
    name text;
    stranger text;
BEGIN
    FOREACH name IN ARRAY ARRAY['timesheet_gateway_migrations', 'log_identity', 'event_heads',
                                'events', 'read_events', 'read_through', 'signals'] LOOP
        EXECUTE format('ALTER TABLE public.%I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE public.%I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('REVOKE ALL ON public.%I FROM PUBLIC', name);
        -- Supabase gives its roles everything on new tables, and TRUNCATE knows no policies.
        FOREACH stranger IN ARRAY ARRAY['anon', 'authenticated'] LOOP
            IF EXISTS (SELECT FROM pg_roles WHERE rolname = stranger) THEN
                EXECUTE format('REVOKE ALL ON public.%I FROM %I', name, stranger);
            END IF;
        END LOOP;
    END LOOP;
    -- The catch-up and the polling of Supabase's clients.
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'authenticated') THEN
        GRANT SELECT ON public.events TO authenticated;
    END IF;
END
$$;

CREATE POLICY migrations_read ON public.timesheet_gateway_migrations FOR SELECT
    USING ((SELECT public.timesheet_claims()) IS NOT NULL);
CREATE POLICY migrations_write ON public.timesheet_gateway_migrations FOR INSERT
    WITH CHECK ((SELECT public.timesheet_claimed_role()) = 'migration');

CREATE POLICY identity_read ON public.log_identity FOR SELECT
    USING ((SELECT public.timesheet_claims()) IS NOT NULL);

CREATE POLICY heads_read ON public.event_heads FOR SELECT
    USING (tenant_id = (SELECT public.timesheet_claim('tenant_id')));
CREATE POLICY heads_of_many ON public.event_heads FOR SELECT TO timesheet_gateway
    USING ((SELECT public.timesheet_claimed_tenants()) ? tenant_id);
CREATE POLICY heads_add ON public.event_heads FOR INSERT TO timesheet_gateway
    WITH CHECK (tenant_id = (SELECT public.timesheet_claim('tenant_id'))
                AND (SELECT public.timesheet_claimed_role()) = 'service');
CREATE POLICY heads_count ON public.event_heads FOR UPDATE TO timesheet_gateway
    USING (tenant_id = (SELECT public.timesheet_claim('tenant_id'))
           AND (SELECT public.timesheet_claimed_role()) = 'service');
CREATE POLICY heads_of_triggers ON public.event_heads TO timesheet_events
    USING (tenant_id = (SELECT public.timesheet_writing_tenant()));

-- Who sees what: resources/protocol, section 3.7.
CREATE POLICY events_read ON public.events FOR SELECT
    USING (tenant_id = (SELECT public.timesheet_claim('tenant_id'))
           AND (recipient_id IS NULL
                OR recipient_id = (SELECT public.timesheet_claim('sub'))
                OR (SELECT public.timesheet_claimed_role()) IN ('manager', 'admin')));
CREATE POLICY events_of_many ON public.events FOR SELECT TO timesheet_gateway
    USING ((SELECT public.timesheet_claimed_tenants()) ? tenant_id);
CREATE POLICY events_add ON public.events FOR INSERT TO timesheet_gateway
    WITH CHECK (tenant_id = (SELECT public.timesheet_claim('tenant_id'))
                AND (SELECT public.timesheet_claimed_role()) = 'service');
CREATE POLICY events_of_triggers ON public.events FOR INSERT TO timesheet_events
    WITH CHECK (tenant_id = (SELECT public.timesheet_writing_tenant()));
CREATE POLICY events_old ON public.events FOR SELECT TO timesheet_gateway
    USING (accepted_at < (SELECT public.timesheet_claim('prune_before')::timestamptz));
CREATE POLICY events_prune ON public.events FOR DELETE TO timesheet_gateway
    USING (accepted_at < (SELECT public.timesheet_claim('prune_before')::timestamptz));

CREATE POLICY read_events_own ON public.read_events
    USING (tenant_id = (SELECT public.timesheet_claim('tenant_id'))
           AND user_id = (SELECT public.timesheet_claim('sub')));
CREATE POLICY read_through_own ON public.read_through
    USING (tenant_id = (SELECT public.timesheet_claim('tenant_id'))
           AND user_id = (SELECT public.timesheet_claim('sub')));

CREATE POLICY signals_of_many ON public.signals FOR SELECT TO timesheet_gateway
    USING ((SELECT public.timesheet_claimed_tenants()) ? tenant_id);
CREATE POLICY signals_add ON public.signals FOR INSERT TO timesheet_gateway
    WITH CHECK (tenant_id = (SELECT public.timesheet_claim('tenant_id'))
                AND (SELECT public.timesheet_claimed_role()) = 'service');
CREATE POLICY signals_old ON public.signals FOR SELECT TO timesheet_gateway
    USING (created_at < (SELECT public.timesheet_claim('prune_signals_before')::timestamptz));
CREATE POLICY signals_prune ON public.signals FOR DELETE TO timesheet_gateway
    USING (created_at < (SELECT public.timesheet_claim('prune_signals_before')::timestamptz));

GRANT SELECT ON public.timesheet_gateway_migrations, public.log_identity TO timesheet_gateway;
GRANT SELECT, INSERT, UPDATE (last_seq, last_accepted_at, last_signal)
    ON public.event_heads TO timesheet_gateway;
GRANT SELECT, INSERT, DELETE ON public.events TO timesheet_gateway;
GRANT SELECT, INSERT, DELETE ON public.read_events TO timesheet_gateway;
GRANT SELECT, INSERT, UPDATE ON public.read_through TO timesheet_gateway;
GRANT SELECT, INSERT, DELETE ON public.signals TO timesheet_gateway;
GRANT SELECT, INSERT, UPDATE (last_seq, last_accepted_at, pruned_seq)
    ON public.event_heads TO timesheet_events;
GRANT INSERT ON public.events TO timesheet_events;

REVOKE ALL ON FUNCTION public.timesheet_hint(text, bigint),
    public.timesheet_add_event(text, text, jsonb, text), public.timesheet_append(json),
    public.timesheet_signal(text, text, text, text), public.timesheet_on_events_removed()
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION public.timesheet_hint(text, bigint)
    TO timesheet_gateway, timesheet_events;
GRANT EXECUTE ON FUNCTION public.timesheet_append(json),
    public.timesheet_signal(text, text, text, text) TO timesheet_gateway;
GRANT EXECUTE ON FUNCTION public.timesheet_add_event(text, text, jsonb, text) TO timesheet_events;

GRANT CREATE ON SCHEMA public TO timesheet_events; -- an owner needs that, at this moment only
ALTER FUNCTION public.timesheet_on_events_removed() OWNER TO timesheet_events;
REVOKE CREATE ON SCHEMA public FROM timesheet_events;
