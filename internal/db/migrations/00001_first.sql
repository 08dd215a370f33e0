-- +goose Up
CREATE TABLE person (
  id            TEXT PRIMARY KEY,
  login         TEXT NOT NULL UNIQUE,
  name          TEXT NOT NULL,
  title         TEXT NOT NULL,
  folded        TEXT NOT NULL,
  email         TEXT NOT NULL,
  language      TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  must_change   BOOLEAN NOT NULL,
  active        BOOLEAN NOT NULL,
  failures      BIGINT NOT NULL,
  retry_at      BIGINT NOT NULL,
  created_at    BIGINT NOT NULL,
  version       BIGINT NOT NULL
) STRICT;

CREATE INDEX person_folded ON person (folded, id);

CREATE TABLE session (
  token_hash TEXT PRIMARY KEY,
  person_id  TEXT NOT NULL REFERENCES person (id),
  created_at BIGINT NOT NULL,
  seen_at    BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
) STRICT;
CREATE INDEX session_person ON session (person_id);

CREATE TABLE unit (
  id         TEXT PRIMARY KEY,
  code       TEXT NOT NULL UNIQUE,
  name       TEXT NOT NULL,
  short_name TEXT NOT NULL,
  level      TEXT NOT NULL,
  folded     TEXT NOT NULL,
  active     BOOLEAN NOT NULL,
  created_at BIGINT NOT NULL,
  version    BIGINT NOT NULL
) STRICT;

-- An empty unit, round, block or area of a grant means "any".
CREATE TABLE role_grant (
  id         TEXT PRIMARY KEY,
  person_id  TEXT NOT NULL REFERENCES person (id),
  role       TEXT NOT NULL,
  unit_id    TEXT NOT NULL,
  round_id   TEXT NOT NULL,
  block      TEXT NOT NULL,
  area       TEXT NOT NULL,
  granted_at BIGINT NOT NULL,
  ended_at   BIGINT NOT NULL
) STRICT;
CREATE INDEX role_grant_person ON role_grant (person_id, ended_at);
CREATE INDEX role_grant_round ON role_grant (round_id, role);

CREATE TABLE edition (
  id         TEXT PRIMARY KEY,
  code       TEXT NOT NULL,
  number     BIGINT NOT NULL,
  title      TEXT NOT NULL,
  level      TEXT NOT NULL,
  sample     BOOLEAN NOT NULL,
  note       TEXT NOT NULL,
  content    TEXT NOT NULL,
  guides     TEXT NOT NULL,
  hash       TEXT NOT NULL,
  frozen_at  BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  created_by TEXT NOT NULL,
  version    BIGINT NOT NULL,
  UNIQUE (code, number)
) STRICT;

CREATE TABLE round (
  id         TEXT PRIMARY KEY,
  code       TEXT NOT NULL UNIQUE,
  year       BIGINT NOT NULL,
  title      TEXT NOT NULL,
  state      TEXT NOT NULL,
  demo_note  TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  version    BIGINT NOT NULL
) STRICT;

CREATE TABLE round_stage (
  round_id  TEXT NOT NULL REFERENCES round (id),
  stage     TEXT NOT NULL,
  opens_at  BIGINT NOT NULL,
  closes_at BIGINT NOT NULL,
  PRIMARY KEY (round_id, stage)
) STRICT;

CREATE TABLE round_block (
  round_id   TEXT NOT NULL REFERENCES round (id),
  code       TEXT NOT NULL,
  name       TEXT NOT NULL,
  position   BIGINT NOT NULL,
  edition_id TEXT NOT NULL REFERENCES edition (id),
  method     TEXT NOT NULL,
  PRIMARY KEY (round_id, code)
) STRICT;

