// A block copied from a spreadsheet: its cells, the inputs that they are meant
// for, and how a text gets into an input as if it were typed or chosen.

// cellsOf reads tab separated text, a list of cells for each line. A cell with
// a line end or a tab in it stands in quotation marks.
export function cellsOf(text) {
  const lines = []
  const cell = /(?:"((?:[^"]|"")*)"(?=[\t\r\n]|$)|([^\t\r\n]*))(\t|\r\n|\r|\n|$)/y
  let line = []
  while (cell.lastIndex < text.length) {
    const [, quoted, plain, end] = cell.exec(text)
    line.push((quoted?.replaceAll('""', '"') ?? plain).trim())
    if (end !== '\t') lines.push(line), (line = [])
    else if (cell.lastIndex === text.length) lines.push([...line, ''])
  }
  return lines
}

const inputs = 'input:not([type="hidden"]), select'

// linesOf lists the lines of inputs of the sheet. A leaf has one, or one for
// each of its parts and of its boxes to tick; a leaf without inputs has an empty
// one, so that a list copied beside the sheet stays in step with it.
export function linesOf() {
  const lines = []
  for (const row of document.querySelectorAll('.grid tr[data-leaf]')) {
    const before = lines.length
    for (const field of row.querySelectorAll(`.inp :is(${inputs})`)) {
      const place = field.closest('.checks label') ?? field.closest('.gpart') ?? row
      const last = lines[lines.length - 1]
      if (last?.place !== place) lines.push({ place, row, fields: [field] })
      else if (field.type !== 'radio' || !last.fields.some((f) => f.name === field.name)) last.fields.push(field)
    }
    if (lines.length === before) lines.push({ place: row, row, fields: [] })
  }
  return lines
}

const same = (a, b) => a === b || (a.type === 'radio' && a.form === b.form && a.name === b.name)

// aim gives each cell that says something its input, from a field on: a block of
// one line goes on from input to input, one of several keeps its lines.
export function aim(block, field) {
  const lines = linesOf()
  const start = lines.findIndex((line) => line.fields.some((f) => same(f, field)))
  if (start < 0) return []
  const column = lines[start].fields.findIndex((f) => same(f, field))
  const aimed = block.length === 1 ? alongLine(block[0], lines.slice(start), column) : downLines(block, lines.slice(start), column)
  return aimed.filter(({ value }) => value !== '')
}

function alongLine(cells, lines, column) {
  const all = lines.flatMap(({ row, fields }) => fields.map((field) => ({ row, field }))).slice(column)
  return cells.map((value, i) => ({ value, ...all[i] }))
}

function downLines(block, lines, column) {
  const width = Math.max(...block.map((cells) => cells.length))
  return block.flatMap((cells, i) => {
    const { row, fields = [] } = lines[i] ?? {}
    const from = i === 0 ? column : Math.min(column, Math.max(fields.length - width, 0))
    return cells.map((value, j) => ({ value, row, field: fields[from + j] }))
  })
}

const fold = (s) => s.normalize('NFD').replace(/\p{M}/gu, '').replace(/[đĐ]/g, 'd').toLowerCase().replace(/\s+/g, ' ').trim()

const flags = {
  co: true, yes: true, y: true, x: true, true: true, 1: true, dat: true, '✓': true,
  khong: false, no: false, n: false, false: false, 0: false,
}

// put lets a field take a text. It returns the name of the reason why the field
// cannot, or nothing; what a number says is judged where it is saved.
export function put(field, text) {
  if (field.disabled) return 'pasteLocked'
  if (field.type === 'radio' || field.type === 'checkbox') return tick(field, flags[fold(text)])
  if (field.tagName === 'SELECT') return pick(field, fold(text))
  field.value = text
  if (text.endsWith('%') && /(^|\.)a$/.test(field.name)) {
    field.form.elements[field.name.replace(/a$/, 'b')].value = '' // a percentage stands alone
  }
}

function tick(field, yes) {
  if (yes === undefined) return 'pasteFlag'
  if (field.type === 'checkbox') field.checked = yes
  else [...field.form.elements[field.name]].find((f) => f.value === (yes ? 'yes' : 'no')).checked = true
}

// pick chooses by what the list shows, by its words alone or by the code.
function pick(field, text) {
  const choices = [...field.options].filter((o) => o.value)
  const bare = (o) => fold(o.text.replace(/\s*\([^()]*\)$/, ''))
  for (const means of [(o) => fold(o.text), bare, (o) => fold(o.value)]) {
    const found = choices.filter((o) => means(o) === text)
    if (found.length > 1) break
    if (found.length) return void (field.value = found[0].value)
  }
  return 'pasteOption'
}
