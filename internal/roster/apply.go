package roster

import "cmp"

// apply puts the row's values into p, which is the known person or a new one.
// An empty cell leaves what is there.
func (j *judge) apply(f *finding, row *Row, p *Person, c cells, known *Person) {
	if known == nil {
		j.warnOfNew(f, p, c)
	} else {
		row.Company = cmp.Or(row.Company, j.companyName(p.CompanyID))
		if known.LeftAt != nil {
			p.LeftAt = nil
			f.changes.Add("", "import.rejoins")
		}
		if c.name != "" && c.name != known.Name {
			p.Name = c.name
			f.changes.Add("name", "import.changes_name", "from", known.Name, "to", c.name)
		}
		row.Name = p.Name
	}
	j.applyLanguage(f, p, c, known)
	row.Language = p.Language
	j.applyRepresentative(f, p, c, known)
	row.Representative = p.Representative
	j.applyAttributes(f, p, c, known)
	row.Attributes = p.Attributes
	j.applyTeam(f, row, p, c, known)
	j.applyGroups(f, row, p, c, known)
}

func (j *judge) companyName(id string) string {
	if c := j.roster.company(id); c != nil {
		return c.Name
	}
	return ""
}

// warnOfNew says what should be looked at before somebody is added.
func (j *judge) warnOfNew(f *finding, p *Person, c cells) {
	if p.Email == "" {
		f.warnings.Add("email", "import.paper")
	} else {
		f.warnings = append(f.warnings, doubts(p.Email)...)
	}
	if c.name != "" && p.CompanyID != "" && j.named[nameKey{p.CompanyID, folded(p.Name)}] {
		f.warnings.Add("name", "import.same_name")
	}
}

func (j *judge) applyLanguage(f *finding, p *Person, c cells, known *Person) {
	if c.language == "" {
		return
	}
	language, ok := languageNamed(c.language)
	switch {
	case !ok:
		f.warnings.Add("language", "import.language_unknown", "text", c.language, "language", p.Language)
	case known != nil && known.Language != language:
		f.changes.Add("language", "import.changes_language")
		p.Language = language
	default:
		p.Language = language
	}
}

func (j *judge) applyRepresentative(f *finding, p *Person, c cells, known *Person) {
	if c.representative != "" {
		yes, ok := yesOrNo(c.representative)
		switch {
		case !ok:
			f.warnings.Add("representative", "import.representative_unknown", "text", c.representative)
		default:
			if known != nil && known.Representative != yes {
				f.changes.Add("representative", "import.changes_representative")
			}
			p.Representative = yes
		}
	}
	if p.Representative && p.Email == "" {
		f.faults.Add("email", "error.person_email_needed")
	}
}

func (j *judge) applyAttributes(f *finding, p *Person, c cells, known *Person) {
	for _, a := range c.attributes {
		if known != nil && known.Attributes[a.name] != a.value {
			f.changes.Add("attributes", "import.changes_attribute", "name", a.name)
		}
		p.Attributes[a.name] = a.value
	}
	if len(p.Attributes) > maxAttributes {
		f.faults.Add("attributes", "error.person_attributes", "max", maxAttributes)
	}
}

func (j *judge) applyTeam(f *finding, row *Row, p *Person, c cells, known *Person) {
	if len(c.team) == 0 || p.CompanyID == "" {
		return
	}
	row.plan.team = c.team
	id, exists := j.teams.find(p.CompanyID, c.team)
	if !exists {
		j.tellOnce(f, j.anyTeams[p.CompanyID], p.CompanyID+"\x00"+folded(row.Team), "team", "import.new_team", "team", row.Team)
	}
	if known != nil && (!exists || known.TeamID != id) {
		f.changes.Add("team", "import.changes_team", "team", row.Team)
	}
}

func (j *judge) applyGroups(f *finding, row *Row, p *Person, c cells, known *Person) {
	for _, name := range c.groups {
		id, exists := j.groups[folded(name)]
		if !exists {
			j.tellOnce(f, len(j.groups) > 0, "\x00"+folded(name), "group", "import.new_group", "group", name)
		}
		if known != nil && exists && j.members[GroupMember{GroupID: id, PersonID: p.ID}] {
			continue
		}
		if known != nil {
			f.changes.Add("group", "import.changes_group", "group", name)
		}
		row.plan.groups = append(row.plan.groups, name)
	}
}

// tellOnce warns of a new team or group at the first row that names it, and
// only where there are others: it may be one of them, misspelt.
func (j *judge) tellOnce(f *finding, others bool, key, field, message string, args ...any) {
	if others && !j.told[key] {
		f.warnings.Add(field, message, args...)
	}
	j.told[key] = true
}
