-- Tables as a Timesheet Manager may have deployed them, with policies of its own, before anybody
-- thought of a tray. Run as the project's `postgres`.
CREATE FUNCTION public.my_tenant() RETURNS text LANGUAGE sql STABLE AS $$
    SELECT coalesce(claims ->> 'tenant_id', claims -> 'app_metadata' ->> 'tenant_id')
    FROM (SELECT nullif(current_setting('request.jwt.claims', true), '')::jsonb AS claims) AS c
$$;

CREATE TABLE public.timesheets (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    tenant_id text NOT NULL,
    employee_id text NOT NULL,
    status text NOT NULL DEFAULT 'draft',
    hours numeric(6, 2),
    note text,
    updated_at timestamptz NOT NULL DEFAULT now()
);
ALTER TABLE public.timesheets ENABLE ROW LEVEL SECURITY;
CREATE POLICY "people see their organisation" ON public.timesheets FOR SELECT TO authenticated
    USING (tenant_id = public.my_tenant());

CREATE TABLE public.notifications (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_id text NOT NULL,
    recipient_id text,
    title text,
    read_at timestamptz,
    updated_at timestamptz NOT NULL DEFAULT now()
);
ALTER TABLE public.notifications ENABLE ROW LEVEL SECURITY;
CREATE POLICY "people see and mark their own" ON public.notifications TO authenticated
    USING (tenant_id = public.my_tenant()
           AND recipient_id = current_setting('request.jwt.claims')::jsonb ->> 'sub');

-- Nobody may select from it, and it is published all the same.
CREATE TABLE public.secrets (id integer PRIMARY KEY, word text);
ALTER TABLE public.secrets ENABLE ROW LEVEL SECURITY;
REVOKE ALL ON public.secrets FROM anon, authenticated;

ALTER PUBLICATION supabase_realtime ADD TABLE public.timesheets, public.notifications, public.secrets;
