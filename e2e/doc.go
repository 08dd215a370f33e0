// Package e2e tests the whole program from outside: the built binary, its
// command line, a real browser, real clients, and `kill -9`. It has only tests.
//
// Start with journey_test.go, the way of one round from criteria to the public
// page; program.go of the tests starts and stops the binary.
package e2e
