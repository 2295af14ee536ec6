// Package house owns the rules of the tree that the compiler cannot enforce: which package may import
// which, where SQL may stand, where a context may begin. Its tests read the sources and the import graph;
// the package holds nothing that the product could use.
package house
