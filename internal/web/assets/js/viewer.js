// Shows PDF documents page by page, opened at the cited page. The reader of
// PDF is loaded only when a page holds such a document, reads of a long file
// only what is looked at, and never runs what a document brings along.
import { say } from './say.js'

const mostPixels = 16_000_000 // of one drawn page
const mostThumbs = 200
const zooms = [0.75, 1, 1.25, 1.5, 2, 3]

async function load(root) {
  const pdf = await import(root.dataset.pdf)
  pdf.GlobalWorkerOptions.workerSrc = root.dataset.worker
  const task = pdf.getDocument({
    url: root.dataset.file,
    isEvalSupported: false,
    enableXfa: false,
    disableAutoFetch: true,
    disableStream: true,
    rangeChunkSize: 1 << 18,
  })
  return { pdf, file: await task.promise }
}

class Viewer {
  constructor(root, { pdf, file }) {
    Object.assign(this, { root, pdf, file, zoom: 1, drawing: null })
    this.body = root.querySelector('.vbody')
    this.page = Math.min(Math.max(Number(root.dataset.page) || 1, 1), file.numPages)
    this.paper = document.createElement('div')
    this.paper.className = 'page'
    this.body.querySelector('[data-instead]').replaceWith(this.paper)
    this.widest = parseFloat(getComputedStyle(this.paper).maxWidth) || 660
    this.listen()
    this.listThumbs()
  }

  listen() {
    const acts = {
      previous: () => this.go(this.page - 1),
      next: () => this.go(this.page + 1),
      smaller: () => this.scale(-1),
      larger: () => this.scale(1),
    }
    for (const button of this.root.querySelectorAll('[data-do]')) {
      button.hidden = this.file.numPages === 1 && ['previous', 'next'].includes(button.dataset.do)
      button.addEventListener('click', acts[button.dataset.do])
    }
    let width = this.body.clientWidth
    new ResizeObserver(() => {
      if (Math.abs(this.body.clientWidth - width) < 8) return
      width = this.body.clientWidth
      this.draw()
    }).observe(this.body)
  }

  go(page) {
    if (page < 1 || page > this.file.numPages || page === this.page) return
    this.page = page
    this.body.scrollTop = 0
    this.draw()
    say(this.where())
  }

  scale(step) {
    const at = zooms.indexOf(this.zoom) + step
    if (!(at in zooms)) return
    this.zoom = zooms[at]
    this.draw()
  }

  where() {
    return this.root.dataset.say.replace('{page}', this.page).replace('{pages}', this.file.numPages)
  }

  mark() {
    const where = this.root.querySelector('[data-where]')
    where.hidden = false
    where.textContent = `${this.page}/${this.file.numPages}`
    for (const [act, end] of [['previous', 1], ['next', this.file.numPages]]) {
      this.root.querySelector(`[data-do="${act}"]`).disabled = this.page === end
    }
    for (const thumb of this.body.querySelectorAll('.thumbs a')) {
      if (Number(thumb.dataset.page) === this.page) {
        thumb.setAttribute('aria-current', 'true')
        this.thumbs.scrollTop = thumb.offsetTop - (this.thumbs.clientHeight - thumb.clientHeight) / 2
      } else thumb.removeAttribute('aria-current')
    }
  }

  // Draws the page beside the one that is shown, then puts it in its place. A
  // later wish to draw makes an earlier one stop.
  async draw() {
    this.drawing?.cancel()
    this.drawing = null
    const turn = (this.turn = {})
    this.mark()
    this.paper.style.maxWidth = `${this.widest * this.zoom}px`
    this.paper.style.width = `${this.zoom * 100}%`
    const page = await this.file.getPage(this.page)
    if (this.turn !== turn) return
    const scale = this.paper.clientWidth / page.getViewport({ scale: 1 }).width
    const viewport = page.getViewport({ scale })
    const canvas = document.createElement('canvas')
    this.drawing = page.render(paint(canvas, viewport, window.devicePixelRatio || 1))
    try {
      await this.drawing.promise
    } catch (error) {
      if (error.name === 'RenderingCancelledException') return
      throw error
    }
    const text = await this.text(page, viewport)
    if (this.turn !== turn) return
    canvas.setAttribute('aria-hidden', 'true')
    this.paper.replaceChildren(canvas, text)
  }

