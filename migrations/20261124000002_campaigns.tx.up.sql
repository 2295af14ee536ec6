ALTER TABLE users ADD COLUMN admin BOOLEAN NOT NULL DEFAULT FALSE;

--bun:split

UPDATE users SET admin = TRUE WHERE id = (SELECT MIN(id) FROM users);

--bun:split

ALTER TABLE networks ADD COLUMN calendar_key TEXT NOT NULL DEFAULT '';

--bun:split

CREATE TABLE person_groups (
    id TEXT PRIMARY KEY,
    network_id TEXT NOT NULL REFERENCES networks(id),
    cooperation_id TEXT NOT NULL,
    name TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    version BIGINT NOT NULL,
    UNIQUE (network_id, name)
);

--bun:split

CREATE TABLE person_group_members (
    group_id TEXT NOT NULL REFERENCES person_groups(id),
    person_id TEXT NOT NULL REFERENCES people(id),
    network_id TEXT NOT NULL REFERENCES networks(id),
    PRIMARY KEY (group_id, person_id)
);

--bun:split

CREATE INDEX person_group_members_by_person_id ON person_group_members (person_id);

--bun:split

UPDATE people SET email = '', version = version + 1 WHERE email <> '' AND left_at IS NULL AND id NOT IN (
    SELECT MIN(id) FROM people WHERE email <> '' AND left_at IS NULL GROUP BY network_id, email
);

--bun:split

CREATE UNIQUE INDEX people_by_email ON people (network_id, email) WHERE email <> '' AND left_at IS NULL;

--bun:split

CREATE TABLE uploads (
    id TEXT PRIMARY KEY,
    network_id TEXT NOT NULL REFERENCES networks(id),
    user_id TEXT NOT NULL,
    company_id TEXT NOT NULL,
    name TEXT NOT NULL,
    body TEXT NOT NULL,
    mapping JSONB NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    version BIGINT NOT NULL
);

--bun:split

CREATE INDEX uploads_by_created_at ON uploads (created_at);

--bun:split

ALTER TABLE campaigns ADD COLUMN reminder JSONB NOT NULL DEFAULT '{}';

--bun:split

ALTER TABLE campaigns ADD COLUMN thanks JSONB NOT NULL DEFAULT '{}';

--bun:split

ALTER TABLE campaigns ADD COLUMN sender TEXT NOT NULL DEFAULT '';

--bun:split

ALTER TABLE campaigns ADD COLUMN reply_to TEXT NOT NULL DEFAULT '';

--bun:split

ALTER TABLE campaigns ADD COLUMN sheet_at TIMESTAMPTZ;

--bun:split

CREATE TABLE consents (
    campaign_id TEXT NOT NULL REFERENCES campaigns(id),
    company_id TEXT NOT NULL REFERENCES companies(id),
    network_id TEXT NOT NULL REFERENCES networks(id),
    user_id TEXT NOT NULL,
    user_name TEXT NOT NULL,
    terms TEXT NOT NULL,
    given_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (campaign_id, company_id)
);

--bun:split

CREATE TABLE notices (
    wave_id TEXT PRIMARY KEY REFERENCES waves(id),
    network_id TEXT NOT NULL REFERENCES networks(id),
    findings JSONB NOT NULL,
    measure JSONB NOT NULL,
    responsible TEXT NOT NULL,
    actor_name TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
);

--bun:split

ALTER TABLE invitations ADD COLUMN unreminded BOOLEAN NOT NULL DEFAULT FALSE;

--bun:split

ALTER TABLE invitations ADD COLUMN paper BOOLEAN NOT NULL DEFAULT FALSE;

--bun:split

UPDATE invitations SET paper = TRUE WHERE id NOT IN (SELECT invitation_id FROM letters WHERE kind = 'invitation');

--bun:split

ALTER TABLE letters ADD COLUMN number TEXT NOT NULL DEFAULT '';

--bun:split

UPDATE letters SET number = substr(effect_key, 84) WHERE kind = 'reminder';

--bun:split

CREATE INDEX letters_by_message_id ON letters (message_id);

--bun:split

CREATE TABLE heartbeats (
    worker TEXT PRIMARY KEY,
    role TEXT NOT NULL,
    version TEXT NOT NULL,
    at TIMESTAMPTZ NOT NULL,
    took_ms BIGINT NOT NULL,
    failure TEXT NOT NULL
);

--bun:split

CREATE TABLE mail_paces (
    scope TEXT PRIMARY KEY,
    minute BIGINT NOT NULL,
    sent BIGINT NOT NULL,
    turned BIGINT NOT NULL
);

--bun:split

ALTER TABLE people ADD COLUMN search TEXT NOT NULL DEFAULT '';

--bun:split

UPDATE people SET search = lower(replace(replace(replace(replace(replace(replace(replace(name || ' ' || email, 'Ä', 'a'), 'Ö', 'o'), 'Ü', 'u'), 'ä', 'a'), 'ö', 'o'), 'ü', 'u'), 'ß', 'ss'));

--bun:split

CREATE INDEX people_by_network_id_search ON people (network_id, search, id);

--bun:split

CREATE INDEX letters_by_campaign_id ON letters (campaign_id, created_at) WHERE kind = 'test';
