-- What the province of an article or a fact rests on. Loading the same records again fills it in.

ALTER TABLE thanhtra.articles ADD COLUMN province_basis text;
ALTER TABLE thanhtra.findings ADD COLUMN province_basis text;
ALTER TABLE thanhtra.indicators ADD COLUMN province_basis text;

UPDATE thanhtra.articles SET content_hash = '';
