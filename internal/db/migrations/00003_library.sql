-- +goose Up
-- The library of evidence: revisions, what files say, search, checks, uploads.

-- Who may read the paper outside the procedure ('' or internal), and from when
-- to when what it says is in force; empty days: not said.
ALTER TABLE document ADD COLUMN security TEXT NOT NULL DEFAULT '';
ALTER TABLE document ADD COLUMN effective_on TEXT NOT NULL DEFAULT '';
ALTER TABLE document ADD COLUMN expires_on TEXT NOT NULL DEFAULT '';

-- Which file of the document is the newest, counted from 1.
ALTER TABLE document ADD COLUMN revision BIGINT NOT NULL DEFAULT 1;

-- Each file that a document has had, the first included. A document made
-- before this table has none here: its only file is its row's.
CREATE TABLE document_revision (
  document_id TEXT NOT NULL REFERENCES document (id),
  revision    BIGINT NOT NULL,
  file_hash   TEXT NOT NULL REFERENCES stored_file (hash),
  file_name   TEXT NOT NULL,
  reason      TEXT NOT NULL,
  begun_at    BIGINT NOT NULL,
  added_at    BIGINT NOT NULL,
  added_by    TEXT NOT NULL,
  PRIMARY KEY (document_id, revision)
) STRICT;
-- +append_only document_revision
CREATE INDEX document_revision_file ON document_revision (file_hash);

-- Why more time, or a finding of an inspection, was taken back; empty: it was not.
ALTER TABLE extension ADD COLUMN removed_for TEXT NOT NULL DEFAULT '';
ALTER TABLE inspection ADD COLUMN removed_for TEXT NOT NULL DEFAULT '';

-- The file that a use cites: it follows the newest while the dossier may still
-- change and stays where it was afterwards. The passage is the text that was
-- marked on the page, as it stands there.
ALTER TABLE evidence_use ADD COLUMN revision BIGINT NOT NULL DEFAULT 1;
ALTER TABLE evidence_use ADD COLUMN passage TEXT NOT NULL DEFAULT '';

-- What an appraiser thinks of one use at one stage: proves, partly, not.
CREATE TABLE use_verdict (
  use_id   TEXT NOT NULL REFERENCES evidence_use (id),
  stage    TEXT NOT NULL,
  verdict  TEXT NOT NULL,
  remark   TEXT NOT NULL,
  revision BIGINT NOT NULL,
  actor    TEXT NOT NULL,
  at       BIGINT NOT NULL,
  version  BIGINT NOT NULL,
  PRIMARY KEY (use_id, stage)
) STRICT;

-- What has been found out about a file. State: waiting, read, failed. Virus:
-- unscanned, clean, found. Facts is JSON; see evidence.Facts.
CREATE TABLE file_fact (
  file_hash TEXT PRIMARY KEY REFERENCES stored_file (hash),
  state     TEXT NOT NULL,
  virus     TEXT NOT NULL,
  facts     TEXT NOT NULL,
  tries     BIGINT NOT NULL,
  read_at   BIGINT NOT NULL,
  version   BIGINT NOT NULL
) STRICT;

-- The text of each page as it was read; by the file's own text or by OCR.
CREATE TABLE file_text (
  file_hash TEXT NOT NULL REFERENCES stored_file (hash),
  page      BIGINT NOT NULL,
  source    TEXT NOT NULL,
  body      TEXT NOT NULL,
  PRIMARY KEY (file_hash, page)
) STRICT;

-- Sketches of a file's text: files that share a band are worth comparing.
CREATE TABLE file_sketch (
  file_hash TEXT NOT NULL REFERENCES stored_file (hash),
  band      BIGINT NOT NULL,
  value     BIGINT NOT NULL,
  PRIMARY KEY (file_hash, band)
) STRICT;
CREATE INDEX file_sketch_value ON file_sketch (band, value);

-- Files whose texts were found to be nearly the same, noted both ways; percent
-- of the word sequences that they share.
CREATE TABLE file_twin (
  file_hash  TEXT NOT NULL REFERENCES stored_file (hash),
  other_hash TEXT NOT NULL REFERENCES stored_file (hash),
  percent    BIGINT NOT NULL,
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
  settled_at BIGINT NOT NULL,
  PRIMARY KEY (subject, finding, side)
) STRICT;

-- The words of documents, as package evidence cuts and folds them. The row of
-- the index is a number, since one engine's index knows no other name.
CREATE TABLE document_index (
  document_id TEXT PRIMARY KEY REFERENCES document (id),
  row_id      BIGINT NOT NULL UNIQUE,
  unit_id     TEXT NOT NULL
) STRICT;
-- +search document_search

-- A file on its way in. Its bytes lie in the folder of incoming files; state:
-- arriving, arrived, taken.
CREATE TABLE upload (
  id         TEXT PRIMARY KEY,
  person     TEXT NOT NULL,
  unit_id    TEXT NOT NULL REFERENCES unit (id),
  name       TEXT NOT NULL,
  length     BIGINT NOT NULL,
  received   BIGINT NOT NULL,
  state      TEXT NOT NULL,
  document   TEXT NOT NULL,
  begun_at   BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  version    BIGINT NOT NULL
) STRICT;
CREATE INDEX upload_person ON upload (person, state);
CREATE INDEX upload_unit ON upload (unit_id, state);
CREATE INDEX upload_expires ON upload (expires_at);

-- Where the bytes of a stored file lie. Kept here until the store has taken
-- them (sent_at) and given them back equal; alarm says what a check found.
CREATE TABLE file_place (
  file_hash  TEXT PRIMARY KEY REFERENCES stored_file (hash),
  sent_at    BIGINT NOT NULL,
  checked_at BIGINT NOT NULL,
  alarm      TEXT NOT NULL
) STRICT;
CREATE INDEX file_place_checked ON file_place (checked_at);
