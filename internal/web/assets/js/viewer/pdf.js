// A PDF document, of which only what is looked at is fetched, and in which
// nothing ever runs.

const mostPixels = 16_000_000 // of one drawn page

// paint gives a canvas the size of a page, as sharp as the screen and no larger
// than an old machine bears.
function paint(canvas, viewport, density) {
  const sharp = Math.min(density, 2, Math.sqrt(mostPixels / (viewport.width * viewport.height)))
  canvas.width = Math.floor(viewport.width * sharp)
  canvas.height = Math.floor(viewport.height * sharp)
  const transform = sharp === 1 ? undefined : [sharp, 0, 0, sharp, 0, 0]
  return { canvasContext: canvas.getContext('2d', { alpha: false }), viewport, transform }
}

export class Pdf {
  static async open({ file, pdf, worker }) {
    const reader = await import(pdf)
    reader.GlobalWorkerOptions.workerSrc = worker
    const task = reader.getDocument({
      url: file,
      isEvalSupported: false,
      enableXfa: false,
      disableAutoFetch: true,
      disableStream: true,
      rangeChunkSize: 1 << 18,
    })
    return new Pdf(reader, await task.promise)
  }

  constructor(reader, document) {
    Object.assign(this, { reader, document, pages: document.numPages, drawing: null })
  }

  // draw draws a page as wide as it is to be shown. It returns null where a
  // later wish to draw has made it stop.
  async draw(number, width, turned, live) {
    this.drawing?.cancel()
    this.drawing = null
    const page = await this.document.getPage(number)
    if (!live()) return null
    const rotation = (page.rotate + turned) % 360
    const viewport = page.getViewport({ scale: width / page.getViewport({ scale: 1, rotation }).width, rotation })
    const canvas = document.createElement('canvas')
    canvas.setAttribute('aria-hidden', 'true')
    this.drawing = page.render(paint(canvas, viewport, window.devicePixelRatio || 1))
    try {
      await this.drawing.promise
    } catch (error) {
      if (error.name === 'RenderingCancelledException') return null
      throw error
    }
    const content = await page.getTextContent()
    if (!live()) return null
    const { layer, pieces } = await this.words(content, viewport)
    if (!live()) return null
    page.cleanup()
    return { elements: [canvas, layer], layer, pieces }
  }

  // words lie unseen over the page's picture, to be heard, marked and copied.
  async words(content, viewport) {
    const layer = document.createElement('div')
    layer.className = 'words'
    layer.setAttribute('role', 'document')
    layer.style.setProperty('--scale-factor', viewport.scale)
    const items = content.items.filter((item) => item.str !== undefined)
    if (items.length === 0) return { layer, pieces: [] }
    const text = new this.reader.TextLayer({ textContentSource: content, container: layer, viewport })
    await text.render()
    const pieces = text.textDivs.map((element, i) => ({ element, text: items[i].str, ends: items[i].hasEOL }))
    return { layer, pieces }
  }

  async text(number) {
    const page = await this.document.getPage(number)
    const content = await page.getTextContent()
    return content.items.map((item) => (item.str ?? '') + (item.hasEOL ? '\n' : '')).join('')
  }

  async thumb(number, width) {
    const page = await this.document.getPage(number)
    const viewport = page.getViewport({ scale: width / page.getViewport({ scale: 1 }).width })
    const canvas = document.createElement('canvas')
    await page.render(paint(canvas, viewport, 1)).promise
    return canvas
  }
}
