-- How does another province keep its data? Its own tables, as its platforms made them.
-- Other names, numbers instead of words, tables split by month, dose and level,
-- times of a clock in Vietnam without a zone, days beside hours.
create schema nguon;

-- Units of both levels in one table: 1 thành phố, 2 thị xã, 3 huyện;
-- 4 xã, 5 phường, 6 thị trấn.
create table nguon.don_vi (
    ma integer primary key,
    ma_cha integer references nguon.don_vi,
    ten text not null,
    cap smallint not null
);
create table nguon.so_lieu_xa (
    ma_xa integer primary key references nguon.don_vi,
    kinh_do numeric(9, 6) not null,
    vi_do numeric(9, 6) not null,
    dien_tich_ha integer not null,
    dan_so integer not null,
    so_smartphone integer
);
create table nguon.thon (
    ma integer primary key,
    ma_xa integer not null references nguon.don_vi,
    ten text not null,
    kinh_do numeric(9, 6) not null,
    vi_do numeric(9, 6) not null
);
-- 1 sở ngành, 2 đoàn thể, 3 huyện, 4 xã; the unit is a district or a commune.
create table nguon.co_quan (
    ma integer primary key,
    ten text not null,
    loai smallint not null,
    ma_don_vi integer references nguon.don_vi,
    bien_che integer not null
);

-- 1 nam, 2 nữ; a smartphone is C (có) or K (không).
create table nguon.cong_dan (
    ma integer primary key,
    ma_xa integer not null references nguon.don_vi,
    ma_thon integer references nguon.thon,
    ma_ho integer not null,
    ngay_sinh date not null,
    gioi smallint not null,
    ma_co_quan integer references nguon.co_quan,
    nhom_uu_tien text,
    smartphone char(1)
);
create table nguon.nhan_than (
    ma_cong_dan integer primary key references nguon.cong_dan,
    ho_dem text,
    ten text not null,
    dien_thoai text,
    cccd text,
    dia_chi text
);
create table nguon.toa_do_nha (
    ma_cong_dan integer primary key references nguon.cong_dan,
    kinh_do numeric(9, 6) not null,
    vi_do numeric(9, 6) not null
);

create table nguon.ung_dung (
    ma_cong_dan integer primary key references nguon.cong_dan,
    cai_luc timestamp not null,
    dung_luc timestamp
);
create table nguon.ho_so_suc_khoe (
    ma_cong_dan integer primary key references nguon.cong_dan,
    lien_ket_luc timestamp not null
);

-- 1 ăn uống, 2 chợ, 3 cửa hàng, 4 công sở, 5 nhà máy, 6 trường, 7 y tế, 8 tôn giáo,
-- 9 điểm tiêm, 10 chốt, anything else khác.
create table nguon.diem_qr (
    ma integer primary key,
    ten text not null,
    loai smallint not null,
    ma_xa integer not null references nguon.don_vi,
    kinh_do numeric(9, 6) not null,
    vi_do numeric(9, 6) not null,
    trong_nha boolean,
    gio_mo time,
    gio_dong time,
    dang_ky_luc timestamp,
    ma_co_so integer,
    ten_co_so text,
    nhan text
);

-- Check-ins, a table for each month, each numbering its own.
create table nguon.quet_ma_2021_07 (
    so bigint primary key,
    ma_cong_dan integer not null,
    ma_diem integer not null,
    luc timestamp not null,
    ra_luc timestamp,
    nhan_luc timestamp not null,
    huy_luc timestamp
);
create table nguon.quet_ma_2021_08 (like nguon.quet_ma_2021_07 including all);

-- 1 ứng dụng, 2 cổng, 3 giấy; a symptom is a column; tiếp xúc and vùng dịch
-- are 0, 1 or unknown.
create table nguon.to_khai (
    so bigint primary key,
    ma_cong_dan integer not null references nguon.cong_dan,
    luc timestamp not null,
    kenh smallint not null,
    sot boolean not null default false,
    ho boolean not null default false,
    dau_hong boolean not null default false,
    kho_tho boolean not null default false,
    tiep_xuc smallint,
    vung_dich smallint
);

create table nguon.dang_ky_tiem (
    ma_cong_dan integer primary key references nguon.cong_dan,
    luc timestamp not null,
    kenh smallint not null,
    nhom_uu_tien text,
    moi_luc timestamp
);
create table nguon.diem_tiem (
    ma integer primary key,
    ten text not null,
    ma_xa integer not null references nguon.don_vi,
    ma_diem_qr integer references nguon.diem_qr
);
create table nguon.vac_xin (
    ma smallint primary key,
    ten text not null
);
-- Doses, a table for the first and one for the second.
create table nguon.mui_1 (
    so integer primary key,
    ma_cong_dan integer not null,
    ma_diem_tiem integer not null references nguon.diem_tiem,
    ma_vac_xin smallint not null references nguon.vac_xin,
    luc timestamp not null
);
create table nguon.mui_2 (like nguon.mui_1 including all);
create table nguon.chung_nhan (
    ma_cong_dan integer primary key references nguon.cong_dan,
    cap_luc timestamp not null,
    tra_cuu_luc timestamp
);
create table nguon.kho_vac_xin (
    ma_diem_tiem integer not null references nguon.diem_tiem,
    ngay date not null,
    ma_vac_xin smallint not null references nguon.vac_xin,
    phan_bo integer not null,
    nhan integer not null,
    dung integer not null,
    ton integer not null,
    primary key (ma_diem_tiem, ngay, ma_vac_xin)
);

