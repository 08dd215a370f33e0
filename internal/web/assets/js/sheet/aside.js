// What somebody typed and what does not stand in its box: given up for the
// value of another, refused before a later text was, or refused where no box is
// left. It stays beneath its row, to be read, copied or used again, until it is
// dismissed or the page is left.
import { say } from '../say.js'
import { formOf, text } from './cells.js'
import { copy, lineOf } from './late.js'

const nameOf = ({ leaf, part, body }) => `${leaf} ${part} ${body}`

function button(words, act) {
  const button = document.createElement('button')
  Object.assign(button, { type: 'button', className: 'link', textContent: words })
  button.addEventListener('click', act)
  return button
}

const copied = (words) => {
  copy(words)
  say(text('copied'))
}

export class Asides {
  // use puts a text back into its box, forget gives it up for good.
  constructor({ use, forget }) {
    Object.assign(this, { use, forget })
    this.entries = new Map()
  }

  set(entry) {
    if (!this.entries.has(nameOf(entry))) this.entries.set(nameOf(entry), { ...entry })
  }

  drop(entry) {
    this.entries.get(nameOf(entry))?.place?.remove()
    this.entries.delete(nameOf(entry))
  }

  // draw puts each beneath its row, where it does not stand there yet.
  draw() {
    for (const entry of this.entries.values()) {
      if (entry.place?.isConnected) continue
      const form = formOf(entry.leaf, entry.part)
      const above = entry.part === 'note' ? form : document.getElementById(`rule-${entry.leaf}`)
      if (!above) continue
      entry.place = this.line(entry, form)
      above.after(entry.place)
    }
  }

  line(entry, form) {
    const line = document.createElement('p')
    line.className = 'aside'
    const said = document.createElement('b')
    said.textContent = entry.said
    const acts = [button(text('copy'), () => copied(entry.said)), button(text('asideDrop'), () => (this.drop(entry), this.forget(entry)))]
    if (form) acts.unshift(button(text('asideUse'), () => (this.drop(entry), this.use(entry))))
    line.append(`${text('aside')} `, said, ...acts.flatMap((act) => [' ', act]))
    return line
  }
}

// lateList lists what came too late, to be copied; forget gives one of them up.
export function lateList(entries, forget) {
  const list = document.createElement('ul')
  for (const entry of entries) {
    const item = document.createElement('li')
    item.append(lineOf(entry), ' ', button(text('asideDrop'), () => forget(entry)))
    list.append(item)
  }
  const all = button(text('copyAll'), () => copied(entries.map(lineOf).join('\n')))
  all.className = 'btn'
  return [list, all]
}