  // The words of the page lie unseen over its picture, to be heard and copied.
  async text(page, viewport) {
    const layer = document.createElement('div')
    layer.className = 'words'
    layer.setAttribute('role', 'document')
    layer.setAttribute('aria-label', this.where())
    layer.style.setProperty('--scale-factor', viewport.scale)
    const content = await page.getTextContent()
    if (content.items.length === 0) {
      layer.textContent = this.root.dataset.scan
      return layer
    }
    await new this.pdf.TextLayer({ textContentSource: content, container: layer, viewport }).render()
    return layer
  }

  listThumbs() {
    const pages = this.file.numPages
    if (pages < 2 || pages > mostThumbs) return
    const list = document.createElement('nav')
    list.className = 'thumbs'
    list.setAttribute('aria-label', this.body.getAttribute('aria-label'))
    const seen = new IntersectionObserver((entries) => {
      for (const entry of entries) {
        if (!entry.isIntersecting) continue
        seen.unobserve(entry.target)
        this.drawThumb(entry.target)
      }
    }, { root: list, rootMargin: '200px' })
    for (let page = 1; page <= pages; page++) {
      const thumb = document.createElement('a')
      thumb.href = `?page=${page}`
      thumb.dataset.page = page
      thumb.textContent = page
      thumb.setAttribute('aria-label', this.root.dataset.say.replace('{page}', page).replace('{pages}', pages))
      list.append(thumb)
      seen.observe(thumb)
    }
    list.addEventListener('click', (event) => {
      const thumb = event.target.closest('a')
      if (!thumb) return
      event.preventDefault()
      this.go(Number(thumb.dataset.page))
    })
    this.body.classList.remove('one')
    this.body.prepend(list)
    this.thumbs = list
  }

  async drawThumb(thumb) {
    const page = await this.file.getPage(Number(thumb.dataset.page))
    const viewport = page.getViewport({ scale: 90 / page.getViewport({ scale: 1 }).width })
    const canvas = document.createElement('canvas')
    await page.render(paint(canvas, viewport, 1)).promise
    thumb.prepend(canvas)
  }
}

// Gives a canvas the size of a page, as sharp as the screen and no larger than
// an old machine bears.
function paint(canvas, viewport, density) {
  const area = viewport.width * viewport.height
  const sharp = Math.min(density, 2, Math.sqrt(mostPixels / area))
  canvas.width = Math.floor(viewport.width * sharp)
  canvas.height = Math.floor(viewport.height * sharp)
  const transform = sharp === 1 ? undefined : [sharp, 0, 0, sharp, 0, 0]
  return { canvasContext: canvas.getContext('2d', { alpha: false }), viewport, transform }
}

const started = new WeakMap()

function fail(root, error) {
  const note = root.querySelector('[data-instead] p')
  const text = error.name === 'PasswordException' ? root.dataset.locked : root.dataset.failed
  if (note) note.textContent = text
  say(text)
}

async function start(root) {
  if (started.has(root)) return
  started.set(root, null)
  try {
    const viewer = new Viewer(root, await load(root))
    started.set(root, viewer)
    await viewer.draw()
  } catch (error) {
    fail(root, error)
  }
}

function startAll() {
  document.querySelectorAll('[data-viewer]').forEach(start)
}

// A link to another page of a document that is open turns to that page.
document.addEventListener('click', (event) => {
  const link = event.target.closest('a[data-open-page]')
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return
  const root = document.querySelector(`[data-viewer][data-document="${CSS.escape(link.dataset.openDocument)}"]`)
  const viewer = root && started.get(root)
  if (!viewer) return
  event.preventDefault()
  viewer.go(Number(link.dataset.openPage) || 1)
})

document.addEventListener('htmx:after:swap', startAll)
startAll()
