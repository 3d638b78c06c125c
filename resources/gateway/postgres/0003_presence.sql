-- Presence: who is online or away, as all gateways' connections together have it.
--
-- A gateway reports what its own connections make of a user. What the reports come to is kept in
-- presences, and each change of it is a signal, in the same transaction and under the lock of the
-- tenant's counters: gateways that report about one user wait for each other, a change is told by
-- exactly one of them, and signals have the order of the changes.
--
-- Reports hold as long as their gateway's lease. A gateway that was killed renews its own no more,
-- and whoever notices takes its reports back.
--
-- A claim more than in the steps before; only policies TO timesheet_gateway look at it:
--   gateways     whose reports and leases the transaction is about

CREATE TABLE public.presence_leases (
    gateway text PRIMARY KEY,
    expires_at timestamptz NOT NULL
);

CREATE TABLE public.presence_reports (
    tenant_id text NOT NULL,
    user_id text NOT NULL,
    gateway text NOT NULL,
    state text NOT NULL CHECK (state IN ('online', 'away')),
    PRIMARY KEY (tenant_id, user_id, gateway)
);

CREATE INDEX presence_reports_by_gateway ON public.presence_reports (gateway);

-- Who has no row is offline.
CREATE TABLE public.presences (
    tenant_id text NOT NULL,
    user_id text NOT NULL,
    state text NOT NULL CHECK (state IN ('online', 'away')),
    since timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, user_id)
);