CREATE TABLE participant (
  round_id TEXT NOT NULL REFERENCES round (id),
  unit_id  TEXT NOT NULL REFERENCES unit (id),
  block    TEXT NOT NULL,
  ranked   BOOLEAN NOT NULL,
  position BIGINT NOT NULL,
  PRIMARY KEY (round_id, unit_id)
) STRICT;

CREATE TABLE dossier (
  id           TEXT PRIMARY KEY,
  round_id     TEXT NOT NULL REFERENCES round (id),
  block        TEXT NOT NULL,
  unit_id      TEXT NOT NULL REFERENCES unit (id),
  state        TEXT NOT NULL,
  remark       TEXT NOT NULL,
  submitted_at BIGINT NOT NULL,
  submitted_by TEXT NOT NULL,
  updated_at   BIGINT NOT NULL,
  version      BIGINT NOT NULL,
  UNIQUE (round_id, unit_id)
) STRICT;

-- The present score of a leaf at a stage: the fold of its events.
CREATE TABLE leaf_score (
  dossier_id TEXT NOT NULL REFERENCES dossier (id),
  leaf       TEXT NOT NULL,
  stage      TEXT NOT NULL,
  kind       TEXT NOT NULL,
  body       TEXT NOT NULL,
  note       TEXT NOT NULL,
  reason     TEXT NOT NULL,
  actor_id   TEXT NOT NULL,
  at         BIGINT NOT NULL,
  version    BIGINT NOT NULL,
  PRIMARY KEY (dossier_id, leaf, stage)
) STRICT;

CREATE TABLE score_event (
  seq            BIGINT PRIMARY KEY,
  dossier_id     TEXT NOT NULL REFERENCES dossier (id),
  leaf           TEXT NOT NULL,
  stage          TEXT NOT NULL,
  version        BIGINT NOT NULL,
  kind           TEXT NOT NULL,
  body           TEXT NOT NULL,
  note           TEXT NOT NULL,
  reason         TEXT NOT NULL,
  actor_id       TEXT NOT NULL,
  at             BIGINT NOT NULL,
  deadline       BIGINT NOT NULL,
  action         TEXT NOT NULL,
  policy_version TEXT NOT NULL,
  request_id     TEXT NOT NULL,
  UNIQUE (dossier_id, leaf, stage, version)
) STRICT;
-- +append_only score_event

CREATE TABLE stored_file (
  hash       TEXT PRIMARY KEY,
  size       BIGINT NOT NULL,
  media_type TEXT NOT NULL,
  pages      BIGINT NOT NULL,
  created_at BIGINT NOT NULL
) STRICT;
-- +append_only stored_file

CREATE TABLE document (
  id         TEXT PRIMARY KEY,
  unit_id    TEXT NOT NULL REFERENCES unit (id),
  number     TEXT NOT NULL,
  kind       TEXT NOT NULL,
  issued_on  TEXT NOT NULL,
  issuer     TEXT NOT NULL,
  signer     TEXT NOT NULL,
  summary    TEXT NOT NULL,
  folded     TEXT NOT NULL,
  file_hash  TEXT NOT NULL REFERENCES stored_file (hash),
  file_name  TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  created_by TEXT NOT NULL,
  version    BIGINT NOT NULL
) STRICT;
CREATE INDEX document_unit ON document (unit_id, created_at);
CREATE INDEX document_file ON document (file_hash);

CREATE TABLE evidence_use (
  id          TEXT PRIMARY KEY,
  dossier_id  TEXT NOT NULL REFERENCES dossier (id),
  leaf        TEXT NOT NULL,
  document_id TEXT NOT NULL REFERENCES document (id),
  page        BIGINT NOT NULL,
  section     TEXT NOT NULL,
  added_at    BIGINT NOT NULL,
  added_by    TEXT NOT NULL,
  removed_at  BIGINT NOT NULL,
  version     BIGINT NOT NULL
) STRICT;
CREATE INDEX evidence_use_dossier ON evidence_use (dossier_id, leaf);
CREATE INDEX evidence_use_document ON evidence_use (document_id);

