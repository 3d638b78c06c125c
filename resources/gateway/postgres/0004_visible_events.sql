-- What a user may see without looking at what is for others.
--
-- No index takes a very long text, and that must not fail the writer. Recipients that the contract
-- knows have 128 characters at most. Who is called longer gets no event of their own, but their
-- managers and admins do.
ALTER TABLE public.events NO FORCE ROW LEVEL SECURITY;

UPDATE public.events SET recipient_id = '' WHERE octet_length(recipient_id) > 512;

ALTER TABLE public.events FORCE ROW LEVEL SECURITY;

CREATE INDEX events_by_recipient ON public.events (tenant_id, recipient_id, seq);

-- Adds one event to the log, for trigger functions. As before, but for long recipients.
CREATE OR REPLACE FUNCTION public.timesheet_add_event(tenant text, kind text, body jsonb, recipient text)
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
            date_trunc('milliseconds', clock_timestamp()),
            CASE WHEN octet_length(recipient) > 512 THEN '' ELSE recipient END, stamp);
    PERFORM public.timesheet_hint(tenant, number);
END
$$;
