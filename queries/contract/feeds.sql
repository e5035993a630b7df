-- When did each source last load, how much, what was rejected, how new are its rows?
-- `newest_row_at` is looked up only where it is asked for.
create view contract.feeds with (security_barrier) as
select
    feeds.feed_id,
    feeds.source,
    feeds.last_loaded_at,
    feeds.expected_every,
    feeds.row_count,
    feeds.reject_count,
    case feeds.feed_id
        when
            'app'
            then (select max(app_installs.installed_at) from operational.app_installs)
        when 'check_ins'
            then (
                select max(greatest(check_ins.received_at, check_ins.withdrawn_at))
                from operational.check_ins
                where
                    greatest(check_ins.received_at, check_ins.withdrawn_at)
                    >= feeds.last_loaded_at - interval '15 minutes'
            )
        when 'declarations'
            then
                (
                    select max(health_declarations.declared_at)
                    from operational.health_declarations
                )
        when 'health_records'
            then
                (
                    select max(health_record_links.linked_at)
                    from operational.health_record_links
                )
        when 'vaccination'
            then
                greatest(
                    (
                        select max(vaccine_doses.injected_at)
                        from operational.vaccine_doses
                    ),
                    (
                        select max(vaccination_registrations.registered_at)
                        from operational.vaccination_registrations
                    ),
                    (
                        select max(vaccination_certificates.issued_at)
                        from operational.vaccination_certificates
                    )
                )
        when 'provincial_tests'
            then
                (
                    select
                        max(
                            greatest(
                                provincial_samples.taken_at,
                                provincial_samples.resulted_at,
                                provincial_samples.returned_at
                            )
                        )
                    from operational.provincial_samples
                )
        when 'national_tests'
            then
                (
                    select max(national_results.received_at)
                    from operational.national_results
                )
        when 'cases'
            then
                greatest(
                    (select max(cases.reported_at) from operational.cases),
                    (select max(isolations.isolated_at) from operational.isolations)
                )
        when 'checkpoints'
            then
                greatest(
                    (
                        select max(checkpoint_equipment.checked_at)
                        from operational.checkpoint_equipment
                    ),
                    (
                        select
                            max(
                                checkpoint_posts.post_date
                            )::timestamp at time zone 'Asia/Ho_Chi_Minh'
                        from operational.checkpoint_posts
                    )
                )
        when 'support'
            then
                (
                    select
                        max(
                            support_shifts.shift_date
                        )::timestamp at time zone 'Asia/Ho_Chi_Minh'
                    from operational.support_shifts
                )
        when 'campaigns'
            then
                (
                    select
                        max(
                            campaign_activities.activity_date
                        )::timestamp at time zone 'Asia/Ho_Chi_Minh'
                    from operational.campaign_activities
                )
        when 'portal'
            then
                (
                    select
                        max(
                            portal_visits.visit_date
                        )::timestamp at time zone 'Asia/Ho_Chi_Minh'
                    from operational.portal_visits
                )
        when 'readiness' then
            (
                select
                    max(
                        commune_readiness.assessed_date
                    )::timestamp at time zone 'Asia/Ho_Chi_Minh'
                from operational.commune_readiness
            )
    end as newest_row_at
from operational.feeds;
