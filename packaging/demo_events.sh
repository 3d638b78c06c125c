# shellcheck shell=bash
# The demo organisation's people and news. Sourced by quickstart.sh.
# shellcheck disable=SC2034 # whoever sources it reads them

demo_tenant=demo-organisation
demo_employee=alex
demo_employee_name='Alex Morgan'
demo_types=(timesheet:approved timesheet:rejected timesheet:annotated deadline:reminder
    notification:new)

# A week's Monday and Sunday as payload members: the Nth week before this one.
demo_week()
{
    local monday
    monday=$(date -d "-$(($(date +%u) - 1 + 7 * $1)) days" +%F)
    printf '"period_start":"%s","period_end":"%s"' "$monday" "$(date -d "$monday +6 days" +%F)"
}

# demo_payload TYPE ROUND: what happened; each round is about other weeks.
demo_payload()
{
    local type=$1 round=$2 about
    about='"employee_id":"'$demo_employee'","employee_name":"'$demo_employee_name'"'
    case $type in
        timesheet:approved)
            printf '{"id":"sheet-%s-1",%s,%s,"hours":38.5,"approved_by":"Dana Fox"}' \
                "$round" "$about" "$(demo_week $((3 * round - 2)))"
            ;;
        timesheet:rejected)
            printf '{"id":"sheet-%s-2",%s,%s,"hours":31,"rejected_by":"Dana Fox","reason":"%s"}' \
                "$round" "$about" "$(demo_week $((3 * round - 1)))" \
                'Friday is missing. Please add the hours of the visit in Leeds.'
            ;;
        timesheet:annotated)
            printf '{"id":"sheet-%s-3",%s,%s,"hours":40,"annotation":{"id":"note-%s","author":"%s","text":"%s"}}' \
                "$round" "$about" "$(demo_week $((3 * round)))" "$round" 'Sam Ortega' \
                'Were the two hours on Tuesday travel or workshop?'
            ;;
        deadline:reminder)
            printf '{"title":"Hand in this week'\''s timesheet","employee_id":"%s","due_at":"%s"}' \
                "$demo_employee" "$(date -u -d '+20 hours' +%FT%H:00:00Z)"
            ;;
        notification:new)
            printf '{"title":"%s","body":"%s","severity":"info"}' \
                'Holiday calendar published' \
                'Public holidays are entered for you from now on; check your own days off.'
            ;;
    esac
}
