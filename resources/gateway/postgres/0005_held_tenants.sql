-- Presence goes on while somebody holds the counters of a tenant: that tenant's waits alone.

-- Takes the tenant's counters until the end of the transaction. False where somebody else holds them
-- for longer than lock_timeout. With the claims of the tenant's service.
CREATE FUNCTION public.timesheet_take_head(tenant text) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    -- Mostly nobody holds them. To find that out takes no subtransaction, as EXCEPTION does.
    PERFORM FROM public.event_heads AS head WHERE head.tenant_id = tenant
        FOR NO KEY UPDATE SKIP LOCKED;
    IF FOUND THEN
        RETURN true;
    END IF;
    BEGIN
        INSERT INTO public.event_heads AS head (tenant_id) VALUES (tenant)
        ON CONFLICT (tenant_id) DO UPDATE SET last_signal = head.last_signal;
    EXCEPTION WHEN lock_not_available THEN
        -- Who holds one may hold many: no more time is spent on the next.
        PERFORM set_config('lock_timeout', '1ms', true);
        RETURN false;
    END;
    RETURN true;
END
$$;

-- A gateway's report, as before. `blocked` are the tenants of which nothing was taken, because
-- somebody else holds them: of these the gateway is to report again.
DROP FUNCTION public.timesheet_report_presence(text, bigint, jsonb, boolean);

CREATE FUNCTION public.timesheet_report_presence(reporter text, lease bigint, batch jsonb,
                                                 is_whole boolean, OUT is_known boolean,
                                                 OUT blocked text[])
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    part record;
    touched text[];
BEGIN
    PERFORM set_config('request.jwt.claims',
                       json_build_object('gateways', json_build_array(reporter))::text, true);
    SELECT l.expires_at > '-infinity' INTO is_known FROM public.presence_leases AS l
    WHERE l.gateway = reporter FOR UPDATE;
    is_known := coalesce(is_known, false);
    INSERT INTO public.presence_leases AS l (gateway, expires_at)
    VALUES (reporter, clock_timestamp() + lease * interval '1 millisecond')
    ON CONFLICT (gateway) DO UPDATE SET expires_at = excluded.expires_at;

    blocked := '{}';
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
        IF NOT public.timesheet_take_head(part.tenant) THEN
            blocked := blocked || part.tenant;
            CONTINUE;
        END IF;
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
END
$$;

-- Takes back what gateways have reported whose leases are over, as before. Where somebody holds a
-- tenant, the next one takes the rest back, and the lease stays until then, as one that ended before
-- all others: its gateway is not to take it for one that still held.
CREATE OR REPLACE FUNCTION public.timesheet_expire_presence(reporter text) RETURNS void
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
    -- Every report and every question comes by here, and is not to wait for a tenant each time.
    PERFORM set_config('lock_timeout', '5ms', true);
    FOR part IN
        SELECT r.tenant_id AS tenant, array_agg(DISTINCT r.user_id) AS users
        FROM public.presence_reports AS r WHERE r.gateway = ANY (ended)
        GROUP BY r.tenant_id ORDER BY r.tenant_id COLLATE "C"
    LOOP
        PERFORM set_config('request.jwt.claims', json_build_object('tenant_id', part.tenant,
            'role', 'service', 'tenant_ids', json_build_array(part.tenant),
            'gateways', ended)::text, true);
        IF NOT public.timesheet_take_head(part.tenant) THEN
            CONTINUE;
        END IF;
        DELETE FROM public.presence_reports AS r
        WHERE r.tenant_id = part.tenant AND r.gateway = ANY (ended);
        PERFORM public.timesheet_settle_presence(part.tenant, reporter, part.users);
    END LOOP;
    DELETE FROM public.presence_leases AS l
    WHERE l.gateway = ANY (ended)
      AND NOT EXISTS (SELECT FROM public.presence_reports AS r WHERE r.gateway = l.gateway);
    UPDATE public.presence_leases AS l SET expires_at = '-infinity' WHERE l.gateway = ANY (ended);
END
$$;

REVOKE ALL ON FUNCTION public.timesheet_take_head(text),
    public.timesheet_report_presence(text, bigint, jsonb, boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION public.timesheet_take_head(text),
    public.timesheet_report_presence(text, bigint, jsonb, boolean) TO timesheet_gateway;
