package roster

import (
	"strings"
	"unicode"
)

// headings holds, for each meaning, how people name the column: letters and
// digits only, lower case, separated by blanks.
var headings = readHeadings(map[Column]string{
	ColumnName: `name namen vollername vollständigername vornamename namevorname vornamenachname nachnamevorname vorundnachname
		vorundzuname fullname completename displayname anzeigename person mitarbeiter mitarbeiterin mitarbeiterinnen mitarbeitende
		mitarbeitername beschäftigte beschäftigter teilnehmer teilnehmerin teilnehmende employee employeename participant`,
	ColumnFirstName: `vorname vornamen rufname firstname firstnames givenname forename`,
	ColumnLastName:  `nachname nachnamen familienname zuname lastname surname familyname`,
	ColumnEmail: `email emails mail emailadresse emailadressen mailadresse adresseemail emailaddress mailaddress emailid
		dienstlicheemail dienstlicheemailadresse geschäftlicheemail geschäftlicheemailadresse emaildienstlich emailgeschäftlich
		emailarbeit emailfirma primaryemail workemail businessemail companyemail smtp smtpadresse elektronischepost`,
	ColumnCompany: `firma firmenname unternehmen unternehmensname partnerunternehmen mitgliedsunternehmen betrieb company
		companyname organisation organization arbeitgeber employer gesellschaft`,
	ColumnTeam: `team teams teamname abteilung abteilungen abteilungsname abt bereich organisationseinheit orgeinheit department
		departmentname dept division unit orgunit organizationalunit organisationalunit`,
	ColumnLanguage: `sprache sprachen mailsprache korrespondenzsprache bevorzugtesprache language languages lang locale
		preferredlanguage`,
	ColumnRepresentative: `vertretung unternehmensvertretung vertreter vertreterin vertretende ansprechpartner ansprechpartnerin
		ansprechperson representative representatives companyrepresentative isrepresentative`,
	ColumnGroup: `gruppe gruppen gruppenname projektgruppe projektgruppen projektteam arbeitsgruppe arbeitsgruppen group groups
		groupname projectgroup projectgroups projectteam workinggroup`,
})

func readHeadings(lists map[Column]string) map[string]Column {
	meanings := map[string]Column{}
	for column, list := range lists {
		for word := range strings.FieldsSeq(list) {
			meanings[word] = column
		}
	}
	return meanings
}

// headingMeans returns the meaning of a heading, whatever its case, blanks and
// hyphens; what stands in brackets behind it does not count. "Attribut: X"
// names the attribute X.
func headingMeans(heading string) Column {
	if c, ok := headings[squeezed(heading)]; ok {
		return c
	}
	if before, _, ok := strings.Cut(heading, "("); ok {
		if c, ok := headings[squeezed(before)]; ok {
			return c
		}
	}
	if kind, name, ok := strings.Cut(heading, ":"); ok && oneLine(name) != "" {
		switch squeezed(kind) {
		case "attribut", "attribute", "merkmal":
			return AttributeColumn(name)
		}
	}
	return ColumnIgnore
}

// squeezed keeps the letters and digits of a text, in lower case.
func squeezed(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, text)
}

// oneLine is a cell's text without what cannot be seen: line breaks, tabs and
// rows of blanks become one blank, and characters without width are dropped.
func oneLine(text string) string {
	if isPlain(text) {
		return strings.TrimSpace(text)
	}
	visible := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, text)
	return strings.Join(strings.Fields(visible), " ")
}

// isPlain spares most cells the copying of oneLine.
func isPlain(text string) bool {
	for i := range len(text) {
		if c := text[i]; c < ' ' || c >= 0x7f || c == ' ' && i+1 < len(text) && text[i+1] == ' ' {
			return false
		}
	}
	return true
}

// folded is the spelling under which names are compared.
func folded(text string) string { return strings.ToLower(oneLine(text)) }
