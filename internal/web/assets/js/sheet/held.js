// Keeps an act on the whole sheet back while something typed into it is not
// saved: the reader of what is handed on must find there what was written.
import { say } from '../say.js'
import { text } from './cells.js'

export class Held {
  constructor(outbox, bar) {
    Object.assign(this, { outbox, bar, form: null })
  }

  unsent() {
    return this.outbox.all().filter((entry) => entry.state !== 'closed')
  }

  hold(event) {
    if (event.target.dataset.whole === undefined || !this.unsent().length) return
    event.preventDefault()
    event.stopImmediatePropagation()
    this.form = event.target
    this.tell()
  }

  // tell lets the act go on when all has been sent; what must be decided first
  // is named, and then the act has to be asked for again.
  tell() {
    const left = this.unsent()
    if (!left.length) return this.free()
    if (!this.form) return
    const stuck = left.find((entry) => entry.state !== 'wait') ?? left[0]
    const words = text('unsent', { n: left.length })
    this.bar('held-bar', words, { href: `#m-${stuck.leaf}`, label: text('unsentGo', { code: stuck.leaf }) })
    if (stuck.state === 'wait') return
    this.form = null
    document.getElementById('held-bar').scrollIntoView({ block: 'center' })
    say(words)
  }

  free() {
    this.bar('held-bar', '')
    const form = this.form
    this.form = null
    form?.requestSubmit()
  }
}
