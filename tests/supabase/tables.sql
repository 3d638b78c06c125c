-- The tables of a Timesheet Manager, with policies of its own, in a project that nothing was added to
-- for trays: rows say when they were last changed, and Realtime is switched on for them. Run as the
-- project's `postgres`.
CREATE FUNCTION public.my_tenant() RETURNS text LANGUAGE sql STABLE AS $$
    SELECT coalesce(claims ->> 'tenant_id', claims -> 'app_metadata' ->> 'tenant_id')
    FROM (SELECT nullif(current_setting('request.jwt.claims', true), '')::jsonb AS claims) AS c
$$;

CREATE FUNCTION public.note_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.updated_at := now();
    RETURN NEW;
END
$$;

CREATE TABLE public.timesheets (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    tenant_id text NOT NULL,
    employee_id text NOT NULL,
    status text NOT NULL DEFAULT 'draft',
    hours numeric(6, 2),
    rejection_reason text,
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE public.annotations (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    tenant_id text NOT NULL,
    timesheet_id uuid NOT NULL REFERENCES public.timesheets,
    author_id text,
    text text NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE public.notifications (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_id text NOT NULL,
    recipient_id text,
    title text,
    read_at timestamptz,
    updated_at timestamptz NOT NULL DEFAULT now()
);

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['timesheets', 'annotations', 'notifications'] LOOP
        EXECUTE format('CREATE TRIGGER note_change BEFORE UPDATE ON public.%I
                        FOR EACH ROW EXECUTE FUNCTION public.note_change()', name);
        EXECUTE format('ALTER TABLE public.%I ENABLE ROW LEVEL SECURITY', name);
    END LOOP;
END
$$;
CREATE POLICY "people see their own" ON public.timesheets FOR SELECT TO authenticated
    USING (tenant_id = public.my_tenant()
           AND employee_id = current_setting('request.jwt.claims')::jsonb ->> 'sub');
CREATE POLICY "who sees the timesheet" ON public.annotations FOR SELECT TO authenticated
    USING (EXISTS (SELECT FROM public.timesheets AS t WHERE t.id = timesheet_id));
CREATE POLICY "people see and mark their own" ON public.notifications TO authenticated
    USING (tenant_id = public.my_tenant()
           AND recipient_id = current_setting('request.jwt.claims')::jsonb ->> 'sub');

ALTER PUBLICATION supabase_realtime
    ADD TABLE public.timesheets, public.annotations, public.notifications;
