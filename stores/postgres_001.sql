-- The tables of stores/tables.py, version 1. Do not edit: later changes are files of their own,
-- postgres_002.sql and so on, which `thanhtra load` applies in order, each in one transaction.

CREATE SCHEMA IF NOT EXISTS thanhtra;

CREATE TABLE thanhtra.migrations (
  version integer PRIMARY KEY,
  applied timestamptz NOT NULL DEFAULT now()
);

-- Text search that does not mind marks: unaccent's rules cover all of Vietnamese, đ as well.
CREATE EXTENSION IF NOT EXISTS unaccent;

DO $$
DECLARE
  place text := (
    SELECT nspname FROM pg_ts_dict JOIN pg_namespace ON pg_namespace.oid = dictnamespace
    WHERE dictname = 'unaccent' LIMIT 1
  );
BEGIN
  CREATE TEXT SEARCH CONFIGURATION thanhtra.vietnamese (COPY = pg_catalog.simple);
  EXECUTE format(
    'ALTER TEXT SEARCH CONFIGURATION thanhtra.vietnamese
       ALTER MAPPING FOR asciiword, word, numword, asciihword, hword, numhword,
                         hword_asciipart, hword_part, hword_numpart
       WITH %I.unaccent, pg_catalog.simple', place
  );
END
$$;

CREATE TABLE thanhtra.runs (
  id text NOT NULL,
  version text NOT NULL,
  model text NOT NULL,
  settings text NOT NULL,
  PRIMARY KEY (id)
);

CREATE TABLE thanhtra.articles (
  id text NOT NULL,
  uri text NOT NULL,
  url text,
  title text,
  headline text NOT NULL,
  published date,
  publisher text,
  author text,
  media_type text NOT NULL,
  sha256 text NOT NULL,
  topic text NOT NULL,
  inspection_kind text,
  period_first_day date,
  period_last_day date,
  day date,
  day_basis text,
  year bigint,
  level text,
  province_now text,
  province_before text,
  sentence_count bigint NOT NULL,
  entity_count bigint NOT NULL,
  finding_count bigint NOT NULL,
  achievement_count bigint NOT NULL,
  shortcoming_count bigint NOT NULL,
  recommendation_count bigint NOT NULL,
  indicator_count bigint NOT NULL,
  mismatch_count bigint NOT NULL,
  similarity text NOT NULL,
  copies text,
  schema_version text NOT NULL,
  run_id text NOT NULL,
  content_hash text NOT NULL,
  text text NOT NULL,
  record jsonb NOT NULL,
  PRIMARY KEY (id),
  FOREIGN KEY (run_id) REFERENCES thanhtra.runs (id)
    DEFERRABLE INITIALLY DEFERRED
);

CREATE INDEX articles_uri ON thanhtra.articles (uri);
CREATE INDEX articles_published ON thanhtra.articles (published);
CREATE INDEX articles_publisher ON thanhtra.articles (publisher);
CREATE INDEX articles_topic ON thanhtra.articles (topic);
CREATE INDEX articles_inspection_kind ON thanhtra.articles (inspection_kind);
CREATE INDEX articles_day ON thanhtra.articles (day);
CREATE INDEX articles_year ON thanhtra.articles (year);
CREATE INDEX articles_province_now ON thanhtra.articles (province_now);
CREATE INDEX articles_province_before ON thanhtra.articles (province_before);
CREATE INDEX articles_copies ON thanhtra.articles (copies);
CREATE INDEX articles_run_id ON thanhtra.articles (run_id);
CREATE INDEX articles_record_findings
  ON thanhtra.articles USING gin ((record -> 'findings') jsonb_path_ops);

CREATE TABLE thanhtra.agencies (
  key text NOT NULL,
  name text NOT NULL,
  kind text,
  level text,
  parent text,
  unit_name text,
  unit_level text,
  unit_code text,
  province_now text,
  province_before text,
  search tsvector GENERATED ALWAYS AS (
    to_tsvector('thanhtra.vietnamese', left(name, 100000))
  ) STORED,
  PRIMARY KEY (key)
);

