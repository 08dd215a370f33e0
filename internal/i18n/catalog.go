package i18n

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"strings"
)

// Lang is a language that the program speaks.
type Lang string

// The languages. Vietnamese is the first and the default.
const (
	Vi Lang = "vi"
	En Lang = "en"
)

// Langs lists the languages in the order in which they are offered.
func Langs() []Lang { return []Lang{Vi, En} }

// ParseLang reads a language tag; what is not known gives false.
func ParseLang(s string) (Lang, bool) {
	for _, lang := range Langs() {
		if s == string(lang) {
			return lang, true
		}
	}
	return Vi, false
}

//go:embed catalog
var files embed.FS

// catalog holds the messages of each language by key.
var catalog = map[Lang]map[string]message{Vi: load(Vi), En: load(En)}

// message is a text cut at its placeholders: parts at odd places are names.
type message []string

// parse cuts "a {b} c" into "a ", "b", " c".
func parse(text string) message {
	var m message
	for {
		before, rest, open := strings.Cut(text, "{")
		name, after, closed := strings.Cut(rest, "}")
		if !open || !closed {
			return append(m, text)
		}
		m = append(m, before, name)
		text = after
	}
}

// load reads every file of a language. A broken catalogue is a broken program,
// so load panics.
func load(lang Lang) map[string]message {
	messages := map[string]message{}
	for name, texts := range readFiles(lang) {
		for key, text := range texts {
			if _, twice := messages[key]; twice {
				panic(fmt.Sprintf("i18n: %s/%s says %s again", lang, name, key))
			}
			messages[key] = parse(text)
		}
	}
	return messages
}

// readFiles returns the texts of a language by file name.
func readFiles(lang Lang) map[string]map[string]string {
	names, err := fs.Glob(files, path.Join("catalog", string(lang), "*.json"))
	if err != nil {
		panic("i18n: " + err.Error())
	}
	all := map[string]map[string]string{}
	for _, name := range names {
		raw, err := files.ReadFile(name)
		if err != nil {
			panic("i18n: " + err.Error())
		}
		var texts map[string]string
		if err := json.Unmarshal(raw, &texts); err != nil {
			panic("i18n: " + name + ": " + err.Error())
		}
		all[path.Base(name)] = texts
	}
	return all
}
