-- What of another province's tables does each table of ours hold?
-- Views under the names of queries/operational, over which the contract of
-- queries/contract is installed as it is: who may see what stands there once.
create schema operational;

-- A clock in Vietnam, without a zone, as a moment; immutable, to be indexed.
create function operational.luc(luc timestamp) returns timestamptz
language sql immutable parallel safe as $$
    select luc at time zone 'Asia/Ho_Chi_Minh'
$$;

-- Codes of the General Statistics Office: whole numbers lose the zeros in front.
create function operational.ma_huyen(ma integer) returns text
language sql immutable parallel safe as $$
    select lpad(ma::text, 3, '0')
$$;
create function operational.ma_xa(ma integer) returns text
language sql immutable parallel safe as $$
    select lpad(ma::text, 5, '0')
$$;

create view operational.districts as
select
    operational.ma_huyen(ma) as district_id,
    ten as district_name,
    (array['thành phố', 'thị xã', 'huyện'])[cap] as district_kind
from nguon.don_vi
where cap <= 3;

create view operational.communes as
select
    operational.ma_xa(don_vi.ma) as commune_id,
    operational.ma_huyen(don_vi.ma_cha) as district_id,
    don_vi.ten as commune_name,
    (array['xã', 'phường', 'thị trấn'])[don_vi.cap - 3] as commune_kind,
    so_lieu_xa.kinh_do::double precision as lon,
    so_lieu_xa.vi_do::double precision as lat,
    so_lieu_xa.dien_tich_ha / 100.0::double precision as area_km2,
    so_lieu_xa.dan_so as population_count,
    'Cục Thống kê'::text as population_source,
    so_lieu_xa.so_smartphone as smartphone_owner_count,
    case when so_lieu_xa.so_smartphone is not null then 'Sở TT&TT' end
        as smartphone_owner_source,
    null::jsonb as outline,
    null::text as outline_source
from nguon.don_vi
inner join nguon.so_lieu_xa on don_vi.ma = so_lieu_xa.ma_xa
where don_vi.cap > 3;

create view operational.hamlets as
select
    ma as hamlet_id,
    operational.ma_xa(ma_xa) as commune_id,
    ten as hamlet_name,
    kinh_do::double precision as lon,
    vi_do::double precision as lat
from nguon.thon;

create view operational.agencies as
select
    co_quan.ma as agency_id,
    co_quan.ten as agency_name,
    (array['department', 'union', 'district', 'commune'])[co_quan.loai] as agency_kind,
    operational.ma_huyen(case when don_vi.cap > 3 then don_vi.ma_cha else don_vi.ma end)
        as district_id,
    operational.ma_xa(case when don_vi.cap > 3 then don_vi.ma end) as commune_id,
    co_quan.bien_che as head_count
from nguon.co_quan
left outer join nguon.don_vi on co_quan.ma_don_vi = don_vi.ma;

create view operational.people as
select
    cong_dan.ma as person_id,
    operational.ma_xa(cong_dan.ma_xa) as commune_id,
    cong_dan.ma_thon as hamlet_id,
    cong_dan.ma_ho as household_id,
    toa_do_nha.kinh_do::double precision as home_lon,
    toa_do_nha.vi_do::double precision as home_lat,
    date_part('year', cong_dan.ngay_sinh)::smallint as birth_year,
    (array['male', 'female'])[cong_dan.gioi] as sex,
    cong_dan.ma_co_quan as agency_id,
    cong_dan.nhom_uu_tien as priority_group,
    cong_dan.smartphone = 'C' as has_smartphone
from nguon.cong_dan
left outer join nguon.toa_do_nha on cong_dan.ma = toa_do_nha.ma_cong_dan;

create view operational.identities as
select
    ma_cong_dan as person_id,
    concat_ws(' ', ho_dem, ten) as full_name,
    dien_thoai as phone,
    cccd as card_number,
    dia_chi as address
from nguon.nhan_than;

create view operational.app_installs as
select
    ma_cong_dan as person_id,
    operational.luc(cai_luc) as installed_at,
    operational.luc(dung_luc) as last_active_at
from nguon.ung_dung;

create view operational.health_record_links as
select
    ma_cong_dan as person_id,
    operational.luc(lien_ket_luc) as linked_at
from nguon.ho_so_suc_khoe;

create view operational.places as
select
    ma as place_id,
    ten as place_name,
    coalesce(
        (
            array[
                'food', 'market', 'shop', 'office', 'factory', 'school', 'clinic',
                'worship', 'vaccination_site', 'checkpoint'
            ]
        )[loai],
        'other'
    ) as place_kind,
    operational.ma_xa(ma_xa) as commune_id,
    kinh_do::double precision as lon,
    vi_do::double precision as lat,
    trong_nha as is_indoor,
    gio_mo as opens_at,
    gio_dong as closes_at,
    operational.luc(dang_ky_luc) as registered_at,
    ma_co_so as site_id,
    ten_co_so as site_name,
    nhan as code_label
from nguon.diem_qr;