CREATE INDEX agencies_name ON thanhtra.agencies (name);
CREATE INDEX agencies_kind ON thanhtra.agencies (kind);
CREATE INDEX agencies_level ON thanhtra.agencies (level);
CREATE INDEX agencies_parent ON thanhtra.agencies (parent);
CREATE INDEX agencies_unit_code ON thanhtra.agencies (unit_code);
CREATE INDEX agencies_province_now ON thanhtra.agencies (province_now);
CREATE INDEX agencies_province_before ON thanhtra.agencies (province_before);
CREATE INDEX agencies_search ON thanhtra.agencies USING gin (search);

CREATE TABLE thanhtra.documents (
  key text NOT NULL,
  name text NOT NULL,
  kind text NOT NULL,
  number text,
  year numeric,
  issuer text,
  issued date,
  PRIMARY KEY (key)
);

CREATE INDEX documents_kind ON thanhtra.documents (kind);

CREATE TABLE thanhtra.sentences (
  article_id text NOT NULL,
  number bigint NOT NULL,
  start_char bigint NOT NULL,
  end_char bigint NOT NULL,
  text text NOT NULL,
  labels jsonb NOT NULL,
  achievement double precision,
  shortcoming double precision,
  recommendation double precision,
  furniture boolean NOT NULL,
  evidence jsonb,
  search tsvector GENERATED ALWAYS AS (
    to_tsvector('thanhtra.vietnamese', left(text, 100000))
  ) STORED,
  PRIMARY KEY (article_id, number),
  FOREIGN KEY (article_id) REFERENCES thanhtra.articles (id)
    ON DELETE CASCADE
);

CREATE INDEX sentences_search ON thanhtra.sentences USING gin (search);

CREATE TABLE thanhtra.entities (
  article_id text NOT NULL,
  id text NOT NULL,
  type text NOT NULL,
  start_char bigint NOT NULL,
  end_char bigint NOT NULL,
  text text NOT NULL,
  rule text NOT NULL,
  name text,
  kind text,
  level text,
  agency_key text,
  parent text,
  unit_name text,
  unit_level text,
  unit_code text,
  unit_province text,
  unit_successors jsonb,
  unit_ambiguous boolean,
  province_now text,
  province_before text,
  first_day date,
  last_day date,
  grain text,
  number numeric,
  number_max numeric,
  unit text,
  approximation text,
  numerator numeric,
  denominator numeric,
  rank boolean,
  amount numeric,
  amount_max numeric,
  currency text,
  dong numeric,
  dong_max numeric,
  role text,
  person_agency text,
  document_key text,
  document_number text,
  document_year numeric,
  issuer text,
  issued date,
  provision text,
  PRIMARY KEY (article_id, id),
  FOREIGN KEY (article_id) REFERENCES thanhtra.articles (id)
    ON DELETE CASCADE,
  FOREIGN KEY (agency_key) REFERENCES thanhtra.agencies (key)
    DEFERRABLE INITIALLY DEFERRED,
  FOREIGN KEY (document_key) REFERENCES thanhtra.documents (key)
    DEFERRABLE INITIALLY DEFERRED
);

CREATE INDEX entities_agency_key ON thanhtra.entities (agency_key) WHERE agency_key IS NOT NULL;
CREATE INDEX entities_document_key ON thanhtra.entities (document_key) WHERE document_key IS NOT NULL;

CREATE TABLE thanhtra.persons (
  article_id text NOT NULL,
  name text NOT NULL,
  role text,
  agency text,
  agency_key text,
  mentions bigint NOT NULL,
  PRIMARY KEY (article_id, name),
  FOREIGN KEY (article_id) REFERENCES thanhtra.articles (id)
    ON DELETE CASCADE,
  FOREIGN KEY (article_id, agency) REFERENCES thanhtra.entities (article_id, id)
    ON DELETE CASCADE,
  FOREIGN KEY (agency_key) REFERENCES thanhtra.agencies (key)
    DEFERRABLE INITIALLY DEFERRED
);

