// Lists in which many rows are concluded on: keys go from row to row, a box at
// the head ticks all, and the form at the foot says how many are chosen.
// Everything works without this file.
const rows = () => [...document.querySelectorAll('[data-row]')]
let at = -1

function go(step) {
  const all = rows()
  if (!all.length) return false
  all[at]?.classList.remove('here')
  at = Math.min(Math.max(at + step, 0), all.length - 1)
  all[at].classList.add('here')
  all[at].querySelector('th a')?.focus()
  all[at].scrollIntoView({ block: 'nearest' })
  return true
}

function press(selector) {
  const control = rows()[at]?.querySelector(selector)
  control?.click()
  return Boolean(control)
}

function adjust() {
  const box = rows()[at]?.querySelector('[data-adjust]')
  if (!box) return false
  box.open = true
  box.querySelector('input')?.focus()
  return true
}

const acts = { j: () => go(1), k: () => go(-1), a: () => press('[data-accept]'), s: adjust, x: () => press('[name="item"]') }

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || !rows().length) return
  if (['INPUT', 'SELECT', 'TEXTAREA'].includes(event.target.tagName) && event.target.type !== 'checkbox') return
  if (acts[event.key]?.()) event.preventDefault()
})

function count() {
  const place = document.querySelector('[data-chosen]')
  if (place) place.textContent = String(document.querySelectorAll('[name="item"]:checked').length || '')
}

const every = document.querySelector('[data-choose-all]')
if (every) every.hidden = false
document.addEventListener('change', (event) => {
  if (event.target === every) {
    for (const box of document.querySelectorAll('[name="item"]')) box.checked = every.checked
  }
  count()
})
for (const row of rows()) if (location.hash === `#${row.id}`) at = rows().indexOf(row)
count()
