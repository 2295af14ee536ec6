package chart

import "testing"

func TestNamesOfCompaniesThatLieCloseDoNotCoverEachOther(t *testing.T) {
	t.Parallel()
	points := []point{
		{Name: "Weber Logistik", Value: []float64{26, 32}, Status: "pos", Label: &textLabel{}},
		{Name: "Sauer IT (geschätzt)", Value: []float64{32, 34}, Status: "pos", Label: &textLabel{}},
		{Name: "Holz und Brandt", Value: []float64{35, 35}, Status: "pos", Label: &textLabel{}},
		{Name: "PrintWerk Dortmund", Value: []float64{42, 21}, Status: "neg", Label: &textLabel{}},
		{Name: "Am Rand", Value: []float64{1, 2}, Status: "pos", Label: &textLabel{}},
	}
	placeLabels(points, 60)
	var areas []rect
	for _, p := range points {
		value, _ := p.Value.([]float64)
		area := labelRect(p.Label.Position, p.Label.Distance+markRadius, value[0]/60*plotWidth, value[1]/60*plotHeight, p.Name)
		if !isFree(area, areas, -1) || area.left < 0 {
			t.Errorf("the name of %s at the %s is covered or cut", p.Name, p.Label.Position)
		}
		areas = append(areas, area)
	}
	if points[3].Label.Position != "bottom" {
		t.Errorf("the loser's name stands at the %s", points[3].Label.Position)
	}
}