CREATE INDEX persons_name ON thanhtra.persons (name);
CREATE INDEX persons_agency_key ON thanhtra.persons (agency_key) WHERE agency_key IS NOT NULL;

CREATE TABLE thanhtra.inspection_entities (
  article_id text NOT NULL,
  role text NOT NULL,
  position bigint NOT NULL,
  entity_id text NOT NULL,
  agency_key text,
  PRIMARY KEY (article_id, role, position),
  FOREIGN KEY (article_id) REFERENCES thanhtra.articles (id)
    ON DELETE CASCADE,
  FOREIGN KEY (article_id, entity_id) REFERENCES thanhtra.entities (article_id, id)
    ON DELETE CASCADE,
  FOREIGN KEY (agency_key) REFERENCES thanhtra.agencies (key)
    DEFERRABLE INITIALLY DEFERRED
);

CREATE INDEX inspection_entities_agency_key ON thanhtra.inspection_entities (agency_key) WHERE agency_key IS NOT NULL;

CREATE TABLE thanhtra.findings (
  article_id text NOT NULL,
  id text NOT NULL,
  label text NOT NULL,
  start_char bigint NOT NULL,
  end_char bigint NOT NULL,
  text text NOT NULL,
  sentence bigint NOT NULL,
  score double precision NOT NULL,
  agency text,
  agency_key text,
  agency_name text,
  addressee text,
  addressee_key text,
  addressee_name text,
  deadline text,
  deadline_text text,
  deadline_first_day date,
  deadline_last_day date,
  has_deadline boolean NOT NULL,
  has_figures boolean NOT NULL,
  headline text NOT NULL,
  publisher text,
  topic text NOT NULL,
  inspection_kind text,
  day date,
  year bigint,
  level text,
  province_now text,
  province_before text,
  search tsvector GENERATED ALWAYS AS (
    to_tsvector('thanhtra.vietnamese', left(text, 100000) || ' ' || coalesce(agency_name, '') || ' ' || coalesce(addressee_name, ''))
  ) STORED,
  PRIMARY KEY (article_id, id),
  FOREIGN KEY (article_id) REFERENCES thanhtra.articles (id)
    ON DELETE CASCADE,
  FOREIGN KEY (article_id, sentence) REFERENCES thanhtra.sentences (article_id, number)
    ON DELETE CASCADE,
  FOREIGN KEY (article_id, agency) REFERENCES thanhtra.entities (article_id, id)
    ON DELETE CASCADE,
  FOREIGN KEY (article_id, addressee) REFERENCES thanhtra.entities (article_id, id)
    ON DELETE CASCADE,
  FOREIGN KEY (article_id, deadline) REFERENCES thanhtra.entities (article_id, id)
    ON DELETE CASCADE,
  FOREIGN KEY (agency_key) REFERENCES thanhtra.agencies (key)
    DEFERRABLE INITIALLY DEFERRED,
  FOREIGN KEY (addressee_key) REFERENCES thanhtra.agencies (key)
    DEFERRABLE INITIALLY DEFERRED
);

CREATE INDEX findings_day_label ON thanhtra.findings (day, label);
CREATE INDEX findings_label_day ON thanhtra.findings (label, day);
CREATE INDEX findings_topic_label ON thanhtra.findings (topic, label);
CREATE INDEX findings_province_now_label ON thanhtra.findings (province_now, label);
CREATE INDEX findings_province_before_label ON thanhtra.findings (province_before, label);
CREATE INDEX findings_level_label ON thanhtra.findings (level, label);
CREATE INDEX findings_year_label ON thanhtra.findings (year, label);
CREATE INDEX findings_inspection_kind_label ON thanhtra.findings (inspection_kind, label);
CREATE INDEX findings_agency_key_label ON thanhtra.findings (agency_key, label) WHERE agency_key IS NOT NULL;
CREATE INDEX findings_addressee_key_label ON thanhtra.findings (addressee_key, label) WHERE addressee_key IS NOT NULL;
CREATE INDEX findings_deadline_last_day_label ON thanhtra.findings (deadline_last_day, label);
CREATE INDEX findings_search ON thanhtra.findings USING gin (search);

