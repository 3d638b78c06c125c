#!/bin/bash
# Prints the gateway's schema for PostgreSQL as one statement: for the SQL editor of Supabase's
# dashboard, as a migration of `supabase db push`, or for psql. It takes the steps that the database
# lacks, and keeps the same book of them as `timesheet-gateway migrate`, so that either may follow the
# other.
#
#   packaging/supabase/schema.sh > schema.sql
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
steps=("$root"/resources/gateway/postgres/[0-9]*.sql)
quote='$'timesheet_step'$' # what stands around a step

cat <<'SQL'
-- Made by packaging/supabase/schema.sh. May be run again: it takes no step twice.
DO $timesheet_schema$
DECLARE
    steps constant text[] := ARRAY[
SQL

for i in "${!steps[@]}"; do
    separator=,
    if [ "$i" = $((${#steps[@]} - 1)) ]; then
        separator=
    fi
    printf '%s\n' "$quote"
    cat "${steps[$i]}"
    printf '%s%s\n' "$quote" "$separator"
done

# The lock is the one that the gateway takes; the claims are those that its policies want.
cat <<'SQL'
    ];
    done integer := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(1416841079);
    IF to_regclass('public.timesheet_gateway_migrations') IS NOT NULL THEN
        PERFORM set_config('request.jwt.claims', '{"role":"migration"}', true);
        SELECT coalesce(max(version), 0) INTO done FROM public.timesheet_gateway_migrations;
        PERFORM set_config('request.jwt.claims', '', true);
    END IF;
    IF done > cardinality(steps) THEN
        RAISE EXCEPTION 'the database is of version %, newer than this schema of version %',
            done, cardinality(steps);
    END IF;
    FOR number IN done + 1 .. cardinality(steps) LOOP
        EXECUTE steps[number];
        PERFORM set_config('request.jwt.claims', '{"role":"migration"}', true);
        INSERT INTO public.timesheet_gateway_migrations (version) VALUES (number);
        PERFORM set_config('request.jwt.claims', '', true);
    END LOOP;
END
$timesheet_schema$;
SQL
