// Keys: "/" goes to the search, "?" lists the keys, and a control with
// data-key is pressed by that key. Keys typed into a field are the field's.
import { toggle } from './menus.js'

function inField(target) {
  return target.isContentEditable || ['INPUT', 'SELECT', 'TEXTAREA'].includes(target.tagName)
}

function search() {
  const field = document.querySelector('input[type="search"], [data-search]')
  if (field) return field.focus(), true
  const link = document.querySelector('a[data-find]')
  if (link) return link.click(), true
  return false
}

function press(key) {
  const control = document.querySelector(`[data-key="${CSS.escape(key)}"]`)
  if (!control || control.disabled) return false
  if (control.matches('input[type="radio"], input[type="checkbox"]')) control.focus()
  control.click()
  return true
}

function act(key) {
  if (key === '/') return search()
  if (key === '?') return toggle(document.getElementById('keys')), true
  return press(key)
}

export function startKeys() {
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return
    if (inField(event.target) || document.querySelector('dialog[open]')) return
    if (act(event.key)) event.preventDefault()
  })
}