-- What is known of years before the system: often classes and a mean alone.
CREATE TABLE past_year (
  block   TEXT NOT NULL,
  year    BIGINT NOT NULL,
  average TEXT NOT NULL,
  classes TEXT NOT NULL,
  results TEXT NOT NULL,
  note    TEXT NOT NULL,
  PRIMARY KEY (block, year)
) STRICT;

CREATE TABLE publication (
  id             TEXT PRIMARY KEY,
  round_id       TEXT NOT NULL REFERENCES round (id),
  round_code     TEXT NOT NULL,
  number         BIGINT NOT NULL,
  year           BIGINT NOT NULL,
  title          TEXT NOT NULL,
  demo_note      TEXT NOT NULL,
  hash           TEXT NOT NULL,
  events_to      BIGINT NOT NULL,
  policy_version TEXT NOT NULL,
  replaces       TEXT NOT NULL,
  reason         TEXT NOT NULL,
  decided_by     TEXT NOT NULL,
  decided_name   TEXT NOT NULL,
  decided_at     BIGINT NOT NULL,
  UNIQUE (round_id, number)
) STRICT;
-- +append_only publication

CREATE TABLE publication_block (
  publication_id TEXT NOT NULL REFERENCES publication (id),
  block          TEXT NOT NULL,
  position       BIGINT NOT NULL,
  name           TEXT NOT NULL,
  bundle         TEXT NOT NULL,
  result         TEXT NOT NULL,
  detail         TEXT NOT NULL,
  hash           TEXT NOT NULL,
  PRIMARY KEY (publication_id, block)
) STRICT;
-- +append_only publication_block

CREATE TABLE publication_release (
  publication_id TEXT PRIMARY KEY REFERENCES publication (id),
  published_by   TEXT NOT NULL,
  published_name TEXT NOT NULL,
  published_at   BIGINT NOT NULL
) STRICT;
-- +append_only publication_release

CREATE TABLE announcement (
  publication_id TEXT NOT NULL REFERENCES publication (id),
  language       TEXT NOT NULL,
  generated      TEXT NOT NULL,
  body           TEXT NOT NULL,
  edited_by      TEXT NOT NULL,
  edited_at      BIGINT NOT NULL,
  version        BIGINT NOT NULL,
  PRIMARY KEY (publication_id, language)
) STRICT;

CREATE TABLE job (
  id          TEXT PRIMARY KEY,
  kind        TEXT NOT NULL,
  payload     TEXT NOT NULL,
  state       TEXT NOT NULL,
  run_at      BIGINT NOT NULL,
  attempts    BIGINT NOT NULL,
  lease_until BIGINT NOT NULL,
  progress    BIGINT NOT NULL,
  last_error  TEXT NOT NULL,
  created_at  BIGINT NOT NULL,
  done_at     BIGINT NOT NULL
) STRICT;
CREATE INDEX job_ready ON job (state, run_at);

CREATE TABLE idempotency (
  person_id   TEXT NOT NULL,
  key         TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  answer      TEXT NOT NULL,
  at          BIGINT NOT NULL,
  PRIMARY KEY (person_id, key)
) STRICT;

CREATE TABLE audit (
  seq            BIGINT PRIMARY KEY,
  at             BIGINT NOT NULL,
  actor_id       TEXT NOT NULL,
  action         TEXT NOT NULL,
  subject_kind   TEXT NOT NULL,
  subject_id     TEXT NOT NULL,
  before_hash    TEXT NOT NULL,
  after_hash     TEXT NOT NULL,
  detail         TEXT NOT NULL,
  request_id     TEXT NOT NULL,
  policy_version TEXT NOT NULL,
  prev_hash      TEXT NOT NULL,
  hash           TEXT NOT NULL
) STRICT;
CREATE INDEX audit_subject ON audit (subject_kind, subject_id);
-- +append_only audit
