// The frame around a document: which page is shown, how large, how turned, and
// what is marked on it.
import { say } from '../say.js'
import { Find } from './find.js'
import { mark } from './marks.js'
import { Thumbs } from './thumbs.js'

const zooms = [0.5, 0.75, 1, 1.25, 1.5, 2, 3, 4]

export class Frame {
  constructor(root, source) {
    Object.assign(this, { root, source, zoom: 1, fit: false, turned: 0 })
    this.body = root.querySelector('.vbody')
    this.page = this.within(Number(root.dataset.page) || 1)
    this.cited = this.page
    this.passage = root.dataset.passage ?? ''
    this.paper = document.createElement('div')
    this.paper.className = 'page'
    for (const old of this.body.querySelectorAll('.page')) old.remove()
    this.body.append(this.paper)
    this.widest = parseFloat(getComputedStyle(this.paper).maxWidth) || 660
    this.find = new Find(this, root.querySelector('[data-find]'))
    this.listen()
    this.thumbs = Thumbs.of(this)
  }

  within(page) {
    return Math.min(Math.max(page, 1), this.source.pages)
  }

  acts() {
    return {
      previous: () => this.go(this.page - 1),
      next: () => this.go(this.page + 1),
      smaller: () => this.scale(-1),
      larger: () => this.scale(1),
      fit: () => this.fitWidth(),
      rotate: () => this.rotate(),
      seek: () => this.find.field.select(),
      jump: () => this.number.select(),
    }
  }

  listen() {
    const acts = this.acts()
    const turning = ['previous', 'next', 'jump']
    for (const button of this.root.querySelectorAll('[data-do]')) {
      const act = acts[button.dataset.do]
      if (!act) continue
      button.hidden = this.source.pages === 1 && turning.includes(button.dataset.do)
      button.addEventListener('click', act)
    }
    this.listenPage()
    let width = this.body.clientWidth
    new ResizeObserver(() => {
      if (Math.abs(this.body.clientWidth - width) < 8) return
      width = this.body.clientWidth
      this.draw()
    }).observe(this.body)
  }

  listenPage() {
    const form = this.root.querySelector('[data-where]')
    this.number = form.querySelector('input')
    form.hidden = this.source.pages === 1
    form.querySelector('[data-of]').textContent = `/${this.source.pages}`
    form.addEventListener('submit', (event) => {
      event.preventDefault()
      const page = Number(this.number.value)
      if (Number.isInteger(page)) this.go(this.within(page))
      this.number.value = this.page
      this.body.focus()
    })
  }

  go(page) {
    if (page < 1 || page > this.source.pages || page === this.page) return
    this.show(page)
    say(this.where())
  }

  show(page) {
    if (page !== this.page) this.body.scrollTop = 0
    this.page = page
    return this.draw()
  }

  scale(step) {
    const near = zooms.reduce((best, z) => (Math.abs(z - this.zoom) < Math.abs(best - this.zoom) ? z : best))
    const at = zooms.indexOf(near) + step
    if (!(at in zooms)) return
    Object.assign(this, { zoom: zooms[at], fit: false })
    this.draw()
  }

  fitWidth() {
    Object.assign(this, { fit: !this.fit, zoom: 1 })
    this.draw()
  }

  rotate() {
    this.turned = (this.turned + 90) % 360
    this.draw()
  }

  where(page = this.page) {
    return this.root.dataset.say.replace('{page}', page).replace('{pages}', this.source.pages)
  }

  tell() {
    this.number.value = this.page
    for (const [act, end] of [['previous', 1], ['next', this.source.pages]]) {
      this.root.querySelector(`[data-do="${act}"]`).disabled = this.page === end
    }
    const fit = this.root.querySelector('[data-do="fit"]')
    fit.setAttribute('aria-pressed', String(this.fit))
    this.thumbs?.mark(this.page)
  }

  size() {
    this.paper.style.maxWidth = this.fit ? 'none' : `${this.widest * this.zoom}px`
    this.paper.style.width = `${this.zoom * 100}%`
    this.paper.style.fontSize = `${this.zoom * 100}%`
  }

  // draw draws the page beside the one that is shown, then puts it in its
  // place. A later wish to draw makes an earlier one stop.
  draw() {
    const turn = (this.turn = {})
    this.drawn = this.redraw(() => this.turn === turn)
    return this.drawn
  }

  async redraw(live) {
    this.tell()
    this.size()
    const page = this.page
    const sheet = await this.source.draw(page, this.paper.clientWidth, this.turned, live)
    if (!sheet || !live()) return
    if (sheet.layer) {
      sheet.layer.setAttribute('aria-label', this.where())
      if (sheet.pieces.length === 0) sheet.layer.textContent = this.root.dataset.scan
    }
    this.paper.replaceChildren(...sheet.elements)
    this.root.dataset.drawn = page
    this.highlight(page, sheet.pieces)
  }

  // highlight marks what was searched, or else the cited passage.
  highlight(page, pieces) {
    const searching = this.find.found.length > 0
    const found = searching ? mark(pieces, this.find.needle, 'hit') : page === this.cited && this.passage ? mark(pieces, this.passage, 'passage', '').slice(0, 1) : []
    const chosen = searching ? found[Math.min(this.find.current(page), found.length - 1)] : found[0]
    if (!chosen) return
    for (const one of chosen) one.classList.add('now')
    this.scrollTo(chosen[0])
  }

  scrollTo(element) {
    const to = element.getBoundingClientRect()
    const here = this.body.getBoundingClientRect()
    if (this.body.scrollHeight > this.body.clientHeight + 1) this.body.scrollTop += to.top - here.top - this.body.clientHeight / 3
    if (this.body.scrollWidth > this.body.clientWidth + 1) this.body.scrollLeft += to.left - here.left - 40
  }

  // point turns to a place in the document: a page and what is marked on it.
  point(page, passage) {
    Object.assign(this, { passage, cited: this.within(page) })
    this.show(this.cited)
  }
}
