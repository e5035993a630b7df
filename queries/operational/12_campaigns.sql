-- Which campaign activities ran where, and who visited the portal for what?
create table operational.campaign_activities (
    activity_id integer primary key,
    activity_date date not null,
    activity_kind text not null check (
        activity_kind in (
            'press', 'television', 'district_radio', 'commune_loudspeaker',
            'social_network'
        )
    ),
    district_id text references operational.districts,
    commune_id text references operational.communes,
    broadcast_count integer not null check (broadcast_count > 0)
);

create table operational.portal_visits (
    visit_date date not null,
    channel text not null check (channel in ('app', 'portal')),
    service text not null check (
        service in (
            'news', 'declaration', 'test_booking', 'test_result',
            'vaccination_registration', 'certificate'
        )
    ),
    visit_count integer not null check (visit_count >= 0),
    primary key (visit_date, channel, service)
);