-- As resources/protocol, section 2.6, says it.
CREATE FUNCTION public.timesheet_presence(user_id text, state text, since timestamptz) RETURNS json
    LANGUAGE sql STABLE
    AS $$
    SELECT json_build_object('user_id', user_id, 'state', coalesce(state, 'offline'), 'since',
                             to_char(since AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
    $$;

-- Makes of the reports about some users what these are now, and says what has changed. With the
-- claims of the tenant's service.
CREATE FUNCTION public.timesheet_settle_presence(tenant text, reporter text, users text[])
    RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    last bigint;
    stamp timestamptz;
    told bigint;
BEGIN
    INSERT INTO public.event_heads AS head (tenant_id) VALUES (tenant)
    ON CONFLICT (tenant_id) DO UPDATE SET last_signal = head.last_signal
    RETURNING head.last_signal INTO last;
    stamp := date_trunc('milliseconds', clock_timestamp());

    -- The row is ours. What follows sees the reports that were committed before that. One user after
    -- the other, and not joined: whatever the planner knows of the tables, each takes a look at an
    -- index, and one user's change never one at the whole tenant.
    WITH together AS (
        SELECT one.user_id,
               (SELECT max(r.state) FROM public.presence_reports AS r -- as words, online is more
                WHERE r.tenant_id = tenant AND r.user_id = one.user_id) AS state,
               (SELECT p.state FROM public.presences AS p
                WHERE p.tenant_id = tenant AND p.user_id = one.user_id) AS known
        FROM (SELECT DISTINCT unnest(users) AS user_id) AS one
    ), changed AS (
        SELECT t.user_id, t.state FROM together AS t WHERE t.known IS DISTINCT FROM t.state
    ), gone AS (
        DELETE FROM public.presences AS p
        WHERE p.tenant_id = tenant
          AND p.user_id = ANY (ARRAY(SELECT c.user_id FROM changed AS c WHERE c.state IS NULL))
    ), here AS (
        INSERT INTO public.presences (tenant_id, user_id, state, since)
        SELECT tenant, c.user_id, c.state, stamp FROM changed AS c WHERE c.state IS NOT NULL
        ON CONFLICT (tenant_id, user_id) DO UPDATE
            SET state = excluded.state, since = excluded.since
    )
    INSERT INTO public.signals (tenant_id, number, gateway, kind, payload)
    SELECT tenant, last + row_number() OVER (ORDER BY c.user_id), reporter, 'presence',
           public.timesheet_presence(c.user_id, c.state, stamp)
    FROM changed AS c;
    GET DIAGNOSTICS told = ROW_COUNT;
    IF told > 0 THEN
        UPDATE public.event_heads AS head SET last_signal = last + told
        WHERE head.tenant_id = tenant;
        PERFORM public.timesheet_hint(tenant, 0);
    END IF;
END
$$;

-- A gateway's report: {"tenant": {"user": "online" | "away" | null, ...}, ...}; null: none of its
-- connections is that user's. Where it is the whole, what it does not name is nobody's either.
-- Renews the lease, for so many milliseconds. Whether there was one: if not, earlier reports are
-- gone or were never made. Tenants are taken in the order of their names, as by timesheet_append().
CREATE FUNCTION public.timesheet_report_presence(reporter text, lease bigint, batch jsonb,
                                                 is_whole boolean) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    part record;
    touched text[];
    is_known boolean;
BEGIN
    PERFORM set_config('request.jwt.claims',
                       json_build_object('gateways', json_build_array(reporter))::text, true);
    UPDATE public.presence_leases AS l
    SET expires_at = clock_timestamp() + lease * interval '1 millisecond'
    WHERE l.gateway = reporter;
    is_known := FOUND;
    IF NOT is_known THEN
        INSERT INTO public.presence_leases (gateway, expires_at)
        VALUES (reporter, clock_timestamp() + lease * interval '1 millisecond');
    END IF;

    FOR part IN
        SELECT name AS tenant, coalesce(batch -> name, '{}') AS users
        FROM (SELECT jsonb_object_keys(batch)
              UNION SELECT r.tenant_id FROM public.presence_reports AS r
                    WHERE is_whole AND r.gateway = reporter) AS t (name)
        ORDER BY name COLLATE "C"
    LOOP
        PERFORM set_config('request.jwt.claims', json_build_object('tenant_id', part.tenant,
            'role', 'service', 'tenant_ids', json_build_array(part.tenant),
            'gateways', json_build_array(reporter))::text, true);
        touched := ARRAY(SELECT jsonb_object_keys(part.users));
        IF is_whole THEN
            touched := touched || ARRAY(SELECT r.user_id FROM public.presence_reports AS r
                WHERE r.tenant_id = part.tenant AND r.gateway = reporter
                  AND NOT part.users ? r.user_id);
        END IF;
        DELETE FROM public.presence_reports AS r
        WHERE r.tenant_id = part.tenant AND r.gateway = reporter
          AND r.user_id = ANY (touched) AND part.users ->> r.user_id IS NULL;
        INSERT INTO public.presence_reports AS r (tenant_id, user_id, gateway, state)
        SELECT part.tenant, u.key, reporter, u.value
        FROM jsonb_each_text(part.users) AS u WHERE u.value IS NOT NULL
        ON CONFLICT (tenant_id, user_id, gateway) DO UPDATE SET state = excluded.state
            WHERE r.state <> excluded.state;
        PERFORM public.timesheet_settle_presence(part.tenant, reporter, touched);
    END LOOP;
    RETURN is_known;
END
$$;

-- Takes back what gateways have reported whose leases are over. `reporter` says so. One transaction
-- at a time takes a gateway's back, and the gateway's own next report waits for it.
CREATE FUNCTION public.timesheet_expire_presence(reporter text) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    part record;
    ended text[];
BEGIN
    PERFORM set_config('request.jwt.claims',
                       json_build_object('gateways', json_build_array(reporter))::text, true);
    ended := ARRAY(SELECT l.gateway FROM public.presence_leases AS l
                   WHERE l.expires_at < clock_timestamp() FOR UPDATE SKIP LOCKED);
    IF ended = '{}' THEN
        RETURN;
    END IF;
    PERFORM set_config('request.jwt.claims',
                       json_build_object('gateways', ended)::text, true);
    FOR part IN
        SELECT r.tenant_id AS tenant, array_agg(DISTINCT r.user_id) AS users
        FROM public.presence_reports AS r WHERE r.gateway = ANY (ended)
        GROUP BY r.tenant_id ORDER BY r.tenant_id COLLATE "C"
    LOOP
        PERFORM set_config('request.jwt.claims', json_build_object('tenant_id', part.tenant,
            'role', 'service', 'tenant_ids', json_build_array(part.tenant),
            'gateways', ended)::text, true);
        DELETE FROM public.presence_reports AS r
        WHERE r.tenant_id = part.tenant AND r.gateway = ANY (ended);
        PERFORM public.timesheet_settle_presence(part.tenant, reporter, part.users);
    END LOOP;
    DELETE FROM public.presence_leases AS l WHERE l.gateway = ANY (ended);
END
$$;

DO $$
DECLARE
    name text;
    stranger text;
BEGIN
    FOREACH name IN ARRAY ARRAY['presence_leases', 'presence_reports', 'presences'] LOOP
        EXECUTE format('ALTER TABLE public.%I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE public.%I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('REVOKE ALL ON public.%I FROM PUBLIC', name);
        FOREACH stranger IN ARRAY ARRAY['anon', 'authenticated'] LOOP
            IF EXISTS (SELECT FROM pg_roles WHERE rolname = stranger) THEN
                EXECUTE format('REVOKE ALL ON public.%I FROM %I', name, stranger);
            END IF;
        END LOOP;
    END LOOP;
END
$$;

-- The leases that are over are looked for among those of all gateways.
CREATE POLICY leases_of_gateways ON public.presence_leases TO timesheet_gateway
    USING ((SELECT public.timesheet_claims() -> 'gateways') IS NOT NULL);

CREATE POLICY reports_of_gateways ON public.presence_reports FOR SELECT TO timesheet_gateway
    USING ((SELECT public.timesheet_claims() -> 'gateways') ? gateway);
CREATE POLICY reports_write ON public.presence_reports TO timesheet_gateway
    USING (tenant_id = (SELECT public.timesheet_claim('tenant_id'))
           AND (SELECT public.timesheet_claimed_role()) = 'service');

-- A tenant's users may know of each other.
CREATE POLICY presences_read ON public.presences FOR SELECT
    USING (tenant_id = (SELECT public.timesheet_claim('tenant_id')));
CREATE POLICY presences_write ON public.presences TO timesheet_gateway
    USING (tenant_id = (SELECT public.timesheet_claim('tenant_id'))
           AND (SELECT public.timesheet_claimed_role()) = 'service');

GRANT SELECT, INSERT, UPDATE, DELETE
    ON public.presence_leases, public.presence_reports, public.presences TO timesheet_gateway;

REVOKE ALL ON FUNCTION public.timesheet_settle_presence(text, text, text[]),
    public.timesheet_report_presence(text, bigint, jsonb, boolean),
    public.timesheet_expire_presence(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION public.timesheet_settle_presence(text, text, text[]),
    public.timesheet_report_presence(text, bigint, jsonb, boolean),
    public.timesheet_expire_presence(text) TO timesheet_gateway;
