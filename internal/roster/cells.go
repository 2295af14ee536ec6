package roster

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"kreislauf/internal/account"
	"kreislauf/internal/fault"
)

// cells are the values of one record by their meaning, cleaned of blanks and
// invisible characters.
type cells struct {
	name, email, company, language, representative string
	team, groups                                   []string
	attributes                                     []attribute
	empty                                          bool // nothing in any column that has a meaning
	headings                                       bool // nothing but headings, two at least
	surplus                                        bool // text in columns that the list does not have
	failed                                         bool // a formula without a result
	hidden                                         bool
}

type attribute struct{ name, value string }

func readCells(m Mapping, record Record) cells {
	c := cells{hidden: record.Hidden}
	var first, last string
	filled, headings := 0, 0
	for i, raw := range record.Cells {
		text := oneLine(raw)
		if text == "" {
			continue
		}
		if i >= len(m.Columns) {
			c.surplus = true
			continue
		}
		column := m.Columns[i]
		if column == ColumnIgnore || column == "" {
			continue
		}
		if headings == filled && headingMeans(text) == column {
			headings++
		}
		filled++
		c.failed = c.failed || isFormulaError(text)
		switch column {
		case ColumnName:
			c.name = text
		case ColumnFirstName:
			first = text
		case ColumnLastName:
			last = text
		case ColumnEmail:
			c.email = strings.TrimSpace(raw)
		default:
			c.read(column, text)
		}
	}
	if c.name == "" {
		c.name = strings.TrimSpace(first + " " + last)
	}
	c.empty, c.headings = filled == 0, headings == filled && headings > 1
	return c
}

// isFormulaError recognises what spreadsheets show instead of a result.
func isFormulaError(text string) bool {
	switch text {
	case "#N/A", "#NV", "#REF!", "#BEZUG!", "#NAME?", "#VALUE!", "#WERT!", "#DIV/0!", "#NULL!", "#NUM!", "#ZAHL!", "#CALC!", "#KALK!":
		return true
	}
	return false
}

func (c *cells) read(column Column, text string) {
	switch column {
	case ColumnCompany:
		c.company = text
	case ColumnTeam:
		c.team = teamPath(text)
	case ColumnLanguage:
		c.language = text
	case ColumnRepresentative:
		c.representative = text
	case ColumnGroup:
		for name := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ';' || r == '|' }) {
			if name = strings.TrimSpace(name); name != "" && !slices.ContainsFunc(c.groups, func(g string) bool { return folded(g) == folded(name) }) {
				c.groups = append(c.groups, name)
			}
		}
	default:
		if name, ok := column.Attribute(); ok {
			c.attributes = append(c.attributes, attribute{name, text})
		}
	}
}

// check reports texts that cannot be kept.
func (c cells) check() fault.Errors {
	var errs fault.Errors
	if c.failed {
		errs.Add("", "import.formula")
	}
	for _, part := range c.team {
		checkCell(&errs, "team", part)
	}
	for _, name := range c.groups {
		checkCell(&errs, "group", name)
	}
	for _, a := range c.attributes {
		checkCell(&errs, "attributes", a.name)
		checkCell(&errs, "attributes", a.value)
	}
	return errs
}

func checkCell(errs *fault.Errors, field, text string) {
	switch {
	case !utf8.ValidString(text) || strings.ContainsFunc(text, unicode.IsControl):
		errs.Add(field, "import.unreadable", "text", text)
	case utf8.RuneCountInString(text) > MaxName:
		errs.Add(field, "import.text_long", "max", MaxName, "text", string([]rune(text)[:20])+"…")
	}
}

// teamPath parts "Werk Nord / Montage" or "Werk Nord > Montage". A slash
// without blanks belongs to a name.
func teamPath(text string) []string {
	var path []string
	for _, part := range strings.Split(strings.ReplaceAll(text, ">", " / "), " / ") {
		if part = oneLine(part); part != "" {
			path = append(path, part)
		}
	}
	return path
}

