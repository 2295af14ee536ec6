package gallery

// agreement is the scale of the matrix with its long and short words.
var agreement = []struct{ value, long, short string }{
	{"5", "Stimme voll zu", "voll zu"}, {"4", "Stimme eher zu", "eher zu"}, {"3", "Teils / teils", "teils / teils"},
	{"2", "Stimme eher nicht zu", "eher nicht zu"}, {"1", "Stimme gar nicht zu", "gar nicht zu"},
	{"na", "Kann ich nicht beurteilen", "Kann ich nicht beurteilen"},
}

// statements are the rows of the matrix.
var statements = []struct{ id, text, chosen string }{
	{"stimme", "In unseren Treffen kommen alle Unternehmen zu Wort.", "4"},
	{"offen", "Auch Unangenehmes kann ich offen ansprechen.", "na"},
}
