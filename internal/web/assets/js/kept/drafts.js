// What is typed into forms and not yet acknowledged by the server, as the
// browser keeps it: for one person, and shown to nobody else.
//
//   keep:PERSON:PAGE:FORM → {form, fields, version, key, sent, at, tab, path, title}
//
// form: the address that it goes to, and its name where several go there.
// version, key: of the form when this was typed, so that the server sees what
// it was typed over, and what it has had already.
// sent: it was sent at least once, so that the server may know it.
import { entries, page, store } from './pages.js'

export const person = document.body.dataset.person ?? ''
const memory = new Map() // for browsers that keep nothing

export const idOf = (form) => `${new URL(form.action, location).pathname}#${form.dataset.keep}`
const nameOf = (id, tab = page) => `keep:${person}:${tab}:${id}`

// typedIn lists what stands in a form and can be typed or chosen. What is marked
// data-unkept is chosen anew on each page and is not kept.
export function typedIn(form) {
  return [...form.elements].filter(isTyped).map((field) => [field.name, field.value])
}

function isTyped(field) {
  return isKept(field) && !field.disabled && (!['radio', 'checkbox'].includes(field.type) || field.checked)
}

function isKept(field) {
  return field.name && field.dataset.unkept === undefined && !['hidden', 'password', 'file', 'submit', 'button', 'fieldset'].includes(field.type)
}

export const same = (a, b) => JSON.stringify(a) === JSON.stringify(b)

// fill puts kept fields back into a form.
export function fill(form, fields) {
  const left = fields.map(([name, value]) => ({ name, value }))
  for (const field of form.elements) {
    if (!isKept(field)) continue
    const at = left.findIndex((one) => one.name === field.name && (!['radio', 'checkbox'].includes(field.type) || one.value === field.value))
    if (['radio', 'checkbox'].includes(field.type)) field.checked = at >= 0
    else if (at >= 0) field.value = left[at].value
    if (at >= 0) left.splice(at, 1)
  }
}

// put keeps a draft; false means that this browser keeps nothing.
export function put(draft) {
  const name = nameOf(draft.form)
  const mine = { ...draft, tab: page }
  if (store.set(name, JSON.stringify(mine))) return memory.delete(name), true
  memory.set(name, mine)
  return false
}

export function drop({ form, tab }) {
  memory.delete(nameOf(form, tab))
  store.drop(nameOf(form, tab))
}

// all lists the drafts of this person, the newest first.
export function all() {
  if (!person) return []
  const stored = entries(`keep:${person}:`).filter((one) => !memory.has(nameOf(one.form, one.tab)))
  return [...stored, ...memory.values()].sort((a, b) => b.at - a.at)
}

// sheets counts what waits in the sheets of this person, by the page of each; a
// text that two pages hold counts once.
export function sheets(tabs) {
  const texts = new Map()
  for (const { tab, path, leaf, part, body } of entries(`outbox:${person}:`)) {
    if (!tabs || tabs.includes(tab)) texts.set(path, (texts.get(path) ?? new Set()).add(`${leaf} ${part} ${body}`))
  }
  return [...texts].map(([path, all]) => [path, all.size])
}

// clear removes everything that this browser holds of the person, for good: the
// page, which is about to go, keeps nothing more.
export function clear() {
  document.documentElement.dataset.cleared = ''
  for (const key of store.keys()) if (key.startsWith(`keep:${person}:`) || key.startsWith(`outbox:${person}:`) || key.startsWith(`file:${person}:`)) store.drop(key)
}

export function owners() {
  return [...all(), ...entries(`outbox:${person}:`)].map((one) => one.tab)
}