// languageNamed reads a language by code or name.
func languageNamed(text string) (language string, ok bool) {
	code, _, _ := strings.Cut(strings.ReplaceAll(folded(text), "_", "-"), "-")
	switch code {
	case "de", "deu", "ger", "deutsch", "german":
		return "de", true
	case "en", "eng", "englisch", "english":
		return "en", true
	}
	return "", false
}

func yesOrNo(text string) (yes, ok bool) {
	switch folded(text) {
	case "ja", "j", "yes", "y", "x", "1", "true", "wahr", "✓", "✔":
		return true, true
	case "nein", "n", "no", "0", "false", "falsch", "-", "–":
		return false, true
	}
	return false, false
}

// sharedMailboxes are names before the @ behind which nobody in particular
// reads.
const sharedMailboxes = ` info kontakt contact office buero post mail email service support team hello hallo admin administrator
 webmaster postmaster hostmaster noreply no-reply donotreply do-not-reply empfang zentrale verwaltung sekretariat personal hr
 vertrieb verkauf einkauf sales marketing presse jobs bewerbung karriere buchhaltung rechnung rechnungen invoice newsletter
 datenschutz abuse geschaeftsfuehrung werkstatt lager produktion `

// misspeltDomains are slips of the keyboard in well-known domains.
var misspeltDomains = map[string]string{
	"gmial.com": "gmail.com", "gmai.com": "gmail.com", "gmal.com": "gmail.com", "gamil.com": "gmail.com", "gmail.co": "gmail.com",
	"gmail.con": "gmail.com", "gmail.cm": "gmail.com", "gmaill.com": "gmail.com", "gnail.com": "gmail.com", "gmail.de": "gmail.com",
	"gogglemail.com": "googlemail.com", "googelmail.com": "googlemail.com", "googlemail.de": "googlemail.com",
	"hotmial.com": "hotmail.com", "hotmal.com": "hotmail.com", "hotmai.com": "hotmail.com", "hotmail.con": "hotmail.com",
	"outlok.com": "outlook.com", "outllok.com": "outlook.com", "outloook.com": "outlook.com", "outlook.con": "outlook.com",
	"outlok.de": "outlook.de", "yaho.com": "yahoo.com", "yahooo.com": "yahoo.com", "yahoo.con": "yahoo.com", "yaho.de": "yahoo.de",
	"gmx.ed": "gmx.de", "gmx.dee": "gmx.de", "gmx.den": "gmx.de", "gnx.de": "gmx.de", "gmx.nett": "gmx.net", "gxm.de": "gmx.de",
	"web.ed": "web.de", "wbe.de": "web.de", "we.de": "web.de", "webb.de": "web.de", "freent.de": "freenet.de",
	"t-onlin.de": "t-online.de", "tonline.de": "t-online.de", "t-online.ed": "t-online.de", "t-onine.de": "t-online.de",
	"iclod.com": "icloud.com", "icloud.con": "icloud.com", "posteo.ed": "posteo.de",
}

// misspeltEndings are no top-level domains, but look like one.
var misspeltEndings = map[string]string{"con": "com", "cmo": "com", "comm": "com", "ocm": "com", "ed": "de", "dee": "de", "nte": "net", "ogr": "org"}

// doubts says why an address that can be written to may not be meant.
func doubts(email string) fault.Errors {
	var errs fault.Errors
	local, domain, _ := strings.Cut(email, "@")
	if strings.IndexByte("='+-#*", local[0]) >= 0 {
		errs.Add("email", "import.odd_beginning")
	}
	if base, _, _ := strings.Cut(local, "+"); strings.Contains(sharedMailboxes, " "+base+" ") {
		errs.Add("email", "import.shared_mailbox")
	}
	stem, ending := domain[:strings.LastIndexByte(domain, '.')+1], domain[strings.LastIndexByte(domain, '.')+1:]
	if meant, ok := misspeltDomains[domain]; ok {
		errs.Add("email", "import.misspelt", "domain", meant)
	} else if meant, ok := misspeltEndings[ending]; ok {
		errs.Add("email", "import.misspelt", "domain", stem+meant)
	}
	if account.MixesAlphabets(domain) {
		errs.Add("email", "import.lookalike")
	}
	return errs
}
