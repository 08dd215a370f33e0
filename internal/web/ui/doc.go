// Package ui owns the components that every page is put together from: the
// frame with its bar, menus and foot, and one component for each pattern of
// the design (field, table, badge, state, chart).
//
// It must not know capabilities, rights or addresses beyond those in paths.go:
// pages hand it values that are ready to be shown. Start with page.go and
// layout.templ; the styles are in ../assets/css.
package ui
