// Small pictures of the pages. They are drawn one after the other, only while
// they are in sight, and never before the page that is read.

const most = 2000
const width = 90

export class Thumbs {
  static of(frame) {
    const { pages, thumb } = frame.source
    return thumb && pages > 1 && pages <= most ? new Thumbs(frame) : null
  }

  constructor(frame) {
    Object.assign(this, { frame, wanted: new Set(), busy: false })
    this.list = document.createElement('nav')
    this.list.className = 'thumbs'
    this.list.setAttribute('aria-label', frame.body.getAttribute('aria-label'))
    const seen = new IntersectionObserver((entries) => this.look(entries), { root: this.list, rootMargin: '200px' })
    for (let page = 1; page <= frame.source.pages; page++) {
      const link = document.createElement('a')
      link.href = `?page=${page}`
      link.dataset.page = page
      link.textContent = page
      link.setAttribute('aria-label', frame.where(page))
      if (page > 1) link.tabIndex = -1
      this.list.append(link)
      seen.observe(link)
    }
    this.list.addEventListener('click', (event) => {
      const link = event.target.closest('a')
      if (!link) return
      event.preventDefault()
      frame.go(Number(link.dataset.page))
    })
    frame.body.classList.remove('one')
    frame.body.prepend(this.list)
  }

  look(entries) {
    for (const { isIntersecting, target } of entries) {
      if (isIntersecting && !target.querySelector('canvas')) this.wanted.add(target)
      else this.wanted.delete(target)
    }
    this.work()
  }

  async work() {
    if (this.busy) return
    this.busy = true
    for (const link of this.wanted) {
      await this.frame.drawn
      if (!this.wanted.delete(link)) continue
      const canvas = await this.frame.source.thumb(Number(link.dataset.page), width).catch(() => null)
      if (canvas) link.prepend(canvas)
    }
    this.busy = false
  }

  mark(page) {
    for (const link of this.list.querySelectorAll('a')) {
      const here = Number(link.dataset.page) === page
      link.tabIndex = here ? 0 : -1
      if (!here) link.removeAttribute('aria-current')
      else {
        link.setAttribute('aria-current', 'true')
        this.list.scrollTop = link.offsetTop - (this.list.clientHeight - link.clientHeight) / 2
      }
    }
  }
}
