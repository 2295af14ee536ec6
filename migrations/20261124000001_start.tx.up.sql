CREATE TABLE networks (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    zone TEXT NOT NULL,
    languages JSONB NOT NULL,
    k BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    version BIGINT NOT NULL
);

--bun:split

CREATE TABLE legal_texts (
    network_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    language TEXT NOT NULL,
    body TEXT NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (network_id, kind, language)
);

--bun:split

CREATE TABLE users (
    id TEXT PRIMARY KEY,
    email TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    language TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
);

--bun:split

CREATE TABLE memberships (
    user_id TEXT NOT NULL REFERENCES users(id),
    network_id TEXT NOT NULL REFERENCES networks(id),
    role TEXT NOT NULL,
    company_id TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (user_id, network_id)
);

--bun:split

CREATE TABLE links (
    token_hash TEXT PRIMARY KEY,
    user_id TEXT NOT NULL,
    purpose TEXT NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    used_at TIMESTAMPTZ
);

--bun:split

CREATE TABLE sessions (
    token_hash TEXT PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users(id),
    network_id TEXT NOT NULL REFERENCES networks(id),
    created_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL
);

--bun:split

CREATE TABLE companies (
    id TEXT PRIMARY KEY,
    network_id TEXT NOT NULL REFERENCES networks(id),
    name TEXT NOT NULL,
    short_name TEXT NOT NULL,
    trade TEXT NOT NULL,
    seat TEXT NOT NULL,
    website TEXT NOT NULL,
    note TEXT NOT NULL,
    archived_at TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL,
    version BIGINT NOT NULL,
    UNIQUE (network_id, name)
);

--bun:split

CREATE TABLE teams (
    id TEXT PRIMARY KEY,
    network_id TEXT NOT NULL REFERENCES networks(id),
    company_id TEXT NOT NULL REFERENCES companies(id),
    parent_id TEXT NOT NULL,
    name TEXT NOT NULL,
    version BIGINT NOT NULL,
    UNIQUE (company_id, parent_id, name)
);

--bun:split

CREATE TABLE people (
    id TEXT PRIMARY KEY,
    network_id TEXT NOT NULL REFERENCES networks(id),
    company_id TEXT NOT NULL REFERENCES companies(id),
    team_id TEXT NOT NULL,
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    language TEXT NOT NULL,
    attributes JSONB NOT NULL,
    representative BOOLEAN NOT NULL,
    left_at TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL,
    version BIGINT NOT NULL
);

--bun:split

CREATE TABLE cooperations (
    id TEXT PRIMARY KEY,
    network_id TEXT NOT NULL REFERENCES networks(id),
    name TEXT NOT NULL,
    purpose TEXT NOT NULL,
    started_on TEXT NOT NULL,
    concluded_on TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    version BIGINT NOT NULL,
    UNIQUE (network_id, name)
);

--bun:split

CREATE TABLE members (
    cooperation_id TEXT NOT NULL REFERENCES cooperations(id),
    company_id TEXT NOT NULL REFERENCES companies(id),
    network_id TEXT NOT NULL REFERENCES networks(id),
    joined_on TEXT NOT NULL,
    left_on TEXT NOT NULL,
    PRIMARY KEY (cooperation_id, company_id)
);

--bun:split

CREATE TABLE cycles (
    id TEXT PRIMARY KEY,
    network_id TEXT NOT NULL REFERENCES networks(id),
    cooperation_id TEXT NOT NULL REFERENCES cooperations(id),
    number BIGINT NOT NULL,
    started_on TEXT NOT NULL,
    ended_on TEXT NOT NULL,
    summary TEXT NOT NULL,
    steps JSONB NOT NULL,
    version BIGINT NOT NULL,
    UNIQUE (cooperation_id, number)
);

--bun:split

CREATE TABLE goals (
    id TEXT PRIMARY KEY,
    network_id TEXT NOT NULL REFERENCES networks(id),
    cooperation_id TEXT NOT NULL REFERENCES cooperations(id),
    company_id TEXT NOT NULL,
    parent_id TEXT NOT NULL,
    title TEXT NOT NULL,
    owner TEXT NOT NULL,
    unit TEXT NOT NULL,
    baseline DOUBLE PRECISION NOT NULL,
    target DOUBLE PRECISION NOT NULL,
    starts_on TEXT NOT NULL,
    due_on TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    version BIGINT NOT NULL
);

--bun:split

CREATE TABLE measurements (
    id TEXT PRIMARY KEY,
    network_id TEXT NOT NULL REFERENCES networks(id),
    goal_id TEXT NOT NULL REFERENCES goals(id),
    value DOUBLE PRECISION NOT NULL,
    measured_on TEXT NOT NULL,
    note TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
);

