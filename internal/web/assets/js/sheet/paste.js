// Pasting a block from a spreadsheet into the sheet: each leaf saves itself as
// if it had been typed, what cannot be taken is refused in words while the rest
// goes on, and one press puts the earlier values back.
import { say } from '../say.js'
import { aim, cellsOf, put } from './block.js'
import { bodyOf, explain, fill, leafOf, remember, saidOf, show, text } from './cells.js'

const longest = 60 // letters of a cell that a refusal repeats

export class Paste {
  // save sends a form, back sends an earlier body of it, and drop gives up what
  // has been refused.
  constructor(sheet, outbox, { save, back, drop }) {
    Object.assign(this, { sheet, outbox, save, back, drop })
    this.clear()
    document.addEventListener('paste', (event) => this.paste(event))
    for (const name of ['input', 'change']) sheet.addEventListener(name, (event) => this.byHand(event))
  }

  clear() {
    this.leaves = new Map() // {form, before, blank, had, cells, own} by leaf
    this.refused = [] // {leaf, words} of cells that no field has taken
  }

  paste(event) {
    const field = document.activeElement
    if (!this.sheet.contains(field) || !field.matches('.inp input:not([type="hidden"]), .inp select')) return
    const text = event.clipboardData?.getData('text/plain') ?? ''
    const block = cellsOf(text)
    const single = block.length === 1 && block[0].length === 1
    if (!text.trim() || (single && field.matches('.num') && !text.trim().endsWith('%'))) return // as any other text
    event.preventDefault()
    this.close()
    for (const cell of aim(block, field)) this.cell(cell)
    for (const { form } of this.leaves.values()) this.save(form)
    field.closest('tr').focus() // nobody is in a cell now, so that each is drawn as it was saved
    this.draw()
    say(document.querySelector('#paste-bar p')?.textContent ?? '')
  }

  cell({ value, row, field }) {
    const form = field?.form
    const leaf = row?.dataset.leaf
    const kept = form && !field.disabled ? this.leaves.get(leaf) ?? this.earlier(form) : null
    const why = field ? put(field, value) : row ? 'pasteNoInput' : 'pasteBeyond'
    if (why) return this.refused.push({ leaf, words: text(why, { text: value.length > longest ? `${value.slice(0, longest)}…` : value }) })
    kept.cells++
    this.leaves.set(leaf, kept)
  }

  // earlier is what stands in a form before anything is pasted there.
  earlier(form) {
    const leaf = leafOf(form)
    const filled = [...form.elements].some((f) => f.type !== 'hidden' && (f.type === 'radio' || f.type === 'checkbox' ? f.checked : f.value))
    const blank = !filled && document.querySelector(`#${CSS.escape(`pt-${leaf}`)} b`)?.textContent === '–' // an empty list may be an answer
    return { form, before: bodyOf(form), said: saidOf(form), blank, had: this.outbox.own(leaf, 'answer'), cells: 0 }
  }

  // byHand leaves alone what somebody has since typed over.
  byHand({ target, isTrusted }) {
    const leaf = isTrusted && target.form?.dataset.cell
    if (!leaf) return
    if (this.leaves.has(leaf)) this.leaves.get(leaf).own = true
    this.refused = this.refused.filter((cell) => cell.leaf !== leaf)
  }

  // faults lists what is refused: {leaf, words, cells}.
  faults() {
    const faults = this.refused.map((cell) => ({ ...cell, cells: 1 }))
    for (const [leaf, { cells }] of this.leaves) {
      const entry = this.outbox.own(leaf, 'answer')
      const words = { rejected: entry?.text, conflict: text('pasteConflict'), closed: text('pasteLocked') }[entry?.state]
      if (words !== undefined) faults.push({ leaf, words, cells })
    }
    return faults
  }

  // draw says how much has been taken, and marks what has not.
  draw() {
    if (!this.leaves.size && !this.refused.length) return
    for (const { leaf, words } of this.refused) {
      if (!leaf || this.outbox.own(leaf, 'answer')?.state === 'rejected') continue
      explain(leaf, words)
      show(leaf, 'answer', 'rejected')
    }
    const faults = this.faults()
    const m = faults.reduce((sum, { cells }) => sum + cells, 0)
    const all = [...this.leaves.values()].reduce((sum, { cells }) => sum + cells, this.refused.length)
    const words = text(m ? 'pasteSome' : 'pasteAll', { n: all - m, m })
    this.bar(words, faults, [...this.leaves.values()].some(({ own }) => !own))
  }

  bar(words, faults, undo) {
    const bar = document.createElement('div')
    bar.id = 'paste-bar'
    bar.className = faults.length ? 'note bad sheet-bar' : 'note sheet-bar'
    const line = document.createElement('p')
    line.textContent = words
    const keys = document.createElement('span')
    keys.className = 'row'
    if (undo) keys.append(this.button('btn', text('pasteUndo'), () => this.undo()))
    keys.append(this.button('btn plain', text('pasteClose'), () => this.close()))
    const head = document.createElement('div')
    head.className = 'row between'
    head.append(line, keys)
    bar.append(head)
    if (faults.length) bar.append(this.list(faults))
    const had = document.getElementById('paste-bar')
    if (had?.isEqualNode(bar)) return
    const focused = had?.contains(document.activeElement)
    had ? had.replaceWith(bar) : document.querySelector('.main').prepend(bar)
    if (focused) bar.querySelector('button').focus()
  }

  button(className, words, act) {
    const button = document.createElement('button')
    Object.assign(button, { type: 'button', className, textContent: words })
    button.addEventListener('click', act)
    return button
  }

  list(faults) {
    const list = document.createElement('ul')
    for (const { leaf, words } of faults) {
      const item = document.createElement('li')
      if (leaf) item.append(this.button('link', leaf, () => document.getElementById(`m-${leaf}`)?.focus()), ': ')
      item.append(words)
      list.append(item)
    }
    return list
  }

  // undo puts the earlier values back, except where somebody has typed since.
  undo() {
    let n = 0
    for (const [leaf, kept] of this.leaves) {
      if (kept.own) continue
      n += kept.cells
      const state = this.outbox.own(leaf, 'answer')?.state
      const form = document.querySelector(`form[data-cell="${CSS.escape(leaf)}"]`)
      if (form) fill(form, kept.before), remember(form)
      if (!kept.had && ['rejected', 'conflict', 'closed'].includes(state)) this.drop(leaf)
      else this.back({ leaf, body: kept.blank ? 'part=clear' : kept.before, said: kept.said, form })
    }
    this.close()
    const words = text('pasteUndone', { n })
    this.bar(words, [], false)
    say(words)
  }

  // pass leaves a leaf alone whose text was given up by hand.
  pass(leaf) {
    this.leaves.delete(leaf)
    this.refused = this.refused.filter((cell) => cell.leaf !== leaf)
  }

  // close forgets the block; the marks of what no field has taken go with it.
  close() {
    const marked = new Set(this.refused.map(({ leaf }) => leaf).filter(Boolean))
    this.clear()
    document.getElementById('paste-bar')?.remove()
    for (const leaf of marked) if (!this.outbox.has(leaf)) this.drop(leaf)
  }
}