CREATE TABLE thanhtra.finding_entities (
  article_id text NOT NULL,
  finding_id text NOT NULL,
  entity_id text NOT NULL,
  PRIMARY KEY (article_id, finding_id, entity_id),
  FOREIGN KEY (article_id, finding_id) REFERENCES thanhtra.findings (article_id, id)
    ON DELETE CASCADE,
  FOREIGN KEY (article_id, entity_id) REFERENCES thanhtra.entities (article_id, id)
    ON DELETE CASCADE
);

CREATE TABLE thanhtra.indicators (
  article_id text NOT NULL,
  id text NOT NULL,
  name text NOT NULL,
  start_char bigint NOT NULL,
  end_char bigint NOT NULL,
  text text NOT NULL,
  agency text,
  agency_key text,
  agency_name text,
  period text,
  period_first_day date,
  period_last_day date,
  value numeric,
  unit text,
  numerator numeric,
  denominator numeric,
  percent numeric,
  difference numeric,
  difference_unit text,
  base numeric,
  against text,
  comparison text,
  rank numeric,
  rank_of numeric,
  consistent boolean,
  note text,
  headline text NOT NULL,
  publisher text,
  topic text NOT NULL,
  inspection_kind text,
  day date,
  year bigint,
  level text,
  province_now text,
  province_before text,
  search tsvector GENERATED ALWAYS AS (
    to_tsvector('thanhtra.vietnamese', left(name, 100000) || ' ' || coalesce(text, '') || ' ' || coalesce(agency_name, ''))
  ) STORED,
  PRIMARY KEY (article_id, id),
  FOREIGN KEY (article_id) REFERENCES thanhtra.articles (id)
    ON DELETE CASCADE,
  FOREIGN KEY (article_id, agency) REFERENCES thanhtra.entities (article_id, id)
    ON DELETE CASCADE,
  FOREIGN KEY (article_id, period) REFERENCES thanhtra.entities (article_id, id)
    ON DELETE CASCADE,
  FOREIGN KEY (agency_key) REFERENCES thanhtra.agencies (key)
    DEFERRABLE INITIALLY DEFERRED
);

CREATE INDEX indicators_agency_key ON thanhtra.indicators (agency_key) WHERE agency_key IS NOT NULL;
CREATE INDEX indicators_consistent ON thanhtra.indicators (consistent);
CREATE INDEX indicators_topic ON thanhtra.indicators (topic);
CREATE INDEX indicators_day ON thanhtra.indicators (day);
CREATE INDEX indicators_year ON thanhtra.indicators (year);
CREATE INDEX indicators_province_now ON thanhtra.indicators (province_now);
CREATE INDEX indicators_search ON thanhtra.indicators USING gin (search);

CREATE TABLE thanhtra.indicator_entities (
  article_id text NOT NULL,
  indicator_id text NOT NULL,
  role text NOT NULL,
  position bigint NOT NULL,
  entity_id text NOT NULL,
  PRIMARY KEY (article_id, indicator_id, role, position),
  FOREIGN KEY (article_id, indicator_id) REFERENCES thanhtra.indicators (article_id, id)
    ON DELETE CASCADE,
  FOREIGN KEY (article_id, entity_id) REFERENCES thanhtra.entities (article_id, id)
    ON DELETE CASCADE
);

CREATE TABLE thanhtra.rejects (
  stage text NOT NULL,
  uri text NOT NULL,
  place text NOT NULL,
  reason text NOT NULL,
  PRIMARY KEY (stage, uri, place)
);
