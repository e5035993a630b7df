-- How many people man each checkpoint, by day and shift?
create view contract.checkpoint_posts with (security_barrier) as
select
    checkpoint_id,
    post_date,
    shift,
    staff_count
from operational.checkpoint_posts
where
    (select contract.has_right('see_aggregates'))
    and checkpoint_id in (
        select checkpoints.checkpoint_id
        from operational.checkpoints
        inner join operational.communes
            on checkpoints.commune_id = communes.commune_id
        where contract.in_scope(communes.district_id, (select contract.own_districts()))
    );
