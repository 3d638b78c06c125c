-- The tables that timesheet news come from, where there are none yet, and the triggers that turn
-- changes of them into events, in the same transaction.
--
-- A Timesheet Manager may have these tables already, with other columns, and ids that are uuids or
-- numbers: those stay as they are, with whatever row-level security they have. So the triggers
-- read rows as JSON, take the members that they know, and need only id, tenant_id and, of a
-- timesheet, status and employee_id. Rows without tenant_id give no event; neither do those whose
-- tenant's name is too long for an index.
DO $$
DECLARE
    name text;
BEGIN
    IF to_regclass('public.timesheets') IS NULL THEN
        CREATE TABLE public.timesheets (
            id text PRIMARY KEY DEFAULT gen_random_uuid()::text,
            tenant_id text NOT NULL,
            employee_id text NOT NULL,
            employee_name text,
            period_start date,
            period_end date,
            hours numeric,
            status text NOT NULL DEFAULT 'draft',
            approved_by text,
            rejected_by text,
            reason text,
            updated_at timestamptz NOT NULL DEFAULT now()
        );
        CREATE INDEX timesheets_by_change ON public.timesheets (tenant_id, updated_at, id);
        CREATE POLICY timesheets_read ON public.timesheets FOR SELECT
            USING (tenant_id = (SELECT public.timesheet_claim('tenant_id'))
                   AND (employee_id = (SELECT public.timesheet_claim('sub'))
                        OR (SELECT public.timesheet_claimed_role()) IN ('manager', 'admin', 'service')));
    END IF;
    IF to_regclass('public.annotations') IS NULL THEN
        CREATE TABLE public.annotations (
            id text PRIMARY KEY DEFAULT gen_random_uuid()::text,
            tenant_id text NOT NULL,
            timesheet_id text NOT NULL,
            author_id text,
            author text,
            text text NOT NULL,
            created_at timestamptz NOT NULL DEFAULT now()
        );
        CREATE INDEX annotations_by_timesheet ON public.annotations (tenant_id, timesheet_id);
        -- Who sees the timesheet, as its own policy says, sees what is noted on it.
        CREATE POLICY annotations_read ON public.annotations FOR SELECT
            USING (tenant_id = (SELECT public.timesheet_claim('tenant_id'))
                   AND (author_id = (SELECT public.timesheet_claim('sub'))
                        OR (SELECT public.timesheet_claimed_role()) IN ('manager', 'admin', 'service')
                        OR EXISTS (SELECT FROM public.timesheets AS sheet
                                   WHERE sheet.tenant_id::text = annotations.tenant_id
                                     AND sheet.id::text = annotations.timesheet_id)));
    END IF;
    IF to_regclass('public.notifications') IS NULL THEN
        CREATE TABLE public.notifications (
            id text PRIMARY KEY DEFAULT gen_random_uuid()::text,
            tenant_id text NOT NULL,
            recipient_id text,
            kind text NOT NULL DEFAULT 'message',
            title text,
            body text,
            url text,
            severity text CHECK (severity IN ('info', 'warning', 'critical')),
            due_at timestamptz,
            created_at timestamptz NOT NULL DEFAULT now(),
            read_at timestamptz
        );
        CREATE POLICY notifications_read ON public.notifications FOR SELECT
            USING (tenant_id = (SELECT public.timesheet_claim('tenant_id'))
                   AND (recipient_id IS NULL
                        OR recipient_id = (SELECT public.timesheet_claim('sub'))
                        OR (SELECT public.timesheet_claimed_role()) IN ('manager', 'admin', 'service')));
    END IF;

    -- Ours are known by their policy of reading.
    FOREACH name IN ARRAY ARRAY['timesheets', 'annotations', 'notifications'] LOOP
        CONTINUE WHEN NOT EXISTS (SELECT FROM pg_policies WHERE schemaname = 'public'
                                  AND tablename = name AND policyname = name || '_read');
        EXECUTE format('ALTER TABLE public.%I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE public.%I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('REVOKE ALL ON public.%I FROM PUBLIC', name);
        EXECUTE format($policy$
            CREATE POLICY %I ON public.%I
                USING (tenant_id = (SELECT public.timesheet_claim('tenant_id'))
                       AND (SELECT public.timesheet_claimed_role()) IN ('manager', 'admin', 'service'))
            $policy$, name || '_write', name);
    END LOOP;
END
$$;

-- The members of a row that are there and not null. Ids are texts, whatever they are in the table.
CREATE FUNCTION public.timesheet_members(source jsonb, names text[]) RETURNS jsonb
    LANGUAGE sql IMMUTABLE
    SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT coalesce(jsonb_object_agg(key, CASE WHEN key = 'id' OR key LIKE '%\_id'
                                               THEN to_jsonb(source ->> key) ELSE value END), '{}')
    FROM jsonb_each(source) WHERE key = ANY (names) AND value <> 'null'
    $$;

-- An approval or a rejection: the status has become it. For the employee.
CREATE FUNCTION public.timesheet_on_timesheet() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    sheet jsonb := to_jsonb(NEW);
    verdict text := lower(sheet ->> 'status');
    body jsonb;
BEGIN
    IF verdict NOT IN ('approved', 'rejected') OR verdict IS NULL
       OR verdict IS NOT DISTINCT FROM lower(to_jsonb(OLD) ->> 'status')
       OR coalesce(sheet ->> 'tenant_id', '') = '' THEN
        RETURN NULL;
    END IF;
    body := public.timesheet_members(sheet, ARRAY['id', 'employee_id', 'employee_name',
        'period_start', 'period_end', 'hours', 'actor', verdict || '_by']);
    IF verdict = 'rejected' THEN
        body := body || jsonb_strip_nulls(jsonb_build_object('reason',
            coalesce(sheet ->> 'reason', sheet ->> 'rejection_reason')));
    END IF;
    PERFORM public.timesheet_add_event(sheet ->> 'tenant_id', 'timesheet:' || verdict, body,
                                       sheet ->> 'employee_id');
    RETURN NULL;
END
$$;

-- A note on a timesheet. For the employee; the employee's own note is for managers and admins.
CREATE FUNCTION public.timesheet_on_annotation() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    note jsonb := to_jsonb(NEW);
    sheet jsonb;
    author_id text := coalesce(note ->> 'author_id', note ->> 'created_by', note ->> 'user_id');
    author text := coalesce(note ->> 'author', note ->> 'author_name', author_id);
    words text := coalesce(note ->> 'text', note ->> 'body', note ->> 'content');
    employee text;
BEGIN
    IF coalesce(note ->> 'tenant_id', '') = '' THEN
        RETURN NULL;
    END IF;
    PERFORM set_config('timesheet.writing_tenant', note ->> 'tenant_id', true);
    -- The id as a value of that column's type, whatever that is, so that its index serves.
    SELECT to_jsonb(t) INTO sheet FROM public.timesheets AS t
    WHERE t.id = (jsonb_populate_record(NULL::public.timesheets,
                      jsonb_build_object('id', note -> 'timesheet_id'))).id
      AND t.tenant_id::text = note ->> 'tenant_id';
    employee := coalesce(sheet ->> 'employee_id', note ->> 'employee_id');
    PERFORM public.timesheet_add_event(note ->> 'tenant_id', 'timesheet:annotated',
        public.timesheet_members(coalesce(sheet, '{}'), ARRAY['employee_name', 'period_start',
                                                               'period_end', 'hours'])
        || jsonb_strip_nulls(jsonb_build_object(
            'id', note ->> 'timesheet_id', 'employee_id', employee, 'author', author,
            'annotation', jsonb_build_object('id', note ->> 'id', 'text', words,
                                             'author', author))),
        CASE WHEN employee IS NULL OR employee = coalesce(author_id, author) THEN ''
             ELSE employee END);
    RETURN NULL;
END
$$;

-- A notification, or a reminder of a deadline. For whom the row says, or for the whole tenant.
CREATE FUNCTION public.timesheet_on_notification() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    note jsonb := to_jsonb(NEW);
BEGIN
    IF coalesce(note ->> 'tenant_id', '') = '' THEN
        RETURN NULL;
    END IF;
    PERFORM public.timesheet_add_event(note ->> 'tenant_id',
        CASE WHEN note ->> 'kind' = 'deadline' THEN 'deadline:reminder'
             ELSE 'notification:new' END,
        public.timesheet_members(note, ARRAY['id', 'employee_id', 'employee_name', 'timesheet_id',
            'period_start', 'period_end', 'due_at', 'title', 'body', 'url', 'severity']),
        note ->> 'recipient_id');
    RETURN NULL;
END
$$;

-- Deferred to the commit: the counter row is taken as late as can be.
CREATE CONSTRAINT TRIGGER timesheet_news AFTER UPDATE ON public.timesheets
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION public.timesheet_on_timesheet();
CREATE CONSTRAINT TRIGGER timesheet_news AFTER INSERT ON public.annotations
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION public.timesheet_on_annotation();
CREATE CONSTRAINT TRIGGER timesheet_news AFTER INSERT ON public.notifications
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION public.timesheet_on_notification();

-- All that the triggers may read: the timesheet of a note.
GRANT SELECT ON public.timesheets TO timesheet_events;
CREATE POLICY timesheets_of_triggers ON public.timesheets FOR SELECT TO timesheet_events
    USING (tenant_id::text = (SELECT public.timesheet_writing_tenant()));

REVOKE ALL ON FUNCTION public.timesheet_on_timesheet(), public.timesheet_on_annotation(),
    public.timesheet_on_notification(), public.timesheet_members(jsonb, text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION public.timesheet_members(jsonb, text[]) TO timesheet_events;

GRANT CREATE ON SCHEMA public TO timesheet_events; -- an owner needs that, at this moment only
ALTER FUNCTION public.timesheet_on_timesheet() OWNER TO timesheet_events;
ALTER FUNCTION public.timesheet_on_annotation() OWNER TO timesheet_events;
ALTER FUNCTION public.timesheet_on_notification() OWNER TO timesheet_events;
REVOKE CREATE ON SCHEMA public FROM timesheet_events;