-- Samples apart from their results: 0 âm tính, 1 dương tính, 2 không xác định.
create table nguon.mau (
    so bigint primary key,
    ma_mau text not null,
    ma_cong_dan integer not null references nguon.cong_dan,
    ma_xa integer not null references nguon.don_vi,
    kenh smallint not null,
    phuong_phap smallint not null,
    so_gop smallint,
    lay_luc timestamp not null,
    phong_xet_nghiem text,
    ly_do smallint
);
create table nguon.ket_qua (
    so_mau bigint primary key references nguon.mau,
    ket_qua smallint not null,
    co_luc timestamp not null,
    tra_luc timestamp
);
create table nguon.ket_qua_quoc_gia (
    so bigint primary key,
    ma_mau text not null,
    ma_cong_dan integer,
    lay_luc timestamp not null,
    ket_qua smallint,
    co_luc timestamp,
    nhan_luc timestamp not null
);

create table nguon.ca_benh (
    so integer primary key,
    ma_cong_dan integer not null references nguon.cong_dan,
    khoi_phat date,
    lay_mau_luc timestamp,
    khang_dinh_luc timestamp not null,
    bao_cao_luc timestamp not null,
    cach_ly_luc timestamp
);
-- 1 bệnh viện, 2 tập trung, 3 tại nhà; 0 ca bệnh, 1 F1, 2 F2, 9 về từ nơi khác.
create table nguon.cach_ly (
    so bigint primary key,
    ma_cong_dan integer not null references nguon.cong_dan,
    hinh_thuc smallint not null,
    ly_do smallint not null,
    tu_luc timestamp not null,
    den_luc timestamp
);

create table nguon.chot (
    ma integer primary key,
    ten text not null,
    ma_diem_qr integer not null references nguon.diem_qr,
    ma_xa integer not null references nguon.don_vi,
    ma_co_quan integer references nguon.co_quan,
    lap_luc timestamp not null,
    bo_luc timestamp
);
-- 1 camera, 2 máy tính, 3 máy in, 4 đầu đọc QR, 5 wifi, 6 đường truyền, 7 biển QR.
create table nguon.thiet_bi_chot (
    ma_chot integer not null references nguon.chot,
    loai smallint not null,
    can smallint not null,
    da_lap smallint not null,
    dang_chay smallint not null,
    kiem_tra_luc timestamp not null,
    primary key (ma_chot, loai)
);
create table nguon.truc_chot (
    ma_chot integer not null references nguon.chot,
    ngay date not null,
    ca smallint not null,
    so_nguoi smallint not null,
    primary key (ma_chot, ngay, ca)
);

-- 1 tổ công nghệ, 2 giáo viên, 3 đoàn viên, 4 sinh viên.
create table nguon.nguoi_ho_tro (
    ma integer primary key,
    loai smallint not null,
    ma_xa integer not null references nguon.don_vi
);
create table nguon.ca_ho_tro (
    ma_nguoi integer not null references nguon.nguoi_ho_tro,
    ngay date not null,
    ma_xa integer not null references nguon.don_vi,
    viec smallint not null,
    so_gio numeric(4, 1) not null,
    so_luot integer not null,
    primary key (ma_nguoi, ngay, viec)
);
create table nguon.tuyen_truyen (
    so integer primary key,
    ngay date not null,
    loai smallint not null,
    ma_don_vi integer references nguon.don_vi,
    so_luot integer not null
);
create table nguon.truy_cap_cong (
    ngay date not null,
    kenh smallint not null,
    dich_vu smallint not null,
    so_luot integer not null,
    primary key (ngay, kenh, dich_vu)
);
-- The four "on the spot" of a day beside each other; empty where not assessed.
create table nguon.bon_tai_cho (
    ma_xa integer not null references nguon.don_vi,
    ngay date not null,
    chi_huy boolean,
    luc_luong boolean,
    phuong_tien boolean,
    hau_can boolean,
    primary key (ma_xa, ngay)
);
create table nguon.nguon_du_lieu (
    ma text primary key,
    ten text not null,
    nap_luc timestamp,
    chu_ky_phut integer not null,
    so_dong bigint not null,
    so_loi bigint not null
);
create table nguon.dem_khach (
    so integer primary key,
    ma_diem integer not null references nguon.diem_qr,
    luc timestamp not null,
    khach_vao integer not null,
    quet_ma integer not null
);