-- Each month numbers its own rows: the month stands in front, as no two may be
-- alike. Dashboards ask by person, place and time, so each month needs an index on
-- each expression. A later month is one more select here and three more indexes.
create view operational.check_ins as
select
    202107::bigint * 1000000000 + so as check_in_id,
    ma_cong_dan as person_id,
    ma_diem as place_id,
    operational.luc(luc) as scanned_at,
    operational.luc(ra_luc) as left_at,
    operational.luc(nhan_luc) as received_at,
    operational.luc(huy_luc) as withdrawn_at
from nguon.quet_ma_2021_07
union all
select
    202108::bigint * 1000000000 + so as check_in_id,
    ma_cong_dan as person_id,
    ma_diem as place_id,
    operational.luc(luc) as scanned_at,
    operational.luc(ra_luc) as left_at,
    operational.luc(nhan_luc) as received_at,
    operational.luc(huy_luc) as withdrawn_at
from nguon.quet_ma_2021_08;

create index on nguon.quet_ma_2021_07 (ma_cong_dan, operational.luc(luc));
create index on nguon.quet_ma_2021_07 (ma_diem, operational.luc(luc));
create index on nguon.quet_ma_2021_07 (
    greatest(operational.luc(nhan_luc), operational.luc(huy_luc))
);
create index on nguon.quet_ma_2021_08 (ma_cong_dan, operational.luc(luc));
create index on nguon.quet_ma_2021_08 (ma_diem, operational.luc(luc));
create index on nguon.quet_ma_2021_08 (
    greatest(operational.luc(nhan_luc), operational.luc(huy_luc))
);

create view operational.health_declarations as
select
    so as declaration_id,
    ma_cong_dan as person_id,
    operational.luc(luc) as declared_at,
    (array['app', 'portal', 'paper'])[kenh] as channel,
    array_remove(
        array[
            case when sot then 'fever' end,
            case when ho then 'cough' end,
            case when dau_hong then 'sore_throat' end,
            case when kho_tho then 'breathlessness' end
        ],
        null
    ) as symptoms,
    tiep_xuc = 1 as has_contact,
    vung_dich = 1 as has_travelled
from nguon.to_khai;

create view operational.vaccination_registrations as
select
    ma_cong_dan as person_id,
    operational.luc(luc) as registered_at,
    (array['app', 'portal', 'paper'])[kenh] as channel,
    nhom_uu_tien as priority_group,
    operational.luc(moi_luc) as invited_at
from nguon.dang_ky_tiem;

create view operational.vaccination_sites as
select
    ma as site_id,
    ten as site_name,
    operational.ma_xa(ma_xa) as commune_id,
    ma_diem_qr as place_id
from nguon.diem_tiem;

create view operational.vaccine_doses as
select
    doses.so * 2::bigint + doses.mui - 1 as dose_id,
    doses.ma_cong_dan as person_id,
    doses.ma_diem_tiem as site_id,
    doses.mui as dose_number,
    vac_xin.ten as vaccine,
    operational.luc(doses.luc) as injected_at
from (
    select
        1::smallint as mui,
        mui_1.*
    from nguon.mui_1
    union all
    select
        2::smallint as mui,
        mui_2.*
    from nguon.mui_2
) as doses
inner join nguon.vac_xin on doses.ma_vac_xin = vac_xin.ma;

create view operational.vaccination_certificates as
select
    ma_cong_dan as person_id,
    operational.luc(cap_luc) as issued_at,
    operational.luc(tra_cuu_luc) as looked_up_at
from nguon.chung_nhan;

create view operational.vaccine_stock as
select
    kho_vac_xin.ma_diem_tiem as site_id,
    kho_vac_xin.ngay as stock_date,
    vac_xin.ten as vaccine,
    kho_vac_xin.phan_bo as allocated_count,
    kho_vac_xin.nhan as received_count,
    kho_vac_xin.dung as used_count,
    kho_vac_xin.ton as on_hand_count
from nguon.kho_vac_xin
inner join nguon.vac_xin on kho_vac_xin.ma_vac_xin = vac_xin.ma;

create view operational.provincial_samples as
select
    mau.so as sample_id,
    mau.ma_mau as sample_code,
    mau.ma_cong_dan as person_id,
    operational.ma_xa(mau.ma_xa) as commune_id,
    (array['app', 'portal', 'phone', 'paper'])[mau.kenh] as channel,
    (array['pcr', 'antigen'])[mau.phuong_phap] as method,
    coalesce(mau.so_gop, 1::smallint) as pool_size,
    operational.luc(mau.lay_luc) as taken_at,
    (array['negative', 'positive', 'invalid'])[ket_qua.ket_qua + 1] as result,
    operational.luc(ket_qua.co_luc) as resulted_at,
    operational.luc(ket_qua.tra_luc) as returned_at,
    mau.phong_xet_nghiem as laboratory,
    (array['contact', 'symptoms', 'screening', 'other'])[mau.ly_do] as reason
from nguon.mau
left outer join nguon.ket_qua on mau.so = ket_qua.so_mau;

