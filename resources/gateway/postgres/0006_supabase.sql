-- What a client of Supabase needs that has no gateway: a page of events, and marks, as functions that
-- PostgREST calls with the caller's own role and claims.
--
-- The functions are there in every database, and nobody may call them until
-- timesheet_open_to_supabase() has found Supabase's roles. This step calls it; where the roles or the
-- publication came later, so may the owner.
--
-- What is beyond the callers' own rights is done as timesheet_events, with less than it sounds:
--   one number of one event of the claimed tenant    timesheet_check_at()
--   the caller's own marks, and the signal of them   timesheet_mark_read()

-- What the token says. A project may keep the organisation in app_metadata, where only its
-- administrators write. user_metadata is everybody's own to write, and is not looked at.
CREATE OR REPLACE FUNCTION public.timesheet_claim(name text) RETURNS text
    LANGUAGE sql STABLE
    AS $$
    SELECT coalesce(
        nullif(nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> name, ''),
        CASE WHEN name IN ('tenant_id', 'user_role')
             THEN nullif(nullif(current_setting('request.jwt.claims', true), '')::jsonb
                         -> 'app_metadata' ->> name, '') END)
    $$;

-- 32 bits of an event's id, never 0: FNV-1a, as the gateway's cursor_codec.cpp has it.
CREATE FUNCTION public.timesheet_check(id text) RETURNS bigint
    LANGUAGE plpgsql IMMUTABLE STRICT
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    bytes bytea := convert_to(id, 'UTF8');
    hash bigint := 2166136261;
