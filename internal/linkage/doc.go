// Package linkage owns the proof of the sealed ballot box: its tests let 300
// people answer through the product and then play the attacker who holds the
// database, its files, its write-ahead log, its backups and the server's log,
// but not the key store. It holds nothing that the product could use.
//
// The attacker is stronger than a real one. He knows the roster, who took part
// and in which order, and he is handed the 300 answer sets, only without the
// names. A method links a person when it names that person's answer set. Blind
// guessing links one of 300 on average and six or more in 6 of 10,000 runs;
// Kendall's tau of two unrelated orders of 300 exceeds 0.13 in 8 of 10,000.
// Those are the bounds, and a method fails when it exceeds one in two of three
// fresh runs, and then in two of three more: of ninety methods one gets as far
// as the second three by chance in some of 1,000 tests, and does not pass them
// in one of a million. The same methods link everybody in two plain tables,
// which shows that they can.
//
// What no such test can show, and the tests here do not claim:
//
//   - Whoever controls the running server during the window, or takes the key
//     store in that time, can link. So can a key store's snapshot together with
//     a database's copy of the window, for as long as both exist.
//   - Methods that nobody thought of. The tests cover keys, physical order,
//     transaction numbers, times, byte offsets, lengths, equality and text in
//     the clear; traffic on the network, memory, swap and the disk below the
//     file system are out of their sight.
//   - What published cells tell. With all people in one block they tell
//     little; disclosure control has its own tests.
//   - PostgreSQL keeps dropped ballots in dead rows, write-ahead log and
//     archives until it reuses them. They stay sealed, and their key is gone;
//     that the bytes are gone is shown for SQLite only, for the files as the
//     operating system reads them.
//   - That HPKE cannot be broken: its sealed texts are taken for random, and
//     the tests find only mistakes in its use (repetition, length, order).
package linkage
