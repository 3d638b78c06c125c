-- What a project of Supabase has before anybody makes a table: its roles, what they may do with
-- whatever is made later, and Realtime's publication. Run by a superuser in an empty database.
--
-- `postgres` is whom the dashboard's SQL editor and `supabase db push` run as. A hosted project's has
-- BYPASSRLS; here it has not, so that nothing works by that alone.
CREATE ROLE postgres LOGIN CREATEROLE CREATEDB REPLICATION NOSUPERUSER NOBYPASSRLS;
CREATE ROLE anon NOLOGIN NOINHERIT;
CREATE ROLE authenticated NOLOGIN NOINHERIT;
CREATE ROLE service_role NOLOGIN NOINHERIT BYPASSRLS;
-- PostgREST and Realtime log in as one who may become each of them, and nothing else.
CREATE ROLE authenticator LOGIN NOINHERIT;
GRANT anon, authenticated, service_role TO authenticator;
GRANT anon, authenticated, service_role TO postgres;

ALTER SCHEMA public OWNER TO postgres;
GRANT USAGE ON SCHEMA public TO anon, authenticated, service_role;
ALTER DEFAULT PRIVILEGES FOR ROLE postgres IN SCHEMA public
    GRANT ALL ON TABLES TO anon, authenticated, service_role;
ALTER DEFAULT PRIVILEGES FOR ROLE postgres IN SCHEMA public
    GRANT ALL ON FUNCTIONS TO anon, authenticated, service_role;
ALTER DEFAULT PRIVILEGES FOR ROLE postgres IN SCHEMA public
    GRANT ALL ON SEQUENCES TO anon, authenticated, service_role;

CREATE PUBLICATION supabase_realtime;
ALTER PUBLICATION supabase_realtime OWNER TO postgres;

-- GoTrue's users, of which this project's sign-in needs little.
CREATE SCHEMA auth AUTHORIZATION postgres;
CREATE TABLE auth.users (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    email text UNIQUE NOT NULL,
    password text NOT NULL,
    app_metadata jsonb NOT NULL DEFAULT '{}',
    user_metadata jsonb NOT NULL DEFAULT '{}'
);
CREATE TABLE auth.refresh_tokens (
    token text PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES auth.users ON DELETE CASCADE,
    session_id uuid NOT NULL,
    used_at timestamptz,
    revoked boolean NOT NULL DEFAULT false
);
