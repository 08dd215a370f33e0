// The sheet by keyboard, as in a spreadsheet: arrows and Enter lead from cell
// to cell.
const inputs = '.inp input:not([type="hidden"]):not(:disabled), .inp select:not(:disabled)'

function rows() {
  return [...document.querySelectorAll('.grid tr[data-leaf]')].filter((row) => row.querySelector(inputs))
}

function fieldsOf(row) {
  return [...row.querySelectorAll(inputs)].filter((f) => f.type !== 'radio' || f.checked || !f.form.querySelector(`[name="${f.name}"]:checked`))
}

function enter(row, column) {
  const fields = fieldsOf(row)
  const field = fields[Math.min(column, fields.length - 1)]
  field?.focus()
  if (field?.classList.contains('num')) field.select()
}

function step(field, by) {
  const all = rows()
  const row = field.closest('tr')
  const next = all[all.indexOf(row) + by]
  if (next) enter(next, Math.max(fieldsOf(row).indexOf(field), 0))
  else field.blur()
}

function along(field, by) {
  const all = rows().flatMap(fieldsOf)
  const next = all[all.indexOf(field) + by]
  next?.focus()
  if (next?.classList.contains('num')) next.select()
}

function atEdge(field, key) {
  if (field.selectionStart !== field.selectionEnd) return field.selectionEnd - field.selectionStart === field.value.length
  return key === 'ArrowLeft' ? field.selectionStart === 0 : field.selectionEnd === field.value.length
}

function key(event) {
  const field = event.target
  if (!field.matches?.(inputs) || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return
  const typed = field.classList.contains('num')
  const by = { Enter: event.shiftKey ? -1 : 1, ArrowDown: field.tagName === 'SELECT' ? 0 : 1, ArrowUp: field.tagName === 'SELECT' ? 0 : -1 }[event.key]
  if (by) step(field, by)
  else if (event.key === 'ArrowLeft' && typed && atEdge(field, event.key)) along(field, -1)
  else if (event.key === 'ArrowRight' && typed && atEdge(field, event.key)) along(field, 1)
  else if (event.key === 'Escape') field.closest('tr').focus()
  else return
  event.preventDefault()
}

export function startGrid(sheet) {
  for (const row of document.querySelectorAll('.grid tr[data-leaf]')) row.tabIndex = -1
  sheet.addEventListener('keydown', key)
}

// currentRow is the row that somebody is in, or was in last.
let last = null
document.addEventListener('focusin', (event) => {
  last = event.target.closest?.('.grid tr[data-leaf]') ?? last
})

export function currentRow() {
  return last?.isConnected ? last : document.querySelector('.grid tr.sel, .grid tr[data-leaf]')
}
