// Documents that the page already holds: a picture, or the text of an office
// document, page by page.

// Picture is drawn anew when it is turned, so that its paper has its shape.
export class Picture {
  static async open(image) {
    await image.decode()
    return new Picture(image)
  }

  constructor(image) {
    Object.assign(this, { image, pages: 1, words: image.alt })
  }

  async draw(_, width, turned) {
    const { naturalWidth: w, naturalHeight: h } = this.image
    const lies = turned % 180 !== 0
    const canvas = document.createElement('canvas')
    canvas.width = lies ? h : w
    canvas.height = lies ? w : h
    const context = canvas.getContext('2d')
    context.translate(canvas.width / 2, canvas.height / 2)
    context.rotate((turned * Math.PI) / 180)
    context.drawImage(this.image, -w / 2, -h / 2)
    canvas.setAttribute('role', 'img')
    canvas.setAttribute('aria-label', this.words)
    return { elements: [canvas], pieces: [], small: Math.min(width, canvas.width * 4) }
  }

  async text() {
    return ''
  }
}

// Text is what was read out of an office document.
export class Text {
  constructor(elements) {
    this.papers = elements
    this.pages = elements.length
    for (const one of elements) one.remove()
  }

  async draw(number) {
    const copy = this.papers[number - 1].cloneNode(true)
    copy.hidden = false
    const pieces = [...copy.querySelectorAll('[data-line]')].map((element) => ({ element, text: element.textContent, ends: true }))
    return { elements: [copy], layer: copy, pieces }
  }

  async text(number) {
    return [...this.papers[number - 1].querySelectorAll('[data-line]')].map((line) => line.textContent + '\n').join('')
  }
}
