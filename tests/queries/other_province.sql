-- What are the two districts of conftest.py in the other province's tables?
set time zone 'Asia/Ho_Chi_Minh';
insert into nguon.don_vi values
(288, null, 'Hải Dương', 1), (290, null, 'Chí Linh', 1), (1, 288, 'Một', 5), (2, 290, 'Hai', 4);
insert into nguon.so_lieu_xa values
(1, 106.3, 20.9, 200, 100), (2, 106.4, 21.1, 200, 100);
insert into nguon.co_quan values
(1, 'Sở', 1, null, 10), (2, 'Một', 4, 1, 10), (3, 'Hai', 4, 2, 10);
insert into nguon.cong_dan values
(1, 1, null, 1, '1980-05-08', 2), (2, 2, null, 2, '1990-01-31', 1);
insert into nguon.nhan_than values (1, null, 'Một'), (2, null, 'Hai');
insert into nguon.ung_dung values (1, localtimestamp), (2, localtimestamp);
insert into nguon.ho_so_suc_khoe values (1, localtimestamp), (2, localtimestamp);
insert into nguon.diem_qr values
(1, 'Chợ Một', 2, 1, 106.3, 20.9), (2, 'Chợ Hai', 2, 2, 106.4, 21.1);
-- Person 99 and place 77 are unknown; person 2 was once at place 1; the last scan was withdrawn.
insert into nguon.quet_ma_2021_07 values
(1, 1, 1, localtimestamp, null, localtimestamp, null),
(2, 2, 2, localtimestamp, null, localtimestamp, null);
insert into nguon.quet_ma_2021_08 values
(3, 99, 1, localtimestamp, null, localtimestamp, null),
(4, 1, 77, localtimestamp, null, localtimestamp, null),
(5, 2, 1, localtimestamp, null, localtimestamp, null),
(6, 1, 1, localtimestamp, null, localtimestamp, localtimestamp);
insert into nguon.to_khai values (1, 1, localtimestamp, 1), (2, 2, localtimestamp, 1);
insert into nguon.dang_ky_tiem values (1, localtimestamp, 1), (2, localtimestamp, 1);
insert into nguon.diem_tiem values (1, 'Một', 1), (2, 'Hai', 2);
insert into nguon.vac_xin values (1, 'A');
-- Person 2 got a second dose at site 1; nobody knows person 99, injected at site 2.
insert into nguon.mui_1 values
(1, 1, 1, 1, localtimestamp), (2, 2, 2, 1, localtimestamp), (4, 99, 2, 1, localtimestamp);
insert into nguon.mui_2 values (3, 2, 1, 1, localtimestamp);
insert into nguon.chung_nhan values (1, localtimestamp), (2, localtimestamp);
insert into nguon.kho_vac_xin values
(1, '2021-08-24', 1, 1, 1, 1, 1), (2, '2021-08-24', 1, 1, 1, 1, 1);
insert into nguon.mau values
(1, 's1', 1, 1, 1, 1, null, localtimestamp), (2, 's2', 2, 2, 1, 1, null, localtimestamp);
insert into nguon.ket_qua_quoc_gia values
(1, 's1', 1, localtimestamp, null, null, localtimestamp),
(2, 's2', 2, localtimestamp, null, null, localtimestamp),
(3, 's3', null, localtimestamp, null, null, localtimestamp);
insert into nguon.ca_benh values
(1, 1, null, null, localtimestamp, localtimestamp),
(2, 2, null, null, localtimestamp, localtimestamp);
insert into nguon.cach_ly values
(1, 1, 3, 1, localtimestamp), (2, 2, 3, 1, localtimestamp);
insert into nguon.chot values
(1, 'Một', 1, 1, null, localtimestamp), (2, 'Hai', 2, 2, null, localtimestamp);
insert into nguon.thiet_bi_chot values
(1, 1, 1, 1, 1, localtimestamp), (2, 1, 1, 1, 1, localtimestamp);
insert into nguon.truc_chot values (1, '2021-08-24', 3, 2), (2, '2021-08-24', 3, 2);
insert into nguon.nguoi_ho_tro values (1, 2, 1), (2, 4, 2);
insert into nguon.ca_ho_tro values (1, '2021-08-24', 1, 2, 4, 9), (2, '2021-08-24', 2, 2, 4, 9);
insert into nguon.tuyen_truyen values (1, '2021-08-24', 1, null, 1);
insert into nguon.truy_cap_cong values ('2021-08-24', 1, 1, 9);
insert into nguon.bon_tai_cho (ma_xa, ngay, luc_luong) values
(1, '2021-08-24', true), (2, '2021-08-24', true);
insert into nguon.dem_khach values
(1, 1, '2021-08-24 07:00', 40, 12), (2, 2, '2021-08-24 07:00', 30, 3);
insert into nguon.nguon_du_lieu values ('app', 'App', localtimestamp, 1440, 2, 0);
