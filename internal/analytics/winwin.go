package analytics

import (
	"math"
	"slices"
	"strconv"

	"kreislauf/internal/survey"
)

// Rating is what one company's representatives answer about the cooperation,
// on the questionnaire's scale.
type Rating struct {
	CompanyID string
	Value     float64
}

// WinWin is an explainable win-win: three numbers that are never merged into
// one. They come from attributed ratings only.
type WinWin struct {
	Level   float64  // mean of the companies
	Balance float64  // mean distance of a company from the level; 0: all equal
	Floor   float64  // lowest rating
	Lowest  []string // companies at the floor
	N       int      // companies that rated
}

// WinWinOf returns the win-win of one rating per company, unrounded. It is
// false without any rating. Balance is the mean absolute deviation from the
// mean: unlike a standard deviation it reads in points of the scale.
func WinWinOf(ratings []Rating) (WinWin, bool) {
	if len(ratings) == 0 {
		return WinWin{}, false
	}
	w := WinWin{N: len(ratings), Floor: math.Inf(1)}
	for _, r := range ratings {
		w.Level += r.Value / float64(len(ratings))
		w.Floor = min(w.Floor, r.Value)
	}
	for _, r := range ratings {
		w.Balance += math.Abs(r.Value-w.Level) / float64(len(ratings))
		if r.Value == w.Floor {
			w.Lowest = append(w.Lowest, r.CompanyID)
		}
	}
	return w, true
}

// RatingOf returns a company's rating on some scale questions: the mean over
// its representatives of each one's mean answer, reversed questions turned.
// It is false when none of them answered any of the questions.
func RatingOf(c survey.Content, codes []string, company string, answers ...survey.Answers) (Rating, bool) {
	people, total := 0, 0.0
	for _, a := range answers {
		if mean, ok := meanAnswer(c, codes, a); ok {
			people++
			total += mean
		}
	}
	if people == 0 {
		return Rating{}, false
	}
	return Rating{CompanyID: company, Value: total / float64(people)}, true
}

func meanAnswer(c survey.Content, codes []string, a survey.Answers) (float64, bool) {
	n, total := 0, 0
	for _, q := range c.Questions() {
		scale, ok := c.Scale(q.Scale)
		if !ok || !slices.Contains(codes, q.Code) {
			continue
		}
		value, err := strconv.Atoi(a[q.Code])
		if err != nil || value < scale.Min || value > scale.Max {
			continue
		}
		if q.Reverse {
			value = scale.Min + scale.Max - value
		}
		n++
		total += value
	}
	if n == 0 {
		return 0, false
	}
	return float64(total) / float64(n), true
}