--bun:split

CREATE TABLE milestones (
    id TEXT PRIMARY KEY,
    network_id TEXT NOT NULL REFERENCES networks(id),
    cooperation_id TEXT NOT NULL REFERENCES cooperations(id),
    title TEXT NOT NULL,
    owner TEXT NOT NULL,
    starts_on TEXT NOT NULL,
    due_on TEXT NOT NULL,
    expected_on TEXT NOT NULL,
    reached_on TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    version BIGINT NOT NULL
);

--bun:split

CREATE TABLE entries (
    id TEXT PRIMARY KEY,
    network_id TEXT NOT NULL REFERENCES networks(id),
    cooperation_id TEXT NOT NULL REFERENCES cooperations(id),
    company_id TEXT NOT NULL REFERENCES companies(id),
    period TEXT NOT NULL,
    kind TEXT NOT NULL,
    category TEXT NOT NULL,
    title TEXT NOT NULL,
    planned DOUBLE PRECISION NOT NULL,
    actual DOUBLE PRECISION,
    estimated BOOLEAN NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    version BIGINT NOT NULL
);

--bun:split

CREATE TABLE agreements (
    id TEXT PRIMARY KEY,
    network_id TEXT NOT NULL REFERENCES networks(id),
    cooperation_id TEXT NOT NULL REFERENCES cooperations(id),
    number BIGINT NOT NULL,
    state TEXT NOT NULL,
    clauses JSONB NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    proposed_at TIMESTAMPTZ,
    in_force_on TEXT NOT NULL,
    version BIGINT NOT NULL,
    UNIQUE (cooperation_id, number)
);

--bun:split

CREATE TABLE acceptances (
    agreement_id TEXT NOT NULL REFERENCES agreements(id),
    company_id TEXT NOT NULL REFERENCES companies(id),
    network_id TEXT NOT NULL REFERENCES networks(id),
    user_id TEXT NOT NULL,
    accepted_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (agreement_id, company_id)
);

--bun:split

CREATE TABLE questionnaires (
    id TEXT PRIMARY KEY,
    network_id TEXT NOT NULL,
    key TEXT NOT NULL,
    audience TEXT NOT NULL,
    UNIQUE (network_id, key)
);

--bun:split

CREATE TABLE questionnaire_versions (
    id TEXT PRIMARY KEY,
    questionnaire_id TEXT NOT NULL REFERENCES questionnaires(id),
    number BIGINT NOT NULL,
    content JSONB NOT NULL,
    published_at TIMESTAMPTZ NOT NULL,
    UNIQUE (questionnaire_id, number)
);

--bun:split

CREATE TABLE campaigns (
    id TEXT PRIMARY KEY,
    network_id TEXT NOT NULL REFERENCES networks(id),
    cooperation_id TEXT NOT NULL,
    title JSONB NOT NULL,
    questionnaire_id TEXT NOT NULL REFERENCES questionnaires(id),
    mode TEXT NOT NULL,
    audience JSONB NOT NULL,
    rule JSONB NOT NULL,
    reminders JSONB NOT NULL,
    invitation JSONB NOT NULL,
    split_by TEXT NOT NULL,
    state TEXT NOT NULL,
    tested_at TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL,
    version BIGINT NOT NULL
);

--bun:split

CREATE TABLE waves (
    id TEXT PRIMARY KEY,
    network_id TEXT NOT NULL REFERENCES networks(id),
    campaign_id TEXT NOT NULL REFERENCES campaigns(id),
    number BIGINT NOT NULL,
    version_id TEXT NOT NULL,
    mode TEXT NOT NULL,
    opens_local TEXT NOT NULL,
    closes_local TEXT NOT NULL,
    zone TEXT NOT NULL,
    opens_at TIMESTAMPTZ NOT NULL,
    closes_at TIMESTAMPTZ NOT NULL,
    frozen JSONB NOT NULL,
    public_key TEXT NOT NULL,
    ballot_size BIGINT NOT NULL,
    invited BIGINT NOT NULL,
    opened_at TIMESTAMPTZ,
    closed_at TIMESTAMPTZ,
    tallied_at TIMESTAMPTZ,
    released_at TIMESTAMPTZ,
    keys_destroyed_at TIMESTAMPTZ,
    missed_at TIMESTAMPTZ,
    cancelled_at TIMESTAMPTZ,
    unreadable BIGINT NOT NULL,
    version BIGINT NOT NULL,
    UNIQUE (campaign_id, number)
);

--bun:split

