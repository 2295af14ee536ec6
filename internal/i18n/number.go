package i18n

import (
	"math"
	"strconv"
	"strings"
)

// Signs of typography: a true minus and the spaces that do not break.
const (
	minus       = "\u2212"
	narrowSpace = "\u202f"
	noBreak     = "\u00a0"
)

// Int writes a whole number with grouped thousands: 12.345 in German.
func (l *Locale) Int(v int64) string { return l.Number(float64(v), 0) }

// Number writes v with the given decimals, half away from zero, with a true
// minus sign.
func (l *Locale) Number(v float64, decimals int) string {
	scale := math.Pow(10, float64(decimals))
	rounded := math.Round(math.Abs(v)*scale) / scale
	whole, fraction, _ := strings.Cut(strconv.FormatFloat(rounded, 'f', decimals, 64), ".")
	group, point := ".", ","
	if l.lang == "en" {
		group, point = ",", "."
	}
	text := grouped(whole, group)
	if fraction != "" {
		text += point + fraction
	}
	if v < 0 && rounded != 0 {
		text = minus + text
	}
	return text
}

// Signed writes v with its sign, also a plus.
func (l *Locale) Signed(v float64, decimals int) string {
	text := l.Number(v, decimals)
	if v > 0 && strings.Trim(text, "0,.") != "" {
		return "+" + text
	}
	return text
}

// Percent writes a share of 1 as per cent: 0.46 is "46 %" in German.
func (l *Locale) Percent(share float64, decimals int) string {
	text := l.Number(share*100, decimals)
	if l.lang == "en" {
		return text + "%"
	}
	return text + narrowSpace + "%"
}

// Money writes whole euros: "1.250 €" in German, "€1,250" in English.
func (l *Locale) Money(euros float64) string {
	if l.lang == "en" {
		text := l.Number(math.Abs(euros), 0)
		if euros < 0 && text != "0" {
			return minus + "€" + text
		}
		return "€" + text
	}
	return l.Number(euros, 0) + noBreak + "€"
}

func grouped(whole, group string) string {
	if len(whole) <= 3 {
		return whole
	}
	head := len(whole) % 3
	parts := []string{}
	if head > 0 {
		parts = append(parts, whole[:head])
	}
	for i := head; i < len(whole); i += 3 {
		parts = append(parts, whole[i:i+3])
	}
	return strings.Join(parts, group)
}
