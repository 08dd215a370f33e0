// Takes what is selected on a page over into the fields of a citation: the page
// and the passage. The words of the button say so; without scripts one types.
import { say } from '../say.js'

const oneLine = (text) => text.normalize('NFC').replace(/\s+/g, ' ').trim()

// target is the citation that is being typed: the one that was last touched, or
// the first that is ticked.
function target() {
  const all = [...document.querySelectorAll('[data-cite]')]
  return all.find((one) => one.dataset.touched) ?? all.find((one) => one.querySelector('input[type="checkbox"]')?.checked) ?? all[0]
}

function touch(event) {
  const one = event.target.closest?.('[data-cite]')
  if (!one) return
  for (const other of document.querySelectorAll('[data-touched]')) delete other.dataset.touched
  one.dataset.touched = 'yes'
}

function fill(one, name, value) {
  const field = one.querySelector(`input[name^="${name}"]`)
  if (!field) return
  field.value = value
  field.dispatchEvent(new Event('input', { bubbles: true }))
}

export function listenExtract(frame) {
  const button = frame.root.querySelector('[data-do="extract"]')
  if (!button || !target()) return
  button.hidden = false
  button.addEventListener('mousedown', (event) => event.preventDefault()) // the selection stays
  button.addEventListener('click', () => {
    const selection = getSelection()
    const inside = selection.rangeCount > 0 && frame.paper.contains(selection.getRangeAt(0).commonAncestorContainer)
    const passage = inside ? oneLine(selection.toString()) : ''
    const one = target()
    fill(one, 'page', frame.page)
    if (passage) fill(one, 'passage', passage)
    const box = one.querySelector('input[type="checkbox"]')
    if (box) box.checked = true
    one.scrollIntoView({ block: 'nearest' })
    say(passage ? button.dataset.taken : button.dataset.page)
    if (passage) frame.point(frame.page, passage)
  })
}

document.addEventListener('focusin', touch)