CREATE TABLE invitations (
    id TEXT PRIMARY KEY,
    network_id TEXT NOT NULL REFERENCES networks(id),
    wave_id TEXT NOT NULL REFERENCES waves(id),
    person_id TEXT NOT NULL,
    company_id TEXT NOT NULL,
    team_id TEXT NOT NULL,
    attribute TEXT NOT NULL,
    language TEXT NOT NULL,
    link_hash TEXT NOT NULL UNIQUE,
    participated BOOLEAN NOT NULL,
    revoked BOOLEAN NOT NULL,
    readdressed BOOLEAN NOT NULL,
    UNIQUE (wave_id, person_id)
);

--bun:split

CREATE TABLE drafts (
    invitation_id TEXT PRIMARY KEY REFERENCES invitations(id),
    network_id TEXT NOT NULL,
    wave_id TEXT NOT NULL,
    body TEXT NOT NULL
);

--bun:split

CREATE TABLE ballots (
    invitation_id TEXT PRIMARY KEY REFERENCES invitations(id),
    network_id TEXT NOT NULL,
    wave_id TEXT NOT NULL,
    ciphertext TEXT NOT NULL
);

--bun:split

CREATE TABLE responses (
    id TEXT PRIMARY KEY,
    network_id TEXT NOT NULL REFERENCES networks(id),
    wave_id TEXT NOT NULL REFERENCES waves(id),
    invitation_id TEXT NOT NULL UNIQUE REFERENCES invitations(id),
    company_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    answers JSONB NOT NULL,
    submitted_at TIMESTAMPTZ NOT NULL
);

--bun:split

CREATE TABLE cubes (
    wave_id TEXT PRIMARY KEY REFERENCES waves(id),
    network_id TEXT NOT NULL REFERENCES networks(id),
    body JSONB NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
);

--bun:split

CREATE TABLE acts (
    id TEXT PRIMARY KEY,
    network_id TEXT NOT NULL REFERENCES networks(id),
    campaign_id TEXT NOT NULL,
    wave_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    actor_name TEXT NOT NULL,
    detail JSONB NOT NULL,
    at TIMESTAMPTZ NOT NULL
);

--bun:split

CREATE TABLE effects (
    key TEXT PRIMARY KEY,
    network_id TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
);

--bun:split

CREATE TABLE letters (
    id TEXT PRIMARY KEY,
    network_id TEXT NOT NULL,
    effect_key TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    wave_id TEXT NOT NULL,
    campaign_id TEXT NOT NULL,
    invitation_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    address TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    reason TEXT NOT NULL,
    message_id TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    sent_at TIMESTAMPTZ
);

--bun:split

CREATE TABLE turnouts (
    wave_id TEXT PRIMARY KEY REFERENCES waves(id),
    network_id TEXT NOT NULL,
    companies JSONB NOT NULL,
    total TEXT NOT NULL,
    taken_at TIMESTAMPTZ NOT NULL
);

--bun:split

CREATE INDEX memberships_by_network_id ON memberships (network_id);

--bun:split

CREATE INDEX sessions_by_user_id ON sessions (user_id);

--bun:split

CREATE INDEX teams_by_network_id ON teams (network_id);

--bun:split

CREATE INDEX people_by_network_id_company_id ON people (network_id, company_id);

--bun:split

CREATE INDEX members_by_network_id ON members (network_id);

--bun:split

CREATE INDEX cycles_by_network_id ON cycles (network_id);

--bun:split

CREATE INDEX goals_by_cooperation_id ON goals (cooperation_id);

--bun:split

CREATE INDEX measurements_by_goal_id ON measurements (goal_id);

--bun:split

CREATE INDEX milestones_by_cooperation_id ON milestones (cooperation_id);

--bun:split

CREATE INDEX entries_by_cooperation_id_period ON entries (cooperation_id, period);

--bun:split

CREATE INDEX campaigns_by_network_id ON campaigns (network_id);

--bun:split

CREATE INDEX waves_by_network_id ON waves (network_id);

--bun:split

CREATE INDEX waves_by_opens_at ON waves (opens_at);

--bun:split

CREATE INDEX ballots_by_wave_id ON ballots (wave_id);

--bun:split

CREATE INDEX drafts_by_wave_id ON drafts (wave_id);

--bun:split

CREATE INDEX responses_by_wave_id ON responses (wave_id);

--bun:split

CREATE INDEX acts_by_campaign_id_wave_id ON acts (campaign_id, wave_id);

--bun:split

CREATE INDEX acts_by_wave_id ON acts (wave_id);

--bun:split

CREATE INDEX letters_by_wave_id_state ON letters (wave_id, state);

--bun:split

CREATE INDEX letters_by_state_created_at ON letters (state, created_at);

--bun:split

CREATE INDEX invitations_by_person_id ON invitations (person_id);

--bun:split

CREATE INDEX cubes_by_network_id ON cubes (network_id);
