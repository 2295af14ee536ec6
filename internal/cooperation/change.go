package cooperation

import (
	"slices"
	"strings"
)

// Piece is a run of words of two texts: what both have, what only the old one
// has, what only the new one has.
type Piece struct {
	Text string
	Kind PieceKind
}

// PieceKind tells which of two texts a piece belongs to.
type PieceKind string

// Kinds of pieces.
const (
	Kept    PieceKind = "kept"
	Removed PieceKind = "removed"
	Added   PieceKind = "added"
)

// maxComparison bounds the work of comparing two texts, in pairs of words.
const maxComparison = 4_000_000

// Changes returns what turns the old text into the new one, word by word,
// along a longest common subsequence. Texts too long to compare are replaced
// whole.
func Changes(old, revised string) []Piece {
	a, b := words(old), words(revised)
	if len(a)*len(b) > maxComparison {
		return []Piece{{old, Removed}, {revised, Added}}
	}
	var pieces []Piece
	add := func(kind PieceKind, text string) {
		if last := len(pieces) - 1; last >= 0 && pieces[last].Kind == kind {
			pieces[last].Text += text
			return
		}
		pieces = append(pieces, Piece{text, kind})
	}
	common := lengths(a, b)
	i, j := 0, 0
	for i < len(a) && j < len(b) {
		switch {
		case a[i] == b[j]:
			add(Kept, a[i])
			i, j = i+1, j+1
		case common[i+1][j] >= common[i][j+1]:
			add(Removed, a[i])
			i++
		default:
			add(Added, b[j])
			j++
		}
	}
	for ; i < len(a); i++ {
		add(Removed, a[i])
	}
	for ; j < len(b); j++ {
		add(Added, b[j])
	}
	return pieces
}

// lengths holds the length of the longest common subsequence of a[i:] and b[j:].
func lengths(a, b []string) [][]int {
	table := make([][]int, len(a)+1)
	for i := range table {
		table[i] = make([]int, len(b)+1)
	}
	for i := range slices.Backward(a) {
		for j := range slices.Backward(b) {
			if a[i] == b[j] {
				table[i][j] = table[i+1][j+1] + 1
			} else {
				table[i][j] = max(table[i+1][j], table[i][j+1])
			}
		}
	}
	return table
}

// words splits a text behind its blanks, so that joining the words gives it back.
func words(text string) []string {
	return slices.DeleteFunc(strings.SplitAfter(text, " "), func(word string) bool { return word == "" })
}

// ClauseChange is a clause of a version beside the one of the version before.
type ClauseChange struct {
	Clause
	Before Clause
	Kind   ClauseKind
}

// ClauseKind says what became of a clause.
type ClauseKind string

// What became of a clause from one version to the next.
const (
	ClauseSame    ClauseKind = "same"
	ClauseChanged ClauseKind = "changed"
	ClauseNew     ClauseKind = "new"
	ClauseDropped ClauseKind = "dropped"
)

// CompareClauses sets the clauses of a version beside those of the one before:
// in the new order, then those that were dropped.
func CompareClauses(before, after []Clause) []ClauseChange {
	var changes []ClauseChange
	for _, c := range after {
		i := slices.IndexFunc(before, func(old Clause) bool { return old.Code == c.Code })
		switch {
		case i < 0:
			changes = append(changes, ClauseChange{Clause: c, Kind: ClauseNew})
		case before[i] == c:
			changes = append(changes, ClauseChange{Clause: c, Before: before[i], Kind: ClauseSame})
		default:
			changes = append(changes, ClauseChange{Clause: c, Before: before[i], Kind: ClauseChanged})
		}
	}
	for _, old := range before {
		if !slices.ContainsFunc(after, func(c Clause) bool { return c.Code == old.Code }) {
			changes = append(changes, ClauseChange{Clause: old, Before: old, Kind: ClauseDropped})
		}
	}
	return changes
}
