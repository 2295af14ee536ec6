package main

import (
	"fmt"
	"testing"

	"kreislauf/internal/account"
	"kreislauf/internal/cooperation"
	"kreislauf/internal/roster"
)

// importedMany is how many rows the imported lists have.
const importedMany = 50_000

// BenchmarkImportOfFiftyThousand measures the import of a list of new people,
// of the same list once more, and of one in which everybody has changed.
func BenchmarkImportOfFiftyThousand(b *testing.B) {
	for _, database := range loadDatabases {
		b.Run(database.name, func(b *testing.B) {
			s := quietSite(b, database.address(b))
			manager := s.manager(b)
			company, err := s.cooperation.CreateCompany(b.Context(), manager, cooperation.CompanyForm{Name: "Möhnetal Werke GmbH"})
			check(b, err)
			for _, list := range []struct {
				name, language string
				verdict        roster.Verdict
			}{{"new", "de", roster.RowAccept}, {"unchanged", "de", roster.RowSkip}, {"changed", "en", roster.RowUpdate}} {
				figures := s.measureWriter(b, func() error { return s.importMany(b, manager, company.ID, list.language, list.verdict) })
				b.Run(list.name, figures.report)
			}
		})
	}
}

// importMany imports the list with everybody's language and wants one verdict
// on all rows.
func (s *loadSite) importMany(b *testing.B, manager account.Viewer, company, language string, want roster.Verdict) error {
	judged, err := s.roster.Import(b.Context(), manager, roster.ImportInput{
		CompanyID: company,
		Mapping: roster.Mapping{Columns: []roster.Column{
			roster.ColumnName, roster.ColumnEmail, roster.ColumnTeam, roster.ColumnLanguage, roster.AttributeColumn("Standort"),
		}},
		Records: func(yield func(roster.Record, error) bool) {
			for i := range importedMany {
				cells := []string{fmt.Sprint("Person ", i), fmt.Sprintf("p%d@moehnetal.example", i), fmt.Sprint("Halle ", i%50), language, fmt.Sprint("Werk ", i%7)}
				if !yield(roster.Record{Number: i + 2, Cells: cells}, nil) {
					return
				}
			}
		},
	})
	if n := judged.Count(want); err == nil && n != importedMany {
		return fmt.Errorf("%d rows have the verdict %s, want %d", n, want, importedMany)
	}
	return err
}