BEGIN
    -- Both factors are below 2^32 and 2^25: the product fits.
    FOR i IN 0 .. length(bytes) - 1 LOOP
        hash := ((hash # get_byte(bytes, i)) * 16777619) & 4294967295;
    END LOOP;
    RETURN CASE WHEN hash = 0 THEN 1 ELSE hash END;
END
$$;

CREATE FUNCTION public.timesheet_cursor(epoch text, place bigint, "check" bigint) RETURNS text
    LANGUAGE sql IMMUTABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT epoch || '-' || lpad(to_hex(place), 12, '0') || '-' || lpad(to_hex("check"), 8, '0')
    $$;

-- The place that timesheet_check_at() is asked about.
CREATE FUNCTION public.timesheet_checked_place() RETURNS bigint
    LANGUAGE sql STABLE
    AS $$ SELECT nullif(current_setting('timesheet.checked_place', true), '')::bigint $$;

-- The check of the event that stands at a place of the caller's tenant; null where there is none.
-- Cursors have it also where that event is for somebody else.
CREATE FUNCTION public.timesheet_check_at(place bigint) RETURNS bigint
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    found bigint;
BEGIN
    PERFORM set_config('timesheet.checked_place', place::text, true);
    SELECT public.timesheet_check(e.id) INTO found FROM public.events AS e
    WHERE e.tenant_id = public.timesheet_claim('tenant_id') AND e.seq = place;
    PERFORM set_config('timesheet.checked_place', '', true);
    RETURN found;
END
$$;

-- The tenant whom the token names; without one there is nothing to see, and a client is to be told.
CREATE FUNCTION public.timesheet_tenant() RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    tenant text := public.timesheet_claim('tenant_id');
BEGIN
    IF tenant IS NULL OR public.timesheet_claim('sub') IS NULL THEN
        RAISE insufficient_privilege USING MESSAGE = 'the token names no user of a tenant',
            HINT = 'It needs sub, and tenant_id at the top or in app_metadata.';
    END IF;
    RETURN tenant;
END
$$;

-- A page of events, letter for letter the gateway's answer to GET /v1/events: resources/protocol,
-- section 3.2. What the caller may see of it is row-level security's to say; the page also asks for
-- nothing else, so that it looks at no more events than it gives.
CREATE FUNCTION public.timesheet_events(after text DEFAULT NULL, most integer DEFAULT 200)
    RETURNS json
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    tenant text := public.timesheet_tenant();
    reader text := public.timesheet_claim('sub');
    sees_all boolean := coalesce(public.timesheet_claimed_role() IN ('manager', 'admin'), false);
    most_events constant integer := least(coalesce(most, 200), 500);
    most_bytes constant bigint := 2 * 1024 * 1024; -- of payloads
    is_forward constant boolean := coalesce(after, '') <> '';
    epoch text;
    last bigint := 0;
    pruned bigint := 0;
    digits text;
    asked bigint;        -- null where the cursor means nothing
    asked_check bigint := 0;
    there bigint;
    page record;
    is_end boolean;
BEGIN
    IF most_events < 1 OR octet_length(after) > 128 THEN
        RAISE invalid_parameter_value USING MESSAGE = 'after or most is not what it must be';
    END IF;
    SELECT l.epoch INTO STRICT epoch FROM public.log_identity AS l;
    SELECT h.last_seq, h.pruned_seq INTO last, pruned FROM public.event_heads AS h
    WHERE h.tenant_id = tenant;
    last := coalesce(last, 0);
    pruned := coalesce(pruned, 0);

    -- Not from here: another epoch, beyond the end, or another event stands there, as after a
    -- restored backup. Earlier versions made cursors without a check.
    IF is_forward AND starts_with(after, epoch || '-') THEN
        digits := substr(after, length(epoch) + 2);
        IF digits ~ '^[0-9a-f]{12}(-[0-9a-f]{8})?$' THEN
            asked := ('x' || lpad(left(digits, 12), 16, '0'))::bit(64)::bigint;
            asked_check := ('x' || lpad(substr(digits, 14), 16, '0'))::bit(64)::bigint;
            there := public.timesheet_check_at(asked);
            IF asked > last OR (asked_check <> 0 AND there <> asked_check) THEN
                asked := NULL;
            END IF;
        END IF;
    END IF;

    WITH visible AS (
        SELECT * FROM (
            (SELECT e.* FROM public.events AS e
             WHERE sees_all AND is_forward AND e.tenant_id = tenant AND e.seq > coalesce(asked, 0)
             ORDER BY e.seq LIMIT most_events)
            UNION ALL
            (SELECT e.* FROM public.events AS e
             WHERE sees_all AND NOT is_forward AND e.tenant_id = tenant
             ORDER BY e.seq DESC LIMIT most_events)
            UNION ALL
            (SELECT e.* FROM public.events AS e
             WHERE NOT sees_all AND is_forward AND e.tenant_id = tenant
               AND e.recipient_id IS NULL AND e.seq > coalesce(asked, 0)
             ORDER BY e.seq LIMIT most_events)
            UNION ALL
            (SELECT e.* FROM public.events AS e
             WHERE NOT sees_all AND is_forward AND e.tenant_id = tenant
               AND e.recipient_id = reader AND e.seq > coalesce(asked, 0)
             ORDER BY e.seq LIMIT most_events)
            UNION ALL
            (SELECT e.* FROM public.events AS e
             WHERE NOT sees_all AND NOT is_forward AND e.tenant_id = tenant
               AND e.recipient_id IS NULL
             ORDER BY e.seq DESC LIMIT most_events)
            UNION ALL
            (SELECT e.* FROM public.events AS e
             WHERE NOT sees_all AND NOT is_forward AND e.tenant_id = tenant
               AND e.recipient_id = reader
             ORDER BY e.seq DESC LIMIT most_events)
        ) AS parts
        ORDER BY CASE WHEN is_forward THEN parts.seq ELSE -parts.seq END LIMIT most_events
    ), filled AS (
        SELECT v.*, count(*) OVER () AS found, row_number() OVER filling AS number,
               sum(octet_length(v.payload::text)) OVER filling AS bytes
        FROM visible AS v
        WINDOW filling AS (ORDER BY CASE WHEN is_forward THEN v.seq ELSE -v.seq END)
    ), written AS (
        SELECT f.seq, f.found, public.timesheet_cursor(epoch, f.seq, public.timesheet_check(f.id))
                   AS cursor, f.type, f.payload, f."timestamp", f.id
        FROM filled AS f WHERE f.number = 1 OR f.bytes <= most_bytes
    )
    SELECT count(*) AS size, max(w.found) AS found, max(w.cursor COLLATE "C") AS cursor,
           string_agg('{"type":' || to_json(w.type) || ',"payload":' || w.payload
               || ',"timestamp":"' || to_char(w."timestamp" AT TIME ZONE 'UTC',
                                              'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
               || '","tenant_id":' || to_json(tenant) || ',"id":' || to_json(w.id)
               || ',"cursor":"' || w.cursor || '"}', ',' ORDER BY w.seq) AS events
    INTO page FROM written AS w;

    -- At the end the cursor moves on past what is for others.
    is_end := NOT is_forward OR page.size = 0
              OR (page.found = page.size AND page.found < most_events);
    RETURN ('{"events":[' || coalesce(page.events, '') || '],"cursor":"'
        || CASE WHEN is_end
                THEN public.timesheet_cursor(epoch, last,
                                             coalesce(public.timesheet_check_at(last), 0))
                ELSE page.cursor END
        || '","complete":'
        || CASE WHEN NOT is_forward OR coalesce(asked >= pruned, false) THEN 'true'
                ELSE 'false' END || '}')::json;
END
$$;

-- Marks events as read by the caller, and tells gateways, as one of them tells the others. Ids that
-- the caller cannot see are passed over: the policy of reading goes by the claims, which are the
-- caller's here, too. Where somebody holds the tenant's counters it soon fails, and is tried again:
-- PostgREST has few connections for all tenants, and none is to wait for one of them.
CREATE FUNCTION public.timesheet_mark_read(ids text[]) RETURNS void
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    SET lock_timeout = '1s'
    AS $$
DECLARE
    tenant text := public.timesheet_tenant();
    reader text := public.timesheet_claim('sub');
    claims text := current_setting('request.jwt.claims', true);
    fresh json;
BEGIN
    IF cardinality(ids) > 1000 THEN
        RAISE program_limit_exceeded USING MESSAGE = 'a mark names at most 1,000 ids';
    END IF;
    WITH seen AS (
        SELECT e.seq, e.id FROM public.events AS e
        WHERE e.tenant_id = tenant AND e.id = ANY (ids)
    ), marked AS (
        INSERT INTO public.read_events (tenant_id, user_id, seq, marked_at)
        SELECT tenant, reader, s.seq, greatest(clock_timestamp(),
               (SELECT h.last_accepted_at FROM public.event_heads AS h WHERE h.tenant_id = tenant))
        FROM seen AS s ORDER BY s.seq
        ON CONFLICT DO NOTHING
        RETURNING seq
    )
    SELECT json_agg(s.id ORDER BY s.seq) INTO fresh FROM seen AS s JOIN marked AS m ON m.seq = s.seq;
    IF fresh IS NULL THEN
        RETURN;
    END IF;
    -- The row of the counters is taken last. A signal changes the claims.
    PERFORM set_config('timesheet.writing_tenant', tenant, true);
    PERFORM public.timesheet_signal(tenant, 'supabase', 'read',
        json_build_object('user', reader, 'ids', fresh)::text);
    PERFORM set_config('request.jwt.claims', claims, true);
    PERFORM set_config('timesheet.writing_tenant', '', true);
END
$$;

-- Lets Supabase's users in, and its Realtime. Does nothing where there is no Supabase, and nothing
-- twice. Each row says what is still missing.
CREATE FUNCTION public.timesheet_open_to_supabase() RETURNS SETOF text
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    inner_one regprocedure;
BEGIN
    IF (SELECT count(*) FROM pg_roles WHERE rolname IN ('anon', 'authenticated')) < 2 THEN
        RETURN;
    END IF;
    -- Supabase lets its roles call every new function, which PostgREST then offers.
    FOR inner_one IN
        SELECT oid::regprocedure FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace AND proname IN (
            'timesheet_hint', 'timesheet_add_event', 'timesheet_append', 'timesheet_signal',
            'timesheet_on_events_removed', 'timesheet_members', 'timesheet_on_timesheet',
            'timesheet_on_annotation', 'timesheet_on_notification', 'timesheet_settle_presence',
            'timesheet_report_presence', 'timesheet_expire_presence', 'timesheet_take_head',
            'timesheet_open_to_supabase', 'timesheet_check', 'timesheet_cursor',
            'timesheet_check_at', 'timesheet_tenant', 'timesheet_events', 'timesheet_mark_read')
    LOOP
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM anon, authenticated', inner_one);
    END LOOP;
    GRANT EXECUTE ON FUNCTION public.timesheet_events(text, integer),
        public.timesheet_mark_read(text[]), public.timesheet_tenant(),
        public.timesheet_check(text), public.timesheet_check_at(bigint),
        public.timesheet_cursor(text, bigint, bigint) TO authenticated;
    GRANT SELECT ON public.events, public.log_identity TO authenticated;
    GRANT SELECT (tenant_id, last_seq, pruned_seq) ON public.event_heads TO authenticated;

    IF NOT EXISTS (SELECT FROM pg_publication WHERE pubname = 'supabase_realtime') THEN
        RETURN NEXT 'There is no publication supabase_realtime: switch Realtime on, and call this again.';
    ELSIF NOT EXISTS (SELECT FROM pg_publication_tables WHERE pubname = 'supabase_realtime'
                      AND schemaname = 'public' AND tablename = 'events') THEN
        BEGIN
            ALTER PUBLICATION supabase_realtime ADD TABLE public.events;
        EXCEPTION WHEN insufficient_privilege THEN
            RETURN NEXT 'Only the owner of the publication supabase_realtime can add public.events to it.';
        END;
    END IF;
    PERFORM pg_notify('pgrst', 'reload schema');
END
$$;

REVOKE ALL ON FUNCTION public.timesheet_check(text), public.timesheet_cursor(text, bigint, bigint),
    public.timesheet_check_at(bigint), public.timesheet_tenant(),
    public.timesheet_events(text, integer), public.timesheet_mark_read(text[]),
    public.timesheet_open_to_supabase() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION public.timesheet_check(text), public.timesheet_tenant(),
    public.timesheet_signal(text, text, text, text) TO timesheet_events;

GRANT SELECT (tenant_id, seq, id) ON public.events TO timesheet_events;
CREATE POLICY events_checked ON public.events FOR SELECT TO timesheet_events
    USING (tenant_id = (SELECT public.timesheet_claim('tenant_id'))
           AND seq = (SELECT public.timesheet_checked_place()));
GRANT SELECT (seq), INSERT ON public.read_events TO timesheet_events;
GRANT UPDATE (last_signal) ON public.event_heads TO timesheet_events;
GRANT INSERT ON public.signals TO timesheet_events;
CREATE POLICY signals_of_marks ON public.signals FOR INSERT TO timesheet_events
    WITH CHECK (tenant_id = (SELECT public.timesheet_writing_tenant()) AND kind = 'read');

-- While the function is still the caller's own: only its owner may call it.
DO $$
DECLARE
    missing text;
BEGIN
    FOR missing IN SELECT public.timesheet_open_to_supabase() LOOP
        RAISE WARNING '%', missing;
    END LOOP;
END
$$;

GRANT CREATE ON SCHEMA public TO timesheet_events; -- an owner needs that, at this moment only
ALTER FUNCTION public.timesheet_check_at(bigint) OWNER TO timesheet_events;
ALTER FUNCTION public.timesheet_mark_read(text[]) OWNER TO timesheet_events;
REVOKE CREATE ON SCHEMA public FROM timesheet_events;
