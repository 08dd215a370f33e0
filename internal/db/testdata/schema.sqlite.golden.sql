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
  must_change   INTEGER NOT NULL,
  active        INTEGER NOT NULL,
  failures      INTEGER NOT NULL,
  retry_at      INTEGER NOT NULL,
  created_at    INTEGER NOT NULL,
  version       INTEGER NOT NULL
) STRICT;

CREATE INDEX person_folded ON person (folded, id);

CREATE TABLE session (
  token_hash TEXT PRIMARY KEY,
  person_id  TEXT NOT NULL REFERENCES person (id),
  created_at INTEGER NOT NULL,
  seen_at    INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX session_person ON session (person_id);

CREATE TABLE unit (
  id         TEXT PRIMARY KEY,
  code       TEXT NOT NULL UNIQUE,
  name       TEXT NOT NULL,
  short_name TEXT NOT NULL,
  level      TEXT NOT NULL,
  folded     TEXT NOT NULL,
  active     INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  version    INTEGER NOT NULL
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
  granted_at INTEGER NOT NULL,
  ended_at   INTEGER NOT NULL
) STRICT;
CREATE INDEX role_grant_person ON role_grant (person_id, ended_at);
CREATE INDEX role_grant_round ON role_grant (round_id, role);

CREATE TABLE edition (
  id         TEXT PRIMARY KEY,
  code       TEXT NOT NULL,
  number     INTEGER NOT NULL,
  title      TEXT NOT NULL,
  level      TEXT NOT NULL,
  sample     INTEGER NOT NULL,
  note       TEXT NOT NULL,
  content    TEXT NOT NULL,
  guides     TEXT NOT NULL,
  hash       TEXT NOT NULL,
  frozen_at  INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  version    INTEGER NOT NULL,
  UNIQUE (code, number)
) STRICT;

CREATE TABLE round (
  id         TEXT PRIMARY KEY,
  code       TEXT NOT NULL UNIQUE,
  year       INTEGER NOT NULL,
  title      TEXT NOT NULL,
  state      TEXT NOT NULL,
  demo_note  TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  version    INTEGER NOT NULL
) STRICT;

CREATE TABLE round_stage (
  round_id  TEXT NOT NULL REFERENCES round (id),
  stage     TEXT NOT NULL,
  opens_at  INTEGER NOT NULL,
  closes_at INTEGER NOT NULL,
  PRIMARY KEY (round_id, stage)
) STRICT;

CREATE TABLE round_block (
  round_id   TEXT NOT NULL REFERENCES round (id),
  code       TEXT NOT NULL,
  name       TEXT NOT NULL,
  position   INTEGER NOT NULL,
  edition_id TEXT NOT NULL REFERENCES edition (id),
  method     TEXT NOT NULL,
  PRIMARY KEY (round_id, code)
) STRICT;

CREATE TABLE participant (
  round_id TEXT NOT NULL REFERENCES round (id),
  unit_id  TEXT NOT NULL REFERENCES unit (id),
  block    TEXT NOT NULL,
  ranked   INTEGER NOT NULL,
  position INTEGER NOT NULL,
  PRIMARY KEY (round_id, unit_id)
) STRICT;

CREATE TABLE dossier (
  id           TEXT PRIMARY KEY,
  round_id     TEXT NOT NULL REFERENCES round (id),
  block        TEXT NOT NULL,
  unit_id      TEXT NOT NULL REFERENCES unit (id),
  state        TEXT NOT NULL,
  remark       TEXT NOT NULL,
  submitted_at INTEGER NOT NULL,
  submitted_by TEXT NOT NULL,
  updated_at   INTEGER NOT NULL,
  version      INTEGER NOT NULL,
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
  at         INTEGER NOT NULL,
  version    INTEGER NOT NULL,
  PRIMARY KEY (dossier_id, leaf, stage)
) STRICT;

CREATE TABLE score_event (
  seq            INTEGER PRIMARY KEY,
  dossier_id     TEXT NOT NULL REFERENCES dossier (id),
  leaf           TEXT NOT NULL,
  stage          TEXT NOT NULL,
  version        INTEGER NOT NULL,
  kind           TEXT NOT NULL,
  body           TEXT NOT NULL,
  note           TEXT NOT NULL,
  reason         TEXT NOT NULL,
  actor_id       TEXT NOT NULL,
  at             INTEGER NOT NULL,
  deadline       INTEGER NOT NULL,
  action         TEXT NOT NULL,
  policy_version TEXT NOT NULL,
  request_id     TEXT NOT NULL,
  UNIQUE (dossier_id, leaf, stage, version)
) STRICT;
-- +goose StatementBegin
CREATE TRIGGER score_event_no_update BEFORE UPDATE ON score_event BEGIN SELECT RAISE(ABORT, 'score_event is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER score_event_no_delete BEFORE DELETE ON score_event BEGIN SELECT RAISE(ABORT, 'score_event is append-only'); END;
-- +goose StatementEnd

CREATE TABLE stored_file (
  hash       TEXT PRIMARY KEY,
  size       INTEGER NOT NULL,
  media_type TEXT NOT NULL,
  pages      INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
-- +goose StatementBegin
CREATE TRIGGER stored_file_no_update BEFORE UPDATE ON stored_file BEGIN SELECT RAISE(ABORT, 'stored_file is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER stored_file_no_delete BEFORE DELETE ON stored_file BEGIN SELECT RAISE(ABORT, 'stored_file is append-only'); END;
-- +goose StatementEnd

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
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  version    INTEGER NOT NULL
) STRICT;
CREATE INDEX document_unit ON document (unit_id, created_at);
CREATE INDEX document_file ON document (file_hash);

CREATE TABLE evidence_use (
  id          TEXT PRIMARY KEY,
  dossier_id  TEXT NOT NULL REFERENCES dossier (id),
  leaf        TEXT NOT NULL,
  document_id TEXT NOT NULL REFERENCES document (id),
  page        INTEGER NOT NULL,
  section     TEXT NOT NULL,
  added_at    INTEGER NOT NULL,
  added_by    TEXT NOT NULL,
  removed_at  INTEGER NOT NULL,
  version     INTEGER NOT NULL
) STRICT;
CREATE INDEX evidence_use_dossier ON evidence_use (dossier_id, leaf);
CREATE INDEX evidence_use_document ON evidence_use (document_id);

-- What is known of years before the system: often classes and a mean alone.
CREATE TABLE past_year (
  block   TEXT NOT NULL,
  year    INTEGER NOT NULL,
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
  number         INTEGER NOT NULL,
  year           INTEGER NOT NULL,
  title          TEXT NOT NULL,
  demo_note      TEXT NOT NULL,
  hash           TEXT NOT NULL,
  events_to      INTEGER NOT NULL,
  policy_version TEXT NOT NULL,
  replaces       TEXT NOT NULL,
  reason         TEXT NOT NULL,
  decided_by     TEXT NOT NULL,
  decided_name   TEXT NOT NULL,
  decided_at     INTEGER NOT NULL,
  UNIQUE (round_id, number)
) STRICT;
-- +goose StatementBegin
CREATE TRIGGER publication_no_update BEFORE UPDATE ON publication BEGIN SELECT RAISE(ABORT, 'publication is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER publication_no_delete BEFORE DELETE ON publication BEGIN SELECT RAISE(ABORT, 'publication is append-only'); END;
-- +goose StatementEnd

CREATE TABLE publication_block (
  publication_id TEXT NOT NULL REFERENCES publication (id),
  block          TEXT NOT NULL,
  position       INTEGER NOT NULL,
  name           TEXT NOT NULL,
  bundle         TEXT NOT NULL,
  result         TEXT NOT NULL,
  detail         TEXT NOT NULL,
  hash           TEXT NOT NULL,
  PRIMARY KEY (publication_id, block)
) STRICT;
-- +goose StatementBegin
CREATE TRIGGER publication_block_no_update BEFORE UPDATE ON publication_block BEGIN SELECT RAISE(ABORT, 'publication_block is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER publication_block_no_delete BEFORE DELETE ON publication_block BEGIN SELECT RAISE(ABORT, 'publication_block is append-only'); END;
-- +goose StatementEnd

CREATE TABLE publication_release (
  publication_id TEXT PRIMARY KEY REFERENCES publication (id),
  published_by   TEXT NOT NULL,
  published_name TEXT NOT NULL,
  published_at   INTEGER NOT NULL
) STRICT;
-- +goose StatementBegin
CREATE TRIGGER publication_release_no_update BEFORE UPDATE ON publication_release BEGIN SELECT RAISE(ABORT, 'publication_release is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER publication_release_no_delete BEFORE DELETE ON publication_release BEGIN SELECT RAISE(ABORT, 'publication_release is append-only'); END;
-- +goose StatementEnd

CREATE TABLE announcement (
  publication_id TEXT NOT NULL REFERENCES publication (id),
  language       TEXT NOT NULL,
  generated      TEXT NOT NULL,
  body           TEXT NOT NULL,
  edited_by      TEXT NOT NULL,
  edited_at      INTEGER NOT NULL,
  version        INTEGER NOT NULL,
  PRIMARY KEY (publication_id, language)
) STRICT;

CREATE TABLE job (
  id          TEXT PRIMARY KEY,
  kind        TEXT NOT NULL,
  payload     TEXT NOT NULL,
  state       TEXT NOT NULL,
  run_at      INTEGER NOT NULL,
  attempts    INTEGER NOT NULL,
  lease_until INTEGER NOT NULL,
  progress    INTEGER NOT NULL,
  last_error  TEXT NOT NULL,
  created_at  INTEGER NOT NULL,
  done_at     INTEGER NOT NULL
) STRICT;
CREATE INDEX job_ready ON job (state, run_at);

CREATE TABLE idempotency (
  person_id   TEXT NOT NULL,
  key         TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  answer      TEXT NOT NULL,
  at          INTEGER NOT NULL,
  PRIMARY KEY (person_id, key)
) STRICT;

CREATE TABLE audit (
  seq            INTEGER PRIMARY KEY,
  at             INTEGER NOT NULL,
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
-- +goose StatementBegin
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
-- +goose StatementEnd
-- +goose Up
-- The whole procedure: extensions, explanation, council, and who is told what.

-- Minutes after the deadline in which a document may still be attached whose
-- upload had begun before it; 0: none.
ALTER TABLE round ADD COLUMN late_upload INTEGER NOT NULL DEFAULT 0;

-- Why a block is left out of the round; empty: it takes part.
ALTER TABLE round_block ADD COLUMN skipped TEXT NOT NULL DEFAULT '';

-- Why a unit no longer takes part in the round; empty: it does.
ALTER TABLE participant ADD COLUMN dropped TEXT NOT NULL DEFAULT '';

-- How the standing body entered the sheet on the unit's behalf (paper,
-- spreadsheet), and the scan of what the unit had sent; empty: it did not.
ALTER TABLE dossier ADD COLUMN fallback TEXT NOT NULL DEFAULT '';
ALTER TABLE dossier ADD COLUMN fallback_document TEXT NOT NULL DEFAULT '';

-- When and by whom the explanation was handed in; 0: not yet.
ALTER TABLE dossier ADD COLUMN explained_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE dossier ADD COLUMN explained_by TEXT NOT NULL DEFAULT '';

-- When the upload of the file began, by the server's clock.
ALTER TABLE document ADD COLUMN begun_at INTEGER NOT NULL DEFAULT 0;

-- A later deadline of one stage for one unit; an empty leaf means its whole dossier.
CREATE TABLE extension (
  id         TEXT PRIMARY KEY,
  round_id   TEXT NOT NULL REFERENCES round (id),
  stage      TEXT NOT NULL,
  unit_id    TEXT NOT NULL REFERENCES unit (id),
  leaf       TEXT NOT NULL,
  closes_at  INTEGER NOT NULL,
  reason     TEXT NOT NULL,
  granted_by TEXT NOT NULL,
  granted_at INTEGER NOT NULL,
  removed_by TEXT NOT NULL,
  removed_at INTEGER NOT NULL,
  version    INTEGER NOT NULL
) STRICT;
CREATE INDEX extension_round ON extension (round_id, unit_id);

-- A leaf that the standing body opens for explanation though nothing was cut.
CREATE TABLE leaf_opening (
  dossier_id TEXT NOT NULL REFERENCES dossier (id),
  leaf       TEXT NOT NULL,
  reason     TEXT NOT NULL,
  opened_by  TEXT NOT NULL,
  opened_at  INTEGER NOT NULL,
  PRIMARY KEY (dossier_id, leaf)
) STRICT;

-- Work given to a person within a unit; an empty leaf means the whole area.
CREATE TABLE assignment (
  id         TEXT PRIMARY KEY,
  dossier_id TEXT NOT NULL REFERENCES dossier (id),
  area       TEXT NOT NULL,
  leaf       TEXT NOT NULL,
  person_id  TEXT NOT NULL,
  due_on     TEXT NOT NULL,
  note       TEXT NOT NULL,
  given_by   TEXT NOT NULL,
  given_at   INTEGER NOT NULL,
  ended_by   TEXT NOT NULL,
  ended_at   INTEGER NOT NULL,
  version    INTEGER NOT NULL
) STRICT;
CREATE INDEX assignment_dossier ON assignment (dossier_id, ended_at);
CREATE INDEX assignment_person ON assignment (person_id, ended_at);

-- A role held for another for a period, within one unit.
CREATE TABLE delegation (
  id          TEXT PRIMARY KEY,
  unit_id     TEXT NOT NULL REFERENCES unit (id),
  role        TEXT NOT NULL,
  from_person TEXT NOT NULL,
  to_person   TEXT NOT NULL,
  starts_at   INTEGER NOT NULL,
  ends_at     INTEGER NOT NULL,
  reason      TEXT NOT NULL,
  given_by    TEXT NOT NULL,
  given_at    INTEGER NOT NULL,
  ended_at    INTEGER NOT NULL,
  version     INTEGER NOT NULL
) STRICT;
CREATE INDEX delegation_to ON delegation (to_person, ended_at);
CREATE INDEX delegation_unit ON delegation (unit_id, ended_at);

-- What people say to each other about a leaf. A remark without a thread begins
-- one, and carries who may read it (unit, appraisers, both) and whether it is settled.
CREATE TABLE remark (
  id          TEXT PRIMARY KEY,
  dossier_id  TEXT NOT NULL REFERENCES dossier (id),
  leaf        TEXT NOT NULL,
  thread_id   TEXT NOT NULL,
  audience    TEXT NOT NULL,
  body        TEXT NOT NULL,
  author_id   TEXT NOT NULL,
  written_at  INTEGER NOT NULL,
  resolved_by TEXT NOT NULL,
  resolved_at INTEGER NOT NULL,
  version     INTEGER NOT NULL
) STRICT;
CREATE INDEX remark_leaf ON remark (dossier_id, leaf, written_at);

CREATE TABLE remark_mention (
  remark_id TEXT NOT NULL REFERENCES remark (id),
  person_id TEXT NOT NULL,
  PRIMARY KEY (remark_id, person_id)
) STRICT;
CREATE INDEX remark_mention_person ON remark_mention (person_id);

-- A result as it was served on a unit: what was cut, by how much and why.
CREATE TABLE served (
  id         TEXT PRIMARY KEY,
  dossier_id TEXT NOT NULL REFERENCES dossier (id),
  number     INTEGER NOT NULL,
  body       TEXT NOT NULL,
  hash       TEXT NOT NULL,
  served_by  TEXT NOT NULL,
  served_at  INTEGER NOT NULL,
  UNIQUE (dossier_id, number)
) STRICT;
-- +goose StatementBegin
CREATE TRIGGER served_no_update BEFORE UPDATE ON served BEGIN SELECT RAISE(ABORT, 'served is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER served_no_delete BEFORE DELETE ON served BEGIN SELECT RAISE(ABORT, 'served is append-only'); END;
-- +goose StatementEnd

-- Who opened what was served, for the first time.
CREATE TABLE served_opening (
  served_id TEXT NOT NULL REFERENCES served (id),
  person_id TEXT NOT NULL,
  opened_at INTEGER NOT NULL,
  PRIMARY KEY (served_id, person_id)
) STRICT;
-- +goose StatementBegin
CREATE TRIGGER served_opening_no_update BEFORE UPDATE ON served_opening BEGIN SELECT RAISE(ABORT, 'served_opening is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER served_opening_no_delete BEFORE DELETE ON served_opening BEGIN SELECT RAISE(ABORT, 'served_opening is append-only'); END;
-- +goose StatementEnd

-- Which of several appraisers of an area judges a unit.
CREATE TABLE allotment (
  dossier_id TEXT NOT NULL REFERENCES dossier (id),
  area       TEXT NOT NULL,
  person_id  TEXT NOT NULL,
  given_by   TEXT NOT NULL,
  given_at   INTEGER NOT NULL,
  version    INTEGER NOT NULL,
  PRIMARY KEY (dossier_id, area)
) STRICT;

-- A second opinion that the standing body has asked for.
CREATE TABLE second_opinion (
  dossier_id TEXT NOT NULL REFERENCES dossier (id),
  leaf       TEXT NOT NULL,
  person_id  TEXT NOT NULL,
  asked_by   TEXT NOT NULL,
  asked_at   INTEGER NOT NULL,
  ended_at   INTEGER NOT NULL,
  version    INTEGER NOT NULL,
  PRIMARY KEY (dossier_id, leaf)
) STRICT;

-- What an inspection found about a leaf. With a most, the leaf is worth no
-- more than that, whatever the unit claims.
CREATE TABLE inspection (
  id          TEXT PRIMARY KEY,
  dossier_id  TEXT NOT NULL REFERENCES dossier (id),
  leaf        TEXT NOT NULL,
  source      TEXT NOT NULL,
  found_on    TEXT NOT NULL,
  body        TEXT NOT NULL,
  most        TEXT NOT NULL,
  recorded_by TEXT NOT NULL,
  recorded_at INTEGER NOT NULL,
  removed_by  TEXT NOT NULL,
  removed_at  INTEGER NOT NULL,
  version     INTEGER NOT NULL
) STRICT;
CREATE INDEX inspection_leaf ON inspection (dossier_id, leaf);

-- A meeting of the council.
CREATE TABLE council_session (
  id         TEXT PRIMARY KEY,
  round_id   TEXT NOT NULL REFERENCES round (id),
  number     INTEGER NOT NULL,
  held_at    INTEGER NOT NULL,
  place      TEXT NOT NULL,
  chair_id   TEXT NOT NULL,
  clerk_id   TEXT NOT NULL,
  quorum     TEXT NOT NULL,
  majority   TEXT NOT NULL,
  invited_at INTEGER NOT NULL,
  opened_at  INTEGER NOT NULL,
  closed_at  INTEGER NOT NULL,
  note       TEXT NOT NULL,
  version    INTEGER NOT NULL,
  UNIQUE (round_id, number)
) STRICT;

CREATE TABLE council_attendance (
  session_id TEXT NOT NULL REFERENCES council_session (id),
  person_id  TEXT NOT NULL,
  present    INTEGER NOT NULL,
  note       TEXT NOT NULL,
  PRIMARY KEY (session_id, person_id)
) STRICT;

-- A leaf of a unit on the council's agenda, and what the council decided of it:
-- by votes or without any, and which version of its score is the decision.
CREATE TABLE council_item (
  id          TEXT PRIMARY KEY,
  session_id  TEXT NOT NULL REFERENCES council_session (id),
  dossier_id  TEXT NOT NULL REFERENCES dossier (id),
  leaf        TEXT NOT NULL,
  ground      TEXT NOT NULL,
  position    INTEGER NOT NULL,
  proposal    TEXT NOT NULL,
  argument    TEXT NOT NULL,
  proposed_by TEXT NOT NULL,
  state       TEXT NOT NULL,
  discussion  TEXT NOT NULL,
  manner      TEXT NOT NULL,
  decision    INTEGER NOT NULL,
  decided_by  TEXT NOT NULL,
  decided_at  INTEGER NOT NULL,
  version     INTEGER NOT NULL,
  UNIQUE (session_id, dossier_id, leaf)
) STRICT;

-- What a member said of the proposal on the table; 'own' says that he may not,
-- because he belongs to the unit.
CREATE TABLE council_vote (
  item_id   TEXT NOT NULL REFERENCES council_item (id),
  person_id TEXT NOT NULL,
  vote      TEXT NOT NULL,
  at        INTEGER NOT NULL,
  version   INTEGER NOT NULL,
  PRIMARY KEY (item_id, person_id)
) STRICT;

-- One message to one person. Its words are made in the reader's language from
-- kind and body when it is read or mailed.
CREATE TABLE notice (
  id         TEXT PRIMARY KEY,
  person_id  TEXT NOT NULL,
  kind       TEXT NOT NULL,
  body       TEXT NOT NULL,
  link       TEXT NOT NULL,
  round_id   TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  sent_by    TEXT NOT NULL,
  sent_at    INTEGER NOT NULL,
  opened_at  INTEGER NOT NULL,
  mail_state TEXT NOT NULL,
  mailed_at  INTEGER NOT NULL,
  mail_id    TEXT NOT NULL,
  mail_tries INTEGER NOT NULL,
  mail_error TEXT NOT NULL
) STRICT;
CREATE INDEX notice_person ON notice (person_id, sent_at);
CREATE INDEX notice_mail ON notice (mail_state, sent_at);
CREATE INDEX notice_subject ON notice (subject_id, kind);
CREATE INDEX notice_unread ON notice (person_id) WHERE opened_at = 0;

-- Which kinds of notices a person does not want by mail.
CREATE TABLE notice_preference (
  person_id TEXT NOT NULL,
  kind      TEXT NOT NULL,
  mail      INTEGER NOT NULL,
  PRIMARY KEY (person_id, kind)
) STRICT;

CREATE TABLE saved_filter (
  id        TEXT PRIMARY KEY,
  person_id TEXT NOT NULL,
  page      TEXT NOT NULL,
  name      TEXT NOT NULL,
  query     TEXT NOT NULL,
  saved_at  INTEGER NOT NULL,
  UNIQUE (person_id, page, name)
) STRICT;

-- A workbook that was read and waits to be accepted.
CREATE TABLE workbook_draft (
  id         TEXT PRIMARY KEY,
  person_id  TEXT NOT NULL,
  kind       TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  file_name  TEXT NOT NULL,
  body       TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  settled_at INTEGER NOT NULL
) STRICT;
CREATE INDEX workbook_draft_person ON workbook_draft (person_id, created_at);
-- +goose Up
-- The library of evidence: revisions, what files say, search, checks, uploads.

-- Who may read the paper outside the procedure ('' or internal), and from when
-- to when what it says is in force; empty days: not said.
ALTER TABLE document ADD COLUMN security TEXT NOT NULL DEFAULT '';
ALTER TABLE document ADD COLUMN effective_on TEXT NOT NULL DEFAULT '';
ALTER TABLE document ADD COLUMN expires_on TEXT NOT NULL DEFAULT '';

-- Which file of the document is the newest, counted from 1.
ALTER TABLE document ADD COLUMN revision INTEGER NOT NULL DEFAULT 1;

-- Each file that a document has had, the first included. A document made
-- before this table has none here: its only file is its row's.
CREATE TABLE document_revision (
  document_id TEXT NOT NULL REFERENCES document (id),
  revision    INTEGER NOT NULL,
  file_hash   TEXT NOT NULL REFERENCES stored_file (hash),
  file_name   TEXT NOT NULL,
  reason      TEXT NOT NULL,
  begun_at    INTEGER NOT NULL,
  added_at    INTEGER NOT NULL,
  added_by    TEXT NOT NULL,
  PRIMARY KEY (document_id, revision)
) STRICT;
-- +goose StatementBegin
CREATE TRIGGER document_revision_no_update BEFORE UPDATE ON document_revision BEGIN SELECT RAISE(ABORT, 'document_revision is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER document_revision_no_delete BEFORE DELETE ON document_revision BEGIN SELECT RAISE(ABORT, 'document_revision is append-only'); END;
-- +goose StatementEnd
CREATE INDEX document_revision_file ON document_revision (file_hash);

-- Why more time, or a finding of an inspection, was taken back; empty: it was not.
ALTER TABLE extension ADD COLUMN removed_for TEXT NOT NULL DEFAULT '';
ALTER TABLE inspection ADD COLUMN removed_for TEXT NOT NULL DEFAULT '';

-- The file that a use cites: it follows the newest while the dossier may still
-- change and stays where it was afterwards. The passage is the text that was
-- marked on the page, as it stands there.
ALTER TABLE evidence_use ADD COLUMN revision INTEGER NOT NULL DEFAULT 1;
ALTER TABLE evidence_use ADD COLUMN passage TEXT NOT NULL DEFAULT '';

-- What an appraiser thinks of one use at one stage: proves, partly, not.
CREATE TABLE use_verdict (
  use_id   TEXT NOT NULL REFERENCES evidence_use (id),
  stage    TEXT NOT NULL,
  verdict  TEXT NOT NULL,
  remark   TEXT NOT NULL,
  revision INTEGER NOT NULL,
  actor    TEXT NOT NULL,
  at       INTEGER NOT NULL,
  version  INTEGER NOT NULL,
  PRIMARY KEY (use_id, stage)
) STRICT;

-- What has been found out about a file. State: waiting, read, failed. Virus:
-- unscanned, clean, found. Facts is JSON; see evidence.Facts.
CREATE TABLE file_fact (
  file_hash TEXT PRIMARY KEY REFERENCES stored_file (hash),
  state     TEXT NOT NULL,
  virus     TEXT NOT NULL,
  facts     TEXT NOT NULL,
  tries     INTEGER NOT NULL,
  read_at   INTEGER NOT NULL,
  version   INTEGER NOT NULL
) STRICT;

-- The text of each page as it was read; by the file's own text or by OCR.
CREATE TABLE file_text (
  file_hash TEXT NOT NULL REFERENCES stored_file (hash),
  page      INTEGER NOT NULL,
  source    TEXT NOT NULL,
  body      TEXT NOT NULL,
  PRIMARY KEY (file_hash, page)
) STRICT;

-- Sketches of a file's text: files that share a band are worth comparing.
CREATE TABLE file_sketch (
  file_hash TEXT NOT NULL REFERENCES stored_file (hash),
  band      INTEGER NOT NULL,
  value     INTEGER NOT NULL,
  PRIMARY KEY (file_hash, band)
) STRICT;
CREATE INDEX file_sketch_value ON file_sketch (band, value);

-- Files whose texts were found to be nearly the same, noted both ways; percent
-- of the word sequences that they share.
CREATE TABLE file_twin (
  file_hash  TEXT NOT NULL REFERENCES stored_file (hash),
  other_hash TEXT NOT NULL REFERENCES stored_file (hash),
  percent    INTEGER NOT NULL,
  PRIMARY KEY (file_hash, other_hash)
) STRICT;

-- A finding about a document or a use that somebody has settled, with the
-- reason; it comes back when what it was about has changed (mark).
CREATE TABLE finding_settled (
  subject    TEXT NOT NULL,
  finding    TEXT NOT NULL,
  mark       TEXT NOT NULL,
  side       TEXT NOT NULL,
  reason     TEXT NOT NULL,
  settled_by TEXT NOT NULL,
  settled_at INTEGER NOT NULL,
  PRIMARY KEY (subject, finding, side)
) STRICT;

-- The words of documents, as package evidence cuts and folds them. The row of
-- the index is a number, since one engine's index knows no other name.
CREATE TABLE document_index (
  document_id TEXT PRIMARY KEY REFERENCES document (id),
  row_id      INTEGER NOT NULL UNIQUE,
  unit_id     TEXT NOT NULL
) STRICT;
CREATE VIRTUAL TABLE document_search USING fts5 (
  meta_exact, meta, body_exact, body,
  content = '', contentless_delete = 1, detail = 'column', prefix = '2 3', tokenize = "ascii"
);

-- A file on its way in. Its bytes lie in the folder of incoming files; state:
-- arriving, arrived, taken.
CREATE TABLE upload (
  id         TEXT PRIMARY KEY,
  person     TEXT NOT NULL,
  unit_id    TEXT NOT NULL REFERENCES unit (id),
  name       TEXT NOT NULL,
  length     INTEGER NOT NULL,
  received   INTEGER NOT NULL,
  state      TEXT NOT NULL,
  document   TEXT NOT NULL,
  begun_at   INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  version    INTEGER NOT NULL
) STRICT;
CREATE INDEX upload_person ON upload (person, state);
CREATE INDEX upload_unit ON upload (unit_id, state);
CREATE INDEX upload_expires ON upload (expires_at);

-- Where the bytes of a stored file lie. Kept here until the store has taken
-- them (sent_at) and given them back equal; alarm says what a check found.
CREATE TABLE file_place (
  file_hash  TEXT PRIMARY KEY REFERENCES stored_file (hash),
  sent_at    INTEGER NOT NULL,
  checked_at INTEGER NOT NULL,
  alarm      TEXT NOT NULL
) STRICT;
CREATE INDEX file_place_checked ON file_place (checked_at);
