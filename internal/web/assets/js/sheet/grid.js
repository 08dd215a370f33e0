// The sheet by keyboard, as in a spreadsheet: arrows and Enter lead from cell
// to cell, a block copied from Excel is pasted into as many cells.
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

// paste spreads a block over the number fields from here on, a line a row.
function paste(event, save) {
  const block = event.clipboardData?.getData('text/plain') ?? ''
  if (!event.target.matches?.(inputs) || !/[\t\n]/.test(block.trim())) return
  event.preventDefault()
  const all = rows()
  const first = all.indexOf(event.target.closest('tr'))
  const column = fieldsOf(all[first]).indexOf(event.target)
  block.replace(/\r?\n$/, '').split(/\r?\n/).forEach((line, i) => {
    const numbers = all[first + i] ? fieldsOf(all[first + i]).filter((f) => f.classList.contains('num')) : []
    line.split('\t').forEach((value, j) => {
      const field = numbers[j + (i === 0 ? Math.max(column, 0) : 0)]
      if (field) field.value = value.trim()
    })
    if (numbers.length) save(numbers[0].form)
  })
}

export function startGrid(sheet, save) {
  for (const row of document.querySelectorAll('.grid tr[data-leaf]')) row.tabIndex = -1
  sheet.addEventListener('keydown', key)
  sheet.addEventListener('paste', (event) => paste(event, save))
}

// currentRow is the row that somebody is in, or was in last.
let last = null
document.addEventListener('focusin', (event) => {
  last = event.target.closest?.('.grid tr[data-leaf]') ?? last
})

export function currentRow() {
  return last?.isConnected ? last : document.querySelector('.grid tr.sel, .grid tr[data-leaf]')
}
