// The cells of the sheet: what stands in their forms, what state they show,
// and how the server's answer is put into the page.
import { say } from '../say.js'

const texts = () => document.getElementById('sheet-texts')

export function text(name, fill = {}) {
  let sentence = texts()?.dataset[name] ?? ''
  for (const [key, value] of Object.entries(fill)) sentence = sentence.replace(`[${key}]`, () => value)
  return sentence
}

// bodyOf writes a form as it is sent, without what is decided while sending.
export function bodyOf(form) {
  const data = new FormData(form)
  for (const name of ['version', '_key', 'back']) data.delete(name)
  return new URLSearchParams(data).toString()
}

const before = new WeakMap() // the mark that a form had before somebody typed into it
const clean = new WeakMap() // what stood in each form when it was drawn or last saved

export function remember(form) {
  clean.set(form, bodyOf(form))
  before.delete(form)
}

export const remembered = (form) => clean.has(form)
export const dirty = (form) => clean.has(form) && clean.get(form) !== bodyOf(form)

// busy tells whether somebody is in a place or has left something unsaved there.
export function busy(place) {
  return place.contains(document.activeElement) || [...place.querySelectorAll('form')].some(dirty)
}

// saidOf says what stands in a form in words, for people.
export function saidOf(form) {
  const words = []
  for (const field of form.elements) {
    if (field.type === 'radio' || field.type === 'checkbox') {
      if (field.checked) words.push(field.parentElement.textContent.trim())
    } else if (field.tagName === 'SELECT') {
      words.push(field.selectedOptions[0]?.textContent ?? '')
    } else if (field.type !== 'hidden' && field.value !== undefined && field.type !== 'submit' && field.tagName !== 'FIELDSET') {
      words.push(field.value)
    }
  }
  return words.filter(Boolean).join(' / ')
}

// fill puts a kept body back into a form.
export function fill(form, body) {
  const values = new URLSearchParams(body)
  for (const field of form.elements) {
    if (!field.name || field.type === 'hidden') continue
    if (field.type === 'radio' || field.type === 'checkbox') field.checked = values.getAll(field.name).includes(field.value)
    else if (values.has(field.name)) field.value = values.get(field.name)
  }
  const percent = values.get('percent') // of a page that had a box of its own for it
  if (percent && form.elements.a && !form.elements.percent) form.elements.a.value = percent.replace(/%?$/, '%')
}

export function formOf(leaf, part) {
  const kind = part === 'note' ? 'note' : 'cell'
  return document.querySelector(`form[data-${kind}="${CSS.escape(leaf)}"]`)
}

export function partOf(form) {
  return form.dataset.note ? 'note' : 'answer'
}

export function leafOf(form) {
  return form.dataset.cell ?? form.dataset.note
}

// noteState is where the state of a note is shown: its own place, or the panel's.
const noteState = (leaf) => document.querySelector(`[data-note-state="${CSS.escape(leaf)}"]`) ?? document.querySelector('[data-note-state=""]')

// show puts a state into a cell and says it to those who do not see it.
export function show(leaf, part, state, sentence) {
  const template = texts()?.querySelector(`[data-state="${state}"]`)
  const place = part === 'note' ? noteState(leaf) : document.getElementById(`pt-${leaf}`)
  if (place && template) {
    const mark = template.content.firstElementChild.cloneNode(true)
    if (part === 'note') {
      delete place.dataset.typing
      if (formOf(leaf, 'note')) place.replaceChildren(...mark.childNodes), (place.className = mark.className)
    } else {
      place.querySelector('.st')?.remove()
      place.append(mark)
    }
  }
  if (sentence) say(sentence)
}

// unsaved marks a form in which something else stands than was saved, and gives
// it its mark back when that is no longer so.
export function unsaved(form) {
  const [leaf, part] = [leafOf(form), partOf(form)]
  const place = part === 'note' ? noteState(leaf) : document.getElementById(`pt-${leaf}`)
  const mark = part === 'note' ? place : place?.querySelector('.st')
  if (dirty(form)) {
    if (mark?.dataset.typing) return
    if (!before.has(form)) before.set(form, mark?.cloneNode(true))
    show(leaf, part, 'typing')
    const now = part === 'note' ? place : place?.querySelector('.st')
    if (now) now.dataset.typing = 'yes'
  } else if (before.has(form)) {
    const old = before.get(form)
    before.delete(form)
    old ? mark?.replaceWith(old) : mark?.remove()
  }
}

// explain says under the title of a leaf, or under its note, why what stands
// there was refused, and offers to give it up.
export function explain(leaf, sentence, part = 'answer') {
  const place = part === 'note' ? formOf(leaf, 'note') : document.getElementById(`rule-${leaf}`)
  if (!place) return
  const had = place.querySelectorAll('.st.bad:not([data-note-state])')
  if (sentence && had.length === 1 && had[0].dataset.why === sentence) return
  for (const mark of had) mark.remove()
  if (!sentence) return
  const mark = document.createElement('span')
  mark.className = 'st bad'
  mark.dataset.why = sentence
  mark.id = part === 'note' ? `loi-note-${leaf}` : `loi-${leaf}`
  const discard = document.createElement('button')
  Object.assign(discard, { type: 'button', className: 'link', textContent: text('discard') })
  Object.assign(discard.dataset, { discard: leaf, part })
  mark.append(sentence, ' ', discard)
  if (part === 'note') place.querySelector('textarea').after(mark)
  else place.prepend(mark)
}

function parse(html) {
  const all = document.createElement('template')
  all.innerHTML = html
  return all.content
}

// facts reads what an answer says of its leaf.
export function facts(html) {
  const row = parse(html).querySelector('[data-row]')
  return { version: row?.dataset.version, conflict: 'conflict' in (row?.dataset ?? {}), error: row?.dataset.error }
}

// choiceOf takes from an answer what it draws in a place.
export function choiceOf(html, place) {
  return parse(html).querySelector(`[data-part="${CSS.escape(place)}"]`).content.cloneNode(true)
}

// apply puts an answer into the page. keep tells whether a form must not be
// touched, because something newer stands in it; such a form also keeps the
// version that it was drawn with, unless this page itself has saved over it:
// then from is the version that it saved over.
export function apply(html, keep, from) {
  for (const part of parse(html).querySelectorAll('template')) {
    const { row, part: name, bar } = part.dataset
    if (row) applyRow(part.dataset, from)
    else if (bar) applyBar(bar, part.dataset)
    else applyPart(name, part, keep)
  }
}

function applyRow({ row, class: className, version }, from) {
  const tr = document.getElementById(`m-${row}`)
  if (tr) tr.className = className || (tr.classList.contains('sel') ? 'sel' : '')
  const act = document.getElementById('sheet')?.dataset.act ?? ''
  const forms = `form[action$="/leaves/${CSS.escape(row)}${act}"] [name="version"], form[data-of="${CSS.escape(row)}"] [name="version"]`
  for (const field of document.querySelectorAll(forms)) {
    if (field.value === from) field.value = version
  }
}

function applyBar(id, { value, label }) {
  const bar = document.getElementById(id)
  if (!bar) return
  bar.value = Number(value)
  bar.setAttribute('aria-label', label)
}

function applyPart(id, part, keep) {
  const place = document.getElementById(id)
  if (!place || keep(id, place, part)) return
  place.replaceChildren(part.content.cloneNode(true))
}
