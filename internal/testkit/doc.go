// Package testkit holds what tests share: databases on both engines, a clock
// that tests move, and golden files. Only tests import it.
package testkit
