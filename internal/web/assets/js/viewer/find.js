// Searches a whole document. What the server has read of it, by OCR too, is
// asked first, so that a long scan is not fetched page by page for its words.
import { say } from '../say.js'
import { count, fold } from './fold.js'

const breath = () => new Promise((done) => setTimeout(done))

export class Find {
  constructor(frame, form) {
    Object.assign(this, { frame, form, texts: new Map(), found: [], at: -1, needle: '' })
    this.field = form.querySelector('input')
    this.told = form.querySelector('[role="status"]')
    form.hidden = false
    form.addEventListener('submit', (event) => {
      event.preventDefault()
      this.search(1)
    })
    this.field.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && event.shiftKey) {
        event.preventDefault()
        this.search(-1)
      }
      if (event.key === 'Escape') this.clear()
    })
    form.querySelector('[data-do="earlier"]').addEventListener('click', () => this.search(-1))
    form.querySelector('[data-do="later"]').addEventListener('click', () => this.search(1))
  }

  clear() {
    this.field.value = ''
    Object.assign(this, { found: [], at: -1, needle: '' })
    this.tell('')
    this.frame.body.focus()
    this.frame.draw()
  }

  tell(text) {
    this.told.textContent = text
  }

  say(name, values) {
    return this.form.dataset[name].replace(/\{(\w+)\}/g, (_, key) => values[key])
  }

  async search(step) {
    const needle = fold(this.field.value).text.trim()
    if (needle !== this.needle) return this.begin(needle)
    if (this.found.length > 0) this.go((this.at + step + this.found.length) % this.found.length)
  }

  async begin(needle) {
    Object.assign(this, { needle, found: [], at: -1 })
    if (!needle) return this.clear()
    await this.known()
    const { source } = this.frame
    for (let page = 1; page <= source.pages; page++) {
      if (this.needle !== needle) return // another search has begun
      const text = await this.textOf(page)
      for (let n = 0; n < count(text, needle); n++) this.found.push({ page, n })
      if (page % 10 === 0) {
        this.tell(this.say('running', { page, pages: source.pages, count: this.found.length }))
        await breath()
      }
    }
    if (this.found.length === 0) {
      this.tell(this.say('none', {}))
      return this.frame.draw()
    }
    const here = this.found.findIndex(({ page }) => page >= this.frame.page)
    this.go(Math.max(here, 0))
  }

  async textOf(page) {
    if (!this.texts.has(page)) this.texts.set(page, fold(await this.frame.source.text(page)).text)
    return this.texts.get(page)
  }

  // known asks once for what the server has read.
  async known() {
    const address = this.form.dataset.text
    if (!address || this.asked) return
    this.asked = true
    const answer = await fetch(address, { headers: { Accept: 'application/json' } }).catch(() => null)
    const read = answer?.ok ? await answer.json().catch(() => null) : null
    for (const { page, text } of read?.pages ?? []) this.texts.set(page, fold(text).text)
  }

  go(at) {
    this.at = at
    const { page } = this.found[at]
    this.tell(this.say('found', { at: at + 1, count: this.found.length, page }))
    say(this.told.textContent)
    this.frame.show(page)
  }

  // current says which of the findings on a page is the chosen one.
  current(page) {
    const one = this.found[this.at]
    return one?.page === page ? one.n : -1
  }
}