create view operational.national_results as
select
    so as national_id,
    ma_mau as sample_code,
    ma_cong_dan as person_id,
    operational.luc(lay_luc) as taken_at,
    (array['negative', 'positive', 'invalid'])[ket_qua + 1] as result,
    operational.luc(co_luc) as resulted_at,
    operational.luc(nhan_luc) as received_at
from nguon.ket_qua_quoc_gia;

create view operational.cases as
select
    'BN' || so as case_id,
    ma_cong_dan as person_id,
    khoi_phat as onset_date,
    operational.luc(lay_mau_luc) as sampled_at,
    operational.luc(khang_dinh_luc) as confirmed_at,
    operational.luc(bao_cao_luc) as reported_at,
    operational.luc(cach_ly_luc) as isolated_at
from nguon.ca_benh;

create view operational.isolations as
select
    so as isolation_id,
    ma_cong_dan as person_id,
    (array['hospital', 'centralised', 'home'])[hinh_thuc] as isolation_kind,
    case ly_do when 0 then 'case' when 1 then 'f1' when 2 then 'f2' else 'arrival' end
        as reason,
    operational.luc(tu_luc) as isolated_at,
    operational.luc(den_luc) as released_at
from nguon.cach_ly;

create view operational.checkpoints as
select
    ma as checkpoint_id,
    ten as checkpoint_name,
    ma_diem_qr as place_id,
    operational.ma_xa(ma_xa) as commune_id,
    ma_co_quan as agency_id,
    operational.luc(lap_luc) as opened_at,
    operational.luc(bo_luc) as closed_at
from nguon.chot;

create view operational.checkpoint_equipment as
select
    ma_chot as checkpoint_id,
    (
        array[
            'camera',
            'computer',
            'printer',
            'qr_reader',
            'wifi',
            'internet_line',
            'qr_sign'
        ]
    )[loai] as equipment_kind,
    can as required_count,
    da_lap as installed_count,
    dang_chay as working_count,
    operational.luc(kiem_tra_luc) as checked_at
from nguon.thiet_bi_chot;

create view operational.checkpoint_posts as
select
    ma_chot as checkpoint_id,
    ngay as post_date,
    (array['morning', 'afternoon', 'night'])[ca] as shift,
    so_nguoi as staff_count
from nguon.truc_chot;

create view operational.support_workers as
select
    ma as worker_id,
    (array['technology_team', 'teacher', 'union_member', 'student'])[loai]
        as worker_kind,
    operational.ma_xa(ma_xa) as commune_id
from nguon.nguoi_ho_tro;

create view operational.support_shifts as
select
    ma_nguoi as worker_id,
    ngay as shift_date,
    operational.ma_xa(ma_xa) as commune_id,
    (array['install_guidance', 'test_entry', 'vaccination_entry'])[viec] as task,
    so_gio::double precision as hours,
    so_luot as done_count
from nguon.ca_ho_tro;

create view operational.campaign_activities as
select
    tuyen_truyen.so as activity_id,
    tuyen_truyen.ngay as activity_date,
    (
        array[
            'press',
            'television',
            'district_radio',
            'commune_loudspeaker',
            'social_network'
        ]
    )[tuyen_truyen.loai] as activity_kind,
    operational.ma_huyen(case when don_vi.cap > 3 then don_vi.ma_cha else don_vi.ma end)
        as district_id,
    operational.ma_xa(case when don_vi.cap > 3 then don_vi.ma end) as commune_id,
    tuyen_truyen.so_luot as broadcast_count
from nguon.tuyen_truyen
left outer join nguon.don_vi on tuyen_truyen.ma_don_vi = don_vi.ma;

create view operational.portal_visits as
select
    ngay as visit_date,
    (array['app', 'portal'])[kenh] as channel,
    (
        array[
            'news', 'declaration', 'test_booking', 'test_result',
            'vaccination_registration', 'certificate'
        ]
    )[dich_vu] as service,
    so_luot as visit_count
from nguon.truy_cap_cong;

create view operational.commune_readiness as
select
    operational.ma_xa(bon_tai_cho.ma_xa) as commune_id,
    bon_tai_cho.ngay as assessed_date,
    items.item,
    items.is_ready
from nguon.bon_tai_cho
cross join
    lateral (
        values
        ('command', bon_tai_cho.chi_huy),
        ('forces', bon_tai_cho.luc_luong),
        ('means', bon_tai_cho.phuong_tien),
        ('logistics', bon_tai_cho.hau_can)
    ) as items (item, is_ready)
where items.is_ready is not null;

create view operational.feeds as
select
    ma as feed_id,
    ten as source,
    operational.luc(nap_luc) as last_loaded_at,
    make_interval(mins => chu_ky_phut) as expected_every,
    so_dong as row_count,
    so_loi as reject_count
from nguon.nguon_du_lieu;

create view operational.scan_audits as
select
    so as audit_id,
    ma_diem as place_id,
    operational.luc(luc) as audited_at,
    khach_vao as visitor_count,
    quet_ma as scanned_count
from nguon.dem_khach;
