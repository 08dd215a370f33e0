-- +goose Up
-- The whole procedure: extensions, explanation, council, and who is told what.

-- Minutes after the deadline in which a document may still be attached whose
-- upload had begun before it; 0: none.
ALTER TABLE round ADD COLUMN late_upload BIGINT NOT NULL DEFAULT 0;

-- Why a block is left out of the round; empty: it takes part.
ALTER TABLE round_block ADD COLUMN skipped TEXT NOT NULL DEFAULT '';

-- Why a unit no longer takes part in the round; empty: it does.
ALTER TABLE participant ADD COLUMN dropped TEXT NOT NULL DEFAULT '';

-- How the standing body entered the sheet on the unit's behalf (paper,
-- spreadsheet), and the scan of what the unit had sent; empty: it did not.
ALTER TABLE dossier ADD COLUMN fallback TEXT NOT NULL DEFAULT '';
ALTER TABLE dossier ADD COLUMN fallback_document TEXT NOT NULL DEFAULT '';

-- When and by whom the explanation was handed in; 0: not yet.
ALTER TABLE dossier ADD COLUMN explained_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE dossier ADD COLUMN explained_by TEXT NOT NULL DEFAULT '';

-- When the upload of the file began, by the server's clock.
ALTER TABLE document ADD COLUMN begun_at BIGINT NOT NULL DEFAULT 0;

-- A later deadline of one stage for one unit; an empty leaf means its whole dossier.
CREATE TABLE extension (
  id         TEXT PRIMARY KEY,
  round_id   TEXT NOT NULL REFERENCES round (id),
  stage      TEXT NOT NULL,
  unit_id    TEXT NOT NULL REFERENCES unit (id),
  leaf       TEXT NOT NULL,
  closes_at  BIGINT NOT NULL,
  reason     TEXT NOT NULL,
  granted_by TEXT NOT NULL,
  granted_at BIGINT NOT NULL,
  removed_by TEXT NOT NULL,
  removed_at BIGINT NOT NULL,
  version    BIGINT NOT NULL
) STRICT;
CREATE INDEX extension_round ON extension (round_id, unit_id);

-- A leaf that the standing body opens for explanation though nothing was cut.
CREATE TABLE leaf_opening (
  dossier_id TEXT NOT NULL REFERENCES dossier (id),
  leaf       TEXT NOT NULL,
  reason     TEXT NOT NULL,
  opened_by  TEXT NOT NULL,
  opened_at  BIGINT NOT NULL,
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
  given_at   BIGINT NOT NULL,
  ended_by   TEXT NOT NULL,
  ended_at   BIGINT NOT NULL,
  version    BIGINT NOT NULL
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
  starts_at   BIGINT NOT NULL,
  ends_at     BIGINT NOT NULL,
  reason      TEXT NOT NULL,
  given_by    TEXT NOT NULL,
  given_at    BIGINT NOT NULL,
  ended_at    BIGINT NOT NULL,
  version     BIGINT NOT NULL
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
  written_at  BIGINT NOT NULL,
  resolved_by TEXT NOT NULL,
  resolved_at BIGINT NOT NULL,
  version     BIGINT NOT NULL
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
  number     BIGINT NOT NULL,
  body       TEXT NOT NULL,
  hash       TEXT NOT NULL,
  served_by  TEXT NOT NULL,
  served_at  BIGINT NOT NULL,
  UNIQUE (dossier_id, number)
) STRICT;
-- +append_only served

-- Who opened what was served, for the first time.
CREATE TABLE served_opening (
  served_id TEXT NOT NULL REFERENCES served (id),
  person_id TEXT NOT NULL,
  opened_at BIGINT NOT NULL,
  PRIMARY KEY (served_id, person_id)
) STRICT;
-- +append_only served_opening

-- Which of several appraisers of an area judges a unit.
CREATE TABLE allotment (
  dossier_id TEXT NOT NULL REFERENCES dossier (id),
  area       TEXT NOT NULL,
  person_id  TEXT NOT NULL,
  given_by   TEXT NOT NULL,
  given_at   BIGINT NOT NULL,
  version    BIGINT NOT NULL,
  PRIMARY KEY (dossier_id, area)
) STRICT;

-- A second opinion that the standing body has asked for.
CREATE TABLE second_opinion (
  dossier_id TEXT NOT NULL REFERENCES dossier (id),
  leaf       TEXT NOT NULL,
  person_id  TEXT NOT NULL,
  asked_by   TEXT NOT NULL,
  asked_at   BIGINT NOT NULL,
  ended_at   BIGINT NOT NULL,
  version    BIGINT NOT NULL,
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
  recorded_at BIGINT NOT NULL,
  removed_by  TEXT NOT NULL,
  removed_at  BIGINT NOT NULL,
  version     BIGINT NOT NULL
) STRICT;
CREATE INDEX inspection_leaf ON inspection (dossier_id, leaf);

-- A meeting of the council.
CREATE TABLE council_session (
  id         TEXT PRIMARY KEY,
  round_id   TEXT NOT NULL REFERENCES round (id),
  number     BIGINT NOT NULL,
  held_at    BIGINT NOT NULL,
  place      TEXT NOT NULL,
  chair_id   TEXT NOT NULL,
  clerk_id   TEXT NOT NULL,
  quorum     TEXT NOT NULL,
  majority   TEXT NOT NULL,
  invited_at BIGINT NOT NULL,
  opened_at  BIGINT NOT NULL,
  closed_at  BIGINT NOT NULL,
  note       TEXT NOT NULL,
  version    BIGINT NOT NULL,
  UNIQUE (round_id, number)
) STRICT;

CREATE TABLE council_attendance (
  session_id TEXT NOT NULL REFERENCES council_session (id),
  person_id  TEXT NOT NULL,
  present    BOOLEAN NOT NULL,
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
  position    BIGINT NOT NULL,
  proposal    TEXT NOT NULL,
  argument    TEXT NOT NULL,
  proposed_by TEXT NOT NULL,
  state       TEXT NOT NULL,
  discussion  TEXT NOT NULL,
  manner      TEXT NOT NULL,
  decision    BIGINT NOT NULL,
  decided_by  TEXT NOT NULL,
  decided_at  BIGINT NOT NULL,
  version     BIGINT NOT NULL,
  UNIQUE (session_id, dossier_id, leaf)
) STRICT;

-- What a member said of the proposal on the table; 'own' says that he may not,
-- because he belongs to the unit.
CREATE TABLE council_vote (
  item_id   TEXT NOT NULL REFERENCES council_item (id),
  person_id TEXT NOT NULL,
  vote      TEXT NOT NULL,
  at        BIGINT NOT NULL,
  version   BIGINT NOT NULL,
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
  sent_at    BIGINT NOT NULL,
  opened_at  BIGINT NOT NULL,
  mail_state TEXT NOT NULL,
  mailed_at  BIGINT NOT NULL,
  mail_id    TEXT NOT NULL,
  mail_tries BIGINT NOT NULL,
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
  mail      BOOLEAN NOT NULL,
  PRIMARY KEY (person_id, kind)
) STRICT;

CREATE TABLE saved_filter (
  id        TEXT PRIMARY KEY,
  person_id TEXT NOT NULL,
  page      TEXT NOT NULL,
  name      TEXT NOT NULL,
  query     TEXT NOT NULL,
  saved_at  BIGINT NOT NULL,
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
  created_at BIGINT NOT NULL,
  settled_at BIGINT NOT NULL
) STRICT;
CREATE INDEX workbook_draft_person ON workbook_draft (person_id, created_at);
