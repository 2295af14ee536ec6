// Package analytics owns every number that leaves a wave: the partition into
// blocks, the tally, the published cells and the one gate in front of them,
// and the calculations on ratings, ledgers and goals. It refuses to keep,
// list or write answers: ballots pass through the tally and are forgotten.
package analytics
